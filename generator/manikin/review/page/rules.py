"""The rules that rows keep, each in words; in SQL as it stands where words would not say all."""

from __future__ import annotations

from manikin.review.page.markup import Child, Html, tag
from manikin.review.page.review import Review
from manikin.review.words.rules import Rule
from manikin.review.words.rules import rules as told


def rules(review: Review) -> Html:
    """Return all rules, table by table."""
    found: dict[str, list[Rule]] = {}
    for rule in told(review.spec):
        found.setdefault(rule.table, []).append(rule)
    parts = [tag("h2", "Rules that every row keeps", id="rules")]
    if not found:
        parts.append(tag("p", "None is declared."))
    for table, own in found.items():
        parts += [tag("h3", table), tag("ul", [tag("li", _said(rule)) for rule in own])]
    return Html("".join(parts))


def _said(rule: Rule) -> Child:
    name = (tag("strong", rule.name), ". ") if rule.name else ()
    code = [(tag("code", line), " ") for line in rule.code]
    return (name, f"{rule.words} " if rule.words else None, code, tag("span", rule.kept, class_="sub"))
