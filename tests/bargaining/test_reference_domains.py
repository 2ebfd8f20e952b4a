"""Six published bilateral domains: size, frontier, opposition, distribution and solutions.

They are those of the Automated Negotiation League of 2023, with the figures that
were published with them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import detente
from detente.bargaining.analysis import bargain
from detente.bargaining.model import Bargaining

FOLDER = Path(
    os.environ.get("DETENTE_REFERENCE", Path(__file__).parents[2] / ".." / "shared" / "reference")
)
DOMAINS = sorted((FOLDER / "bargaining").glob("anl2023_*"))


def read(folder: Path) -> tuple[Bargaining, dict[str, Any]]:
    problem = detente.load(folder).bargaining
    assert problem is not None
    assert problem.party_ids == ("profileA", "profileB")
    return problem, json.loads((folder / "specials.json").read_text(encoding="utf-8"))


def test_domains_are_there_where_the_folder_is() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the folder of reference data is not here")
    assert len(DOMAINS) == 6


@pytest.mark.parametrize("folder", DOMAINS, ids=lambda folder: folder.name)
def test_published_figures(folder: Path) -> None:
    problem, published = read(folder)
    found = bargain(problem)
    points = [tuple(point) for point in (found.frontier.points * found.worth.step).tolist()]
    assert found.zone.packages == published["size"]
    assert found.measures is not None
    assert found.measures.opposition == pytest.approx(published["opposition"], abs=1e-9)
    assert found.measures.distribution == pytest.approx(published["distribution"], abs=1e-9)

    front = published["pareto_front"]
    assert points == [
        pytest.approx(bid["utility"], abs=1e-9)
        for bid in sorted(front, key=lambda bid: -bid["utility"][0])
    ]
    listed = {tuple(sorted(entry["package"].items())) for entry in found.to_dict()["frontier"]}
    assert listed >= {tuple(sorted(bid["bid"].items())) for bid in front}

    def named(package: tuple[int, ...]) -> dict[str, str]:
        return problem.values(package)

    assert named(found.solutions["nash"].package) == published["nash"]["bid"]
    assert named(found.solutions["utilitarian"].package) == published["social_welfare"]["bid"]
    for name, place in (
        ("nash", found.measures.product),
        ("social_welfare", found.measures.welfare),
        ("kalai", found.measures.equal),
    ):
        assert points[place] == pytest.approx(published[name]["utility"], abs=1e-9)
    which, packages, complete = found.efficient
    assert complete
    equal = [
        named(p) for point, p in zip(which, packages, strict=True) if point == found.measures.equal
    ]
    assert published["kalai"]["bid"] in equal
