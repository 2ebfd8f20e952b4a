"""From the model back to the fields of a case file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
)
from detente.casefile.bargaining.building import between
from detente.casefile.bargaining.orders import read_order
from detente.casefile.layout import Comments, Rows, different, short
from detente.casefile.numbers import Fields, number, numbered
from detente.conditions import TRUE, Condition, number_text
from detente.errors import ConditionError, ModelError
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range

WriteGround = Callable[[Ground], Fields]


def section(problem: Bargaining, ground: WriteGround, comments: Comments) -> Fields:
    """Return the section of a case file that reads as a model."""
    told = {
        "issues": "What is to be settled, and in what ways.",
        "preferences": "What packages are worth to each: weights sum to 1, scores go from 0 to 1.",
    }
    comments |= {("bargaining", key): [line] for key, line in told.items()}
    parts = {key: write(problem, ground) for key, write in _PARTS.items()}
    written = {key: value for key, value in parts.items() if value}
    return {
        "issues": {issue.id: _issue(issue, ground) for issue in problem.issues},
        **written,
        "preferences": _preferences(problem, problem.profiles, ground),
    }


def changes(problem: Bargaining, base: Bargaining, ground: WriteGround) -> Fields:
    """Return what a scenario changes of the case's own.

    Raises
    ------
    ModelError
        If it bargains over other issues, or lacks parties or contributions of the case.
    """
    gone = {*base.profiles, *base.contributions} - {*problem.profiles, *problem.contributions}
    if problem.issues != base.issues or gone:
        raise ModelError(
            "a scenario bargains over other issues, or lacks what the case has, which a case file "
            "cannot say",
            hint="rule out what it lacks under 'infeasible:' instead",
        )
    fields: Fields = {}
    for key in ("infeasible", "consents", "no_deal", "states"):
        if (written := _PARTS[key](problem, ground)) != _PARTS[key](base, ground):
            fields[key] = written
    stated = base.agreement if _agreement(base, ground) else _usual(problem)
    if problem.agreement != stated:
        fields["agreement"] = list(problem.agreement)
    contributions = different(problem.contributions, base.contributions)
    if contributions:
        listed = contributions.items()
        fields["contributions"] = {key: _contribution(each, ground) for key, each in listed}
    # what no deal is worth depends on the package, which is written on its own
    if profiles := different(problem.profiles, base.profiles):
        fields["preferences"] = _preferences(problem, profiles, ground)
    return fields


# -- Issues --------------------------------------------------------------------------------


def _issue(issue: Issue, ground: WriteGround) -> Any:
    label = {"label": issue.label} if issue.label != issue.id else {}
    beside = {**label, **ground(issue.ground)}
    if (numbers := _range(issue)) is not None:
        return {**beside, "range": numbers}
    plain = all(value == Value(value.id) for value in issue.values)
    if plain:
        ids = [value.id for value in issue.values]
        return {**beside, "values": ids} if beside else ids
    return {**beside, "values": {value.id: _value(value, ground) for value in issue.values}}


def _value(value: Value, ground: WriteGround) -> Any:
    return short("label", {"label": value.label, **ground(value.ground)})


def _range(issue: Issue) -> Fields | None:
    """Return the range of a numeric issue; None for another."""
    if issue.values[0].number is None:
        return None
    numbers = [Decimal(value.id) for value in issue.values]
    step = numbers[1] - numbers[0] if len(numbers) > 1 else Decimal(1)
    even = [numbers[0] + step * k for k in range(len(numbers))]
    if numbers != even or [value.id for value in issue.values] != [*map(number_text, even)]:
        raise ModelError(
            f"the values of '{issue.id}' are not evenly spaced, which a case file cannot say",
            hint="give them names and no numbers",
        )
    fields: Fields = {"from": float(numbers[0]), "to": float(numbers[-1]), "step": float(step)}
    return {**fields, **({"unit": issue.unit} if issue.unit else {})}


# -- What a deal needs -----------------------------------------------------------------------


def _infeasible(problem: Bargaining, ground: WriteGround) -> Any:
    rules = ((each, ground(problem.reasons.get(each, NO_GROUND))) for each in problem.infeasible)
    return Rows(short("when", {"when": str(each), **beside}) for each, beside in rules)


def _agreement(problem: Bargaining, _: WriteGround) -> list[str]:
    """Return who has to agree; nothing where the file need not say."""
    return [] if problem.agreement == _usual(problem) else list(problem.agreement)


def _usual(problem: Bargaining) -> tuple[str, ...]:
    """Return who has to agree where a file does not say."""
    asked = {party for each in problem.consents for party in each.of}
    return tuple(party for party in problem.party_ids if party not in asked)


def _consents(problem: Bargaining, ground: WriteGround) -> Any:
    def written(each: Consent) -> Fields:
        who = each.of[0] if len(each.of) == 1 else list(each.of)
        return {**_when(each.when), "of": who, **ground(each.ground)}

    return Rows(map(written, problem.consents))


def _when(condition: Condition) -> Fields:
    return {} if condition == TRUE else {"when": str(condition)}


def _contribution(each: Contribution, ground: WriteGround) -> Fields:
    return {
        "by": each.by,
        **({"label": each.label} if each.label != each.id else {}),
        **_when(each.when),
        "worth": {party: number(amount) for party, amount in each.worth.items()},
        **ground(each.ground),
    }


def _contributions(problem: Bargaining, ground: WriteGround) -> Fields:
    return {key: _contribution(each, ground) for key, each in problem.contributions.items()}


def _states(problem: Bargaining, ground: WriteGround) -> Any:
    def written(each: Meaning) -> Fields:
        return {
            "when": str(each.when),
            "package": _package(problem, each.package),
            **({"contributions": list(each.contributions)} if each.contributions else {}),
            **ground(each.ground),
        }

    return Rows(map(written, problem.meanings))


def _no_deal(problem: Bargaining, _: WriteGround) -> Fields:
    return _package(problem, problem.no_deal or {})


def _package(problem: Bargaining, package: Mapping[str, str]) -> Fields:
    """Return values by issue, numbers as numbers."""
    numeric = {issue.id for issue in problem.issues if issue.values[0].number is not None}
    return {key: float(value) if key in numeric else value for key, value in package.items()}


_PARTS: dict[str, Callable[[Bargaining, WriteGround], Any]] = {
    "infeasible": _infeasible,
    "agreement": _agreement,
    "consents": _consents,
    "no_deal": _no_deal,
    "contributions": _contributions,
    "states": _states,
}


# -- What packages are worth -----------------------------------------------------------------


def _preferences(
    problem: Bargaining, profiles: Mapping[str, Profile], ground: WriteGround
) -> Fields:
    return {
        party: _profile(profiles[party], problem, ground)
        for party in problem.party_ids
        if party in profiles
    }


def _profile(profile: Profile, problem: Bargaining, ground: WriteGround) -> Fields:
    common = _common(profile)

    def beside(own: Ground) -> Fields:
        return {} if own == common else ground(own)

    def resting(share: Range, own: Ground) -> Fields:
        return ground(own) if share == SHARE else beside(own)  # unknown ones do not inherit

    kept = "no_deal" if profile.reservation is None else number(profile.reservation)
    fields: Fields = {
        **ground(common),
        "reservation": numbered("worth", kept, beside(profile.ground)),
        "weights": {
            key: numbered("weight", _share(weight.share), resting(weight.share, weight.ground))
            for key, weight in profile.weights.items()
        },
        "orders": Rows(_orders(profile, beside)),
        "scores": {
            key: {
                problem.issue(key).values[place].id: numbered(
                    "score",
                    _share(listed[place].worth),
                    resting(listed[place].worth, listed[place].ground),
                )
                for place in _told(problem.issue(key), listed, common)
            }
            for key, listed in profile.scores.items()
            if listed
        },
        "interactions": Rows(_interaction(each, beside) for each in profile.interactions),
    }
    for key in profile.scores:  # scored, and of no weight
        fields["weights"].setdefault(key, 0)
    return {key: value for key, value in fields.items() if value or key == "reservation"}


def _common(profile: Profile) -> Ground:
    """Return what most entries of a profile rest on, if all that need it rest on something."""
    shares = [
        *((weight.share, weight.ground) for weight in profile.weights.values()),
        *((score.worth, score.ground) for listed in profile.scores.values() for score in listed),
    ]
    said = [
        profile.ground,
        *(own for share, own in shares if share != SHARE),
        *(each.ground for each in profile.comparisons),
        *(each.ground for each in profile.interactions),
    ]
    if any(own.rests_on_nothing for own in said):
        return NO_GROUND
    return max(said, key=said.count)


def _told(issue: Issue, listed: Sequence[Score], common: Ground) -> list[int]:
    """Return the places of the values whose scores have to be given.

    Those of a range between which the others lie on straight lines: a stretch is divided where it
    bends most.
    """
    if issue.values[0].number is None:
        return list(range(len(listed)))
    numbers = [Fraction(value.id) for value in issue.values]
    told = {0, len(listed) - 1}
    stretches = [(0, len(listed) - 1)]
    while stretches:
        first, last = stretches.pop()
        bends = {}
        for place in range(first + 1, last):
            part = (numbers[place] - numbers[first]) / (numbers[last] - numbers[first])
            straight = between(listed[first].worth, listed[last].worth, part)
            if Score(straight, common) != listed[place]:
                worth = listed[place].worth
                bends[place] = abs(straight.low - worth.low) + abs(straight.high - worth.high)
        if bends:
            middle = max(bends, key=lambda place: bends[place])
            told.add(middle)
            stretches += [(first, middle), (middle, last)]
    return sorted(told)


def _share(share: Range) -> Any:
    return "unknown" if share == SHARE else number(share)


def _interaction(each: Interaction, beside: WriteGround) -> Fields:
    return {"when": str(each.when), "worth": number(each.worth), **beside(each.ground)}


def _orders(profile: Profile, beside: WriteGround) -> Iterator[Any]:
    """Yield what is said of weights as it was written, where that still says the same."""
    left: Sequence[Comparison] = profile.comparisons
    while left:
        first = left[0]
        count = _as_written(left)
        times = "" if first.times == 1 else f"{number_text(Decimal(repr(first.times)))} "
        text = first.text if count else f"{first.more} >= {times}{first.less}"
        yield short("order", {"order": text, **beside(first.ground)})
        left = left[max(count, 1) :]


def _as_written(left: Sequence[Comparison]) -> int:
    """Return how many of the next comparisons their common text stands for; 0 if for none."""
    first = left[0]
    try:
        links = read_order(first.text)[0]
    except ConditionError:
        return 0
    written = [
        Comparison(link.more, link.less, float(link.times), first.text, first.ground)
        for link in links
    ]
    return len(links) if list(left[: len(links)]) == written else 0
