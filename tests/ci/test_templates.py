"""What may be copied from ci/ and .pre-commit-hooks.yaml: its shape, and that nothing of a request reaches a shell as text."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from manikin.cli.main import run

ROOT = Path(__file__).parent.parent.parent
CI = ROOT / "ci"
SCHEMAS = {
    "vendor.github-workflows": sorted((CI / "github" / "workflows").glob("*.yml")),
    "vendor.github-actions": sorted((CI / "github").glob("**/action.yml")),
    "vendor.gitlab-ci": sorted((CI / "gitlab").glob("*.yml")),
    "vendor.azure-pipelines": sorted((CI / "azure").glob("*.yml")),
}
TEMPLATES = [path for paths in SCHEMAS.values() for path in paths]
SAFE = re.compile(
    r"inputs\.(specs|policy-from|format|token|recorder-key)|github\.action_path|github\.token|runner\.temp|github\.ref"
    r"|secrets\.MANIKIN_RECORDER_KEY|github\.event\.(pull_request|issue)\.number|parameters\.(specs|branch)"
    r"|github\.event\.pull_request\.(base\.ref|head\.sha|user\.login)"
    r"|github\.event\.pull_request\.base\.ref \|\| github\.event\.repository\.default_branch"
)
"""The expressions that may stand in a value."""


def texts(tree: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a template with the key that it stands under."""
    if isinstance(tree, dict):
        for name, own in tree.items():
            yield from texts(own, str(name))
    elif isinstance(tree, list):
        for own in tree:
            yield from texts(own, key)
    elif isinstance(tree, str):
        yield key, tree


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(CI).as_posix())
def test_no_script_has_anything_put_into_it(path: Path) -> None:
    for key, text in texts(yaml.safe_load(path.read_text())):
        if key in {"run", "script", "before_script", "bash"}:
            assert "${{" not in text
            assert "$(" not in text, "a macro of Azure's, or a command within a command"
            # Every variable stands in quotes.
            bare = re.sub(r'"[^"]*"|\'[^\']*\'|\$\?', "", text)
            assert "$" not in bare, bare
        elif key != "if":
            found = re.findall(r"\$\{\{(.*?)\}\}", text)
            assert [one for one in found if not SAFE.fullmatch(one.strip())] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(CI).as_posix())
def test_only_what_comments_start_from_the_default_branch_sees_the_key(path: Path) -> None:
    tree = yaml.safe_load(path.read_text())
    started = tree.get(True, {})  # `on` is a boolean of YAML 1.1
    if "MANIKIN_RECORDER_KEY" in path.read_text() and "workflows" in path.parts:
        assert set(started) <= {"issue_comment", "pull_request_target"}
        assert all(job["environment"] == "manikin" for job in tree["jobs"].values())
    if "workflows" in path.parts:
        assert tree["permissions"]["contents"] == "read"
        if "pull_request" in started:
            assert tree["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_shape_is_that_of_the_host(schema: str) -> None:
    check = pytest.importorskip(
        "check_jsonschema", reason="check-jsonschema, which brings the hosts' schemas, is not here"
    )
    kind = schema.removeprefix("vendor.")
    transform = ["--data-transform", kind] if kind in {"gitlab-ci", "azure-pipelines"} else []
    asked = [
        "--builtin-schema",
        schema,
        "--regex-variant",
        "nonunicode",
        *transform,
        *map(str, SCHEMAS[schema]),
    ]
    with pytest.raises(SystemExit) as ended:
        check.main(asked)
    assert ended.value.code in {0, None}


@pytest.mark.parametrize("path", sorted(CI.glob("**/*.sh")), ids=lambda path: path.relative_to(CI).as_posix())
def test_scripts_can_be_read_and_run(path: Path) -> None:
    assert path.stat().st_mode & 0o111, "it is called by its name"
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    assert subprocess.run(["bash", "-n", path], check=False, capture_output=True).returncode == 0


def hooks() -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


CHANGED = {
    "specs/ed-attendances/spec.yaml": {"manikin-validate", "manikin-lint"},
    "specs/ed-attendances/site.csv": {"manikin-validate", "manikin-lint"},
    "specs/fragments/standard-patient.yaml": {"manikin-validate", "manikin-lint"},
    "synthetic/specs/falls/spec.yaml": {"manikin-validate", "manikin-lint"},
    "specs/policy.yaml": {"manikin-validate", "manikin-lint"},
    "specs/falls/approvals/4f2a91c70be3d85a-owner-jo.yaml": {"manikin-validate"},
    "specs/revoked_keys": {"manikin-validate"},
    "specs/README.md": set(),
    "specs/falls/notes.md": set(),
    "results/counts.csv": set(),
}


def test_hooks_look_at_what_belongs_to_a_dataset() -> None:
    found = {
        path: {name for name, hook in hooks().items() if re.search(hook["files"], path)} for path in CHANGED
    }
    assert found == CHANGED


@pytest.mark.parametrize("name", ["manikin-validate", "manikin-lint"])
def test_hooks_work_from_the_changed_files_alone(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    hook = hooks()[name]
    assert hook["require_serial"], "one look at each dataset"
    command = hook["entry"].split()
    assert command[0] == "manikin"
    assert run([*command[1:], "specs/ed-attendances/site.csv", "specs/ed-attendances/spec.yaml"]) == 0
    assert "1 dataset" in capsys.readouterr().out or name == "manikin-lint"
