"""What a question is, and what settings it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, did_you_mean

Answer = Callable[[Case, Mapping[str, Any], Progress | None], dict[str, Any]]
Kind = Literal["text", "list", "number", "share", "choice", "flag"]

MOST = 1_000_000_000
_SHARE = re.compile(r"[0-9]*\.?[0-9]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that a question can be told.

    Parameters
    ----------
    name : str
        As the command line has it, without the dashes.
    kind : {"text", "list", "number", "share", "choice", "flag"}
        A list is written with commas; a share is from 0 to 1; a flag is true or false.
    says : str
        What it means, in a sentence.
    default : object
        What holds where nothing is said; None for a number that may be left open.
    choices : tuple of str
        Of a choice, what there is to choose from.
    required : bool
        Whether nothing can be answered without it.
    least : int
        Of a number.
    """

    name: str
    kind: Kind
    says: str
    default: Any = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    least: int = 1

    def read(self, given: str) -> Any:
        """Return the value that a text stands for.

        Raises
        ------
        DetenteError
            If it stands for none.

        Examples
        --------
        >>> Setting("concept", "list", "Concepts.").read("nash, seq")
        ['nash', 'seq']
        """
        text = given.strip()
        if self.kind == "list":
            return [part.strip() for part in text.split(",") if part.strip()]
        if self.kind == "number":
            if not (text.isascii() and text.isdecimal() and self.least <= int(text) <= MOST):
                raise self._wrong(given, f"use a whole number from {self.least}")
            return int(text)
        if self.kind == "share":
            if not (_SHARE.fullmatch(text) and 0 <= float(text) <= 1):
                raise self._wrong(given, "use a number from 0 to 1")
            return float(text)
        if self.kind == "flag":
            if text not in ("true", "false"):
                raise self._wrong(given, "use true or false")
            return text == "true"
        if self.kind == "choice" and text not in self.choices:
            raise self._wrong(given, did_you_mean(text, self.choices))
        return text

    def _wrong(self, given: str, hint: str) -> DetenteError:
        return DetenteError(
            f"'{given}' is no value of '{self.name}'", hint=hint, code="wrong-setting"
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a case.

    Parameters
    ----------
    id : str
        The command of that name asks the same.
    says : str
        What is asked, in a sentence.
    settings : tuple of Setting
    answer : callable
        From a case, a value for every setting, and a progress callback or None, to JSON-ready
        fields.
    at_once : int
        The most states or packages for which it is answered within a fraction of a second.
    """

    id: str
    says: str
    settings: tuple[Setting, ...]
    answer: Answer
    at_once: int = 0

    def read(self, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Return a value for every setting, from texts by name; lists may be repeated.

        Raises
        ------
        DetenteError
            If a setting is unknown, has no such value, stands twice, or is missing.
        """
        known = {setting.name: setting for setting in self.settings}
        values: dict[str, Any] = {}
        for name, text in given:
            if name not in known:
                hint = did_you_mean(name, known)
                raise DetenteError(f"no setting '{name}'", hint=hint, code="wrong-setting")
            value = known[name].read(text)
            if name in values and known[name].kind != "list":
                raise DetenteError(f"'{name}' is said twice", code="wrong-setting")
            values[name] = [*values.get(name, ()), *value] if isinstance(value, list) else value
        for setting in self.settings:
            if setting.required and not values.get(setting.name):
                raise DetenteError(
                    f"'{setting.name}' is missing", hint=setting.says, code="wrong-setting"
                )
            values.setdefault(setting.name, [] if setting.kind == "list" else setting.default)
        return values
