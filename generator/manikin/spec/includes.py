"""What a specification includes: fragments of its own folder, or of the one beside it, made part of it.

A fragment is data, never a template: it holds constants, sources and tables, is put together with the rest key
by key, and overrides nothing. It includes no other. Nothing outside the two folders can be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from manikin.errors import Problem, UserError
from manikin.model.draws import Address
from manikin.spec import shape, sizes
from manikin.spec.document import Document
from manikin.spec.folder import FRAGMENTS, SPEC, Folder
from manikin.spec.fragments import INCLUDED
from manikin.spec.limits import MOST_BYTES, MOST_FRAGMENTS
from manikin.spec.merging import merged
from manikin.spec.read import read
from manikin.spec.schema import PARTS, schema
from manikin.text import plain


@dataclass
class Included:
    """A specification with what it includes.

    `document` is the whole, if all of it could be read; `folders` are where the files named by each of its
    parts are, `homes` where the parts are themselves.
    """

    document: Document | None
    folders: tuple[Folder, ...]
    homes: dict[str, Folder]
    problems: tuple[Problem, ...] = ()
    texts: dict[str, bytes] = field(default_factory=dict)


def gather(document: Document, size: int, folder: Folder) -> Included:
    """Return a specification with the fragments that it names, and all that keeps them from being read.

    Parameters
    ----------
    document : Document
        The specification as written.
    size : int
        Its bytes.
    folder : Folder
        Its folder.
    """
    found = Included(document, (folder,), {SPEC: folder})
    fragments: list[Document] = []
    for address, name in _named(document):
        nodes = (fragments or [document])[-1].nodes
        fragment = _fragment(document, address, found, size + sum(map(len, found.texts.values())), nodes)
        if fragment is None:
            found.document = None
        else:
            fragments.append(fragment)
            found.folders = (*found.folders, found.homes[name])
    if fragments and found.document is not None:
        found.document, problems = merged(document, fragments)
        found.problems += problems
        if problems:
            found.document = None
    if found.document is None and "tables" in document.tree:
        # The whole cannot be judged, but what the specification says itself can be told in the same go.
        found.problems += sizes.problems(document) or shape.judge(document).problems
    return found


def _named(document: Document) -> Iterator[tuple[Address, str]]:
    """Yield the names of the fragments, each once; what is no name is for the schema to tell."""
    names = document.tree.get("include") if isinstance(document.tree, Mapping) else None
    seen = set()
    for place, name in enumerate(names[:MOST_FRAGMENTS] if isinstance(names, list) else ()):
        if isinstance(name, str) and re.fullmatch(INCLUDED, name) and name not in seen:
            seen.add(name)
            yield ("include", place), name


def _fragment(
    document: Document, address: Address, found: Included, size: int, nodes: int
) -> Document | None:
    """Return a fragment as it is meant; None if it cannot be part of the specification."""
    name = str(document.tree["include"][address[-1]])
    home, why = _home(name, found.folders[0])
    data = b""
    if home is not None:
        try:
            data = home.read(name)
        except UserError as error:
            why = error.message
    if why or home is None:
        mend = f"put it into the dataset's folder, or into the folder {FRAGMENTS} beside it"
        found.problems += (document.problem(address, "INCLUDE01", why, mend),)
        return None
    if size + len(data) > MOST_BYTES:
        message = f"with {plain(name)} the specification has more than {MOST_BYTES:,} bytes"
        found.problems += (document.problem(address, "YAML02", message, "include less"),)
        return None
    found.texts[name], found.homes[name] = data, home
    fragment, problems = read(data, home.name_of(name), nodes)
    found.problems += problems
    return None if fragment is None else _judged(fragment, found)


def _home(name: str, folder: Folder) -> tuple[Folder | None, str]:
    """Return the folder that a fragment is in, or why it is in none."""
    if name == SPEC:
        return None, f"{SPEC} is the specification itself"
    homes = [home for home in (folder, folder.beside()) if home.has(name)]
    if len(homes) == 1:
        return homes[0], ""
    if homes:
        where = " and ".join(plain(home.name_of(name), 200) for home in homes)
        return None, f"{plain(name)} can be {where}; rename one"
    return None, f"there is no fragment {plain(name)}"


def _judged(fragment: Document, found: Included) -> Document | None:
    """Return a fragment with its keys as they are meant; None if more is wrong with it."""
    refused = tuple(_foreign(fragment)) or sizes.problems(fragment)
    if refused:
        found.problems += refused
        return None
    judged = shape.judge(fragment, is_fragment=True)
    found.problems += judged.problems
    return judged.meant


def _foreign(fragment: Document) -> Iterator[Problem]:
    """Yield the keys of a specification that no fragment may hold."""
    known: dict[str, Any] = schema()["properties"]
    for key in fragment.tree if isinstance(fragment.tree, Mapping) else ():
        if key in known and key not in PARTS:
            message = f"a fragment cannot hold `{plain(key)}`"
            if key == "include":
                message = "a fragment includes no other"
            mend = f"write it in {SPEC}; a fragment holds {', '.join(PARTS[:-1])} and {PARTS[-1]}"
            yield fragment.problem((key,), "INCLUDE02", message, mend, key=True)
