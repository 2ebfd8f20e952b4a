"""The page of what is bargained over: the answer, a package to draft, and what one asks next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from detente.agreements import Agreements, agreements
from detente.agreements.words import of_package
from detente.asking.bargaining import SAMPLES
from detente.bargaining.analysis import Bargained, bargain, judge
from detente.bargaining.contribution import with_contributions
from detente.bargaining.model import Bargaining, Package
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.worth import Worth, worth
from detente.bargaining.zone import refusing
from detente.brief.charts import gains_chart
from detente.brief.deals.inputs import DealInputs
from detente.brief.deals.section import LIMITS, how_found
from detente.brief.inputs import Evidence
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, Diagnostic, LimitError
from detente.text import capital
from detente.web.addresses import Pages
from detente.web.changed import Difference
from detente.web.deals import package
from detente.web.deals.further import further_link, givers
from detente.web.deals.package import HERE
from detente.web.deals.panel import bargain_panel
from detente.web.jobs import Found, Job
from detente.web.pages import bench, page
from detente.web.questions import PATIENCE
from detente.web.view import View
from detente.web.workbench import Workbench

if TYPE_CHECKING:
    from detente.web.deals.package import Search, Settled

AT_ONCE = 20_000
"""Packages up to which everything is told while the page waits; more are a job."""

ROWS = 40
"""Efficient packages in the table."""

SAMPLE = """\
bargaining:
  issues:
    catch: {label: The catch, values: {free: Without limit, capped: Capped}}
    fee: {label: Yearly fee, range: {from: 0, to: 2, step: 1, unit: million}}
  preferences:
    norvia:
      judgement: true
      reservation: 0.4
      weights: {catch: 0.7, fee: 0.3}
      scores: {catch: {free: 1, capped: 0.4}, fee: {0: 1, 2: 0}}
    sundria:
      judgement: true
      reservation: 0.4
      weights: {catch: 0.6, fee: 0.4}
      scores: {catch: {free: 0, capped: 1}, fee: {0: 0, 2: 1}}
"""
"""What a case can say of bargaining; its parties are the case's own."""

LOOK = "look"
"""The setting that asks to look for improvements where that may take long."""


def routes() -> list[Route]:
    """Return the routes of the page."""
    return [
        Route(HERE, show_bargain, methods=["GET"]),
        Route(HERE, work_again, methods=["POST"]),
    ]


def show_bargain(request: Request) -> Response:
    """Show what can be agreed, and where a draft stands."""
    return bargain_page(request, request.query_params.multi_items())


def bargain_page(
    request: Request,
    given: Sequence[tuple[str, str]],
    notice: Sequence[Diagnostic] = (),
    difference: Difference | None = None,
    status: int = 200,
) -> Response:
    """Return the page, with what is to be told of an edit."""
    workbench = bench(request)
    view = View.of(workbench.case(), given)
    if view.case.bargaining is None:
        return page(request, "no_bargain.html.jinja", view=view, sample=SAMPLE, here=HERE)
    desk = Desk(workbench, view, given)
    shown = desk.shown()
    return page(
        request,
        "bargain.html.jinja",
        422 if shown["problems"] else status,
        view=view,
        to=desk.to,
        here=HERE,
        notice=notice,
        difference=difference,
        **shown,
    )


def work_again(request: Request) -> Response:
    """Work out anew what was cancelled or failed."""
    workbench, given = bench(request), request.query_params.multi_items()
    view = View.of(workbench.case(), given)
    desk = Desk(workbench, view, given)
    job = desk.answered()
    if isinstance(job, Job):
        desk.work_out()
    else:
        desk.search(job.worth, desk.settled(job)[0], anew=True)
    return RedirectResponse(desk.address, 303)


