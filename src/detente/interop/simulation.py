"""Negotiations played out by NegMAS, where the user has installed it, and how good the deal is.

NegMAS is under the AGPL: it is never required, and runs in
a process of its own, which ends with its time limit. It is given the packages that can occur, and
that no party with a veto blocks, with what each is worth; both protocols are NegMAS's:

- *alternating offers*: the parties propose in turn (stacked alternating offers), each a time-based
  conceder (Faratin, Sierra and Jennings 1998) that asks for less as steps pass: ``boulware``
  late, ``linear`` evenly, ``conceder`` early. In each further run another party begins.
- *single text*: a mediator's text, which starts from what no deal amounts to, or else from a random
  package, is changed in one issue at a time; a change stays if it is better for every party. The
  last text is the deal if nobody has less than without one. Whether anybody would be wise to
  answer truthfully is not asked.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.frontier import Frontier, frontier, members
from detente.bargaining.model import Bargaining
from detente.bargaining.solutions import solutions
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.words import package_in_words
from detente.bargaining.worth import Sums, Worth, worth
from detente.errors import DetenteError, LimitError, MissingExtraError, ModelError
from detente.interop.negmas_worker import STRATEGIES

PROTOCOLS = ("alternating-offers", "single-text")
MAX_COMBINATIONS = 1_000_000
MAX_PACKAGES = 20_000
"""Packages that NegMAS is given: it looks at each, for each party."""
MAX_CHANGES = 2_000_000
"""Changes of one issue, of all packages together."""


class SimulationError(DetenteError):
    """NegMAS took too long, or ended without an answer."""

    code = "simulation"


@dataclass(frozen=True)
class Run:
    """How one negotiation went.

    Parameters
    ----------
    package : tuple of int or None
        The deal; None where there is none.
    steps : int
    begins : str
        The party that makes the first offer; empty where a mediator holds the text.
    proposer : str
        Who proposed the deal; empty where nobody did.
    seed : int
    """

    package: tuple[int, ...] | None
    steps: int
    begins: str
    proposer: str
    seed: int


@dataclass(frozen=True)
class Simulation:
    """Negotiations played out, beside what is efficient and fair.

    Parameters
    ----------
    worth : Worth
    runs : tuple of Run
    frontier : Frontier
        The efficient among acceptable packages.
    nash : tuple of int or None
        The package with the greatest product of gains.
    parameters : mapping
    """

    worth: Worth
    runs: tuple[Run, ...]
    frontier: Frontier
    nash: tuple[int, ...] | None
    parameters: Mapping[str, Any]

    def distances(self, run: Run) -> tuple[float, float] | None:
        """Return how far a deal is from the nearest efficient point, and from the Nash package.

        Distances are Euclidean, in utilities of the parties that make the deal.
        """
        if run.package is None or self.nash is None:
            return None
        own = members(self.worth)
        points = self.frontier.points * self.worth.step
        deal, nash = self.worth.sums([run.package, self.nash])[:, own] * self.worth.step
        return (
            float(np.linalg.norm(points - deal, axis=1).min()),
            float(np.linalg.norm(nash - deal)),
        )

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        agreed = [run for run in self.runs if run.package is not None]
        several = len(self.runs) > 1
        if not agreed:
            none = f"none of {len(self.runs)} negotiations ends with a deal"
            return (f"Played out, {none if several else 'the negotiation ends without a deal'}.",)
        deals = {run.package: None for run in agreed}
        first = self.words(agreed[0].package or ())
        if not several:
            said = [f"Played out, the negotiation ends with a deal: {first}."]
        else:
            end = "ends" if len(agreed) == 1 else "end"
            of = f"{len(agreed)} of {len(self.runs)} negotiations"
            said = [f"Played out, {of} {end} with a deal."]
            alike = f"It is the same each time: {first}." if len(agreed) > 1 else f"It is {first}."
            said.append(alike if len(deals) == 1 else f"There are {len(deals)} different deals.")
        apart = [each for run in agreed if (each := self.distances(run))]
        efficient = sum(near < self.worth.step for near, _ in apart)
        far = math.fsum(each for _, each in apart) / len(apart)
        if len(apart) > 1:
            said.append(
                f"{efficient} of {len(apart)} deals are efficient; on average they are {far:.3g} "
                "away from the Nash package."
            )
        else:
            verb = "is" if efficient else "is not"
            said.append(f"It {verb} efficient, and {far:.3g} away from the Nash package.")
        return tuple(said)

    def words(self, package: Sequence[int]) -> str:
        """Return a package in the case's words."""
        return package_in_words(self.worth.problem, package)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.simulation/1``)."""
        return {
            "format": "detente.simulation/1",
            "case": case,
            "scenario": scenario,
            "agreed": sum(run.package is not None for run in self.runs),
            "runs": [self._run(run) for run in self.runs],
            "nash": self._package(self.nash),
            "no_deal": self.worth.utilities(self.worth.reservation),
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
        }

    def _package(self, package: tuple[int, ...] | None) -> dict[str, Any] | None:
        if package is None:
            return None
        return {
            "package": self.worth.problem.values(package),
            "utilities": self.worth.utilities(self.worth.sums([package])[0]),
        }

    def _run(self, run: Run) -> dict[str, Any]:
        apart = self.distances(run)
        found = self._package(run.package) or {"package": None, "utilities": None}
        return {
            **found,
            "steps": run.steps,
            "begins": run.begins or None,
            "proposer": run.proposer or None,
            "seed": run.seed,
            "distance_to_frontier": apart[0] if apart else None,
            "distance_to_nash": apart[1] if apart else None,
        }


def simulate(
    problem: Bargaining,
    *,
    protocol: str = "alternating-offers",
    strategy: str = "boulware",
    steps: int = 100,
    runs: int = 1,
    seed: int = 0,
    time_limit: float = 60.0,
) -> Simulation:
    """Play negotiations out.

    Parameters
    ----------
    problem : Bargaining
        Of two parties and more.
    protocol : {"alternating-offers", "single-text"}
    strategy : {"boulware", "linear", "conceder"}
        How the parties concede, in alternating offers.
    steps : int
        Of NegMAS, at most: a round of offers, or a proposed change of the text.
    runs : int
        Negotiations; each draws from its own seed, `seed` and those that follow.
    seed : int
    time_limit : float
        Seconds for each run.

    Raises
    ------
    MissingExtraError
        If NegMAS is not installed.
    SimulationError
        If it takes longer than the limit, or fails.
    LimitError
        If there are too many packages.
    ModelError
        If fewer than two parties make the deal, or no package can occur.
    """
    if importlib.util.find_spec("negmas") is None:
        raise MissingExtraError(
            "NegMAS, which plays negotiations out, is not installed",
            hint="'pip install negmas', if its licence, the AGPL, suits you",
        )
    if len(problem.agreement) < 2:
        raise ModelError("a negotiation needs two parties that have to agree")
    numbers, how = (None, {}) if problem.exact else estimate(problem, seed)
    table = worth(problem, numbers)
    packages = _packages(table)
    own = members(table)
    sums = table.sums(packages)[:, own]
    asked = {
        "protocol": protocol,
        "strategy": strategy,
        "steps": steps,
        "packages": len(packages),
        "start": _start(problem, packages),
        "neighbours": _neighbours(packages) if protocol == "single-text" else [],
    }
    played = []
    for number in range(runs):
        turn = np.roll(np.arange(len(own)), -number if protocol == "alternating-offers" else 0)
        answer = _played({**asked, **_worths(table, sums, own, turn), "seed": seed + number},
                         time_limit)  # fmt: skip
        played.append(_run(problem, table, packages, answer, turn, protocol, seed + number))
    efficient = frontier(table, acceptable=True)
    fair = solutions(efficient, ["nash"]) if len(efficient) else {}
    nash = fair["nash"].package if fair else None
    return Simulation(
        table,
        tuple(played),
        efficient,
        nash,
        {
            "program": "negmas",
            "protocol": protocol,
            "strategy": f"{strategy} (NegMAS {STRATEGIES[strategy]})"
            if protocol == "alternating-offers"
            else "changes of one issue that every party prefers (NegMAS HillClimbingSTMechanism)",
            "steps": steps,
            "runs": runs,
            "seed": seed,
            "time_limit": time_limit,
            "packages": len(packages),
            "weights": how or "given",
            "distance": "Euclidean, in utilities of the parties that make the deal",
        },
    )


def _packages(table: Worth) -> NDArray[np.intp]:
    """Return the packages that can occur and that no veto stops, in package order."""
    problem = table.problem
    if problem.size > MAX_COMBINATIONS:
        raise LimitError(
            f"{problem.size:,} combinations of values; at most {MAX_COMBINATIONS:,} are played out",
            hint="leave out issues that are settled",
        )
    every = np.stack(np.unravel_index(np.arange(problem.size), table.sizes), axis=1)
    possible = table.feasible(every)
    sums = table.sums(every)
    for consent in problem.consents:
        vetoers = [party for party in consent.of if party not in problem.agreement]
        places = [problem.party_ids.index(party) for party in vetoers]
        less = (sums[:, places] < table.reservation[places]).any(axis=1)
        possible &= ~(table.holds(consent.when, every) & less)
    found = every[possible]
    if not len(found):
        raise ModelError("no package can occur without a veto: there is nothing to negotiate")
    if len(found) > MAX_PACKAGES:
        raise LimitError(
            f"{len(found):,} packages can occur; at most {MAX_PACKAGES:,} are played out",
            hint="leave out issues that are settled, or values that nobody asks for",
        )
    return found


def _start(problem: Bargaining, packages: NDArray[np.intp]) -> int | None:
    if problem.no_deal is None:
        return None
    same = (packages == problem.package(problem.no_deal)).all(axis=1)
    return int(np.flatnonzero(same)[0]) if same.any() else None


def _neighbours(packages: NDArray[np.intp]) -> list[list[int]]:
    """Return for every package those that differ in one issue."""
    found: list[list[int]] = [[] for _ in packages]
    total = 0
    for issue in range(packages.shape[1]):
        rest = np.delete(packages, issue, axis=1)
        _, group = np.unique(rest, axis=0, return_inverse=True)
        order = np.argsort(group.ravel(), kind="stable")
        starts = np.flatnonzero(np.diff(group.ravel()[order], prepend=-1))
        for start, end in pairwise([*starts.tolist(), len(order)]):
            alike = order[start:end].tolist()
            total += len(alike) ** 2
            if total > MAX_CHANGES:
                raise LimitError("there are too many packages that differ in one issue")
            for package in alike:
                found[package] += [other for other in alike if other != package]
    return found


def _worths(
    table: Worth, sums: Sums, own: NDArray[np.intp], turn: NDArray[np.intp]
) -> dict[str, Any]:
    """Return what packages are worth to the parties in the order in which they speak."""
    return {
        "utilities": (sums[:, turn] * table.step).T.tolist(),
        "reservation": (table.reservation[own[turn]] * table.step).tolist(),
    }


def _run(
    problem: Bargaining,
    table: Worth,
    packages: NDArray[np.intp],
    answer: Mapping[str, Any],
    turn: NDArray[np.intp],
    protocol: str,
    seed: int,
) -> Run:
    parties = [problem.agreement[place] for place in turn]
    found = answer.get("package")
    package = None if found is None else tuple(int(place) for place in packages[found])
    if package is not None:
        own = members(table)
        less = table.sums([package])[0][own] < table.reservation[own]
        package = None if less.any() else package
    who = answer.get("proposer")
    return Run(
        package,
        int(answer["steps"]),
        parties[0] if protocol == "alternating-offers" else "",
        parties[who] if who is not None and package is not None else "",
        seed,
    )


# -- The process -----------------------------------------------------------------------------


def _played(asked: Mapping[str, Any], time_limit: float) -> dict[str, Any]:
    """Ask the worker, and end it and all that it started when its time is up."""
    # -P: what lies in the current folder is not imported
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "detente.interop.negmas_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said, complaints = process.communicate(json.dumps(asked).encode(), timeout=time_limit)
    except subprocess.TimeoutExpired:
        raise SimulationError(
            f"NegMAS takes more than {time_limit:g} seconds",
            hint="allow more with --time-limit, or take fewer steps or values",
            code="simulation-too-slow",
        ) from None
    finally:
        _end(process)
    if process.returncode != 0:
        lines = complaints.decode("utf-8", "replace").strip().splitlines()
        raise SimulationError(
            f"NegMAS failed: {lines[-1][:200] if lines else f'exit code {process.returncode}'}",
            hint="'pip install --upgrade negmas' may help; version 0.16 is known to work",
        )
    try:
        answer = json.loads(said)
        places, count = answer["package"], int(asked["packages"])
        if places is None or 0 <= int(places) < count:
            return {**answer, "steps": int(answer["steps"])}
    except (ValueError, TypeError, KeyError):
        pass
    raise SimulationError("NegMAS gave no answer that can be understood")


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()
