"""What of a bargaining problem rests on something: its entries in words, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from detente.bargaining.model import SHARE, Bargaining, Comparison, Issue, Profile, Score
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range

What = Literal[
    "issue", "value", "package", "consent", "reservation", "weight", "order", "score",
    "interaction", "contribution", "meaning",
]  # fmt: skip
"""The kind of an entry; `package` is one that cannot occur."""
Entry = tuple[What, str, str, Ground, str]
"""What it is, its place in the section, what it says, its ground, and the party if it is of one."""


def entries(problem: Bargaining) -> Iterator[Entry]:
    """Yield what of a bargaining problem can rest on something, in the order of the case file.

    Of an issue that is settled by a number, the scores that rest on the same are one entry.

    Examples
    --------
    >>> from detente.bargaining.model import Value, Weight
    >>> from detente.case import Party
    >>> land = Issue("land", (Value("none"), Value("all")))
    >>> profile = Profile("a", {"land": Weight(Range.exactly(1))},
    ...                   {"land": (Score(Range.exactly(0)), Score(Range.exactly(1)))})
    >>> found = Bargaining((Party("a"),), (land,), {"a": profile})
    >>> [(place, said) for _, place, said, _, _ in entries(found)][1:3]
    [('preferences.a.reservation', 'without a deal: 0'), ('preferences.a.weights.land', 'land: 1 of the whole')]
    """
    for issue in problem.issues:
        yield "issue", f"issues.{issue.id}", issue.label, issue.ground, ""
        for value in issue.values:
            if value.ground != NO_GROUND:
                place = f"issues.{issue.id}.values.{value.id}"
                yield "value", place, f"{issue.label}: {value.label}", value.ground, ""
    for k, rule in enumerate(problem.infeasible):
        ground = problem.reasons.get(rule, NO_GROUND)
        yield "package", f"infeasible[{k}]", f"not possible: {rule}", ground, ""
    for k, consent in enumerate(problem.consents):
        said = f"{' and '.join(consent.of)} must consent where: {consent.when}"
        yield "consent", f"consents[{k}]", said, consent.ground, ""
    for profile in problem.profiles.values():
        for what, place, said, ground in _of_profile(problem, profile):
            yield what, f"preferences.{profile.party}.{place}", said, ground, profile.party
    for key, each in problem.contributions.items():
        yield "contribution", f"contributions.{key}", each.label, each.ground, each.by
    for k, meaning in enumerate(problem.meanings):
        package = ", ".join(f"{issue} = {value}" for issue, value in meaning.package.items())
        given = f", with {', '.join(meaning.contributions)}" if meaning.contributions else ""
        said = f"where {meaning.when}: {package}{given}"
        yield "meaning", f"states[{k}]", said, meaning.ground, ""


def _of_profile(problem: Bargaining, profile: Profile) -> Iterator[tuple[What, str, str, Ground]]:
    kept = "what no deal is worth to it"
    if profile.reservation is not None:
        kept = in_words(profile.reservation)
    yield "reservation", "reservation", f"without a deal: {kept}", profile.ground
    labels = {issue.id: issue.label for issue in problem.issues}
    for key, weight in profile.weights.items():
        if weight.share != SHARE or weight.ground != NO_GROUND:
            said = f"{labels[key]}: {in_words(weight.share)} of the whole"
            yield "weight", f"weights.{key}", said, weight.ground
    orders: dict[str, Comparison] = {}
    for comparison in profile.comparisons:
        orders.setdefault(order_in_words(comparison), comparison)
    for k, (said, comparison) in enumerate(orders.items()):
        yield "order", f"orders[{k}]", said, comparison.ground
    for key, scores in profile.scores.items():
        for place, said, ground in _of_scores(problem.issue(key), scores):
            yield "score", place, said, ground
    for k, each in enumerate(profile.interactions):
        said = f"{in_words(each.worth)} besides where: {each.when}"
        yield "interaction", f"interactions[{k}]", said, each.ground


def _of_scores(issue: Issue, scores: tuple[Score, ...]) -> Iterator[tuple[str, str, Ground]]:
    if issue.values and issue.values[0].number is not None:
        given = dict.fromkeys(score.ground for score in scores if score.ground != NO_GROUND)
        for ground in given or [NO_GROUND]:
            said = f"{issue.label}: {in_words(scores[0].worth)} … {in_words(scores[-1].worth)}"
            yield f"scores.{issue.id}", said, ground
        return
    for value, score in zip(issue.values, scores, strict=False):
        if score.worth != SHARE or score.ground != NO_GROUND:
            said = f"{issue.label}: {value.label} scores {in_words(score.worth)}"
            yield f"scores.{issue.id}.{value.id}", said, score.ground


def sections(problem: Bargaining | None) -> dict[str, dict[str, dict[str, str]]]:
    """Return what a bargaining problem says as texts: by section and entry, and by field.

    Entries of lists go by what they say, the others by their place.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    if problem is None:
        return found
    for what, place, said, ground, party in entries(problem):
        whose = party if what != "contribution" else ""
        section = f"what packages are worth to {party}" if whose else f"bargaining: {what}"
        short = place.split(".", 2)[2] if whose else place.partition(".")[2]
        key = said if place.endswith("]") else short
        found.setdefault(section, {})[key] = {"says": said, **ground_in_words(ground)}
    for contribution in problem.contributions.values():
        worth = "; ".join(f"{party}: {in_words(x)}" for party, x in contribution.worth.items())
        fields = found["bargaining: contribution"][contribution.id]
        fields |= {"by": contribution.by, "when": str(contribution.when), "worth": worth}
    for issue in problem.issues:
        values = ", ".join(value.label for value in issue.values)
        found["bargaining: issue"][issue.id] |= {"values": values, "unit": issue.unit}
    no_deal = problem.no_deal or {}
    amounts = ", ".join(f"{issue} = {value}" for issue, value in no_deal.items()) or "(not given)"
    found["no deal"] = {"no deal": {"package": amounts}}
    found["agreement"] = {"agreement": {"parties": ", ".join(problem.agreement)}}
    return found


def ground_in_words(ground: Ground) -> dict[str, str]:
    """Return what an entry rests on as texts, by field."""
    texts = {
        "cites": ", ".join(ground.cites),
        "because": ground.because,
        "confidence": ground.confidence,
        "judgement": "true" if ground.judgement else "",
        "visibility": ground.visibility if ground.visibility != "public" else "",
    }
    return {name: text for name, text in texts.items() if text}


def order_in_words(comparison: Comparison) -> str:
    """Return how weights compare, as the author wrote it where that is known."""
    times = "" if comparison.times == 1 else f"{comparison.times:g} "
    return comparison.text or f"{comparison.more} >= {times}{comparison.less}"


def in_words(amount: Range) -> str:
    """Return a number, or between which it lies.

    Examples
    --------
    >>> in_words(Range.exactly(0.4)), in_words(Range(0.1, 0.3, best=0.2)), in_words(SHARE)
    ('0.4', '0.1 to 0.3, best guess 0.2', '0 to 1')
    """
    if amount.known:
        return f"{amount.low:g}"
    best = "" if amount.best is None else f", best guess {amount.best:g}"
    return f"{amount.low:g} to {amount.high:g}{best}"
