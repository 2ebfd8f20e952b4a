"""Edits of a draft: what each does, and which part of the case it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.casefile.draft import Draft
from detente.casefile.entries import says
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow
from detente.casefile.schema import Weights
from detente.casefile.variants import Variant
from detente.errors import DetenteError, ModelError, unknown_name

FEASIBLE = {"open": (), "never": ("{}",), "always": ("not {}",)}
"""What is ruled out besides for an option that is open, never taken, or always taken."""

LEVELS = ("high", "medium", "low")
"""How sure one can be, in words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An edit, and what it is made of.

    Parameters
    ----------
    document : Document
        The file.
    draft : Draft
        As it is.
    variant : Variant
        Where the parts of the conflict are written, as the edit's scenario has them.
    edit : mapping of str to object
        What was asked for.
    """

    document: Document
    draft: Draft
    variant: Variant
    edit: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field of the edit as text; empty where there is none."""
        return str(self.edit.get(name, ""))

    def number(self, name: str) -> int:
        """Return a field of the edit that is a whole number."""
        value = self.edit.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise DetenteError(f"'{name}' is no whole number", code="wrong-request")
        return value


def edited(document: Document, draft: Draft, variant: Variant, edit: Mapping[str, Any]) -> Draft:
    """Return the draft after an edit that names parts of the case.

    Raises
    ------
    DetenteError
        If the edit makes no sense.
    """
    asked = Asked(document, draft, variant, edit)
    does = asked.text("do")
    if does not in EDITS:
        raise unknown_name("edit", does, (*EDITS, "undo", "redo", "reset", "discard"))
    return EDITS[does](asked)


# -- Which part of the case ------------------------------------------------------------------------


def wish_list(variant: Variant, party: str) -> Path | None:
    """Return where the statements of a party are listed; None where it has no such list."""
    if party not in variant.preferences:
        raise unknown_name("party", party, variant.preferences)
    located = variant.preferences[party]
    if isinstance(located.entry, Weights):
        return (*located.path, "weights")
    return located.path if isinstance(located.entry, list) else None


def rule_list(variant: Variant) -> Path:
    """Return where what cannot occur is listed."""
    # an empty list of a scenario's own cannot be told from none; a rule then holds everywhere
    for rule in variant.infeasible:
        return rule.path[:-1]
    return ("conflict", "infeasible")


def _listed(asked: Asked) -> Path:
    """Return the list that an edit is about: a party's statements, or what cannot occur."""
    if "party" not in asked.edit:
        return rule_list(asked.variant)
    path = wish_list(asked.variant, asked.text("party"))
    if path is None:
        raise ModelError(
            f"the preferences of '{asked.text('party')}' are a ranking, not a list of statements",
            hint="give them as conditions, the most important first",
        )
    return path


def _option(asked: Asked) -> tuple[str, Path]:
    """Return the name of the option that an edit is about, and where it is written."""
    name = asked.text("option")
    party, _, key = name.partition(".")
    if key not in asked.variant.options.get(party, {}):
        raise unknown_name("option", name, asked.variant.option_names)
    return name, asked.variant.options[party][key].path


def _in_list(asked: Asked) -> Path:
    """Return the entry of a list that an edit is about: a statement, one of a group, or a rule."""
    path, place = _listed(asked), asked.number("place")
    places = asked.draft.places(asked.document, path)
    if not 0 < place <= len(places):
        raise _no_place(place, len(places))
    at = (*path, places[place - 1][0])
    entry = follow(asked.document.data, at)[1]
    group = entry.get("unsure") if isinstance(entry, dict) else None
    if not isinstance(group, list):
        return at
    if "part" not in asked.edit:
        raise ModelError(
            f"in place {place} stand several statements of which nobody knows which matters more",
            hint=f"say which one with 'part', from 1 to {len(group)}",
        )
    part = asked.number("part")
    if not 0 < part <= len(group):
        raise _no_place(part, len(group))
    return (*at, "unsure", part - 1)


def _no_place(place: int, of: int) -> ModelError:
    return ModelError(f"there is no place {place}", hint=f"there are {of}", code="unknown-place")


def _statement(asked: Asked) -> Path:
    """Return the preference statement that an edit is about."""
    if "party" not in asked.edit:
        raise ModelError("only a preference statement can be that", hint="name its party")
    return _in_list(asked)


def _judgement(asked: Asked) -> Path:
    """Return the entry that an edit is about: an option, a ranking, a statement or a rule."""
    if "option" in asked.edit:
        return _option(asked)[1]
    party = asked.text("party")
    if "party" in asked.edit and wish_list(asked.variant, party) is None:
        return asked.variant.preferences[party].path
    return _in_list(asked)


# -- What is done to it ----------------------------------------------------------------------------


def _move(asked: Asked) -> Draft:
    places = asked.number("place") - 1, asked.number("to") - 1
    return asked.draft.moved(asked.document, _listed(asked), *places)


def _switch(asked: Asked) -> Draft:
    return asked.draft.switched(asked.document, _listed(asked), asked.number("place") - 1)


def _make_option(asked: Asked) -> Draft:
    name, can = _option(asked)[0], asked.text("can")
    if can not in FEASIBLE:
        raise unknown_name("value", can, FEASIBLE)
    every = [rule.format(name) for rules in FEASIBLE.values() for rule in rules]
    add = [rule.format(name) for rule in FEASIBLE[can]]
    return asked.draft.ruled(rule_list(asked.variant), add, every)


def _direct(asked: Asked) -> Draft:
    return asked.draft.directed(asked.document, _option(asked)[1], asked.text("direction"))


def _believe(asked: Asked) -> Draft:
    """Hold a judgement more or less firmly; with no confidence given, as the file does."""
    value = None if asked.edit.get("confidence") == "" else asked.edit.get("confidence")
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    if value is not None and value not in LEVELS and not number:
        raise unknown_name("value", str(value), LEVELS)
    return asked.draft.changed(asked.document, _judgement(asked), {"confidence": value})


def _turn(asked: Asked) -> Draft:
    return asked.draft.turned(asked.document, _statement(asked))


def _doubt(asked: Asked) -> Draft:
    path = _statement(asked)
    if weighted(asked.variant, asked.text("party")):
        raise ModelError(
            "a statement with a weight cannot be marked as in doubt",
            hint="hold it less firmly, leave it out, or turn it round",
        )
    doubted = says(asked.draft.entry(asked.document, path), "unsure")
    return asked.draft.changed(asked.document, path, {"unsure": not doubted})


def _stress(asked: Asked) -> Draft:
    path = _statement(asked)
    if not says(Draft().entry(asked.document, path), "strongly"):
        raise ModelError(
            "the file does not mark that as strong, so there is nothing to switch off",
            hint="add 'strongly: true' in the text",
        )
    strong = says(asked.draft.entry(asked.document, path), "strongly")
    return asked.draft.changed(asked.document, path, {"strongly": False if strong else None})


def weighted(variant: Variant, party: str) -> bool:
    """Tell whether a party's statements have weights."""
    return isinstance(variant.preferences[party].entry, Weights)


EDITS: Mapping[str, Callable[[Asked], Draft]] = {
    "move": _move,
    "switch": _switch,
    "option": _make_option,
    "direction": _direct,
    "confidence": _believe,
    "turn": _turn,
    "doubt": _doubt,
    "strength": _stress,
}
"""By what an edit says that it does."""
