"""From the text of a pattern to its parts, or to an error with its place.

Reads a small grammar by hand, in one pass and without any regular expression; knows nothing of how
texts are made.
"""

from __future__ import annotations

from manikin.patterns.syntax import (
    DIGITS,
    EMPTY,
    WORD,
    Alternatives,
    Chars,
    Node,
    PatternError,
    Repeat,
    Sequence,
)

LONGEST_PATTERN = 500
"""The most characters of a pattern."""
LONGEST_TEXT = 1_000
"""The most characters of a text; also the most copies that RE2 allows."""
DEEPEST = 10
"""The most groups inside one another."""
_CLASSES = {"d": DIGITS, "w": WORD}
_UNBOUNDED = {"*": "{0,20}", "+": "{1,20}"}
_ENDS = {"^": "beginning", "$": "end"}


def read(text: str) -> Node:
    """Return the parts of the pattern `text`.

    Raises
    ------
    PatternError
        If `text` is not a pattern.
    """
    if len(text) > LONGEST_PATTERN:
        message = f"a pattern of {len(text)} characters, where {LONGEST_PATTERN} are allowed"
        raise PatternError(message, LONGEST_PATTERN, "use `template` to join several columns")
    for offset, character in enumerate(text):
        if not character.isprintable():
            message = f"the character U+{ord(character):04X}, which cannot be seen"
            raise PatternError(message, offset, "patterns hold visible characters and spaces")
    reader = _Reader(text)
    node = reader.alternatives(0)
    if reader.at < len(text):
        raise PatternError("a `)` that closes nothing", reader.at, "write `\\)` for the character itself")
    if node.longest == 0:
        raise PatternError("a pattern without a single character", 0, 'use `constant: ""` for empty text')
    return node


