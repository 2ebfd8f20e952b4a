"""What the checks look at, and what they report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.case import Party
from detente.casefile import build
from detente.casefile.bargaining.sections import Section, sections
from detente.casefile.nodes import Path
from detente.casefile.schema import CaseFile
from detente.casefile.spatial.sections import SpatialSection, spatial_sections
from detente.casefile.spellings import Grounded
from detente.casefile.variants import Located, Variant, variants
from detente.conditions import Condition, parse
from detente.conflict.base import BaseConflict
from detente.conflict.states import enumerate_states
from detente.errors import ConditionError, DetenteError, LimitError, ModelError, Severity
from detente.terms import MAX_DEPTH, depths

MAX_STATES = 1 << 18
"""How many states the checks enumerate, so that they stay instant."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the path at which it stands.

    Parameters
    ----------
    code, message, hint, severity
        As in `Diagnostic`.
    path : Path
        Keys and indexes that lead to the value.
    key : bool
        The problem is the key, not the value.
    offset : int
        How many characters into the value it stands.
    """

    code: str
    message: str
    path: Path
    hint: str = ""
    severity: Severity = "error"
    key: bool = False
    offset: int = 0


@dataclass(frozen=True)
class Facts:
    """A case file, and its conflict, what is bargained over and who stands where, by scenario.

    `mended` tells whether stand-ins replace faulty pieces, so that sums would mislead.
    """

    case: CaseFile
    variants: list[Variant]
    sections: list[Section]
    spatial: list[SpatialSection]
    mended: bool = False
    _parsed: dict[str, Condition | ConditionError] = field(default_factory=dict)
    _models: dict[object, BaseConflict | None] = field(default_factory=dict)
    _sizes: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, case: CaseFile, *, mended: bool = False) -> Facts:
        """Gather the facts of a case file."""
        return cls(case, variants(case), sections(case), spatial_sections(case), mended)

    def grounded(self) -> Iterator[Located[Grounded]]:
        """Yield every entry that can cite statements, each once."""
        for variant in self.variants:
            yield from filter(variant.owns, variant.grounded())
        for section in self.sections:
            yield from filter(section.owns, section.grounded())
        for stands in self.spatial:
            yield from filter(stands.owns, stands.grounded())
        for key, scenario in self.case.scenarios.items():
            yield Located(("scenarios", key), scenario)

    # -- Conditions ------------------------------------------------------------------------

    def parsed(self, text: str) -> Condition | ConditionError:
        """Return a condition, or why it is none; scenarios ask for the same texts again."""
        if text not in self._parsed:
            try:
                self._parsed[text] = parse(text)
            except ConditionError as error:
                self._parsed[text] = error
        return self._parsed[text]

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names that a condition mentions; none when it does not parse."""
        condition = self.parsed(text)
        return condition.names() if isinstance(condition, Condition) else ()

    def terms(self, variant: Variant | Section) -> dict[str, Condition]:
        """Return the terms whose conditions parse."""
        found = {key: self.parsed(term.entry.means) for key, term in variant.terms.items()}
        return {key: c for key, c in found.items() if isinstance(c, Condition)}

    # -- States ----------------------------------------------------------------------------

    def model(self, variant: Variant) -> BaseConflict | None:
        """Return options or states, terms and infeasibility as a model in which nobody wants anything.

        None when they are faulty, which other checks report. Scenarios that change none of
        these share one model.
        """
        options = (id(o.entry) for listed in variant.options.values() for o in listed.values())
        # scenarios never change states, so that they need no place in the key
        terms = (id(term.entry) for term in variant.terms.values())
        key = (*options, *terms, id(variant.infeasible))
        if key not in self._models:
            self._models[key] = self._model(variant)
        return self._models[key]

    def _model(self, variant: Variant) -> BaseConflict | None:
        depth = depths(self.terms(variant))
        if len(depth) < len(variant.terms) or any(d > MAX_DEPTH for d in depth.values()):
            return None
        parties = {key: Party(key) for key in self.case.parties}
        try:
            return build.conflict(variant.bare(), parties)
        except DetenteError:
            return None

    def size(self, variant: Variant) -> int | None:
        """Return the number of feasible states; None when there are too many, or no model."""
        model = self.model(variant)
        if model is None:
            return None
        if id(model) not in self._sizes:
            self._sizes[id(model)] = _size(model)
        return self._sizes[id(model)]


def _size(model: BaseConflict) -> int | None:
    if model.named:
        return len(model.states)
    try:
        enumerate_states(
            list(model.columns),
            [rule.condition for rule in model.infeasible],
            {key: term.condition for key, term in model.terms.items()},
            limit=MAX_STATES,
        )
    except LimitError:
        return None
    except ModelError:
        return 0
    return len(model.states)
