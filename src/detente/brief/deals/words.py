"""What is bargained over in words: conditions over values, and no word of what is kept back."""

from __future__ import annotations

from collections.abc import Iterator

from detente.bargaining.model import Bargaining
from detente.bargaining.words import amount
from detente.brief.visibility import is_kept_back
from detente.brief.voice import condition_in_words
from detente.conditions import Condition, compared
from detente.evidence import Ground
from detente.text import quoted

_SIGNS = {
    "<": "less than",
    "<=": "at most",
    "=": "exactly",
    ">=": "at least",
    ">": "more than",
}


def values_condition(problem: Bargaining, condition: Condition) -> str:
    """Return a condition over values in the labels of issues and values.

    Examples
    --------
    >>> from detente.bargaining.model import Issue, Profile, Value
    >>> from detente.case import Party
    >>> from detente.conditions import parse
    >>> money = Issue("money", tuple(Value(str(k), "", k) for k in (1, 2)), "Money", "million")
    >>> land = Issue("land", (Value("none", "None of it"), Value("all")), "Land")
    >>> problem = Bargaining((Party("a"),), (money, land), {"a": Profile("a", {}, {})})
    >>> values_condition(problem, parse("money >= 2 and not land.none"))
    '“Money” at least 2 million and not “Land: None of it”'
    """

    def named(name: str) -> str:
        if comparison := compared(name):
            issue = problem.issue(comparison.issue)
            limit = f"{amount(comparison.number)} {issue.unit}".rstrip()
            return f"{quoted(issue.label)} {_SIGNS[comparison.sign]} {limit}"
        key, _, value = name.partition(".")
        issue = problem.issue(key)
        return quoted(f"{issue.label}: {issue.values[issue.place(value)].label}")

    return condition_in_words(condition, named)


def without_kept_back(problem: Bargaining, text: str) -> str:
    """Return text that speaks of a combination kept internal without saying which."""
    for profile in problem.profiles.values():
        for each in profile.interactions:
            if is_kept_back(each.ground):
                text = text.replace(quoted(str(each.when)), "a combination kept internal")
    return text


def middle(problem: Bargaining) -> str:
    """Return what results stand for where numbers are only known to lie somewhere."""
    return "" if problem.exact else "taking the middle of what is known of each number, "


def number_grounds(problem: Bargaining) -> Iterator[Ground]:
    """Yield what every number of every party rests on: weights, scores and the rest."""
    for profile in problem.profiles.values():
        yield profile.ground
        yield from (weight.ground for weight in profile.weights.values())
        yield from (score.ground for listed in profile.scores.values() for score in listed)
        yield from (each.ground for each in profile.comparisons)
        yield from (each.ground for each in profile.interactions)


def keeps_numbers_back(problem: Bargaining) -> bool:
    """Tell whether some number is internal, and so must not be told, nor what follows from it."""
    given = (each.ground for each in problem.contributions.values())
    return any(is_kept_back(ground) for ground in (*number_grounds(problem), *given))
