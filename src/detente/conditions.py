"""The condition language: who does what, combined with plain words.

One small language serves feasibility, preferences, terms and scenarios::

    japan.settle and (russia.two or russia.four)
    us.consent iff treaty
    at_most(1, japan.settle, japan.hold)

From loosest to tightest: ``iff``, ``implies`` (right-associative), ``xor``, ``or``, ``and``,
``not``. ``exactly(k, …)``, ``at_most(k, …)`` and ``at_least(k, …)`` count. Names are
``party.option`` or the name of a term; ``true`` and ``false`` are constants. What is bargained over
is named ``issue.value``, and the numbers of an issue are compared: ``money >= 2``. To this module a
comparison is one more name; what it means is for whoever looks names up, see `compared`.

A condition is evaluated on many states at once: a name looks up a boolean array, and the
connectives are elementwise. `Condition.undecided` evaluates it when only some options are known
yet (Kleene's three values), which is what lets infeasible states be pruned before they are built.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ConditionError

Bools = NDArray[np.bool_]
Lookup = Callable[[str], Bools]
"""From a name to its truth on every state."""
Known = tuple[Bools, Bools]
"""Where a condition is surely true, and where it is surely false."""
PartialLookup = Callable[[str], Known]

MAX_LENGTH = 10_000
MAX_DIGITS = 15
MAX_DEPTH = 60
"""Levels of parentheses; a tree may have twice as many, so that recursion can walk it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A node of a condition's syntax tree.

    Parameters
    ----------
    op : str
        ``name``, ``const``, ``not``, ``and``, ``or``, ``xor``, ``implies``, ``iff``,
        ``exactly``, ``at_most`` or ``at_least``.
    args : tuple of Condition
        The operands.
    name : str
        For ``name``, what it refers to.
    count : int
        The k of a count; for ``const``, 0 or 1.
    offset : int
        Where the node starts in the text, in characters; not part of its identity.

    Raises
    ------
    ConditionError
        If it would be nested deeper than recursion can walk.

    Examples
    --------
    >>> import numpy as np
    >>> c = parse("a.x implies not b.y")
    >>> str(c)
    'a.x implies not b.y'
    >>> columns = {"a.x": np.array([0, 1, 1], bool), "b.y": np.array([1, 0, 1], bool)}
    >>> c.evaluate(columns.__getitem__)
    array([ True,  True, False])
    """

    op: Literal[
        "name", "const", "not", "and", "or", "xor", "implies", "iff", "exactly", "at_most",
        "at_least",
    ]  # fmt: skip
    args: tuple[Condition, ...] = ()
    name: str = ""
    count: int = 0
    offset: int = 0
    height: int = field(init=False, repr=False)
    """Levels of the tree, 1 for a name."""

    def __post_init__(self) -> None:
        height = 1 + max((arg.height for arg in self.args), default=0)
        object.__setattr__(self, "height", height)
        if height > 2 * MAX_DEPTH:
            raise _too_deep(self.offset)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Condition):
            return NotImplemented
        return (self.op, self.name, self.count, self.args) == (
            other.op, other.name, other.count, other.args,
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash((self.op, self.name, self.count, self.args))

    def __str__(self) -> str:
        return _render(self, 0)

    def nodes(self) -> Iterator[Condition]:
        """Yield the condition and everything under it, left to right."""
        yield self
        for arg in self.args:
            yield from arg.nodes()

    def names(self) -> tuple[str, ...]:
        """Return the names it mentions, each once, in order of appearance."""
        return tuple(dict.fromkeys(node.name for node in self.nodes() if node.op == "name"))

    def evaluate(self, lookup: Lookup) -> Bools:
        """Return the truth of the condition on every state.

        Parameters
        ----------
        lookup : callable
            From a name to a boolean array of shape (n,); must not be modified by the caller
            afterwards, since a bare name returns the same array.

        Returns
        -------
        ndarray of bool, shape (n,) or () for a condition without names
        """
        if self.op == "name":
            return lookup(self.name)
        if self.op == "const":
            return np.asarray(bool(self.count))
        values = [arg.evaluate(lookup) for arg in self.args]
        if self.op == "not":
            return np.asarray(~values[0])
        if self.op == "and":
            return np.logical_and.reduce(np.broadcast_arrays(*values))
        if self.op == "or":
            return np.logical_or.reduce(np.broadcast_arrays(*values))
        if self.op == "xor":
            return values[0] ^ values[1]
        if self.op == "implies":
            return ~values[0] | values[1]
        if self.op == "iff":
            return np.asarray(values[0] == values[1])
        total: Any = sum(value.astype(np.int16) for value in values)
        return np.asarray(_compare(self.op, total, self.count))

    def undecided(self, lookup: PartialLookup) -> Known:
        """Return where the condition is surely true and surely false, from partial knowledge."""
        if self.op == "name":
            return lookup(self.name)
        if self.op == "const":
            return np.asarray(bool(self.count)), np.asarray(not self.count)
        known = [arg.undecided(lookup) for arg in self.args]
        if self.op == "not":
            return known[0][1], known[0][0]
        if self.op == "and":
            return _all(k[0] for k in known), _any(k[1] for k in known)
        if self.op == "or":
            return _any(k[0] for k in known), _all(k[1] for k in known)
        if self.op == "implies":
            return known[0][1] | known[1][0], known[0][0] & known[1][1]
        if self.op in ("iff", "xor"):
            (p, not_p), (q, not_q) = known
            same, differ = (p & q) | (not_p & not_q), (p & not_q) | (not_p & q)
            return (same, differ) if self.op == "iff" else (differ, same)
        low: Any = sum(k[0].astype(np.int16) for k in known)
        high: Any = sum((~k[1]).astype(np.int16) for k in known)
        if self.op == "at_least":
            return np.asarray(low >= self.count), np.asarray(high < self.count)
        if self.op == "at_most":
            return np.asarray(high <= self.count), np.asarray(low > self.count)
        return (
            np.asarray((low == self.count) & (high == self.count)),
            np.asarray((low > self.count) | (high < self.count)),
        )


def _all(values: Iterator[Bools]) -> Bools:
    return np.logical_and.reduce(np.broadcast_arrays(*values))


def _any(values: Iterator[Bools]) -> Bools:
    return np.logical_or.reduce(np.broadcast_arrays(*values))


def _compare(op: str, total: Any, count: int) -> Any:
    if op == "exactly":
        return total == count
    return total <= count if op == "at_most" else total >= count


_SIGNS: dict[str, Callable[[Any, float], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
}  # fmt: skip

TRUE = Condition("const", count=1)
FALSE = Condition("const", count=0)


def name(text: str) -> Condition:
    """Return the condition that holds where the named option is taken or the term holds."""
    return Condition("name", name=text)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a name says that compares the number of an issue: ``money >= 2``."""

    issue: str
    sign: str
    number: float

    def __call__(self, numbers: ArrayLike) -> Bools:
        """Return of which numbers it is true."""
        return np.asarray(_SIGNS[self.sign](np.asarray(numbers, np.float64), self.number))


