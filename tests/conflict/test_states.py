"""The feasible states are exactly the combinations of options that no condition rules out."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import combinations
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import Condition, parse
from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.states import MAX_OPTIONS, enumerate_states
from detente.errors import ConditionError, LimitError, ModelError, UnknownNameError
from strategies import conditions, conflicts

NAMES = ("a.p", "a.q", "b.p", "b.q", "c.p", "c.q")

TRUTH: dict[str, Callable[[list[bool], int], bool]] = {
    "not": lambda values, count: not values[0],
    "and": lambda values, count: all(values),
    "or": lambda values, count: any(values),
    "xor": lambda values, count: values[0] != values[1],
    "implies": lambda values, count: not values[0] or values[1],
    "iff": lambda values, count: values[0] == values[1],
    "exactly": lambda values, count: sum(values) == count,
    "at_least": lambda values, count: sum(values) >= count,
    "at_most": lambda values, count: sum(values) <= count,
    "const": lambda values, count: count == 1,
}


def holds(condition: Condition, taken: set[str], terms: dict[str, Condition]) -> bool:
    """Is a condition true of one combination of options?"""
    if condition.op == "name":
        if condition.name in terms:
            return holds(terms[condition.name], taken, terms)
        return condition.name in taken
    values = [holds(arg, taken, terms) for arg in condition.args]
    return TRUTH[condition.op](values, condition.count)


def brute_force(
    names: tuple[str, ...], rules: list[Condition], terms: dict[str, Condition]
) -> list[int]:
    """Return the feasible codes by trying all 2^K combinations."""
    return [
        code
        for code in range(1 << len(names))
        if not any(
            holds(rule, {n for k, n in enumerate(names) if code >> k & 1}, terms) for rule in rules
        )
    ]


# -- Enumeration -------------------------------------------------------------------------------


@given(st.lists(conditions(NAMES), max_size=4))
def test_enumeration_finds_what_trying_all_combinations_finds(rules: list[Condition]) -> None:
    expected = brute_force(NAMES, rules, {})
    if expected:
        space = enumerate_states(NAMES, rules, {})
        assert space.codes.tolist() == expected
        assert space.complete == (len(expected) == 64)
    else:
        with pytest.raises(ModelError) as caught:
            enumerate_states(NAMES, rules, {})
        assert caught.value.code == "no-feasible-state"


@given(conditions(NAMES), conditions([*NAMES, "first"]), conditions(["first", "second", "b.q"]))
def test_conditions_may_use_terms_that_use_terms(
    first: Condition, second: Condition, rule: Condition
) -> None:
    terms = {"second": second, "first": first}
    expected = brute_force(NAMES, [rule], terms)
    if expected:
        assert enumerate_states(NAMES, [rule], terms).codes.tolist() == expected


@given(conflicts())
def test_a_state_tells_its_options_and_is_found_by_its_code(game: Conflict) -> None:
    for index, code in enumerate(game.states.codes):
        values = game.states.values(index)
        assert sum(value << k for k, value in enumerate(values)) == code
        assert game.states.index_of(int(code)) == index
        taken = {option.name for option in game.taken(index + 1)}
        assert taken == {o.name for o, value in zip(game.options, values, strict=True) if value}
    infeasible = set(range(1 << len(game.options))) - set(game.states.codes.tolist())
    assert all(game.states.index_of(code) == -1 for code in infeasible)


@given(conflicts(), st.data())
def test_a_condition_holds_where_its_truth_table_says(game: Conflict, data: st.DataObject) -> None:
    condition = data.draw(conditions(sorted(game.columns)))
    expected = [
        holds(condition, {option.name for option in game.taken(number)}, {})
        for number in range(1, len(game.states) + 1)
    ]
    assert game.holds(condition).tolist() == expected
    assert game.holds(str(condition)).tolist() == expected


def exclusive_groups(sizes: list[int]) -> tuple[dict[str, list[str]], list[str]]:
    options = {f"g{i}": [f"o{k}" for k in range(size)] for i, size in enumerate(sizes)}
    rules = [
        f"not exactly(1, {', '.join(f'{party}.{o}' for o in owned)})"
        for party, owned in options.items()
    ]
    return options, rules


def test_forty_options_of_which_few_combinations_are_feasible_enumerate_at_once() -> None:
    sizes = [4] * 10
    options, rules = exclusive_groups(sizes)
    game = conflict(options, dict.fromkeys(options, ()), infeasible=[*rules, "g0.o0 or g9.o3"])
    start = time.process_time()
    count = len(game.states)
    assert time.process_time() - start < 5
    assert count == 3 * 3 * prod(sizes[1:-1])
    codes = game.states.codes
    assert (np.diff(codes) > 0).all()
    assert codes.dtype == np.int64
    for shift in range(0, 40, 4):
        assert np.isin(codes >> shift & 15, (1, 2, 4, 8)).all()


def test_rules_between_distant_options_prune_as_well() -> None:
    """The first and the last of 50 options, the second and the last but one, … are alike."""
    names = [f"p.o{k}" for k in range(50)]
    same = [parse(f"{names[k]} xor {names[49 - k]}") for k in range(25)]
    few = [parse(f"{a} and {b}") for a, b in combinations(names[25:], 2)]
    codes = enumerate_states(names, [*same, *few], {}).codes
    assert codes.tolist() == sorted({0, *(1 << k | 1 << (49 - k) for k in range(25))})


def test_as_many_options_as_are_supported_enumerate() -> None:
    options, rules = exclusive_groups([MAX_OPTIONS])
    game = conflict(options, {"g0": []}, infeasible=rules)
    assert game.states.codes.tolist() == [1 << k for k in range(MAX_OPTIONS)]
    assert game.states.values(MAX_OPTIONS - 1) == (0,) * (MAX_OPTIONS - 1) + (1,)


@pytest.mark.parametrize("options", [31, 32])
def test_codes_do_not_overflow_where_their_width_changes(options: int) -> None:
    names = [f"p.o{k}" for k in range(options)]
    codes = enumerate_states(names, [parse(f"not at_least({options - 1}, {', '.join(names)})")], {})
    everything = (1 << options) - 1
    expected = [everything, *(everything ^ (1 << k) for k in range(options))]
    assert codes.codes.tolist() == sorted(expected)


# -- Errors ------------------------------------------------------------------------------------


def test_more_options_than_supported_are_refused() -> None:
    options = {"p": [f"o{k}" for k in range(MAX_OPTIONS + 1)]}
    with pytest.raises(LimitError, match="63 options; at most 62"):
        _ = conflict(options, {"p": []}).states


def test_more_states_than_supported_are_refused_with_a_hint() -> None:
    names = [f"p.o{k}" for k in range(30)]
    assert len(enumerate_states(names[:9], [], {}, limit=512)) == 512
    with pytest.raises(LimitError, match=r"more than 1,023 feasible states.*infeasible"):
        enumerate_states(names, [], {}, limit=1023)


def test_conditions_that_exclude_everything_are_named_as_the_cause() -> None:
    game = conflict({"a": ["x"]}, {"a": []}, infeasible=["a.x", "not a.x"])
    with pytest.raises(ModelError, match="no state is feasible") as caught:
        _ = game.states
    assert caught.value.code == "no-feasible-state"


def test_the_status_quo_is_the_state_of_the_options_taken() -> None:
    game = conflict(
        {"a": ["x", "y"], "b": ["z"]},
        {"a": [], "b": []},
        infeasible=["a.x and a.y"],
        status_quo=["b.z", "a.y"],
    )
    assert game.status_quo_state == game.states.index_of(0b110) + 1
    assert game.find("status_quo") == game.status_quo_state
    assert {option.name for option in game.taken(game.status_quo_state)} == {"a.y", "b.z"}


def test_a_case_may_leave_its_status_quo_open() -> None:
    assert conflict({"a": ["x"]}, {"a": []}).status_quo_state is None


def test_an_infeasible_status_quo_is_refused() -> None:
    game = conflict(
        {"a": ["x", "y"]}, {"a": []}, infeasible=["a.x and a.y"], status_quo=["a.x", "a.y"]
    )
    with pytest.raises(ModelError) as caught:
        _ = game.status_quo_state
    assert caught.value.code == "infeasible-status-quo"


@pytest.mark.parametrize(
    "terms",
    [
        {"t": "t"},
        {"t": "not u", "u": "a.x or t"},
        {"t": "u", "u": "v", "v": "w and a.x", "w": "u"},
    ],
    ids=len,
)
def test_terms_that_define_each_other_in_a_circle_are_refused(terms: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="circle") as caught:
        conflict({"a": ["x"]}, {"a": []}, terms=terms)
    assert caught.value.code == "circular-terms"


def test_terms_may_share_a_term_without_being_circular() -> None:
    game = conflict(
        {"a": ["x", "y"]},
        {"a": []},
        terms={"t": "u and v", "u": "w", "v": "w or a.y", "w": "a.x"},
    )
    assert game.holds("t").tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    "broken",
    [
        {"infeasible": ["a.z"]},
        {"terms": {"t": "a.z"}},
        {"preferences": {"a": ["a.z"]}},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_condition_that_names_nothing_is_refused_with_the_nearest_name(
    broken: dict[str, object],
) -> None:
    with pytest.raises(ConditionError, match=r"no option or term 'a\.z'.*did you mean 'a\.x'"):
        conflict({"a": ["x"]}, **{"preferences": {"a": []}, **broken})


def test_a_status_quo_or_outcome_that_names_nothing_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"a\.z"):
        conflict({"a": ["x"]}, {"a": []}, status_quo=["a.z"])
    with pytest.raises(UnknownNameError, match="peace"):
        conflict({"a": ["x"]}, {"a": []}, outcomes=["peace"])


def test_parties_and_options_have_one_entry_each_and_know_each_other() -> None:
    with pytest.raises(ModelError, match=r"two option entries are called 'a\.x'"):
        conflict({"a": ["x", "x"]}, {"a": []})
    with pytest.raises(ModelError, match="party 'b' has no preferences"):
        conflict({"a": ["x"], "b": []}, {"a": []})
    with pytest.raises(UnknownNameError, match="no party 'b'"):
        conflict({"a": ["x"]}, {"a": [], "b": []})
    with pytest.raises(UnknownNameError, match="no party 'b'"):
        conflict({"a": [Option("x", "b")]}, {"a": []})
    with pytest.raises(ModelError, match="at least one party"):
        conflict({}, {})


def test_an_option_has_one_of_three_directions() -> None:
    with pytest.raises(ModelError, match="sideways"):
        Option("x", "a", direction="sideways")


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_state_number_out_of_range_is_refused(number: int) -> None:
    game = conflict({"a": ["x", "y"]}, {"a": []})
    with pytest.raises(UnknownNameError, match="numbered 1 to 4"):
        game.find(number)


def test_a_state_is_found_by_a_condition_that_only_it_fulfils() -> None:
    game = conflict({"a": ["x", "y"]}, {"a": []}, terms={"both": "a.x and a.y"})
    assert game.find("both") == 4
    assert game.find("4") == 4
    with pytest.raises(UnknownNameError, match=r"holds in 2 states \(2, 4\)"):
        game.find("a.x")
    with pytest.raises(UnknownNameError, match="holds in no feasible state"):
        game.find("both and not a.x")
