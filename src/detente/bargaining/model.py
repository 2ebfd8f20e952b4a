"""What is bargained over: issues and their values, and what each party makes of them.

A *package* settles every issue by one value. To a party it is worth the sum, over issues, of the
issue's weight times the value's score, and what combinations are worth besides; it compares that
with its *reservation value*, what it has without a deal. The additive form and its use in
negotiations follow Keeney and Raiffa (1976) and Raiffa (2002).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from detente.case import Party
from detente.conditions import TRUE, Condition
from detente.errors import ModelError, unknown_name
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range as Range

Package = tuple[int, ...]
"""For every issue, in order, the 0-based place of its value."""


SHARE = Range(0.0, 1.0)
"""A weight of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Value:
    """One way to settle an issue.

    Parameters
    ----------
    id, label : str
        Short name, unique within its issue, and name for people.
    number : float or None
        The quantity that it stands for, where the issue is numeric.
    ground : Ground
    """

    id: str
    label: str = ""
    number: float | None = None
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to be settled.

    Parameters
    ----------
    id, label : str
        Short name, and name for people.
    values : tuple of Value
        In file order, at least one; ascending where they are numbers.
    unit : str
        Of what its numbers count, for people.
    ground : Ground
    """

    id: str
    values: tuple[Value, ...]
    label: str = ""
    unit: str = ""
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)
        if not self.values:
            raise ModelError(f"issue '{self.id}' has no values")

    def place(self, value: str) -> int:
        """Return the 0-based place of a value."""
        for place, known in enumerate(self.values):
            if known.id == value:
                return place
        raise unknown_name("value", value, (v.id for v in self.values), of=self.id)


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a party's total an issue makes up, from 0 to 1; its weights sum to 1."""

    share: Range = SHARE
    ground: Ground = NO_GROUND