def compared(name: str) -> Compared | None:
    """Return what the name in a condition compares; None for the name of something.

    Examples
    --------
    >>> compared("money >= 2"), compared("land.all")
    (Compared(issue='money', sign='>=', number=2.0), None)
    """
    match name.split(" "):
        case [issue, sign, number]:
            return Compared(issue, sign, float(number))
    return None


def negation(condition: Condition) -> Condition:
    """Return ``not condition``."""
    return Condition("not", (condition,))


def conjunction(*conditions: Condition) -> Condition:
    """Return ``c1 and c2 and …``; true for none, the condition itself for one."""
    if not conditions:
        return TRUE
    return conditions[0] if len(conditions) == 1 else Condition("and", conditions)


def disjunction(*conditions: Condition) -> Condition:
    """Return ``c1 or c2 or …``; false for none, the condition itself for one."""
    if not conditions:
        return FALSE
    return conditions[0] if len(conditions) == 1 else Condition("or", conditions)


# -- Writing -------------------------------------------------------------------------------

_BINDING = {"iff": 1, "implies": 2, "xor": 3, "or": 4, "and": 5, "not": 6}


def _render(node: Condition, outer: int) -> str:
    if node.op == "name":
        return node.name
    if node.op == "const":
        return "true" if node.count else "false"
    if node.op in ("exactly", "at_most", "at_least"):
        inner = ", ".join(_render(arg, 0) for arg in node.args)
        return f"{node.op}({node.count}, {inner})"
    own = _BINDING[node.op]
    if node.op == "not":
        text = f"not {_render(node.args[0], own)}"
    elif node.op in ("and", "or"):
        text = f" {node.op} ".join(_render(arg, own + 1) for arg in node.args)
    else:
        # implies leans right, iff and xor lean left
        left, right = (own + 1, own) if node.op == "implies" else (own, own + 1)
        text = f"{_render(node.args[0], left)} {node.op} {_render(node.args[1], right)}"
    return f"({text})" if own < outer else text


