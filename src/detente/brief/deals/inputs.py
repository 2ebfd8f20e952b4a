"""What is bargained over and what each party makes of it, as listed in the brief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.bargaining.model import (
    SHARE,
    Bargaining,
    Comparison,
    Issue,
    Profile,
    Range,
    Score,
)
from detente.bargaining.words import amount, parties_in_words, values_in_words
from detente.brief.deals.words import number_grounds, values_condition
from detente.brief.inputs import Entry, Evidence, Preferences, resting
from detente.brief.visibility import is_kept_back
from detente.evidence import NO_GROUND, Ground
from detente.text import listed, quoted

MOST_SCORES = 8
"""Values of an issue of which every score is told; of more, where scores bend."""

KEPT_BACK = "kept internal"


@dataclass(frozen=True)
class DealInputs:
    """Lists the parts of a bargaining problem with their grounds."""

    problem: Bargaining
    evidence: Evidence

    @property
    def balance(self) -> str:
        """What the numbers rest on, as a sentence."""
        grounds = [ground for ground in number_grounds(self.problem) if ground != NO_GROUND]
        return resting(grounds, "number") if grounds else ""

    def issues(self) -> Iterator[Entry]:
        """Yield the issues with their values, and values that rest on something of their own."""
        for issue in self.problem.issues:
            at = f"issues.{issue.id}"
            yield self._said(f"{issue.label}: {_values(issue)}", issue.id, issue.ground, at=at)
            for value in issue.values:
                if value.ground not in (NO_GROUND, issue.ground):
                    words = f"{issue.label}: {value.label}"
                    code, where = f"{issue.id}.{value.id}", f"{at}.values.{value.id}"
                    yield self._entry(words, code, value.ground, at=where)

    def rules(self) -> Iterator[Entry]:
        """Yield what cannot occur, and whose consent packages need."""
        problem = self.problem
        for k, rule in enumerate(problem.infeasible):
            ground = problem.reasons.get(rule, NO_GROUND)
            words = f"Cannot occur: {values_condition(problem, rule)}"
            yield self._entry(words, str(rule), ground, at=f"infeasible.{k}")
        for k, each in enumerate(problem.consents):
            who = parties_in_words(problem, each.of)
            words = f"Needs the consent of {who}: {values_condition(problem, each.when)}"
            yield self._entry(words, str(each.when), each.ground, at=f"consents.{k}")
        if problem.no_deal is not None:
            said = values_in_words(problem, problem.no_deal)
            yield self._said(f"No deal amounts to {said}", at="no_deal")

    def contributions(self) -> Iterator[Entry]:
        """Yield what can be added to a deal."""
        labels = {party.id: party.label for party in self.evidence.case.parties.values()}
        for each in self.problem.contributions.values():
            adds = listed([f"{labels.get(p, p)} {_number(x)}" for p, x in each.worth.items()])
            when = values_condition(self.problem, each.when)
            words = f"{labels.get(each.by, each.by)}: {each.label}, worth {adds}"
            words = f"{words}; counts {when}" if when != "always" else words
            yield self._entry(words, "", each.ground, at=f"contributions.{each.id}")

    def preferences(self) -> Iterator[Preferences]:
        """Yield what packages are worth to each party."""
        for party in self.problem.parties:
            profile = self.problem.profiles[party.id]
            yield Preferences(party.label, "weights and scores", tuple(self._wants(profile)))

    def _wants(self, profile: Profile) -> Iterator[Entry]:
        floor = "what no deal amounts to"
        if profile.reservation is not None:
            floor = _number(profile.reservation)
        at = f"preferences.{profile.party}"
        reserved = f"{at}.reservation"
        yield self._entry("What it has without a deal", "", profile.ground, floor, reserved)
        for issue in self.problem.issues:
            yield from self._issue(profile, issue)
        for comparison in profile.comparisons:
            words = self._comparison(comparison)
            yield self._entry(words, comparison.text, comparison.ground, "order", f"{at}.orders")
        for k, each in enumerate(profile.interactions):
            words = f"Besides, where {values_condition(self.problem, each.when)}"
            number, where = _number(each.worth), f"{at}.interactions.{k}"
            yield self._entry(words, str(each.when), each.ground, number, where)

    def _issue(self, profile: Profile, issue: Issue) -> Iterator[Entry]:
        """Yield the weight of an issue with its scores; those that rest on other things apart."""
        weight, scores = profile.weights.get(issue.id), profile.scores.get(issue.id, ())
        weighed, scored = (
            f"preferences.{profile.party}.{part}.{issue.id}" for part in ("weights", "scores")
        )
        if weight is None:
            yield self._said(f"{issue.label}: does not matter to it", issue.id, place="0")
            return
        grounds = list(dict.fromkeys(score.ground for score in scores))
        place = _number(weight.share)
        own = weight.ground
        if own == NO_GROUND and weight.share == SHARE and grounds:
            own, place = grounds[0], "unknown"  # nobody has said anything of it
        if set(grounds) <= {own}:
            words = f"{issue.label}: {_scores(issue, scores)}"
            yield self._entry(words, issue.id, own, place, weighed)
            return
        yield self._entry(issue.label, issue.id, own, place, weighed)
        for ground in grounds:
            some = [k for k, score in enumerate(scores) if score.ground == ground]
            said = _scores(issue, scores, some)
            yield self._entry(f"{issue.label}: {said}", "", ground, "scores", scored)

    def _comparison(self, each: Comparison) -> str:
        more, less = (quoted(self.problem.issue(key).label) for key in (each.more, each.less))
        if each.times == 1:
            return f"{more} weighs at least as much as {less}"
        return f"{more} weighs at least {amount(each.times)} times as much as {less}"

    def _said(
        self,
        words: str,
        code: str = "",
        ground: Ground = NO_GROUND,
        place: str = "",
        at: str = "",
    ) -> Entry:
        """Return an entry that says what is talked about, with a ground where it has one."""
        entry = self._entry(words, code, ground, place, at)
        return replace(entry, ground=None) if ground == NO_GROUND else entry

    def _entry(self, words: str, code: str, ground: Ground, place: str = "", at: str = "") -> Entry:
        """Return an entry; `at` is where it stands in the section."""
        if is_kept_back(ground):
            words, code, place = f"an entry {KEPT_BACK}", "", "–" if place else ""
        line = self.evidence.to.line("bargaining", at) if at else None
        return Entry(words, code, self.evidence.ground(ground), place, line=line)


def _values(issue: Issue) -> str:
    labels = [value.label for value in issue.values]
    if issue.values[0].number is not None and len(labels) > MOST_SCORES:
        return f"{labels[0]}, {labels[1]} and so on to {labels[-1]}"
    return ", ".join(labels)


def _scores(issue: Issue, scores: Sequence[Score], some: Sequence[int] | None = None) -> str:
    """Return the scores of values; of many, of the ends and where straight lines between bend."""
    places = list(range(len(scores)) if some is None else some)
    if len(places) > MOST_SCORES:
        places = [k for k in places if k in (places[0], places[-1]) or _bends(scores, k)]
    said = [f"{issue.values[k].label} {_number(scores[k].worth)}" for k in places]
    more = len(said) - 2 * MOST_SCORES
    if more > 0:
        return f"{', '.join(said[: 2 * MOST_SCORES])} and {more} more"
    return ", ".join(said)


def _bends(scores: Sequence[Score], place: int) -> bool:
    if not 0 < place < len(scores) - 1:
        return True
    before, here, after = (scores[k].worth.centre for k in (place - 1, place, place + 1))
    return abs(2 * here - before - after) > 1e-9


def _number(found: Range) -> str:
    """Return a number, or between which it lies.

    Examples
    --------
    >>> _number(Range(0.3, 0.6, 0.5)), _number(Range(0, 1)), _number(Range.exactly(0.25))
    ('0.3 to 0.6, best guess 0.5', '0 to 1', '0.25')
    """
    if found.known:
        return amount(found.low)
    said = f"{amount(found.low)} to {amount(found.high)}"
    return said if found.best is None else f"{said}, best guess {amount(found.best)}"