@dataclass(frozen=True)
class Desk:
    """What the page shows of a view.

    Parameters
    ----------
    workbench : Workbench
    view : View
    given : sequence of pairs of str
        What the address asks for.
    """

    workbench: Workbench
    view: View
    given: Sequence[tuple[str, str]]

    @property
    def problem(self) -> Bargaining:
        """What is bargained over."""
        return self.view.case.bargaining_under(self.view.scenario or None)

    @cached_property
    def to(self) -> Pages:
        """Where links lead."""
        return Pages.of(self.workbench, self.view, HERE)

    @property
    def address(self) -> str:
        """The address of the page as it was asked for."""
        asked = {k: v for k, v in self.given if k.startswith(package.ISSUE) or k == LOOK}
        return self.view.link(HERE, **asked, **{package.WITH: ",".join(self.added)})

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The contributions that are made."""
        return package.contributions(self.problem, self.given)

    def link(self, values: Settled) -> str:
        """Return the address of a draft, contributions as they are."""
        return package.link(self.view, values, self.added)

    @property
    def large(self) -> bool:
        """Whether looking at all packages may take longer than one waits."""
        return self.problem.size > AT_ONCE

    # -- What is worked out ----------------------------------------------------------------

    def answered(self) -> Bargained | Job:
        """Return what can be agreed, or how far that is."""
        if not self.large:
            return self.workbench.once(self.view, self._page, partial(_bargain, given=self.added))
        job = self.workbench.jobs.shown(self.view.case, self._page) or self.work_out()
        job.ended.wait(PATIENCE)
        return job.found if job.state == "done" else job

    @property
    def _page(self) -> str:
        return self.link({})

    def work_out(self) -> Job:
        """Start to work out what can be agreed."""
        work = partial(_work_out, self.view.case, self.view.scenario, self.added)
        return self.workbench.jobs.run(
            "bargain", self._settings, work, case=self.view.case, page=self._page
        )

    @property
    def _settings(self) -> tuple[tuple[str, str], ...]:
        return (("scenario", self.view.scenario),) if self.view.scenario else ()

    def search(self, table: Worth, values: Settled, *, anew: bool = False) -> Search | Job | None:
        """Return what improves a draft, or how far looking for it is; None if nobody asked."""
        if not self.large:
            return package.look(table, values)
        if LOOK not in dict(self.given):
            return None
        here = package.link(self.view, values, self.added, **{LOOK: "yes"})
        jobs, case = self.workbench.jobs, self.view.case
        job = None if anew else jobs.shown(case, here)
        if job is None:
            work = partial(_look, table, dict(values))
            job = jobs.run("bargain", self._settings, work, case=case, page=here)
        job.ended.wait(PATIENCE)
        return job.found if job.state == "done" else job

    def meant(self, found: Bargained) -> Agreements | Diagnostic | None:
        """Return what the states of the conflict amount to, where the case says so."""
        if self.view.case.conflict is None or not self.problem.meanings:
            return None
        if self.large and self.added:  # what is told without contributions is not worked out here
            return None

        def join(view: View) -> Agreements:
            # which contributions states come with, they say themselves
            plain = replace(self, given=()).answered() if self.added else found
            assert isinstance(plain, Bargained)
            return agreements(self.workbench.analysis(view), plain)

        try:
            return self.workbench.once(self.view, f"{HERE} states", join)
        except LimitError as error:
            return error.diagnostics[0]

    def _before(self) -> Bargained | None:
        """Return what can be agreed as the file has it; None where it may take long."""
        saved = View(self.workbench.saved(), self.view.scenario)
        if self.large or saved.case.bargaining is None:
            return None
        return self.workbench.once(saved, self._page, partial(_bargain, given=self.added))

    @property
    def _worth(self) -> Worth:
        made = partial(_worth, given=self.added)
        return self.workbench.once(self.view, f"{self._page} worth", made)

    def settled(self, found: Bargained | None) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
        """Return the draft, and what is wrong with what the address says of it."""
        start = package.start(self.problem, found)
        try:
            asked = package.read(self.problem, self.given)
        except DetenteError as error:
            return start, error.diagnostics
        return (start if asked is None else asked), ()

    # -- What is shown ---------------------------------------------------------------------

    def shown(self) -> dict[str, Any]:
        """Return what the page shows."""
        answer = self.answered()
        found = answer if isinstance(answer, Bargained) else None
        job = answer if isinstance(answer, Job) else None
        table = found.worth if found else self._worth
        values, problems = self.settled(found)
        search = self.search(table, values)
        looking = search if isinstance(search, Job) else None
        told = None if isinstance(search, Job) else search
        return {
            "problem": self.problem,
            "found": found,
            "job": job,
            "looking": looking,
            "large": self.large,
            "problems": problems,
            "values": values,
            "controls": package.controls(self.problem, values),
            "evidence": (evidence := Evidence(self.view.case, self.to)),
            "method": how_found(found) if found else "",
            "limits": LIMITS,
            "inputs": DealInputs(self.problem, evidence),
            "added": [self.problem.contributions[key] for key in self.added],
            "makes": [
                (each, package.link(self.view, values, [each.id]))
                for each in self.problem.contributions.values()
            ],
            "is_tried": self.view.case is not self.workbench.saved(),
            "chart": gains_chart(found, _whole(self.problem, values)) if found else None,
            "givers": givers(self.view.case),
            "samples": SAMPLES,
            "panel": bargain_panel(self.workbench, self.view, self._before, found),
            **self._links(values),
            **self._lasting(found, values),
            **self._packages(found),
            **package.told_of(self.link, table, values, told),
        }

    def _links(self, values: Settled) -> dict[str, Any]:
        """Return where the page leads, with the draft."""
        return {
            "here_link": self.address,
            "back": self.link(values),
            "look_link": package.link(self.view, values, self.added, **{LOOK: "yes"}),
            "uncertain_link": further_link(self.view, {}, uncertain="yes"),
            "switched": lambda scenario: package.link(
                replace(self.view, scenario=scenario), values, self.added
            ),
        }

    def _lasting(self, found: Bargained | None, values: Settled) -> dict[str, Any]:
        """Return what the states of the conflict amount to, and whether one is the draft."""
        states = self.meant(found) if found else None
        if not isinstance(states, Agreements):
            return {"states": None, "no_states": states, "lasts": ""}
        lasts = of_package(states, values, self.added)
        return {"states": states, "no_states": None, "lasts": lasts}

    def _packages(self, found: Bargained | None) -> dict[str, Any]:
        """Return the packages that can be taken over into the draft."""
        starts = []
        if self.problem.no_deal is not None:
            starts.append(("No deal", self.link(self.problem.no_deal)))
        if found is None:
            return {"starts": starts, "fair": [], "nearest": None, "efficient": [], "more": 0}

        def listed(_: View) -> dict[str, Any]:
            near, efficient = found.zone.nearest, found.efficient[1]
            order = np.argsort(refusing(found.worth, efficient).any(axis=1), kind="stable")
            telling = partial(package.row, self.link, found.worth)
            return {
                "fair": package.fair(self.link, found),
                "definitions": [
                    (capital(CONCEPTS[name].label), variant)
                    for name, variant in found.parameters["solutions"].items()
                ],
                "nearest": telling(near.package, "Nearest") if near else None,
                "efficient": [telling(efficient[place]) for place in order[:ROWS]],
                "more": max(0, len(efficient) - ROWS),
            }

        shown = self.workbench.once(self.view, f"{self._page} packages", listed)
        named = [*shown["fair"], *([shown["nearest"]] if shown["nearest"] else [])]
        return {**shown, "starts": [*starts, *((each.name, each.address) for each in named)]}


def _whole(problem: Bargaining, values: Settled) -> Package | None:
    """Return the package that a draft settles on, if it settles every issue."""
    return problem.package(values) if len(values) == len(problem.issues) else None


# -- What a process of its own does ----------------------------------------------------------


def _bargain(view: View, given: Sequence[str] = ()) -> Bargained:
    problem = view.case.bargaining_under(view.scenario or None)
    return _with(bargain(problem), given)


def _with(found: Bargained, given: Sequence[str], progress: Progress | None = None) -> Bargained:
    """Return what can be agreed if contributions are made."""
    if not given:
        return found
    made = [found.problem.contributions[key] for key in given]
    weights = found.parameters["weights"]
    return judge(with_contributions(found.worth, made), weights=weights, progress=progress)


def _worth(view: View, given: Sequence[str] = ()) -> Worth:
    problem = view.case.bargaining_under(view.scenario or None)
    table = worth(problem, None if problem.exact else estimate(problem)[0])
    return with_contributions(table, [problem.contributions[key] for key in given])


def _work_out(case: Case, scenario: str, given: Sequence[str], progress: Progress) -> Found:
    found = bargain(case.bargaining_under(scenario or None), progress=progress)
    return Found({}, _with(found, given, progress))


def _look(table: Worth, values: Settled, progress: Progress) -> Found:
    found: Search = package.look(table, values, progress)
    return Found({}, found)
