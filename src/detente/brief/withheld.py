"""What is bargained over, and who stands where, without the words of internal entries.

Internal issues and values get made-up ids and labels, in conditions too. Other internal entries
keep their numbers and conditions, on which analyses rest, and lose their words: whoever prints
conditions asks `is_kept_back` of their ground first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from detente.bargaining.model import Bargaining, Issue, Meaning, Profile, Score, Value
from detente.conditions import Condition, compared
from detente.evidence import Ground
from detente.spatial.model import Band, Dimension, Spatial

Redact = Callable[[Ground], Ground]
Rename = Callable[[Condition], Condition]


def _internal(entry: Issue | Value | Dimension | Band) -> bool:
    return entry.ground.visibility == "internal"


@dataclass(frozen=True)
class Withheld:
    """Rewrites bargaining problems of a case so that what is internal has no words left.

    Parameters
    ----------
    ground : callable
        From a ground to what may be shown of it.
    words : frozenset of str
        What would betray internal entries.
    issues, values : mapping of str to str
        Made-up ids: of issues, and of values as ``issue.value``.
    """

    ground: Redact
    words: frozenset[str] = frozenset()
    issues: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: Iterable[Bargaining], ground: Redact) -> Withheld:
        """Return what hides the internal entries of all problems of a case."""
        issues: dict[str, str] = {}
        values: dict[str, str] = {}
        words: set[str] = set()
        for problem in problems:
            for issue in problem.issues:
                if _internal(issue):
                    issues.setdefault(issue.id, f"internal_issue_{len(issues) + 1}")
                    words |= {issue.id, issue.label}
                for value in issue.values:
                    if _internal(value):
                        made_up = f"internal_value_{len(values) + 1}"
                        values.setdefault(f"{issue.id}.{value.id}", made_up)
                        words |= {value.id, value.label}
            for key, each in problem.contributions.items():
                if each.ground.visibility == "internal":
                    words |= {key, each.label}
        return cls(ground, frozenset(words), issues, values)

    def problem(self, problem: Bargaining, condition: Rename) -> Bargaining:
        """Return a problem as it may be shown; `condition` renames options and terms."""
        own = self.condition
        contributions, named = {}, {}
        for place, (key, each) in enumerate(problem.contributions.items(), start=1):
            shown = replace(each, when=own(each.when), ground=self.ground(each.ground))
            if each.ground.visibility == "internal":
                key = f"internal_contribution_{place}"
                shown = replace(shown, id=key, label="a contribution kept internal")
            named[each.id] = key
            contributions[key] = shown
        return replace(
            problem,
            issues=tuple(map(self.issue, problem.issues)),
            profiles={key: self.profile(each) for key, each in problem.profiles.items()},
            consents=tuple(
                replace(each, when=own(each.when), ground=self.ground(each.ground))
                for each in problem.consents
            ),
            infeasible=tuple(map(own, problem.infeasible)),
            reasons={own(rule): self.ground(each) for rule, each in problem.reasons.items()},
            contributions=contributions,
            meanings=tuple(
                Meaning(
                    condition(m.when),
                    self.package(m.package),
                    tuple(named[key] for key in m.contributions),
                    self.ground(m.ground),
                )
                for m in problem.meanings
            ),
            no_deal=None if problem.no_deal is None else self.package(problem.no_deal),
        )

    def issue(self, issue: Issue) -> Issue:
        """Return an issue as it may be shown."""
        values = tuple(self.value(issue, value) for value in issue.values)
        shown = replace(issue, values=values, ground=self.ground(issue.ground))
        if issue.id not in self.issues:
            return shown
        key = self.issues[issue.id]
        label = f"an issue kept internal ({key.rpartition('_')[2]})"
        return replace(shown, id=key, label=label, unit="")

    def value(self, issue: Issue, value: Value) -> Value:
        """Return a value as it may be shown."""
        shown = replace(value, ground=self.ground(value.ground))
        if made_up := self.values.get(f"{issue.id}.{value.id}"):
            label = f"a value kept internal ({made_up.rpartition('_')[2]})"
            return replace(shown, id=made_up, label=label)
        if issue.id in self.issues:
            return replace(shown, label=value.id)
        return shown

    def profile(self, profile: Profile) -> Profile:
        """Return a profile as it may be shown."""
        name = self.issues.get

        def score(each: Score) -> Score:
            return replace(each, ground=self.ground(each.ground))

        return replace(
            profile,
            weights={
                name(key, key): replace(each, ground=self.ground(each.ground))
                for key, each in profile.weights.items()
            },
            scores={
                name(key, key): tuple(map(score, each)) for key, each in profile.scores.items()
            },
            comparisons=tuple(
                replace(
                    each,
                    more=name(each.more, each.more),
                    less=name(each.less, each.less),
                    text="" if self.issues or each.ground.visibility == "internal" else each.text,
                    ground=self.ground(each.ground),
                )
                for each in profile.comparisons
            ),
            interactions=tuple(
                replace(each, when=self.condition(each.when), ground=self.ground(each.ground))
                for each in profile.interactions
            ),
            ground=self.ground(profile.ground),
        )

    def package(self, package: Mapping[str, str]) -> dict[str, str]:
        """Return values by issue as they may be shown."""
        return {
            self.issues.get(issue, issue): self.values.get(f"{issue}.{value}", value)
            for issue, value in package.items()
        }

    def condition(self, condition: Condition) -> Condition:
        """Return a condition over values, or a comparison of an issue, as it may be shown."""
        if condition.op != "name":
            return replace(condition, args=tuple(map(self.condition, condition.args)))
        if comparison := compared(condition.name):
            _, _, rest = condition.name.partition(" ")
            name = self.issues.get(comparison.issue, comparison.issue)
            return replace(condition, name=f"{name} {rest}")
        issue, _, value = condition.name.partition(".")
        value = self.values.get(condition.name, value)
        return replace(condition, name=f"{self.issues.get(issue, issue)}.{value}")


@dataclass(frozen=True)
class WithheldPlaces:
    """Rewrites spatial problems of a case so that what is internal has no words left.

    Numbers stay, on which forecasts rest.

    Parameters
    ----------
    ground : callable
        From a ground to what may be shown of it.
    words : frozenset of str
        What would betray internal entries.
    dimensions : mapping of str to str
        Made-up ids of internal dimensions.
    """

    ground: Redact
    words: frozenset[str] = frozenset()
    dimensions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: Iterable[Spatial], ground: Redact) -> WithheldPlaces:
        """Return what hides the internal entries of all problems of a case."""
        dimensions: dict[str, str] = {}
        words: set[str] = set()
        for problem in problems:
            for each in problem.dimensions:
                if _internal(each):
                    dimensions.setdefault(each.id, f"internal_dimension_{len(dimensions) + 1}")
                    words |= {each.id, each.label}
            for band in problem.bands:
                if _internal(band):
                    words |= {band.id, band.label}
        return cls(ground, frozenset(words), dimensions)

    def problem(self, problem: Spatial) -> Spatial:
        """Return a problem as it may be shown."""
        name = self.dimensions.get
        return replace(
            problem,
            dimensions=tuple(map(self.dimension, problem.dimensions)),
            bands=tuple(self.band(each, k) for k, each in enumerate(problem.bands, start=1)),
            actors=tuple(
                replace(
                    actor,
                    stances={
                        name(key, key): replace(stance, ground=self.ground(stance.ground))
                        for key, stance in actor.stances.items()
                    },
                    ground=self.ground(actor.ground),
                )
                for actor in problem.actors
            ),
        )

    def dimension(self, dimension: Dimension) -> Dimension:
        """Return a dimension as it may be shown."""
        shown = replace(dimension, ground=self.ground(dimension.ground))
        if (came := dimension.outcome) is not None:
            shown = replace(shown, outcome=replace(came, ground=self.ground(came.ground)))
        if dimension.id not in self.dimensions:
            return shown
        key = self.dimensions[dimension.id]
        label = f"a dimension kept internal ({key.rpartition('_')[2]})"
        return replace(shown, id=key, label=label, low="", high="")

    def band(self, band: Band, place: int) -> Band:
        """Return a band as it may be shown; one of an internal dimension has no words either."""
        shown = replace(band, ground=self.ground(band.ground))
        if not _internal(band) and band.dimension not in self.dimensions:
            return shown
        return replace(
            shown,
            id=f"internal_band_{place}",
            dimension=self.dimensions.get(band.dimension, band.dimension),
            label=f"a band kept internal ({place})",
        )
