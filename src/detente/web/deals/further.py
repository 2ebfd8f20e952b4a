"""What one asks next of what is bargained over: unknown numbers, payments, contributions, coalitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from detente.asking import QUESTIONS
from detente.asking.bargaining import ANYBODY, SAMPLES, Bargain, find_bargain
from detente.bargaining.coalitions.analysis import CAVEAT
from detente.bargaining.coalitions.words import blocking_in_words
from detente.bargaining.model import Bargaining, Package
from detente.bargaining.words import amount, package_in_words
from detente.brief.charts import acceptability_chart
from detente.case import Case, Party
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, Diagnostic
from detente.web.addresses import Pages
from detente.web.deals import package
from detente.web.jobs import Found, Job
from detente.web.pages import bench, page
from detente.web.questions import PATIENCE, asked
from detente.web.view import View
from detente.web.workbench import Workbench

HERE = "/bargain/further"

DRAWS = 100_000
"""Packages times draws up to which the page waits for what follows from unknown numbers."""

ASKED = ("side-payments", "contribution", "coalitions", "uncertain", "samples", "seed")
"""The settings of the question that are controls of the form."""


def routes() -> list[Route]:
    """Return the routes of the page."""
    return [
        Route(HERE, show_further, methods=["GET"]),
        Route(HERE, ask_again, methods=["POST"]),
    ]


def show_further(request: Request) -> Response:
    """Show what was asked, or how far the answer is."""
    workbench, given = bench(request), request.query_params.multi_items()
    view = View.of(workbench.case(), given)
    asking = Asking(workbench, view, given)
    found: Bargain | Job | None = None
    problems: Sequence[Diagnostic] = ()
    try:
        found = asking.found() if asking.settings else None
    except DetenteError as error:
        problems = error.diagnostics
    return page(
        request,
        "bargain_further.html.jinja",
        422 if problems else 200,
        view=view,
        to=Pages.of(workbench, view, HERE),
        job=found if isinstance(found, Job) else None,
        answers=list(answers(view, found)) if isinstance(found, Bargain) else [],
        chart=chart(found) if isinstance(found, Bargain) else None,
        notes=found.notes if isinstance(found, Bargain) else (),
        problems=problems,
        **asking.shown(),
    )


def ask_again(request: Request) -> Response:
    """Ask anew what was cancelled or failed."""
    workbench, given = bench(request), request.query_params.multi_items()
    asking = Asking(workbench, View.of(workbench.case(), given), given)
    asking.start()
    return RedirectResponse(asking.address, 303)


@dataclass(frozen=True)
class Asking:
    """What is asked of a view, and of a draft where one is complete.

    Parameters
    ----------
    workbench : Workbench
    view : View
    given : sequence of pairs of str
        What the address says.
    """

    workbench: Workbench
    view: View
    given: Sequence[tuple[str, str]]

    @property
    def problem(self) -> Bargaining:
        """What is bargained over."""
        return self.view.case.bargaining_under(self.view.scenario or None)

    @property
    def settings(self) -> list[tuple[str, str]]:
        """What the form asks for, of what is asked of anything."""
        pairs = [pair for pair in asked(self.given) if pair[0] in ASKED]
        return pairs if {name for name, _ in pairs} - {"samples", "seed"} else []

    @property
    def values(self) -> dict[str, str]:
        """The draft."""
        return package.read(self.problem, self.given) or {}

    @property
    def address(self) -> str:
        """The address that shows the answer."""
        return further_link(self.view, self.values, **dict(self.settings))

    @property
    def question(self) -> tuple[tuple[str, str], ...]:
        """The settings of the question, as the command line has them."""
        values = self.values
        whole = len(values) == len(self.problem.issues)
        draft = ", ".join(f"{key}={value}" for key, value in values.items()) if whole else ""
        chosen = {"uncertain": "no", "frontier": "0", **dict(self.settings)}
        return asked([("scenario", self.view.scenario), ("draft", draft), *chosen.items()])

    @property
    def _drawn(self) -> bool:
        return dict(self.question)["uncertain"] != "no"

    def found(self) -> Bargain | Job:
        """Return the answer, or how far it is."""
        QUESTIONS["bargain"].read(self.question)  # what cannot be asked is refused at once
        case, page_ = self.view.case, self.address
        draws = int(dict(self.question).get("samples", SAMPLES)) if self._drawn else 0
        if self.problem.size <= QUESTIONS["bargain"].at_once and self.problem.size * draws <= DRAWS:
            work = partial(_find, case, self.question)
            return self.workbench.once(self.view, page_, lambda _: work(None))
        job = self.workbench.jobs.shown(case, page_) or self.start()
        job.ended.wait(PATIENCE)
        return job.found if job.state == "done" else job

    def start(self) -> Job:
        """Start to ask, in a process of its own."""
        case, question = self.view.case, self.question
        work = partial(_work_out, case, question)
        return self.workbench.jobs.run("bargain", question, work, case=case, page=self.address)

    def shown(self) -> dict[str, Any]:
        """Return what the page shows beside the answer."""
        values = self.values
        return {
            "problem": self.problem,
            "values": values,
            "named": package_in_words(self.problem, self.problem.package(values))
            if len(values) == len(self.problem.issues)
            else "",
            "chosen": dict(self.settings),
            "settings": self.settings,
            "here_link": self.address,
            "back": package.link(self.view, values),
            "json_link": _json_link(self.question),
            "switched": lambda scenario: further_link(
                replace(self.view, scenario=scenario), values, **dict(self.settings)
            ),
            "givers": givers(self.view.case),
            "samples": SAMPLES,
        }


def givers(case: Case) -> list[Party]:
    """Return who may add something: any party of the case but one that is called as anybody is."""
    return [party for party in case.parties.values() if party.id != ANYBODY]


def further_link(view: View, values: package.Settled, **settings: str) -> str:
    """Return the address that asks something of a draft."""
    drafted = {f"{package.ISSUE}{key}": value for key, value in values.items()}
    return view.link(HERE, **drafted, **settings)


def _json_link(question: Sequence[tuple[str, str]]) -> str:
    pairs = [pair for pair in question if pair != ("frontier", "0")]
    return f"/api/bargain?{urlencode([*pairs, ('of', 'draft')])}"


def _find(
    case: Case, question: Sequence[tuple[str, str]], progress: Progress | None = None
) -> Bargain:
    return find_bargain(case, QUESTIONS["bargain"].read(question), progress)


def _work_out(case: Case, question: Sequence[tuple[str, str]], progress: Progress) -> Found:
    return Found({}, _find(case, question, progress))


# -- In words ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of the answer: its heading, sentences, a table, and packages that can be drafted.

    Parameters
    ----------
    id, heading : str
    said : tuple of str
    table : tuple of tuple of str
        Rows, the first of which heads the columns; empty for none.
    packages : tuple of (str, str)
        In words, with the address that drafts it.
    limits : str
    """

    id: str
    heading: str
    said: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()
    packages: tuple[tuple[str, str], ...] = ()
    limits: str = ""


