"""The models against a slow transcription of their definitions, over all variants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.spatial import scholz, smp
from detente.spatial.baselines import weighted_mean, weighted_median
from detente.spatial.forecast import forecast
from detente.spatial.inputs import Inputs, centres, total
from detente.spatial.model import Spatial
from detente.spatial.models import model_named, run
from examples import examples
from spatial_oracle import Oracle, by_expected_utility
from spatial_strategies import problems, smp_options


def slow(problem: Spatial, options: dict[str, object], rounds: int) -> np.ndarray:
    inputs = centres(problem)
    matrix = None if inputs.accommodation is None else inputs.accommodation.tolist()
    oracle = Oracle(
        inputs.capabilities[:, 0].tolist(),
        inputs.saliences[..., 0].tolist(),
        inputs.positions[..., 0].tolist(),
        options,
        matrix,
    )
    return np.array(oracle.run(rounds))


@examples(40)
@given(problems(), smp_options())
def test_smp_is_as_defined(problem: Spatial, options: dict[str, object]) -> None:
    expected = slow(problem, options, rounds=3)
    found = forecast(problem, **options, rounds=3).positions / 100
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-6


@examples(30)
@given(
    problems(most_dimensions=1),
    st.sampled_from(["scholz-table2", "scholz-printed"]),
    st.sampled_from([1.0, 0.7]),
    st.sampled_from(["half", "nearer", "always", "never"]),
)
def test_expected_utility_is_as_defined(
    problem: Spatial, model: str, q: float, better: str
) -> None:
    found = forecast(problem, model, q=q, better=better, rounds=1).positions[..., 0] / 100
    first = found[0].tolist()
    span = max(first) - min(first) or 1.0
    inputs = centres(problem)
    weight = list(
        zip(inputs.capabilities[:, 0].tolist(), inputs.saliences[:, 0, 0].tolist(), strict=True)
    )
    after = by_expected_utility(
        first, weight, span, printed=model == "scholz-printed", q=q, better=better
    )
    assert np.abs(found[1] - after).max() < 1e-9


def random_inputs(draws: int, dimensions: int = 2, actors: int = 5, seed: int = 1) -> Inputs:
    rng = np.random.default_rng(seed)
    shape = (actors, dimensions, draws)
    return Inputs(
        rng.random(shape).round(1),
        (rng.random(shape) * 0.9 + 0.1) / dimensions,
        rng.integers(1, 9, (actors, draws)).astype(float),
    )


@examples(10)
@given(smp_options(), st.sampled_from(["deterministic", "stochastic"]))
def test_a_draw_does_not_depend_on_its_company(
    variants: dict[str, object], transitions: str
) -> None:
    options = smp.Options(**variants, transitions=transitions, rounds=6)
    inputs = random_inputs(7)
    whole = smp.run(options, inputs)
    for k in range(inputs.draws):
        alone = smp.run(options, inputs.of(slice(k, k + 1)), first_draw=k)
        assert alone.rounds[0] == whole.rounds[k]
        assert alone.converged[0] == whole.converged[k]
        for now, then in zip(alone.positions, whole.positions, strict=False):
            assert np.array_equal(now[..., 0], then[..., k])


def test_expected_utility_of_a_draw_does_not_depend_on_its_company() -> None:
    inputs = random_inputs(9, dimensions=1)
    for options in (scholz.Options("table2", q=0.8), scholz.Options("printed", better="nearer")):
        whole = scholz.run(options, inputs)
        for k in range(inputs.draws):
            alone = scholz.run(options, inputs.of(slice(k, k + 1)))
            assert np.array_equal(alone.positions[-1][..., 0], whole.positions[-1][..., k])


@pytest.mark.parametrize("model", ["scholz-table2", "scholz-printed"])
def test_who_stands_with_another_but_for_rounding_stands_with_it(model: str) -> None:
    together = random_inputs(40, dimensions=1, actors=6)
    together.positions[1] = together.positions[2]
    nearly = replace(together, positions=together.positions.copy())
    nearly.positions[1] = np.abs(np.nextafter(nearly.positions[2], 2.0))
    options = model_named(model).options({"q": 0.8, "better": "never", "rounds": 2})
    one, other = (run(options, inputs).positions[-1] for inputs in (together, nearly))
    assert np.abs(one - other).max() < 1e-9


def test_sums_do_not_depend_on_shapes() -> None:
    rng = np.random.default_rng(0)
    for shape in ((300, 4, 1), (300, 1), (17, 5, 3), (9, 2, 40), (1000, 2)):
        rows = rng.random(shape)
        expected = np.zeros(shape[1:])
        for row in rows:
            expected += row
        assert np.array_equal(total(rows), expected)
        assert np.array_equal(total(np.asfortranarray(rows)), expected)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 4)), min_size=1, max_size=9))
def test_weighted_mean_and_median(rows: list[tuple[int, int]]) -> None:
    if not any(weight for _, weight in rows):
        rows.append((5, 1))
    stands = np.array([[[float(p)]] for p, _ in rows])
    weight = np.array([[[float(w)]] for _, w in rows])
    repeated = sorted(p for p, w in rows for _ in range(w))
    assert np.isclose(weighted_mean(stands, weight)[0, 0], sum(repeated) / len(repeated))
    assert weighted_median(stands, weight)[0, 0] == repeated[(len(repeated) - 1) // 2]