@dataclass(frozen=True, slots=True)
class Score:
    """How good a value is to a party; by convention 0 for its worst and 1 for its best."""

    worth: Range
    ground: Ground = NO_GROUND


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known of two weights: that of `more` is at least `times` that of `less`.

    `text` is how the author wrote it.
    """

    more: str
    less: str
    times: float = 1.0
    text: str = ""
    ground: Ground = NO_GROUND


@dataclass(frozen=True, slots=True)
class Interaction:
    """What it is worth to a party besides, if a condition over the package holds."""

    when: Condition
    worth: Range
    ground: Ground = NO_GROUND


@dataclass(frozen=True)
class Profile:
    """What packages are worth to a party.

    Parameters
    ----------
    party : str
        Its id.
    weights : mapping of str to Weight
        By issue; an issue that is missing has no weight.
    scores : mapping of str to tuple of Score
        By issue, one for each value; every issue with a weight has them.
    reservation : Range or None
        What it has without a deal, on the scale of the sums; None for what the package of
        `Bargaining.no_deal` is worth to it, whatever its weights and scores turn out to be.
    comparisons : tuple of Comparison
        What else is known of the weights.
    interactions : tuple of Interaction
    ground : Ground
        What the reservation value rests on.
    """

    party: str
    weights: Mapping[str, Weight]
    scores: Mapping[str, tuple[Score, ...]]
    reservation: Range | None = Range(0.0, 0.0)
    comparisons: tuple[Comparison, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    ground: Ground = NO_GROUND

    @property
    def exact(self) -> bool:
        """Whether every number is known."""
        scores = (score.worth for listed in self.scores.values() for score in listed)
        return (
            (self.reservation is None or self.reservation.known)
            and all(weight.share.known for weight in self.weights.values())
            and all(score.known for score in scores)
            and all(each.worth.known for each in self.interactions)
        )


@dataclass(frozen=True, slots=True)
class Consent:
    """Whose agreement packages need besides that of those who always have to agree."""

    of: tuple[str, ...]
    when: Condition = TRUE
    ground: Ground = NO_GROUND


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody can add to a deal.

    Parameters
    ----------
    id, label : str
        Short name, and name for people.
    by : str
        The party that makes it.
    worth : mapping of str to Range
        What it adds to, or takes from, each party; its own cost is its own entry.
    when : Condition
        The packages in which it counts.
    ground : Ground
    """

    id: str
    by: str
    worth: Mapping[str, Range]
    label: str = ""
    when: Condition = TRUE
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which packages states of the conflict amount to.

    Parameters
    ----------
    when : Condition
        Over the conflict's options and terms: the states.
    package : mapping of str to str
        The values, by issue; issues that are left out may be settled in any way.
    contributions : tuple of str
        Those that are made in these states.
    ground : Ground
    """

    when: Condition
    package: Mapping[str, str]
    contributions: tuple[str, ...] = ()
    ground: Ground = NO_GROUND


@dataclass(frozen=True)
class Bargaining:
    """A bargaining problem: parties, issues, what packages are worth, and what a deal needs.

    Parameters
    ----------
    parties : tuple of Party
        All that have a profile, in case order.
    issues : tuple of Issue
    profiles : mapping of str to Profile
        By party.
    agreement : tuple of str
        The parties that every deal needs; the deal is made among them.
    consents : tuple of Consent
        Whose agreement some packages need besides.
    infeasible : tuple of Condition
        Packages that cannot occur.
    reasons : mapping of Condition to Ground
        What those of `infeasible` rest on that rest on something.
    contributions : mapping of str to Contribution
        What parties, outsiders among them, can add to a deal.
    meanings : tuple of Meaning
        Which packages the states of the conflict amount to; the first that fits counts.
    no_deal : mapping of str to str or None
        What no deal amounts to, as values by issue, where it is a package.
    title : str

    Raises
    ------
    ModelError
        If parts do not fit together.

    Notes
    -----
    Conditions name values as ``issue.value``, and compare the numbers of an issue:
    ``money >= 2``; terms are already written out in them.

    Examples
    --------
    >>> land = Issue("land", (Value("none"), Value("half"), Value("all")))
    >>> def scores(*numbers):
    ...     return {"land": tuple(Score(Range.exactly(x)) for x in numbers)}
    >>> whole = {"land": Weight(Range.exactly(1))}
    >>> problem = Bargaining(
    ...     parties=(Party("a"), Party("b")),
    ...     issues=(land,),
    ...     profiles={
    ...         "a": Profile("a", whole, scores(0, 0.6, 1)),
    ...         "b": Profile("b", whole, scores(1, 0.7, 0)),
    ...     },
    ... )
    >>> problem.size, problem.agreement
    (3, ('a', 'b'))
    """

    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    profiles: Mapping[str, Profile]
    agreement: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    infeasible: tuple[Condition, ...] = ()
    reasons: Mapping[Condition, Ground] = field(default_factory=dict)
    contributions: Mapping[str, Contribution] = field(default_factory=dict)
    meanings: tuple[Meaning, ...] = ()
    no_deal: Mapping[str, str] | None = None
    title: str = ""

    def __post_init__(self) -> None:
        if not self.agreement:
            object.__setattr__(self, "agreement", tuple(party.id for party in self.parties))
        if not self.issues:
            raise ModelError("nothing is bargained over", hint="give at least one issue")
        for party in self.parties:
            if party.id not in self.profiles:
                raise ModelError(f"nothing says what packages are worth to '{party.id}'")
        self._check_names()

    def _check_names(self) -> None:
        known = {party.id for party in self.parties}
        asked = [*self.agreement, *(party for each in self.consents for party in each.of)]
        for party in (*asked, *self.profiles):
            if party not in known:
                raise unknown_name("party", party, known)
        if self.no_deal is not None:
            self.package(self.no_deal)
        for profile in self.profiles.values():
            if profile.reservation is None and self.no_deal is None:
                raise ModelError(
                    f"what '{profile.party}' has without a deal is what no deal is worth to it, "
                    "and nothing says which package that is",
                    hint="say what no deal amounts to",
                )
            for issue, weight in profile.weights.items():
                scores = profile.scores.get(issue, ())
                if len(scores) != len(self.issue(issue).values) and weight.share.high > 0:
                    raise ModelError(
                        f"'{profile.party}' scores {len(scores)} of the "
                        f"{len(self.issue(issue).values)} values of '{issue}'"
                    )

    @property
    def party_ids(self) -> tuple[str, ...]:
        """All parties, in order."""
        return tuple(party.id for party in self.parties)

    @property
    def vetoers(self) -> tuple[str, ...]:
        """Parties whose agreement only some packages need, in order."""
        asked = {party for each in self.consents for party in each.of}
        return tuple(p for p in self.party_ids if p in asked and p not in self.agreement)

    @property
    def size(self) -> int:
        """How many combinations of values there are, feasible or not."""
        return prod(len(issue.values) for issue in self.issues)

    @property
    def exact(self) -> bool:
        """Whether every number is known."""
        return all(profile.exact for profile in self.profiles.values())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {issue.id: place for place, issue in enumerate(self.issues)}

    def place(self, issue: str) -> int:
        """Return the 0-based place of an issue."""
        if issue not in self._places:
            raise unknown_name("issue", issue, self._places)
        return self._places[issue]

    def issue(self, issue: str) -> Issue:
        """Return an issue by its id."""
        return self.issues[self.place(issue)]

    def package(self, values: Mapping[str, str]) -> Package:
        """Return the package with these values.

        Raises
        ------
        ModelError
            If an issue is left out.
        UnknownNameError
            If there is no such issue or value.
        """
        for issue in values:
            self.place(issue)
        left_out = [issue.id for issue in self.issues if issue.id not in values]
        if left_out:
            raise ModelError(
                f"the package says nothing of '{left_out[0]}'", hint="settle every issue"
            )
        return tuple(issue.place(values[issue.id]) for issue in self.issues)

    def values(self, package: Sequence[int]) -> dict[str, str]:
        """Return a package as values by issue.

        Examples
        --------
        >>> land = Issue("land", (Value("none"), Value("all")))
        >>> free = Profile("a", {}, {})
        >>> Bargaining((Party("a"),), (land,), {"a": free}).values((1,))
        {'land': 'all'}
        """
        return {
            issue.id: issue.values[place].id
            for issue, place in zip(self.issues, package, strict=True)
        }
