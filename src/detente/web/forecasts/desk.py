"""What the page on who stands where shows of a view: what is worked out, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from detente.asking.forecast import DRAWS, Forecasted, find_forecast, is_quick
from detente.brief.charts import (
    fan_chart,
    influence_chart,
    models_chart,
    tornado_chart,
    trajectories_chart,
)
from detente.brief.forecasts.inputs import PositionInputs
from detente.brief.forecasts.section import LIMITS
from detente.brief.forecasts.words import how_drawn, how_found, variant
from detente.brief.inputs import Evidence
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, Diagnostic
from detente.spatial.comparison import Compared, Comparison, compare, one_changed
from detente.spatial.forecast import Forecast, baselines
from detente.spatial.inputs import centres
from detente.spatial.model import Spatial
from detente.spatial.models import MODELS
from detente.spatial.words import RECORD
from detente.web.addresses import Pages
from detente.web.forecasts import told
from detente.web.forecasts.options import EXPLAINED, MODEL_LABELS, Wanted, controls
from detente.web.forecasts.panel import ROWS, forecast_panel
from detente.web.forecasts.positions import LABELS
from detente.web.jobs import Found, Job
from detente.web.questions import PATIENCE
from detente.web.view import View
from detente.web.workbench import Workbench

HERE = "/forecast"

IN_SIGHT = 12
"""Rounds that are all in sight; more are gone through one by one."""


@dataclass(frozen=True)
class Desk:
    """What the page shows of a view.

    Parameters
    ----------
    workbench : Workbench
    view : View
    wanted : Wanted
        Which model, which variants, how many draws.
    given : sequence of pairs of str
        What the address says.
    """

    workbench: Workbench
    view: View
    wanted: Wanted
    given: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, workbench: Workbench, view: View, given: Sequence[tuple[str, str]]) -> Desk:
        """Return the desk that an address asks for.

        Raises
        ------
        DetenteError
            If it names a model, an option or a value that there is not.
        """
        problem = view.case.spatial_under(view.scenario or None)
        return cls(workbench, view, Wanted.of(given).beside(problem), given)

    @cached_property
    def problem(self) -> Spatial:
        """Who stands where."""
        return self.view.case.spatial_under(self.view.scenario or None)

    @cached_property
    def to(self) -> Pages:
        """Where links lead."""
        return Pages.of(self.workbench, self.view, HERE)

    @cached_property
    def dimension(self) -> str:
        """The dimension on which numbers are tried out: the first if nobody says."""
        asked = dict(self.given).get("dimension", "")
        return self.problem.dimension(asked or self.problem.dimension_ids[0]).id

    def link(self, **changed: Any) -> str:
        """Return the address of the page, as it was asked for or with something changed."""
        return self.view.link(HERE, **{**self._settings, **changed})

    @property
    def _settings(self) -> dict[str, str]:
        """What names in an address what is shown."""
        first = self.problem.dimension_ids[0]
        return {
            "scenario": self.view.scenario,
            **self.wanted.address(),
            "dimension": "" if self.dimension == first else self.dimension,
        }

    # -- What is worked out ----------------------------------------------------------------

    @cached_property
    def plain(self) -> Desk:
        """The same without draws and variants."""
        seed = self.wanted.seed if self.by_chance else None
        return self.asking(draws=None, seed=seed, compare=False)

    @property
    def by_chance(self) -> bool:
        """Whether something is left to chance, whatever is known."""
        return self.wanted.by_chance(self.problem)

    def asking(self, **changed: Any) -> Desk:
        """Return the desk where something else is asked for."""
        return replace(self, wanted=replace(self.wanted, **changed))

    @property
    def quick(self) -> bool:
        """Whether one can wait for it."""
        return is_quick(self.problem, self.wanted.settings(self.view.scenario))

    def found(self) -> Forecasted | Job:
        """Return what is asked for, or how far it is.

        Raises
        ------
        ModelError
            If the model cannot be made of the case.
        """
        if self.quick:
            return self.workbench.once(self.view, self._key, partial(_find, wanted=self.wanted))
        job = self.workbench.jobs.shown(self.view.case, self._key) or self.start()
        job.ended.wait(PATIENCE)
        return job.found if job.state == "done" else job

    def start(self) -> Job:
        """Start to work it out, in a process of its own."""
        work = partial(_work_out, self.view.case, self.view.scenario, self.wanted)
        settings = self.wanted.question(self.view.scenario)
        return self.workbench.jobs.run(
            "forecast", settings, work, case=self.view.case, page=self._key
        )

    @property
    def _key(self) -> str:
        """The address of what is asked for, on whichever dimension it is looked at."""
        return self.link(dimension="")

    @cached_property
    def varying(self) -> Desk:
        """The same with variants, whatever draws are asked for."""
        return self.asking(model="smp", options=(), draws=None, seed=None, compare=True)

    def before(self) -> Forecast | None:
        """Return what is forecast as the file has it; None where that is shown, or takes long."""
        saved = View(self.workbench.saved(), self.view.scenario)
        if saved.case is self.view.case or saved.case.spatial is None or not self.plain.quick:
            return None
        found = replace(self.plain, view=saved).found()
        return found.found if isinstance(found, Forecasted) else None

    def compared(self, found: Forecasted | None, varied: Forecasted | None) -> Comparison | None:
        """Return what models forecast, and the variant that is asked for where it is another.

        None where that takes long, and has not been worked out beside variants.
        """
        if varied is not None and varied.compared is not None:
            made = varied.compared
        elif not self.plain.quick:
            return None
        else:
            made = self._side_by_side(None if self.wanted.options else found)
        if found is None or not self.wanted.options:
            return made
        own = Compared(self.wanted.model, dict(self.wanted.options), (found.found,))
        return replace(made, models=(own, *made.models))

    def _side_by_side(self, found: Forecasted | None) -> Comparison:
        """Return what all models forecast; one that is found already is not run again."""
        known = {} if found is None else {found.found.model.id: found.found}
        others = [name for name in MODELS if name not in known]
        key = f"{HERE} models {' '.join(others)}"
        made = self.workbench.once(self.view, key, partial(_compare, models=others))
        each = {one.model: one for one in made.models}
        each |= {name: Compared(name, {}, (forecast,)) for name, forecast in known.items()}
        return replace(made, models=tuple(each[name] for name in MODELS))

    # -- What is shown ---------------------------------------------------------------------

    def shown(self, problems: tuple[Diagnostic, ...]) -> dict[str, Any]:
        """Return what the page shows."""
        answer: Forecasted | Job | None = None
        before: Forecast | None = None
        try:
            answer, before = self.plain.found(), self.before()
        except DetenteError as error:
            problems = (*problems, *error.diagnostics)
        found = answer if isinstance(answer, Forecasted) else None
        varied = self.varying.found() if found and self.wanted.compare else None
        forecast = found.found if found else None
        evidence = Evidence(self.view.case, self.to)
        lines = forecast.baselines if forecast else baselines(self.problem, centres(self.problem))
        return {
            "to": self.to,
            "problem": self.problem,
            "found": forecast,
            "notes": (*forecast.notes, *found.notes) if forecast and found else (),
            "job": answer if isinstance(answer, Job) else None,
            "problems": problems,
            "record": RECORD,
            "rows": list(told.outcome_rows(forecast, lines, before, self.problem, self.to)),
            "is_tried": self.view.case is not self.workbench.saved(),
            "panel": forecast_panel(
                self.workbench, self.view, self.dimension, self._page, forecast, before
            ),
            "evidence": evidence,
            "inputs": PositionInputs(self.problem, evidence),
            "limits": LIMITS,
            "method": how_found(forecast) if forecast else "",
            "variant": variant(forecast) if forecast else "",
            "terms": told.TERMS,
            **self._charts(found, varied if isinstance(varied, Forecasted) else None),
            **self._moves(forecast),
            **self._draws(found),
            **self._varied(varied),
            **self._links(),
        }

    @property
    def _page(self) -> int:
        """Which page of the actors is shown."""
        return _number(dict(self.given).get("page", ""), -(-len(self.problem.actors) // ROWS))

    def _charts(self, found: Forecasted | None, varied: Forecasted | None) -> dict[str, Any]:
        """Return the charts of a forecast; models stand side by side even if this one cannot."""
        compared = self.compared(found, varied)
        beside = compared or (found.found if found else None)
        return {
            "trajectories": trajectories_chart(found.found) if found else None,
            "influence": influence_chart(found.found) if found else None,
            "models": models_chart(beside, varied.varied if varied else None) if beside else None,
            "differ": compared.answer()[:2] if compared else (),
        }

    def _moves(self, found: Forecast | None) -> dict[str, Any]:
        """Return who moved in one round, and how to get to the others."""
        if found is None or not found.rounds:
            return {"round": 0, "moves": [], "rounds": []}
        number = _number(dict(self.given).get("round", ""), found.rounds)
        return {
            "round": number,
            "moves": list(told.moved(found, number)),
            "rounds": list(range(1, found.rounds + 1)) if found.rounds <= IN_SIGHT else [],
        }

    def _draws(self, found: Forecasted | None) -> dict[str, Any]:
        """Return what follows from unknown numbers, or how it can be asked for."""
        uncertain = not self.problem.exact or self.by_chance
        asking = self.asking(draws=DRAWS)
        shown: dict[str, Any] = {
            "uncertain": uncertain,
            "drawn": None,
            "drawing": None,
            "wrong": (),
            "draw_link": asking.link(),
            "draws": DRAWS,
            "soon": asking.asking(compare=False).quick,
        }
        if found is None or not uncertain or not self.wanted.draws:
            return shown
        try:
            answer = self.asking(compare=False).found()
        except DetenteError as error:
            return {**shown, "wrong": error.diagnostics}
        if isinstance(answer, Job):
            return {**shown, "drawing": answer}
        assert answer.draws is not None
        return {
            **shown,
            "drawn": answer.draws,
            "drawn_how": how_drawn(answer.draws),
            "fan": fan_chart(answer.draws),
            "tornado": tornado_chart(answer.draws),
        }

    def _varied(self, answer: Forecasted | Job | None) -> dict[str, Any]:
        """Return how far variants lie apart, or how that can be asked for."""
        made = answer.varied if isinstance(answer, Forecasted) else None
        return {
            "variants": len(one_changed(self.problem.options)),
            "varied": made is not None,
            "varying": answer if isinstance(answer, Job) else None,
            "vary_link": self.asking(compare=True).link(),
            "vary_again": self.varying.link(),
        }

    def _links(self) -> dict[str, Any]:
        """Return where the page leads, and its controls."""
        question = urlencode([*self.wanted.question(self.view.scenario), ("of", "draft")])
        return {
            "wanted": self.wanted,
            "dimension": self.dimension,
            "at": self.problem.dimension_ids.index(self.dimension),
            "here_link": self.link(),
            "plain_link": self.plain.link(),
            "back": self.link(**{k: v for k, v in self.given if k in ("round", "page")}),
            "link": self.link,
            "page_link": lambda number: self.link(page=number),
            "hidden": [pair for pair in self._settings.items() if pair[1]],
            "columns": LABELS,
            "json_link": f"/api/forecast?{question}",
            "switched": lambda scenario: self.link(scenario=scenario),
            "by": [(key, label, self._by(key)) for key, label in MODEL_LABELS.items()],
            "explained": EXPLAINED[self.wanted.model],
            "model": MODELS[self.wanted.model],
            "controls": list(controls(self.wanted, self.problem)),
        }

    def _by(self, model: str) -> str:
        """Return the address of the page by another model."""
        return self.asking(model=model, options=()).link()


def _number(text: str, most: int) -> int:
    """Return a number from 1 that an address gives; the nearest that there is."""
    digits = text if text.isascii() and text.isdecimal() and len(text) < 10 else "1"
    return min(max(int(digits), 1), max(most, 1))


def _find(view: View, wanted: Wanted) -> Forecasted:
    return find_forecast(view.case, wanted.settings(view.scenario), None)


def _compare(view: View, models: Sequence[str]) -> Comparison:
    problem = view.case.spatial_under(view.scenario or None)
    return compare(problem, [(name, {}) for name in models])


# -- What a process of its own does ----------------------------------------------------------


def _work_out(case: Case, scenario: str, wanted: Wanted, progress: Progress) -> Found:
    return Found({}, find_forecast(case, wanted.settings(scenario), progress))