class _Reader:
    """Reads from `at` onwards; each method consumes what it returns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """Return the next character, nothing at the end."""
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        """Return the next character and step over it."""
        self.at += 1
        return self.text[self.at - 1 : self.at]

    def alternatives(self, depth: int) -> Node:
        options = [self.sequence(depth)]
        while self.peek() == "|":
            self.next()
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Alternatives(tuple(options))

    def sequence(self, depth: int) -> Node:
        items: list[Node] = []
        length = 0
        while (character := self.peek()) and character not in "|)":
            start = self.at
            items.append(self.repeated(self.atom(depth), start))
            length += items[-1].longest
            if length > LONGEST_TEXT:
                message = f"texts of more than {LONGEST_TEXT} characters"
                raise PatternError(message, start, "make the counts smaller")
        if not items:
            return EMPTY
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def atom(self, depth: int) -> Node:
        offset = self.at
        character = self.next()
        match character:
            case "(":
                return self.group(offset, depth + 1)
            case "[":
                return Chars(self.characters(offset))
            case "\\":
                return Chars(tuple(sorted(self.escaped(offset))))
            case "?" | "{":
                message = f"`{character}` without anything before it to repeat"
            case "}" | "]":
                message = f"a `{character}` that closes nothing"
            case "*" | "+":
                raise _unbounded(character, offset)
            case ".":
                message = "`.` would be any character at all"
                raise PatternError(
                    message, offset, "write `\\.` for a full stop, or the characters meant, `[a-z]`"
                )
            case "^" | "$":
                message = f"`{character}`; a pattern is the whole text, from its beginning to its end"
                mend = f"leave out the mark of the {_ENDS[character]}, or write `\\{character}` for the character"
                raise PatternError(message, offset, mend)
            case _:
                return Chars((character,))
        raise PatternError(message, offset, f"write `\\{character}` for the character itself")

    def group(self, offset: int, depth: int) -> Node:
        if depth > DEEPEST:
            raise PatternError(f"more than {DEEPEST} groups inside one another", offset, "write it flatter")
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self.peek() == "?":
            raise PatternError("a group that begins with `?`", offset, "plain groups `(…)` are all there is")
        node = self.alternatives(depth)
        if self.next() != ")":
            raise PatternError(
                "a `(` that is never closed", offset, "close it, or write `\\(` for the character"
            )
        return node

    def repeated(self, node: Node, start: int) -> Node:
        offset = self.at
        character = self.peek()
        if character in _UNBOUNDED:
            raise _unbounded(character, offset)
        if not character or character not in "?{":
            return node
        self.next()
        low, high = (0, 1) if character == "?" else self.counts(offset)
        after = self.peek()
        if after and after in "?{*+":
            raise PatternError(
                f"`{after}` after a count", self.at, "put brackets around what is repeated twice over"
            )
        if node.longest == 0:
            raise PatternError("a count of nothing", start, "leave it out")
        if node.longest * high > LONGEST_TEXT:
            message = f"texts of up to {node.longest * high} characters, where {LONGEST_TEXT} are allowed"
            raise PatternError(message, offset, "make the counts smaller")
        return Repeat(node, low, high)

    def counts(self, offset: int) -> tuple[int, int]:
        mend = "write `{3}` or `{1,3}`; for the character itself write `\\{`"
        end = self.text.find("}", offset)
        words = self.text[offset + 1 : max(end, offset + 1)].split(",")
        if len(words) == 2 and words[1] == "" and _is_count(words[0]):
            message = "a count without an upper end, so there is no end to the texts"
            raise PatternError(message, offset, f"write the most that is wanted, such as `{{{words[0]},20}}`")
        if end < 0 or len(words) > 2 or not all(map(_is_count, words)):
            raise PatternError("a `{` that begins no count", offset, mend)
        low, high = int(words[0]), int(words[-1])
        if low > high:
            raise PatternError(f"a count from {low} to {high}", offset, f"write `{{{high},{low}}}`")
        if high == 0:
            raise PatternError("a count of nought", offset, "leave it out")
        self.at = end + 1
        return low, high

    def escaped(self, offset: int) -> str:
        character = self.next()
        if not character:
            raise PatternError(
                "a `\\` with nothing after it", offset, "write `\\\\` for the character itself"
            )
        if character in _CLASSES:
            return _CLASSES[character]
        if character.isalnum() or ord(character) > 127:
            message = f"`\\{character}`, which this language does not have"
            mend = (
                "there are `\\d` and `\\w`; write a space as it is"
                if character == "s"
                else "there are `\\d` and `\\w`"
            )
            raise PatternError(message, offset, mend)
        return character

    def characters(self, offset: int) -> tuple[str, ...]:
        if self.peek() == "^":
            message = "`[^…]` would be any character but a few"
            raise PatternError(message, self.at, "list the characters that are wanted, such as `[A-Za-z]`")
        found: set[str] = set()
        while (character := self.peek()) != "]":
            if not character:
                raise PatternError(
                    "a `[` that is never closed", offset, "close it, or write `\\[` for the character"
                )
            found.update(self.member(offset))
        self.next()
        if not found:
            raise PatternError("`[]` without any characters", offset, "write `\\]` for the character itself")
        return tuple(sorted(found))

    def member(self, offset: int) -> str:
        """Return the characters that the next member of a class stands for."""
        start = self.at
        first = self.next()
        if first == "[" and self.peek() in {":", ".", "="}:
            raise PatternError("a named class", start, "write its characters, such as `[A-Za-z]`")
        named = first == "\\" and self.peek() in _CLASSES
        first = self.escaped(start) if first == "\\" else first
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in {"]", ""}:
            return first
        if first == "-" and start == offset + 1 and not named:
            raise PatternError("a range that begins with `-`", start, "write `\\-` for the character itself")
        self.next()
        last = self.next()
        last = self.escaped(self.at - 1) if last == "\\" else last
        if named or len(last) != 1:
            raise PatternError(
                "a range that begins or ends with a class", start, "write `\\-` for the character"
            )
        return _range(first, last, start)


def _is_count(word: str) -> bool:
    return 0 < len(word) <= 4 and all(character in DIGITS for character in word)


def _unbounded(character: str, offset: int) -> PatternError:
    message = f"`{character}` has no upper end, so there would be no end to the texts"
    return PatternError(message, offset, f"write the most that is wanted, such as `{_UNBOUNDED[character]}`")


def _range(first: str, last: str, offset: int) -> str:
    """Return the characters from `first` to `last`, which must be of one sort."""
    written = f"`{first}-{last}`"
    if max(first, last) > "\x7f":
        raise PatternError(
            f"the range {written} beyond plain letters", offset, "list the characters, such as `[éèê]`"
        )
    if _sort(first) != _sort(last):
        message = (
            f"the range {written} from {_sort(first)} to {_sort(last)}, which holds more than it seems to"
        )
        raise PatternError(message, offset, "write a range for each, such as `[A-Za-z0-9]`")
    if first > last:
        raise PatternError(f"the range {written} runs backwards", offset, f"write `{last}-{first}`")
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


def _sort(character: str) -> str:
    if character in DIGITS:
        return "a digit"
    if character.isalpha():
        return "a capital" if character.isupper() else "a small letter"
    return "a sign"