def answers(view: View, found: Bargain) -> Iterator[Answer]:
    """Yield the parts of an answer, but for what follows from unknown numbers."""
    problem = found.found.problem

    def offered(*some: Package | None) -> tuple[tuple[str, str], ...]:
        listed = dict.fromkeys(each for each in some if each is not None)
        return tuple(
            (package_in_words(problem, each), package.link(view, problem.values(each)))
            for each in listed
        )

    if (paid := found.payments) is not None:
        yield Answer(
            "payments",
            "If the parties can pay each other",
            paid.answer(),
            packages=offered(paid.package),
        )
    if (added := found.contributed) is not None:
        least = added.least_total and added.least_total.package
        offer = added.offer and added.offer.package
        yield Answer(
            "contribution",
            "What would have to be added",
            added.answer(),
            packages=offered(least or None, offer or None),
        )
    if (groups := found.coalitions) is not None:
        yield Answer(
            "coalitions",
            "What coalitions can secure",
            groups.answer(),
            _divided(found),
            offered(groups.package),
            f"{CAVEAT}.",
        )
        if (blocking := groups.blocking) is not None:
            named = package_in_words(problem, blocking.package)
            heading = f"Who can upset a package: {named}"
            yield Answer("blocking", heading, blocking_in_words(blocking))


def _divided(found: Bargain) -> tuple[tuple[str, ...], ...]:
    """Return how what all gain together can be divided, by party."""
    groups = found.coalitions
    if groups is None:
        return ()
    told, problem = groups.to_dict(), groups.problem
    columns = [("Shapley value", told["shapley"])]
    if told["nucleolus"] is not None:
        columns.append(("Nucleolus", told["nucleolus"]["shares"]))
    labels = {party.id: party.label for party in problem.parties}
    rows = [
        (labels[party], *(amount(shares[party]) for _, shares in columns))
        for party in columns[0][1]
    ]
    return (("What each gets", *(name for name, _ in columns)), *rows)


def chart(found: Bargain) -> Any:
    """Return the chart of what follows from unknown numbers, where there are any."""
    drawn = found.uncertain
    if drawn is None or not drawn.parameters["unknowns"]:
        return None
    return drawn.answer(), acceptability_chart(drawn)
