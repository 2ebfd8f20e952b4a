"""What can be taken along: the brief, all results, tables, the file, and a link to a view."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from detente.asking import QUESTIONS
from detente.asking.told import TOLD
from detente.errors import DetenteError
from detente.web.deals.package import ISSUE
from detente.web.forecasts.options import Wanted
from detente.web.jobs import Job
from detente.web.questions import asked
from detente.web.view import View
from detente.web.workbench import Workbench

PLACES = re.compile(
    r"/|/(graph|states|text|take|further|bargain|bargain/further|forecast)|/states/\d+|/evidence(/[a-z]+)?|/("
    + "|".join(TOLD)
    + ")"
)
"""The pages that a link can be made to."""

_EVIDENCE = {
    "/evidence": "timeline",
    "/evidence/stances": "stances",
    "/evidence/contradictions": "contradictions",
    "/evidence/lineage": "lineage",
}


def take_page(workbench: Workbench, view: View, back: str, base: str) -> dict[str, Any]:
    """Return what the page shows.

    Parameters
    ----------
    workbench : Workbench
    view : View
    back : str
        The page that was looked at, with its settings.
    base : str
        The address of the workbench, without the key.
    """
    seen = urlsplit(back)
    if seen.scheme or seen.netloc or not PLACES.fullmatch(seen.path):
        seen = urlsplit(view.link("/"))
    pairs = [pair for pair in parse_qsl(seen.query) if pair[0] != "key"]
    back = f"{seen.path}?{urlencode(pairs)}" if pairs else seen.path
    given = result_settings(view)
    return {
        "back": back,
        "address": base.rstrip("/") + back,
        "command": command(seen.path, pairs, workbench.name),
        "results": shlex.join(["detente", "results", workbench.name, *_options(given)]),
        "brief": shlex.join(["detente", "brief", workbench.name]),
        "evidence": [
            shlex.join(["detente", "evidence", what, workbench.name, "--format", "csv"])
            for what in _EVIDENCE.values()
        ],
        "job": workbench.jobs.known(view.case, "results", given, told=False),
        "given": given,
        "drafted": view.case is not workbench.saved(),
    }


def result_settings(view: View) -> tuple[tuple[str, str], ...]:
    """Return the settings under which all results are worked out for a view."""
    variant = "" if view.sanction == "weak" else view.sanction
    return asked([("concept", ",".join(view.concepts)), ("sanction", variant)])


def command(path: str, given: Sequence[tuple[str, str]], case: str) -> str:
    """Return the command that answers the same as a page; empty where there is none.

    Examples
    --------
    >>> command("/states/21", [("scenario", "friendly")], "japan-russia")
    'detente explain japan-russia 21 --scenario friendly'
    >>> command("/graph", [], "my case.yaml")
    "detente paths 'my case.yaml'"
    """
    looked = [pair for pair in asked(given) if pair[0] in ("scenario", "concept", "sanction")]
    question = path.removeprefix("/")
    words: list[str] = []
    if path == "/":
        words = ["analyse", case, *_options(looked)]
    elif path == "/further":
        words = ["analyse", case, "--further", *_options(looked)]
    elif path == "/states":
        words = ["analyse", case, *_options(looked), "--format", "csv"]
    elif path.startswith("/states/"):
        words = ["explain", case, path.rpartition("/")[2], *_options(looked)]
    elif path == "/graph":
        words = ["paths", case, *_options(pair for pair in looked if pair[0] != "sanction")]
    elif path in ("/bargain", "/bargain/further"):
        words = ["bargain", case, *bargaining(given)]
    elif path == "/forecast":
        words = ["forecast", case, *forecasting(given)]
    elif question in TOLD:
        words = [question, case, *_options(asked(given))]
    elif path in _EVIDENCE:
        words = ["evidence", _EVIDENCE[path], case]
    elif path == "/text":
        words = ["check", case]
    return shlex.join(["detente", *words]) if words else ""


def bargaining(given: Sequence[tuple[str, str]]) -> list[str]:
    """Return the options of the command that tells what the pages of bargaining do.

    Examples
    --------
    >>> bargaining([("scenario", "calm"), ("issue-land", "all"), ("issue-port", ""), ("look", "yes")])
    ['--scenario', 'calm', '--draft', 'land=all']
    >>> bargaining([("coalitions", "true"), ("uncertain", "yes"), ("seed", "3")])
    ['--coalitions', '--uncertain', '--seed', '3']
    """
    kinds = {setting.name: setting.kind for setting in QUESTIONS["bargain"].settings}
    words = []
    for name, text in asked(given):
        if name in kinds and (name == "uncertain" or kinds[name] == "flag"):
            words += [f"--{name}"] if text in ("true", "yes") else []
        elif name in kinds:
            words += [f"--{name}", text]
    draft = [f"{k.removeprefix(ISSUE)}={v}" for k, v in asked(given) if k.startswith(ISSUE)]
    return [*words, "--draft", ", ".join(draft)] if draft else words


def forecasting(given: Sequence[tuple[str, str]]) -> list[str]:
    """Return the options of the command that forecasts what the page does.

    Examples
    --------
    >>> forecasting([("scenario", "calm"), ("option-vote", "cubic"), ("draws", "500"), ("round", "2")])
    ['--scenario', 'calm', '--option', 'vote=cubic', '--draws', '500']
    """
    try:
        question = Wanted.of(given).question(dict(given).get("scenario", ""))
    except DetenteError:
        return []
    return _options(question)


def _options(given: Any) -> list[str]:
    return [word for name, value in given for word in (f"--{name}", value)]


def page_of_results(job: Job) -> str:
    """Return the address of the page that shows a job which works out all results."""
    return f"/take?{urlencode(job.given)}#results" if job.given else "/take#results"
