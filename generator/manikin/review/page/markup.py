"""HTML from data: the only place where text becomes markup, so that foreign text is shown and never run.

Every text goes through `manikin.text.plain`, which leaves nothing of controls but their looks, and is then escaped. There
are no scripts, no style of elements and no links but those within the page: `tag` refuses them.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from manikin.text import plain

LONGEST: Final = 4_000
"""The most characters of one text that are shown."""
_VOID: Final = frozenset({"meta", "br", "hr", "path", "rect", "line", "input"})
_REFUSED: Final = frozenset({"script", "iframe", "object", "embed", "link", "base", "form", "img", "a:href"})


class Html(str):
    """Markup that was made here."""

    __slots__ = ()


Child = str | Html | None | Iterable["Child"]


def text(child: Child) -> Html:
    """Return what may stand inside an element: texts made harmless, markup as it is, nothing of None."""
    if child is None:
        return Html("")
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return Html(escape(plain(child, LONGEST), quote=True))
    return Html("".join(map(text, child)))


def shown(words: str) -> Html:
    """Return words whose foreign parts went through `plain` before, escaped and nothing else."""
    return Html(escape(words, quote=True))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """Return an element.

    Parameters
    ----------
    name : str
        Its name.
    *children : Child
        Texts, elements, or lists of them.
    **attributes : str, int, bool or None
        ``class_`` stands for ``class``, and other underscores for hyphens; True has no value, False and None are left
        out.

    Raises
    ------
    ValueError
        For an element that may load or run something, an event handler, a style, or a link out of the page.
    """
    if name in _REFUSED:
        raise ValueError(f"<{name}> has no place on a page that loads and runs nothing")
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>" if name in {"meta", "br", "hr", "input"} else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{text(children)}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:  # noqa: FBT001  that is what attributes are
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if (
        name.startswith("on")
        or name in {"style", "src"}
        or (name == "href" and not str(value).startswith("#"))
    ):
        raise ValueError(f"the attribute {name} may load, run or lead somewhere")
    name = "viewBox" if name == "viewbox" else name
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def paragraphs(sentences: Iterable[Child]) -> Html:
    """Return each as a paragraph."""
    return Html("".join(tag("p", sentence) for sentence in sentences))


def items(children: Iterable[Child], **attributes: str | int | bool | None) -> Html:
    """Return a list; nothing if there is nothing to list."""
    rows = [tag("li", child) for child in children]
    return tag("ul", rows, **attributes) if rows else Html("")


def grid(caption: Child, heads: Iterable[Child], rows: Iterable[Iterable[Child]], name: str = "") -> Html:
    """Return a table whose first column heads its rows, in a region that can be scrolled where it is too wide."""
    head = tag("thead", tag("tr", [tag("th", one, scope="col") for one in heads]))
    made = []
    for row in rows:
        first, *rest = row
        made.append(tag("tr", tag("th", first, scope="row"), [tag("td", cell) for cell in rest]))
    table = tag("table", tag("caption", caption), head, tag("tbody", made))
    return wide(table, name) if name else table


def wide(table: Html, name: str) -> Html:
    """Return a table in a region that is scrolled by itself, also by keyboard, and has a name."""
    return tag("div", table, class_="wide", role="region", aria_label=name, tabindex=0)
