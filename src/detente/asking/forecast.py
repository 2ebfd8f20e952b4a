"""Answers about who stands where: where positions end, and what that is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings, named
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError
from detente.spatial.words import RECORD, not_told

if TYPE_CHECKING:
    from detente.spatial.comparison import Comparison
    from detente.spatial.draws import Draws
    from detente.spatial.forecast import Forecast
    from detente.spatial.model import Spatial

DRAWS = 1_000
"""Draws of unknown numbers where nobody says how many."""

CHEAP = 4_000_000
"""The `work` of draws that are made unasked: a few seconds."""

AT_ONCE = 50_000
"""Rounds times the square of the actors, 10 at least, up to which nobody has to wait for a model."""

QUICK = 1_000_000
"""The `work` of draws up to which nobody has to wait for them."""


@dataclass(frozen=True)
class Forecasted:
    """What was found, part by part; None where a part was not asked for or makes no sense.

    Parameters
    ----------
    case, scenario : str
    found : Forecast
    draws : Draws or None
        Where positions end over many draws of what is not known.
    compared, varied : Comparison or None
        What other models forecast, and variants of the Spatial Model of Politics.
    notes : tuple of str
        What was left out, and why.
    """

    case: str
    scenario: str
    found: Forecast
    draws: Draws | None = None
    compared: Comparison | None = None
    varied: Comparison | None = None
    notes: tuple[str, ...] = ()

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, and how far such findings can be trusted."""
        draws = self.draws
        uncertain = not_told(self.found.problem) if draws is None else draws.answer()
        return (*self.found.answer(), *uncertain, RECORD)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as one JSON-ready object (format ``detente.forecast/1``)."""
        result = self.found.to_dict(case=self.case, scenario=self.scenario or None)
        result["record"] = RECORD
        result["notes"] = [*result["notes"], *self.notes]
        if self.draws is not None:
            result["draws"] = self.draws.to_dict()
        if self.compared is not None:
            result["compared"] = self.compared.to_dict()
        if self.varied is not None:
            result["varied"] = self.varied.to_dict()
        return result


def forecast(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return where positions end, and what that is worth."""
    return find_forecast(case, settings, progress).to_dict()


def find_forecast(case: Case, settings: Settings, progress: Progress | None) -> Forecasted:
    """Return where positions end, as it was found."""
    from detente.spatial.comparison import compare, one_changed
    from detente.spatial.forecast import forecast as run

    problem = case.spatial_under(named(settings) or None)
    if settings["dimension"]:
        problem = problem.along(settings["dimension"])
    model = settings["model"]
    options = _with_seed(problem, model, read_options(model, settings["option"]), settings["seed"])
    found = run(problem, model, **options)
    answer = Forecasted(case.id, named(settings), found)
    answer = _with_draws(answer, settings, options, progress)
    if settings["compare"]:
        compared, varied = compare(problem), compare(problem, one_changed(problem.options))
        answer = replace(answer, compared=compared, varied=varied)
    return answer


def _with_seed(
    problem: Spatial, model: str, given: dict[str, Any], seed: int | None
) -> dict[str, Any]:
    """Return options with the seed of what is left to chance, where it is not one of them."""
    from detente.spatial.models import model_named

    asked = {**model_named(model).asked_by(problem), **given}
    if asked.get("transitions") == "stochastic" and "seed" not in given:
        return {**given, "seed": asked.get("seed", 0) if seed is None else seed}
    return given


def _with_draws(
    answer: Forecasted, settings: Settings, options: Mapping[str, Any], progress: Progress | None
) -> Forecasted:
    """Add what follows from unknown numbers, where that is asked for or cheap."""
    from detente.spatial.draws import forecast_draws

    problem, asked = answer.found.problem, settings["draws"]
    if asked == 0 or (asked is None and problem.exact):
        return answer
    if asked is None and draws_to_make(problem, None) == 0:
        note = "What follows from unknown numbers takes long here; --draws asks for it."
        return replace(answer, notes=(*answer.notes, note))

    def tell(done: int, of: int) -> None:
        if progress is not None:
            progress(done, of, "draws")

    of_chance = {key: value for key, value in options.items() if key != "seed"}
    found = forecast_draws(
        problem,
        answer.found.model.id,
        draws=asked or DRAWS,
        seed=options.get("seed", settings["seed"] or 0),
        progress=tell,
        **of_chance,
    )
    return replace(answer, draws=found)


def draws_to_make(problem: Spatial, asked: int | None) -> int:
    """Return how many draws are made: as many as asked for, else some where that is cheap."""
    if asked is not None:
        return asked
    cheap = work(problem, DRAWS) <= CHEAP
    return DRAWS if cheap and not problem.exact else 0


def work(problem: Spatial, draws: int) -> float:
    """Return how much work draws are: it grows with the cube of the actors, and with dimensions."""
    return draws * len(problem.actors) ** 3 * (8 + len(problem.dimensions)) / 9


def is_quick(problem: Spatial, settings: Settings) -> bool:
    """Tell whether a question takes about a second, so that nobody has to see how far it is.

    Raises
    ------
    DetenteError
        If it asks for a model, an option or a variant that there is not.
    """
    from detente.spatial.models import model_named

    model = settings["model"]
    chosen = model_named(model).options_for(problem, read_options(model, settings["option"]))
    runs = chosen.rounds * max(len(problem.actors), 10) ** 2
    drawn = work(problem, draws_to_make(problem, settings["draws"]))
    return not settings["compare"] and runs <= AT_ONCE and drawn <= QUICK


def read_options(model: str, given: Sequence[str]) -> dict[str, Any]:
    """Return the options of a model from texts such as ``vote=cubic``.

    Raises
    ------
    UnknownNameError
        If there is no such model, option or variant.
    DetenteError
        If a text is not of this form.

    Examples
    --------
    >>> read_options("smp", ["vote=cubic", "rounds=20", "reference-slips=true"])
    {'vote': 'cubic', 'rounds': 20, 'reference_slips': True}
    """
    from detente.spatial.models import model_named

    kind = model_named(model)
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        name = name.replace("-", "_")
        if not equals or name in found:
            problem = f"'{name}' is said twice" if equals else f"'{text}' is no option of a model"
            raise DetenteError(problem, hint="write name=value", code="wrong-setting")
        kind.options({name: _default(kind.defaults, name)})  # an unknown name is told first
        found[name] = _value(name, value, _default(kind.defaults, name))
    kind.options(found)
    return found


def _default(options: object, name: str) -> Any:
    return getattr(options, name, None)


def _value(name: str, text: str, default: object) -> Any:
    """Return the value that a text stands for, of the kind that the option has by default."""
    if isinstance(default, str):
        return text
    hint = "use a whole number"
    try:
        if isinstance(default, bool):
            hint = "use true or false"
            return {"true": True, "false": False}[text]
        if isinstance(default, float):
            hint = "use a number"
            return float(text)
        return int(text)
    except (KeyError, ValueError) as error:
        raise DetenteError(
            f"'{text}' is no value of '{name}'", hint=hint, code="wrong-setting"
        ) from error
