"""The gate: text in, a tree of allowed parts out, or a refusal.

Decides what an expression may consist of and computes nothing; the tree that passes means the same to
DuckDB. Whatever goes wrong while parsing is a refusal.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import Any, Final

import sqlglot
from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from manikin.expressions.fault import MISFIT, UNKNOWN_FUNCTION, UNREADABLE, ExpressionError, nearest
from manikin.expressions.functions import FUNCTIONS, INSTEAD, UNIT_FIRST
from manikin.expressions.grammar import (
    ARITHMETIC,
    BEFORE_BRACKET,
    COMPARISONS,
    DATA_TYPES,
    KEYS,
    LOOSE,
    PARENTS,
    RESERVED,
    SYMBOLS,
    WORDS,
)

DIALECT: Final = "duckdb"
_SQL: Final = sqlglot.Dialect.get_or_raise(DIALECT)
MOST_CHARACTERS: Final = 2_000
MOST_TOKENS: Final = 400
MOST_NESTING: Final = 24
"""Brackets and CASEs inside one another."""
MOST_DEPTH: Final = 64
"""Levels of the tree, which counts chains such as a + b + c too."""
_WORD: Final = re.compile(r"[^\W\d]\w*")
_QUOTED: Final = {TokenType.STRING: "'", TokenType.IDENTIFIER: '"'}
_UNARY: Final = re.compile(r"(%|\|\|)[+-]")


def parse(text: str) -> exp.Expr:
    """Return the tree of an expression that consists of allowed parts only.

    Raises
    ------
    ExpressionError
        SQL01 for what is not SQL or not allowed, SQL03 for a function that is not allowed.
    """
    if len(text) > MOST_CHARACTERS:
        raise _refused(
            f"the expression has {len(text):,} characters; at most {MOST_CHARACTERS:,} are allowed"
        )
    if not text.replace("\n", " ").isprintable():
        raise _refused("the expression has an invisible character", "type it anew")
    tokens = _tokens(text)
    _check_tokens(tokens, text)
    try:
        (tree,) = _SQL.parser().parse(tokens, text)
        assert tree is not None  # there are tokens; what they are not is refused below
        _check_tree(tree)
        _check_words(tokens, tree, text)
    except ExpressionError:
        raise
    except Exception:  # noqa: BLE001 - whatever the parser stumbles over, RecursionError too, is a refusal
        raise _refused(
            "the expression cannot be read as SQL", "look for a missing bracket, quote or comma"
        ) from None
    return tree


def path_of(node: Any) -> str:
    """Return the dotted path that a Column, or a Dot of more than four names, stands for."""
    if type(node) is exp.Dot:
        return f"{path_of(node.this)}.{node.expression.this}"
    return ".".join(part.this for part in node.parts)


def _tokens(text: str) -> list[Token]:
    try:
        return _SQL.tokenize(text)
    except Exception:  # noqa: BLE001 - as below, whatever it is
        raise _refused("the expression cannot be read as SQL", "look for a missing quote") from None


def _check_tokens(tokens: list[Token], text: str) -> None:
    if not tokens:
        raise _refused("the expression is empty", "write a column, a value or a calculation")
    if len(tokens) > MOST_TOKENS:
        raise _refused(f"the expression has {len(tokens)} words and signs; at most {MOST_TOKENS} are allowed")
    if any(token.comments for token in tokens):
        raise _refused("the expression has a comment", "write comments beside the expression, after #")
    depth = 0
    previous = ""
    for token in tokens:
        word = _written(token, text)
        _check_token(token, word)
        if word == "(":
            _check_call(previous)
        if previous.startswith("'") and word.startswith("'"):
            raise _refused("two texts stand side by side", "join them with ||")
        depth += (word in ("(", "case")) - (word in (")", "end"))
        if depth > MOST_NESTING:
            raise _refused(f"brackets and CASEs are nested more than {MOST_NESTING} deep")
        previous = word
    _check_neighbours(tokens, text)


def _check_token(token: Token, word: str) -> None:
    quote = _QUOTED.get(token.token_type)
    if quote:
        if word.startswith(quote) and word.endswith(quote):
            return
    elif (
        word in SYMBOLS
        or word == "double precision"
        or token.token_type is TokenType.NUMBER
        or _WORD.fullmatch(word)
    ):
        return
    raise _refused(f"`{word[:20]}` is not allowed in an expression")


def _check_call(name: str) -> None:
    if name in FUNCTIONS or name in BEFORE_BRACKET or name in SYMBOLS or name == "":
        return
    if name.startswith(("'", '"')) or not _WORD.fullmatch(name):
        raise _refused("a bracket follows a value")
    mend = INSTEAD.get(name) or nearest(name, FUNCTIONS) or "the documentation lists the functions"
    raise ExpressionError(UNKNOWN_FUNCTION, f"there is no function `{name}` in expressions", mend)


def _check_neighbours(tokens: list[Token], text: str) -> None:
    words = [_written(token, text) for token in tokens]
    for name, bracket, first in zip(words, words[1:], words[2:], strict=False):
        if name in UNIT_FIRST and bracket == "(" and not first.startswith("'"):
            raise _refused(f"`{name}` starts with a unit in quotes", f"write {FUNCTIONS[name].signature}")
    for left, right in itertools.pairwise(tokens):
        # DuckDB reads such signs as one unknown operator.
        if left.end + 1 == right.start and _UNARY.fullmatch(_written(left, text) + _written(right, text)):
            raise _refused("two signs stand side by side", "put a space between them")


def _check_tree(tree: exp.Expr) -> None:
    level: list[exp.Expr] = [tree]
    for _ in range(MOST_DEPTH):
        for node in level:
            _check_node(node)
        level = [child for node in level for child in node.iter_expressions()]
        if not level:
            return
    raise _refused(
        f"the expression is nested more than {MOST_DEPTH} deep", "compute a part in a column of its own"
    )


def _check_node(node: exp.Expr) -> None:
    kind = type(node)
    if kind not in KEYS:
        raise _refused(f"{_name(kind)} is not allowed in an expression")
    given = {
        key for key, value in node.args.items() if value is not None and value is not False and value != []
    }
    if given - KEYS[kind]:
        raise _refused(f"this form of {_name(kind)} is not allowed in an expression")
    if kind in PARENTS and type(node.parent) not in PARENTS[kind]:
        raise _refused(f"{_name(kind)} cannot stand here")
    _check_brackets(node)
    check = _CHECKS.get(kind)
    if check and not check(node):
        raise _refused(f"this form of {_name(kind)} is not allowed in an expression")


def _check_brackets(node: exp.Expr) -> None:
    kind = type(node)
    children = {type(child) for child in node.iter_expressions()}
    if kind in COMPARISONS - {exp.Escape} and children & LOOSE:
        raise _refused(
            "one comparison stands inside another without brackets", "put brackets around the inner one"
        )
    if (kind is exp.DPipe and children & ARITHMETIC) or (kind in ARITHMETIC and exp.DPipe in children):
        raise _refused(
            "|| is mixed with a calculation without brackets", "put brackets around the calculation"
        )


def _check_words(tokens: list[Token], tree: exp.Expr, text: str) -> None:
    """Refuse words the tree has no trace of, and functions that the parser took for something else."""
    names = {node.this for node in tree.find_all(exp.Identifier) if not node.args.get("quoted")}
    for name in names:
        if name.lower() in RESERVED:
            raise _refused(
                f"`{name}` is a word of SQL", f'if a column is meant, put it in double quotes: "{name}"'
            )
    words = [_written(token, text) for token in tokens]
    known = {name.lower() for name in names} | WORDS | FUNCTIONS.keys()
    for token, word in zip(tokens, words, strict=True):
        if token.token_type not in _QUOTED and _WORD.fullmatch(word) and word not in known:
            raise _refused(f"`{word}` is not allowed in an expression")
    called = Counter(
        FUNCTIONS[name].node for name, sign in itertools.pairwise(words) if sign == "(" and name in FUNCTIONS
    )
    found = Counter(type(node).__name__ for node in tree.walk())
    if any(found[node] < count for node, count in called.items()):
        raise ExpressionError(
            MISFIT, "a function has arguments that it does not take", "look up its arguments"
        )


def _written(token: Token, text: str) -> str:
    """Return the token as it is written, words in small letters."""
    raw = text[token.start : token.end + 1]
    return raw if token.token_type in _QUOTED else raw.lower()


def _is_path(node: Any) -> bool:
    inner = type(node.this)
    return inner in (exp.Column, exp.Dot) and type(node.expression) is exp.Identifier


_CHECKS: Final[dict[type[exp.Expr], Any]] = {
    exp.Dot: _is_path,
    exp.Column: lambda node: type(node.this) is exp.Identifier,
    exp.Anonymous: lambda node: str(node.this).lower() in ("date_sub", "date_part"),
    exp.DataType: lambda node: (
        node.this in DATA_TYPES and (not node.expressions or node.this is exp.DType.DECIMAL)
    ),
    exp.DataTypeParam: lambda node: type(node.this) is exp.Literal and not node.this.is_string,
    exp.DateDiff: lambda node: type(node.args.get("unit")) is exp.Var,
    exp.Trim: lambda node: node.args.get("position") in (None, "LEADING", "TRAILING"),
    exp.Is: lambda node: type(node.expression) in (exp.Null, exp.Boolean),
    exp.In: lambda node: bool(node.expressions),
    exp.Escape: lambda node: type(node.this) is exp.Like,
    exp.TimestampTrunc: lambda node: type(node.args.get("unit")) is exp.Var,
    exp.Extract: lambda node: type(node.this) is exp.Var,
    exp.Interval: lambda node: (
        type(node.args.get("unit")) is exp.Var and type(node.this) in (exp.Literal, exp.Paren)
    ),
}
"""What an allowed node must look like beyond its keys."""


def _name(kind: type[exp.Expr]) -> str:
    """Return what a type of node is called in a message: TimeUnit → "time unit"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def _refused(message: str, mend: str = "the documentation shows what expressions may use") -> ExpressionError:
    return ExpressionError(UNREADABLE, message, mend)
