"""From the section to the model: terms written out, numbers between given points filled in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from detente.bargaining.model import (
    SHARE,
    Bargaining,
    Comparison,
    Consent,
    Contribution,
    Interaction,
    Issue,
    Meaning,
    Profile,
    Score,
    Value,
    Weight,
)
from detente.case import Party
from detente.casefile.bargaining import schema
from detente.casefile.bargaining.orders import read_order
from detente.casefile.bargaining.sections import Section
from detente.casefile.grounds import ground, inheriting
from detente.casefile.numbers import range_of
from detente.casefile.spellings import Grounded
from detente.conditions import Condition, number_text, parse
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range
from detente.terms import resolved, written_out

MAX_VALUES = 1_000
"""Values of one issue."""

Conditions = Callable[[str], Condition]


def bargaining(section: Section, parties: Mapping[str, Party], title: str = "") -> Bargaining:
    """Return the model of a checked section; its parties are those with preferences."""
    means = {key: parse(term.entry.means) for key, term in section.terms.items()}
    terms = resolved(means)

    def condition(text: str) -> Condition:
        return written_out(parse(text), terms)

    issues = {key: issue(key, located.entry) for key, located in section.issues.items()}
    rules = [(condition(rule.when), ground(rule)) for rule in section.infeasible.entry]
    no_deal = package(section.no_deal.entry, issues)
    return Bargaining(
        parties=tuple(party for key, party in parties.items() if key in section.preferences),
        issues=tuple(issues.values()),
        profiles={
            key: profile(key, located.entry, issues, condition, open_to_no_deal=bool(no_deal))
            for key, located in section.preferences.items()
        },
        agreement=tuple(key for key in parties if key in section.deciding),
        consents=tuple(
            Consent(tuple(entry.of), condition(entry.when), ground(entry))
            for entry in section.consents.entry
        ),
        infeasible=tuple(rule for rule, _ in rules),
        reasons={rule: rests_on for rule, rests_on in rules if rests_on != NO_GROUND},
        contributions={
            key: contribution(key, located.entry, condition)
            for key, located in section.contributions.items()
        },
        meanings=tuple(
            Meaning(
                parse(entry.when),
                package(entry.package, issues),
                tuple(dict.fromkeys(entry.contributions)),
                ground(entry),
            )
            for entry in section.states.entry
        ),
        no_deal=no_deal or None,
        title=title,
    )


# -- Issues --------------------------------------------------------------------------------


def issue(key: str, entry: schema.Issue) -> Issue:
    """Return an issue with its values, those of a range from its least to its greatest."""
    if entry.range is not None:
        unit = entry.range.unit
        values = tuple(
            Value(number_text(number), f"{number_text(number)} {unit}".rstrip(), float(number))
            for number in grid(entry.range) or ()
        )
        return Issue(key, values, entry.label, unit, ground(entry))
    if isinstance(entry.values, dict):
        described = entry.values.items()
        values = tuple(Value(v, each.label, None, ground(each)) for v, each in described)
    else:
        values = tuple(Value(v) for v in entry.values or ())
    return Issue(key, values, entry.label, "", ground(entry))


def grid(numbers: schema.Numbers) -> list[Decimal] | None:
    """Return the numbers of a range; None if its steps do not lead from end to end, or are many."""
    low, high, step = (Decimal(repr(float(x))) for x in (numbers.low, numbers.high, numbers.step))
    if step <= 0 or high < low or (high - low) / step >= MAX_VALUES or (high - low) % step:
        return None
    return [low + step * k for k in range(int((high - low) / step) + 1)]


def package(values: Mapping[str, str], issues: Mapping[str, Issue]) -> dict[str, str]:
    """Return values by issue, numbers in the one spelling that they have as values."""
    return {key: value_id(value, issues.get(key)) for key, value in values.items()}


def value_id(value: str, of: Issue | None) -> str:
    """Return the id of a value, which may be a number written in another way."""
    number = as_number(value) if of and of.values and of.values[0].number is not None else None
    return value if number is None else number_text(number)


def as_number(text: str) -> Decimal | None:
    """Return the number that a key is; None where it is none."""
    try:
        number = Decimal(text) if len(text) < 30 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


# -- What packages are worth -----------------------------------------------------------------


def profile(
    party: str,
    entry: schema.Profile,
    issues: Mapping[str, Issue],
    condition: Conditions,
    *,
    open_to_no_deal: bool,
) -> Profile:
    """Return what packages are worth to a party.

    An issue that it scores or compares, and does not weigh, has a weight of which nothing is
    known. Without a reservation value it has what no deal is worth, where that is said, else 0.
    """
    rests_on = inheriting(entry, says_nothing)
    comparisons = tuple(_comparisons(entry, rests_on))
    weights = {key: Weight(range_of(w), rests_on(w)) for key, w in entry.weights.items()}
    compared = [key for each in comparisons for key in (each.more, each.less)]
    for key in (*entry.scores, *compared):
        weights.setdefault(key, Weight())
    kept = entry.reservation
    at_no_deal = kept.worth == "no_deal" if kept else open_to_no_deal
    reserved = range_of(kept) if kept else Range(0.0, 0.0)
    return Profile(
        party=party,
        weights=weights,
        scores={
            key: scores(issues[key], given, rests_on, ground(entry))
            for key, given in entry.scores.items()
        },
        reservation=None if at_no_deal else reserved,
        comparisons=comparisons,
        interactions=tuple(
            Interaction(condition(each.when), range_of(each.worth), rests_on(each))
            for each in entry.interactions
        ),
        ground=rests_on(kept) if kept else ground(entry),
    )


def says_nothing(entry: object) -> bool:
    """Tell whether an entry is a weight or score that may be anything."""
    return isinstance(entry, schema.Weight | schema.Score) and range_of(entry) == SHARE


def _comparisons(
    entry: schema.Profile, rests_on: Callable[[Grounded], Ground]
) -> Iterator[Comparison]:
    for order in entry.orders:
        text = " ".join(order.order.split())
        for link in read_order(order.order)[0]:
            yield Comparison(link.more, link.less, float(link.times), text, rests_on(order))


def scores(
    of: Issue,
    given: Mapping[str, schema.Score],
    rests_on: Callable[[Grounded], Ground],
    whole: Ground,
) -> tuple[Score, ...]:
    """Return the score of each value; between the given numbers of a range on a straight line.

    What lies between rests on what the whole profile rests on.
    """
    if of.values[0].number is None:
        return tuple(Score(range_of(given[v.id]), rests_on(given[v.id])) for v in of.values)
    points = {n: score for key, score in given.items() if (n := as_number(key)) is not None}
    at = sorted(points)
    found = []
    for value in of.values:
        number = Decimal(value.id)
        above = at[min(bisect_left(at, number), len(at) - 1)]
        if above == number:
            found.append(Score(range_of(points[above]), rests_on(points[above])))
            continue
        below = at[bisect_left(at, number) - 1]
        part = Fraction(number - below) / Fraction(above - below)
        worth = between(range_of(points[below]), range_of(points[above]), part)
        found.append(Score(worth, whole))
    return tuple(found)


def between(below: Range, above: Range, part: Fraction) -> Range:
    """Return the range that is so far on the way from one to another."""

    def mixed(a: float, b: float) -> float:
        start, end = Fraction(repr(a)), Fraction(repr(b))
        return float(start + (end - start) * part)

    low, high = mixed(below.low, above.low), mixed(below.high, above.high)
    guesses = [r.low if r.known else r.best for r in (below, above)]
    if low == high or guesses[0] is None or guesses[1] is None:
        return Range(low, high)
    return Range(low, high, mixed(guesses[0], guesses[1]))


def contribution(key: str, entry: schema.Contribution, condition: Conditions) -> Contribution:
    """Return what a party can add to a deal."""
    worth = {party: range_of(amount) for party, amount in entry.worth.items()}
    when = condition(entry.when)
    return Contribution(key, entry.by, worth, entry.label, when, ground(entry))
