"""Writes what is built from the code: schemas, the language reference, the commands, the rule pages.

``python docs/build.py`` writes them, ``--check`` fails if a file differs from what would be written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typer.main

from manikin import distributions, expressions, schemas
from manikin.cli.main import app
from manikin.columns import KINDS
from manikin.defects import KINDS as DEFECTS
from manikin.errors import ExitStatus
from manikin.review.diff import explaining
from manikin.review.keys import TREE, Node
from manikin.review.scopes import SCOPES
from manikin.spec import explain

ROOT = Path(__file__).parent.parent
NOTE = "<!-- Written by docs/build.py from the code; change the code instead. -->\n"


def yaml(node: Any) -> str:
    """Return a small tree in YAML's flow form, as the specifications write it."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{key}: {yaml(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list | tuple):
        return "[" + ", ".join(yaml(value) for value in node) + "]"
    if isinstance(node, str):
        plain = node.replace("_", "a").replace("-", "a").replace(".", "a").replace(" ", "a").isalnum()
        return node if plain and not node[:1].isdigit() else json.dumps(node)
    return json.dumps(node)


def keys(schema: dict[str, Any]) -> str:
    """Return a table of the keys of an object."""
    properties = schema.get("properties", {})
    if not properties:
        return ""
    needed = set(schema.get("required", ()))
    lines = ["| key | meaning |", "|---|---|"]
    for name, part in properties.items():
        must = " (needed)" if name in needed else ""
        lines.append(f"| `{name}`{must} | {part.get('description', '')} |")
    return "\n".join(lines) + "\n"


def columns() -> str:
    """Return the reference of the ways to fill a column."""
    parts = [NOTE, "# Columns\n", "A column has a type and exactly one way to fill it.\n"]
    for name, kind in KINDS.items():
        parts += [f"## `{name}`\n", kind.TITLE[:1].upper() + kind.TITLE[1:] + ".\n"]
        parts += [f"Types: {', '.join(sorted(kind.TYPES))}.\n"]
        parts += ["```yaml", f"column: {yaml(kind.EXAMPLE)}", "```\n"]
        if name != "distribution":
            parts += [kind.PARAMETERS.get("description", "") + "\n", keys(dict(kind.PARAMETERS))]
    return "\n".join(parts)


def defects() -> str:
    """Return the reference of the kinds of defect."""
    parts = [
        NOTE,
        "# Defects\n",
        "What is wrong with the data on purpose; put in by `manikin generate --defects`.\n",
    ]
    for name, kind in DEFECTS.items():
        parts += [f"## `{name}`\n", kind.TITLE[:1].upper() + kind.TITLE[1:] + ".\n"]
        parts += ["```yaml", f"defects:\n  - {yaml(kind.EXAMPLE)}", "```\n"]
        parts += [kind.PARAMETERS.get("description", "") + "\n", keys(dict(kind.PARAMETERS))]
    return "\n".join(parts)


def scopes() -> str:
    """Return the scopes of every key of a specification."""
    lines = [
        NOTE,
        "# Scopes\n",
        "Which part of a specification each key belongs to; [why](../meaning.md). What stands below a key has",
    ]
    lines += [
        "its scopes unless it is listed. *By name* counts what stands under the key by its names alone, *there* only that it",
        "is there.\n",
    ]
    lines += ["| key | scopes |", "|---|---|"]

    def rows(at: str, node: Node) -> None:
        for key, below in node.inside.items():
            here = f"{at}.{'NAME' if key == '*' else key}".removeprefix(".")
            told = [scope for scope in SCOPES if scope in below.whole]
            told += [f"{scope} (by name)" for scope in SCOPES if scope in below.names]
            told += [f"{scope} (there)" for scope in SCOPES if scope in below.there]
            if told:
                lines.append(f"| `{here}` | {', '.join(told)} |")
            # Draws stand in many places, columns in parts too, and mean the same in each.
            if key not in {"distribution", "cases", "parts"} or here.startswith("tables.NAME.columns.NAME."):
                rows(here, below)

    rows("", TREE)
    return "\n".join(lines) + "\n"


def families() -> str:
    """Return the reference of the distributions."""
    parts = [NOTE, "# Distributions\n", "Each stands under `distribution:`, or under `by:` of a distance.\n"]
    whole = distributions.schema()["properties"]
    for name, schema in whole.items():
        example = distributions.EXAMPLES[name]
        parts += [
            f"## `{name}`\n",
            distributions.TITLES[name][:1].upper() + distributions.TITLES[name][1:] + ".\n",
        ]
        parts += ["```yaml", f"distribution: {yaml({name: example})}", "```\n", keys(schema)]
    return "\n".join(parts)


def functions() -> str:
    """Return the reference of what may stand in an expression."""
    parts = [
        NOTE,
        "# Expressions\n",
        "SQL with DuckDB's meaning; only what is listed here.\n",
        "| function | gives |",
        "|---|---|",
    ]
    parts += [
        f"| `{record.signature}` | {record.doc} |" for _, record in sorted(expressions.FUNCTIONS.items())
    ]
    return "\n".join(parts) + "\n"


def commands() -> str:
    """Return the reference of the commands, from their own help."""
    parts = [NOTE, "# Commands\n"]
    group = typer.main.get_command(app)
    for name in sorted(group.commands):  # type: ignore[attr-defined]
        command = group.commands[name]  # type: ignore[attr-defined]
        context = command.make_context(
            f"manikin {name}", [], resilient_parsing=True, terminal_width=100, max_content_width=100
        )
        parts += [f"## `manikin {name}`\n", "```text", command.get_help(context).strip(), "```\n"]
    parts += ["## Exit statuses\n", "| status | meaning |", "|---|---|"]
    meanings = {
        0: "done",
        1: "the thing looked at has problems",
        2: "the command was used wrongly",
        3: "refused by policy",
        4: "the specification is valid but asks for what cannot be",
        70: "a fault of the program itself",
    }
    parts += [f"| {int(status)} | {meanings[int(status)]} |" for status in ExitStatus]
    return "\n".join(parts) + "\n"


def files() -> dict[Path, str]:
    """Return everything that is built, by path."""
    found = {
        ROOT / "schemas" / f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas.all_schemas().items()
    }
    docs = ROOT / "docs"
    found |= {
        docs / "reference" / "columns.md": columns(),
        docs / "reference" / "defects.md": defects(),
        docs / "reference" / "scopes.md": scopes(),
        docs / "reference" / "distributions.md": families(),
        docs / "reference" / "expressions.md": functions(),
        docs / "reference" / "changes.md": NOTE + "\n" + explaining.table(),
        docs / "reference" / "commands.md": commands(),
    }
    listed = [f"- [{rule}]({rule}.md): {explain.title(rule)}" for rule in explain.rules()]
    found[docs / "rules" / "index.md"] = NOTE + "\n# Rules\n\n" + "\n".join(listed) + "\n"
    for rule in explain.rules():
        found[docs / "rules" / f"{rule}.md"] = NOTE + "\n" + explain.page(rule)
    return found


def main() -> int:
    """Write or check the files."""
    stale = []
    built = files()
    for path, text in built.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
    extra = [path for path in (ROOT / "docs" / "rules").glob("*.md") if path not in built]
    if "--check" in sys.argv:
        for path in (*stale, *extra):
            print(f"{path.relative_to(ROOT)} is not what the code says; run: make docs", file=sys.stderr)
        return 1 if stale or extra else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(built[path], encoding="utf-8", newline="\n")
    for path in extra:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