# -- Reading -------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)?)|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<sign>[(),])|(?P<comparison>[<>]=?|=))"
)
_WORDS = {"not", "and", "or", "xor", "implies", "iff", "true", "false"}
_COUNTS = {"exactly", "at_most", "at_least"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            at = position + len(text[position:]) - len(text[position:].lstrip())
            raise ConditionError(
                f"unexpected character '{text[at]}'",
                offset=at,
                hint="conditions use names, the words not, and, or, implies, iff, xor, "
                "exactly(k, …), at_most(k, …), at_least(k, …), parentheses, and of numbers "
                "<, <=, =, >=, >",
            )
        group = str(match.lastgroup)
        word = match.group(group)
        kind = word if group == "word" and word in _WORDS else group
        found.append(_Token(kind, word, match.start(group)))
        position = match.end()
    found.append(_Token("end", "", end))
    return found


class _Parser:
    """Recursive descent over the tokens, one method a binding strength."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, kind: str) -> _Token | None:
        token = self.next
        if token.kind == kind or (token.kind == "sign" and token.text == kind):
            self.at += 1
            return token
        return None

    def expect(self, kind: str, what: str) -> _Token:
        token = self.take(kind)
        if token is None:
            raise self.unexpected(what)
        return token

    def unexpected(self, wanted: str) -> ConditionError:
        token = self.next
        seen = "the condition ends" if token.kind == "end" else f"'{token.text}' stands"
        return ConditionError(f"{seen} where {wanted} is expected", offset=token.offset)

    def whole(self) -> Condition:
        condition = self.iff()
        if self.next.kind != "end":
            raise self.unexpected("a connective (and, or, implies, iff, xor) or the end")
        return condition

    def iff(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep(self.next.offset)
        left = self.implies()
        while token := self.take("iff"):
            left = Condition("iff", (left, self.implies()), offset=token.offset)
        self.depth -= 1
        return left

    def implies(self) -> Condition:
        parts = [self.xor()]
        while self.take("implies"):
            parts.append(self.xor())
        right = parts.pop()
        while parts:
            left = parts.pop()
            right = Condition("implies", (left, right), offset=left.offset)
        return right

    def xor(self) -> Condition:
        left = self.disjunction()
        while token := self.take("xor"):
            left = Condition("xor", (left, self.disjunction()), offset=token.offset)
        return left

    def disjunction(self) -> Condition:
        parts = [self.conjunction()]
        while self.take("or"):
            parts.append(self.conjunction())
        return (
            parts[0] if len(parts) == 1 else Condition("or", tuple(parts), offset=parts[0].offset)
        )

    def conjunction(self) -> Condition:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        if len(parts) == 1:
            return parts[0]
        return Condition("and", tuple(parts), offset=parts[0].offset)

    def negation(self) -> Condition:
        negations = []
        while token := self.take("not"):
            negations.append(token)
        condition = self.atom()
        for token in reversed(negations):
            condition = Condition("not", (condition,), offset=token.offset)
        return condition

    def atom(self) -> Condition:
        if self.take("("):
            inside = self.iff()
            self.expect(")", "')'")
            return inside
        for word, value in (("true", 1), ("false", 0)):
            if token := self.take(word):
                return Condition("const", count=value, offset=token.offset)
        token = self.expect("word", "a name or '('")
        if token.text in _COUNTS:
            return self.counted(token)
        if sign := self.take("comparison"):
            return self.compared(token, sign)
        return Condition("name", name=token.text, offset=token.offset)

    def compared(self, issue: _Token, sign: _Token) -> Condition:
        number = self.expect("number", f"a number after '{sign.text}'")
        if "." in issue.text:
            raise ConditionError(
                f"'{issue.text}' is no number",
                offset=issue.offset,
                hint=f"compare an issue: {issue.text.partition('.')[0]} {sign.text} {number.text}",
            )
        if len(number.text) > MAX_DIGITS:
            raise ConditionError(f"a number has at most {MAX_DIGITS} digits", offset=number.offset)
        text = f"{issue.text} {sign.text} {number_text(Decimal(number.text))}"
        return Condition("name", name=text, offset=issue.offset)

    def counted(self, token: _Token) -> Condition:
        self.expect("(", f"'(' after {token.text}")
        number = self.expect("number", "a count")
        args = []
        while self.take(","):
            args.append(self.iff())
        self.expect(")", "')' or ','")
        if not args:
            raise ConditionError(
                f"{token.text} counts nothing",
                offset=token.offset,
                hint=f"write {token.text}({number.text}, first, second, …)",
            )
        if not number.text.isdecimal():
            raise ConditionError(f"{number.text} is no count", offset=number.offset)
        count = int(number.text[:9])
        if len(number.text) > 9 or count > len(args):
            raise ConditionError(
                f"{token.text}({number.text}, …) counts to more than its {len(args)} conditions",
                offset=number.offset,
            )
        op: Any = token.text
        return Condition(op, tuple(args), count=count, offset=token.offset)


def number_text(number: Decimal) -> str:
    """Return a number as conditions and values are written: no exponent, no needless zeros.

    Examples
    --------
    >>> number_text(Decimal("2.50")), number_text(Decimal("1E+1")), number_text(Decimal("-0.0"))
    ('2.5', '10', '0')
    """
    text = f"{number.normalize() + 0:f}"
    return "0" if text == "-0" else text


def parse(text: str) -> Condition:
    """Read a condition.

    Parameters
    ----------
    text : str
        At most 10,000 characters, nested at most 60 deep.

    Returns
    -------
    Condition

    Raises
    ------
    ConditionError
        With the offset of the first character that cannot be understood.

    Examples
    --------
    >>> parse("not (a.x and b.y)").names()
    ('a.x', 'b.y')
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"a condition of {len(text)} characters; at most {MAX_LENGTH} are read",
            hint="name the parts under 'terms:'",
        )
    return _Parser(text).whole()


def _too_deep(offset: int) -> ConditionError:
    return ConditionError(
        f"nested deeper than {MAX_DEPTH} levels",
        offset=offset,
        hint="name the inner parts under 'terms:'",
    )
