"""Runs of the reference program of the Spatial Model of Politics, and a published table."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.ranges import Range
from detente.spatial import smp
from detente.spatial.forecast import forecast
from detente.spatial.model import Actor, Dimension, Spatial, Stance

FOLDER = (
    Path(
        os.environ.get(
            "DETENTE_REFERENCE", Path(__file__).parents[2] / ".." / "shared" / "reference"
        )
    )
    / "spatial"
)
RUNS = sorted(FOLDER.glob("**/*ktab*.json")) + sorted(FOLDER.glob("options/*.json"))
OPTIONS = {
    "VictoryProbModel": "victory",
    "PCEModel": "election",
    "VotingRule": "vote",
    "BigRAdjust": "perspective",
    "BigRRange": "risk",
    "ThirdPartyCommit": "third_parties",
    "InterVecBrgn": "bargain",
    "BargnModel": "versions",
    "StateTransitions": "transitions",
}
VARIANTS = {
    "MarkovUniform": "markov-uniform",
    "MarkovIncentive": "markov-incentive",
    "Prop": "proportional",
    "PropBin": "proportional-binary",
    "PropCbc": "proportional-cubic",
    "ASymProsp": "asymmetric",
    "OneThird": "third",
    "TwoThirds": "two-thirds",
    "FullCommit": "full",
    "SemiCommit": "semi",
    "NoCommit": "none",
    "InitOnlyInterp": "initiator",
    "InitRcvrInterp": "both",
    "PWCompInterp": "weighted",
}


def known(number: float) -> Range:
    return Range.exactly(number)


def read(file: Path) -> tuple[Spatial, dict[str, str], dict[str, Any]]:
    run = json.loads(file.read_text(encoding="utf-8"))
    ids = [actor["name"] for actor in run["actors"]]
    following: dict[str, dict[str, float]] = {actor: {} for actor in ids}
    for i, j, share in run["accommodation"]:
        following[ids[i]][ids[j]] = share
    actors = (
        Actor(
            each["name"],
            known(each["capability"]),
            {
                dimension: Stance(known(position), known(salience * 100))
                for dimension, position, salience in zip(
                    run["dimensions"], each["position"], each["salience"], strict=True
                )
            },
        )
        for each in run["actors"]
    )
    dimensions = tuple(map(Dimension, run["dimensions"]))
    options = {
        OPTIONS[name]: VARIANTS.get(value, value.lower())
        for name, value in run["parameters"].items()
    }
    return Spatial(tuple(actors), dimensions, accommodation=following), options, run


def test_runs_are_there_where_the_folder_is() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the folder of reference data is not here")
    assert len(RUNS) >= 27


@pytest.mark.parametrize("file", RUNS, ids=lambda file: file.stem)
def test_every_turn_is_that_of_the_reference_program(file: Path) -> None:
    problem, options, run = read(file)
    found = forecast(problem, **options, reference_slips=True)
    assert np.abs(found.positions - np.array(run["positions_by_turn"])).max() < 1e-6
    assert found.converged
    if options["versions"] == "initiator":
        assert np.array_equal(found.positions, forecast(problem, **options).positions)


@pytest.mark.parametrize(
    "stem", ["BargnModel-InitRcvrInterp", "BargnModel-PWCompInterp"], ids=["both", "weighted"]
)
def test_the_reference_programs_slips_matter_and_are_not_made_unasked(stem: str) -> None:
    files = [file for file in RUNS if file.stem == stem]
    if not files:
        pytest.skip("the folder of reference data is not here")
    problem, options, run = read(files[0])
    found = forecast(problem, **options)
    rounds = min(len(found.positions), run["states"])
    theirs = np.array(run["positions_by_turn"])[:rounds]
    assert np.abs(found.positions[:rounds] - theirs).max() > 1


def emissions() -> tuple[Spatial, dict[str, Any]]:
    file = FOLDER / "bdm1994_emissions_published.json"
    if not file.is_file():
        pytest.skip("the folder of reference data is not here")
    table = json.loads(file.read_text(encoding="utf-8"))
    low, span = table["x_min"], table["x_max"] - table["x_min"]
    actors = (
        Actor(
            each["name"],
            known(each["capability"]),
            {
                "delay": Stance(
                    known(100 * (each["position"] - low) / span), known(100 * each["salience"])
                )
            },
        )
        for each in table["actors"]
    )
    return Spatial(tuple(actors), (Dimension("delay"),)), table


def test_table_2_of_scholz_calbert_and_smith() -> None:
    """All medians but that of round 2, and all means, within a tenth of a year."""
    problem, table = emissions()
    published = table["published"]["scholz_table2"]
    found = forecast(problem, "scholz-table2", rounds=8)
    medians, means = ((4 + 0.06 * each[1:, 0]) for each in (found.medians, found.means))
    wrong = np.flatnonzero(np.abs(medians - published["median"]) > 0.1)
    assert wrong.tolist() == [1]
    assert np.abs(means - published["mean"]).max() < 0.1


def test_what_is_printed_does_not_give_table_2() -> None:
    problem, _ = emissions()
    found = forecast(problem, "scholz-printed")
    assert (4 + 0.06 * found.medians[:, 0]).tolist() == pytest.approx([7.0] * len(found.medians))


def test_the_rule_for_t_decides_where_the_status_quo_may_change() -> None:
    problem, _ = emissions()
    rules = ("half", "nearer", "always", "never")

    def paths(q: float) -> set[str]:
        found = (forecast(problem, "scholz-table2", q=q, better=rule) for rule in rules)
        return {str(each.medians.round(6).tolist()) for each in found}

    assert len(paths(0.5)) == 4
    assert len(paths(1.0)) == 1


def test_options_have_the_reference_programs_defaults() -> None:
    files = [file for file in RUNS if file.stem == "base"]
    if not files:
        pytest.skip("the folder of reference data is not here")
    _, options, _ = read(files[0])
    assert smp.Options(**options) == smp.Options()
