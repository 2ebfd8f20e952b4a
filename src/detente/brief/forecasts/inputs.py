"""Lines, and where each stands on them, as listed in the brief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.brief.forecasts.public import public_dimensions
from detente.brief.inputs import Entry, Evidence, Preferences, resting
from detente.brief.visibility import is_kept_back
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range
from detente.spatial.model import Actor, Band, Dimension, Spatial
from detente.spatial.words import place
from detente.text import listed, quoted

KEPT_BACK = "an entry kept internal"


@dataclass(frozen=True)
class PositionInputs:
    """Lists the parts of a spatial problem with their grounds."""

    problem: Spatial
    evidence: Evidence

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The lines that may be shown."""
        return public_dimensions(self.problem)

    @property
    def balance(self) -> str:
        """What the numbers rest on, as a sentence."""
        grounds = [
            ground
            for actor in self.problem.actors
            for ground in (actor.ground, *(actor.stances[d.id].ground for d in self.dimensions))
            if ground != NO_GROUND
        ]
        return (
            resting(grounds, "stance or capability", "stances and capabilities") if grounds else ""
        )

    def lines(self) -> Iterator[Entry]:
        """Yield the lines with their ends, what no agreement amounts to, and bands."""
        for each in self.dimensions:
            at = f"dimensions.{each.id}"
            ends = " and ".join(
                f"{place(end)} is {quoted(text)}"
                for end, text in ((0, each.low), (100, each.high))
                if text
            )
            said = f"{each.label}: {ends}" if ends else f"{each.label}: from 0 to 100"
            yield self._said(said, each.id, NO_GROUND, at)
            if each.reference is not None:
                words = f"{each.label}: no agreement amounts to {_number(each.reference)}"
                yield self._said(words, "", each.ground, f"{at}.reference")
            for band in self.problem.bands:
                if band.dimension == each.id and not is_kept_back(band.ground):
                    yield self._band(each, band)

    def actors(self, base: Spatial | None = None) -> Iterator[Preferences]:
        """Yield what each can bring to bear, and where it stands.

        Parameters
        ----------
        base : Spatial, optional
            Those of whom it says the same are left out.
        """
        for actor in self.problem.actors:
            if base is None or actor not in base.actors:
                yield Preferences(actor.label, "", tuple(self._of(actor)))

    def _band(self, dimension: Dimension, band: Band) -> Entry:
        words = f"{dimension.label}, {quoted(band.label)}: {place(band.low)} to {place(band.high)}"
        return self._said(words, "", band.ground, f"dimensions.{dimension.id}.bands.{band.id}")

    def _of(self, actor: Actor) -> Iterator[Entry]:
        at = f"actors.{actor.id}"
        words = f"Can bring to bear {_number(actor.capability)}"
        yield self._entry(words, actor.ground, f"{at}.capability")
        for each in self.dimensions:
            stance = actor.stances[each.id]
            words = (
                f"{each.label}: stands at {_number(stance.position)}; matters to it by "
                f"{_number(stance.salience)} of 100"
            )
            yield self._entry(words, stance.ground, f"{at}.stances.{each.id}")
        shares = self.problem.accommodation.get(actor.id, {})
        if shares:
            whom = [f"{self.problem.actor(key).label} by {share:g}" for key, share in shares.items()]  # fmt: skip
            yield self._said(f"What it ideally wants follows {listed(whom)}", "", NO_GROUND, at)

    def _said(self, words: str, code: str, ground: Ground, at: str) -> Entry:
        """Return an entry that says what is talked about, with a ground where it has one."""
        entry = replace(self._entry(words, ground, at), code=code)
        return replace(entry, ground=None) if ground == NO_GROUND else entry

    def _entry(self, words: str, ground: Ground, at: str) -> Entry:
        """Return an entry; `at` is where it stands in the section."""
        if is_kept_back(ground):
            words = KEPT_BACK
        line = self.evidence.to.line("spatial", at)
        return Entry(words, "", self.evidence.ground(ground), line=line)


def _number(found: Range) -> str:
    """Return a number, or between which it lies.

    Examples
    --------
    >>> _number(Range(30, 60, 50)), _number(Range(0, 100)), _number(Range.exactly(25.5))
    ('30 to 60, best guess 50', '0 to 100', '25.5')
    """
    if found.known:
        return f"{found.low:g}"
    said = f"{found.low:g} to {found.high:g}"
    return said if found.best is None else f"{said}, best guess {found.best:g}"
