"""Runs one negotiation in NegMAS: JSON in, JSON out; a process of its own, which can be ended.

Packages are numbers here, and what they are worth a table: NegMAS sees one issue whose values are
the packages that can occur.
"""

from __future__ import annotations

import json
import os
import random
import sys
from typing import Any

STRATEGIES = {
    "boulware": "BoulwareTBNegotiator",
    "linear": "LinearTBNegotiator",
    "conceder": "ConcederTBNegotiator",
}


def main() -> None:
    """Answer the one question on standard input."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)  # whatever a library prints is not the answer
        asked = json.load(sys.stdin)
        random.seed(asked["seed"])
        import numpy as np

        np.random.seed(asked["seed"] % 2**32)  # noqa: NPY002  # what NegMAS draws from
        run = _single_text if asked["protocol"] == "single-text" else _alternating
        json.dump(run(asked), answers)


def _utilities(asked: dict[str, Any], issue: Any) -> list[Any]:
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.value_fun import TableFun

    return [
        LinearAdditiveUtilityFunction(
            values=[TableFun(dict(enumerate(column)))],
            weights=[1.0],
            issues=[issue],
            reserved_value=least,
        )
        for column, least in zip(asked["utilities"], asked["reservation"], strict=True)
    ]


def _alternating(asked: dict[str, Any]) -> dict[str, Any]:
    """Run stacked alternating offers between time-based negotiators."""
    import negmas
    from negmas import SAOMechanism, make_issue

    issue = make_issue(asked["packages"], "package")
    session = SAOMechanism(issues=[issue], n_steps=asked["steps"])
    strategy = getattr(negmas.sao, STRATEGIES[asked["strategy"]])
    places: dict[str, int] = {}
    for place, ufun in enumerate(_utilities(asked, issue)):
        negotiator = strategy(name=f"party{place}")
        session.add(negotiator, ufun=ufun)
        places[negotiator.id] = place
    state = session.run()
    found = None if state.agreement is None else int(state.agreement[0])
    proposer = places.get(str(state.current_proposer)) if found is not None else None
    return {"package": found, "proposer": proposer, "steps": int(state.step)}


def _single_text(asked: dict[str, Any]) -> dict[str, Any]:
    """Run a mediator's text: changed in one issue at a time where every party prefers that."""
    from negmas import make_issue
    from negmas.st import HillClimbingSTMechanism

    neighbours: list[list[int]] = asked["neighbours"]

    class Text(HillClimbingSTMechanism):  # type: ignore[misc, unused-ignore]
        def neighbors(self, outcome: tuple[int]) -> list[tuple[int]]:
            return [(other,) for other in neighbours[outcome[0]]]

    issue = make_issue(asked["packages"], "package")
    start = asked["start"]
    if start is None:
        start = random.randrange(asked["packages"])
    session = Text(issues=[issue], n_steps=asked["steps"], initial_outcome=(start,))
    for ufun in _utilities(asked, issue):
        session.add(_judge(), ufun=ufun)
    state = session.run()
    return {"package": int(state.current_offer[0]), "proposer": None, "steps": int(state.step)}


def _judge() -> Any:
    """Return a party that says of two texts whether the new one is better to it."""
    from negmas.negotiators import Negotiator

    class Judge(Negotiator):  # type: ignore[misc, unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.add_capabilities({"compare-binary": True})

        def is_better(self, first: Any, second: Any) -> bool:
            return bool(self.ufun(first) > self.ufun(second))

        def is_acceptable_as_agreement(self, outcome: Any) -> bool:
            return bool(self.ufun(outcome) >= self.ufun.reserved_value)

    return Judge()


if __name__ == "__main__":
    main()
