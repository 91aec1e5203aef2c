"""The page of each rule: why it is, an example that fails, one that passes, what to do. Works offline.

A page is ``pages/RULE.md``: a title, the reason, and the sections *Fails*, *Passes* and *What to do*. Its
``yaml`` examples are specifications without the keys that they do not speak about; a test fills those in
and checks that the first example gives the rule and the second one nothing. A ``csv`` example is the
file ``site.csv`` beside it.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import digits

from manikin.errors import UserError
from manikin.spec.wording import nearest
from manikin.text import plain

_SUFFIX = ".md"


@cache
def rules() -> tuple[str, ...]:
    """Return the ids of all rules, sorted."""
    folder = resources.files("manikin.spec") / "pages"
    return tuple(
        sorted(entry.name.removesuffix(_SUFFIX) for entry in folder.iterdir() if entry.name.endswith(_SUFFIX))
    )


def page(rule: str) -> str:
    """Return the page of a rule as Markdown.

    Raises
    ------
    UserError
        If there is no such rule.
    """
    if rule not in rules():
        raise UserError(f"there is no rule {plain(rule, 40)!r}; {_hint(rule)}")
    return (resources.files("manikin.spec") / "pages" / f"{rule}{_SUFFIX}").read_text(encoding="utf-8")


def _hint(rule: str) -> str:
    families: dict[str, list[str]] = {}
    for known in rules():
        families.setdefault(known.rstrip(digits), []).append(known)
    family = nearest(rule.rstrip(digits), families)
    return (
        "did you mean " + " or ".join(families[family]) + "?"
        if family
        else "there are: " + ", ".join(rules())
    )


def title(rule: str) -> str:
    """Return what a rule says in a few words, as in the title of its page."""
    return page(rule).splitlines()[0].partition(": ")[2]


def site() -> dict[str, str]:
    """Return the pages by file name, for the documentation's folder of rules."""
    return {f"{rule}{_SUFFIX}": page(rule) for rule in rules()}
