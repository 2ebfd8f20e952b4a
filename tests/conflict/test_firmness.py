"""Which errors overturn a finding, and how many it survives: against trying them all by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente import loading
from detente.conditions import FALSE
from detente.conflict.analysis import analyse
from detente.conflict.arcs.model import graph_conflict
from detente.conflict.edits import DropRule, DropWish, MoveWish, ReverseWish, apply_all
from detente.conflict.findings import find
from detente.conflict.firmness import Firmness, batch, firmness
from detente.conflict.firmness.batch import Batch, Space, directed
from detente.conflict.firmness.result import edits_in_words
from detente.conflict.firmness.vocabulary import single_errors
from detente.conflict.firmness.words import radius_in_words
from detente.conflict.model import Conflict, Term, conflict
from detente.conflict.preferences import Payoffs
from detente.errors import DetenteError, LimitError, ModelError, UnknownNameError
from examples import examples
from firmness_oracle import Taken, errors, truths, within
from oracle import CONCEPTS, Oracle
from strategies import conditions, conflicts, random_conflict


@st.composite
def cases(draw: st.DrawFn, max_options: int, max_parties: int = 3) -> Conflict:
    """Conflicts with a status quo and an outcome."""
    game = draw(conflicts(max_parties, max_options))
    today = draw(st.integers(1, len(game.states)))
    names = list(game.columns)
    outcome = draw(conditions(names, depth=1)) if names else FALSE
    return game.with_changes(
        terms={"deal": Term("deal", outcome)},
        outcomes=("deal",),
        status_quo=frozenset(option.name for option in game.taken(today)),
    )


def taken_today(game: Conflict) -> Taken:
    assert game.status_quo is not None
    return game.status_quo


def questions(game: Conflict) -> dict[str, str]:
    """From what is asked to what the oracle calls it: today, the outcome, every group."""
    state = game.status_quo_state
    ids = game.party_ids
    asked = {f"state:{state}": "today", "leave": "leave", "entry:deal": "entry:deal"}
    asked |= {f"state:{state}:{c}": f"today:{c}" for c in CONCEPTS}
    asked |= {f"stable:deal:{c}": f"stable:deal:{c}" for c in CONCEPTS} | {
        "stable:deal": "stable:deal"
    }
    for mask in range(1, 1 << len(ids)):
        name = "+".join(j for k, j in enumerate(ids) if mask >> k & 1)
        asked |= {f"leave:{name}": f"leave:{name}", f"entry:deal:{name}": f"entry:deal:{name}"}
    return asked


def assert_firm_as_defined(game: Conflict, radius: int) -> Firmness:
    asked = questions(game)
    found = firmness(game, asked, radius=radius)
    today = taken_today(game)

    def judged(changed: Conflict) -> dict[str, bool]:
        truth = truths(changed, today, ["deal"], CONCEPTS)
        return {text: truth.get(named, False) for text, named in asked.items()}

    base = judged(game)
    levels = [[(judged(c), edit) for c, edit in level] for level in within(game, radius)]
    for finding in found.findings:
        text = finding.claim.id
        assert finding.true == base[text]
        fallen = [
            k for k, level in enumerate(levels) if any(t[text] != base[text] for t, _ in level)
        ]
        if not fallen:
            assert (finding.survives, finding.exact) == (radius, False)
            assert finding.overturned_by == ()
            continue
        assert (finding.survives, finding.exact) == (fallen[0], True)
        if fallen[0] == 0:
            overturning = [edit for truth, edit in levels[0] if truth[text] != base[text]]
            assert sorted(map(str, overturning)) == sorted(
                str(edit) for (edit,) in finding.overturned_by
            )
        assert finding.overturned_by
        for edits in finding.overturned_by:
            assert len(edits) == fallen[0] + 1
            assert judged(apply_all(game, edits))[text] != base[text]
            assert len(edits_in_words(game, edits)) == len(edits)
    assert_ranked(found)
    return found


def assert_ranked(found: Firmness) -> None:
    """Every single error that overturns is counted once, for the entry it is about."""
    singles = {
        (finding.claim.id, edits[0])
        for finding in found.findings
        if finding.exact and finding.survives == 0
        for edits in finding.overturned_by
    }
    counted = {
        (claim, edit)
        for entry in found.ranked
        for claim, e in entry.overturns.items()
        for edit in e
    }
    assert counted == singles
    scores = [entry.score for entry in found.ranked]
    assert scores == sorted(scores, reverse=True)
    for entry in found.ranked:
        for edits in entry.overturns.values():
            for edit in edits:
                if isinstance(edit, DropWish | ReverseWish | MoveWish):
                    assert (edit.party, edit.place) == (entry.entry.party, entry.entry.place)


@examples(25)
@given(game=cases(max_options=4))
def test_single_errors_overturn_what_the_definition_says(game: Conflict) -> None:
    assert_firm_as_defined(game, 1)


@examples(8)
@given(game=cases(max_options=3))
def test_two_errors_at_once(game: Conflict) -> None:
    assume(len(list(errors(game))) <= 40)
    assert_firm_as_defined(game, 2)


@examples(6)
@given(game=cases(max_options=2))
def test_three_errors_at_once(game: Conflict) -> None:
    assume(len(list(errors(game))) <= 16)
    assert_firm_as_defined(game, 3)


@given(game=cases(max_options=4))
def test_the_vocabulary_is_what_counts_as_one_error(game: Conflict) -> None:
    assert sorted(map(str, single_errors(game))) == sorted(map(str, errors(game)))


# -- Judging in batches --------------------------------------------------------------------


def variants(seed: int, count: int) -> tuple[Conflict, Batch, list[Conflict]]:
    """A batch of conflicts over the states of a random one, and each of them on its own."""
    game = random_conflict(seed, max_options=5)
    rng = np.random.default_rng(seed)
    n, k = len(game.states), len(game.options)
    payoffs = tuple(rng.integers(0, rng.integers(1, n + 1), (n, count)) for _ in game.parties)
    ways = [tuple(rng.choice(["both", "forward", "back"], k, p=[0.6, 0.2, 0.2])) for _ in range(3)]
    variant = rng.integers(0, 3, count)
    sanction = ("weak", "strict")[seed % 2]
    each = [
        game.with_changes(
            preferences={
                j: Payoffs.of(p[:, b]) for j, p in zip(game.party_ids, payoffs, strict=True)
            },
            options=directed(game, ways[variant[b]]),
        )
        for b in range(count)
    ]
    return game, Batch(Space(game), payoffs, ways, variant, sanction), each


def assert_batch_as_defined(seed: int) -> None:
    _, together, each = variants(seed, 4)
    for column, game in enumerate(each):
        oracle = Oracle(game)
        for concept in CONCEPTS:
            found = np.flatnonzero(together.equilibrium(concept)[:, column]) + 1
            assert tuple(found) == oracle.equilibria(concept, together.sanction)
        for source, s in enumerate(oracle.codes, 1):
            joint = oracle.joint_improvements(s)
            reached = np.flatnonzero(together.joint(source)[:, column])
            assert {oracle.codes[t] for t in reached} == set(joint)
            for t in reached:
                who = together.movers(source)[:, t]
                assert joint[oracle.codes[t]] == {
                    j for j, moves in zip(oracle.parties, who, strict=True) if moves
                }


def test_conflicts_judged_together_are_judged_as_each_alone() -> None:
    for seed in range(60_000, 60_030):
        assert_batch_as_defined(seed)


@pytest.mark.slow
def test_large_conflicts_are_judged_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "worth_compiling", lambda states: True)
    for seed in range(61_000, 61_020):
        assert_batch_as_defined(seed)


# -- What it says --------------------------------------------------------------------------


def dilemma(**changes: object) -> Conflict:
    return conflict(
        {"a": ["defect"], "b": ["defect"]},
        {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]},
        terms={"trust": "not a.defect and not b.defect"},
        status_quo=["a.defect", "b.defect"],
        outcomes=["trust"],
    ).with_changes(**changes)


def test_the_dilemma_rests_on_what_each_wants_of_itself() -> None:
    found = firmness(dilemma(), ["stable:trust:nash", "state:status_quo:nash"], radius=2)
    trust, today = found.findings
    # both would have to stop wanting to defect before trust holds for those who do not look ahead
    assert (trust.true, trust.survives, trust.exact) == (False, 1, True)
    assert today.overturned_by == ((ReverseWish("a", 2),), (ReverseWish("b", 2),))
    assert radius_in_words(trust) == "survives every single error; some two overturn it"


def test_what_is_so_in_every_conflict_survives_all_that_is_tried() -> None:
    game = dilemma(outcomes=("any",), terms={"any": Term("any", FALSE)})
    (finding,) = firmness(game, ["stable:any"], radius=2).findings
    assert (finding.true, finding.survives, finding.exact) == (False, 2, False)
    assert radius_in_words(finding) == "survives every two errors; three were not tried"


def test_confidence_decides_which_judgement_comes_first() -> None:
    case = loading.load("japan-russia")
    game = case.conflict_under(None)
    even = firmness(game, radius=1, doubt={"low": 0.5, "medium": 0.5, "high": 0.5})
    weighed = firmness(game, radius=1)
    assert {d.entry for d in even.ranked} == {d.entry for d in weighed.ranked}
    assert {d.doubt for d in even.ranked} == {0.5}
    by_entry = {d.entry: d for d in weighed.ranked}
    for entry in even.ranked:
        assert by_entry[entry.entry].score == pytest.approx(
            entry.weight * by_entry[entry.entry].doubt
        )


def test_the_flagship_names_the_three_judgements_that_decide() -> None:
    case = loading.load("japan-russia")
    game = case.conflict_under(None)
    found = firmness(game, radius=1)
    told = found.answer()[0]
    assert told.startswith("Three judgements decide most of the 14 findings")
    for entry in found.ranked[:3]:
        assert f"“{entry.label}”" in told
    before = find(analyse(game))
    for entry in found.ranked[:3]:
        for claim, edits in entry.overturns.items():
            for edit in edits:
                after = find(analyse(edit.apply(game)))
                assert said_by_findings(before, claim) != said_by_findings(after, claim)


def said_by_findings(findings: object, claim: str) -> bool:
    """The same question, answered by the ordinary analysis."""
    kind, _, subject = claim.partition(":")
    by_id = {outcome.term.id: outcome for outcome in findings.outcomes}
    if kind == "stable":
        return by_id[subject].stable
    if kind == "entry":
        return by_id[subject].can_be_entered
    if kind == "leave":
        return bool(findings.leaving)
    return subject.partition(":")[2] in findings.analysis.held_under(findings.status_quo)


def test_what_rests_on_nothing_is_doubted_most() -> None:
    assert {entry.doubt for entry in firmness(dilemma(), radius=1).ranked} == {1.0}


def test_rankings_are_left_alone_and_the_result_says_so() -> None:
    game = dilemma(
        infeasible=(), preferences={"a": Payoffs.of([2, 3, 0, 1]), "b": Payoffs.of([2, 0, 3, 1])}
    )
    found = firmness(game, ["state:4:nash"], radius=1)
    assert len(found.notes) == 2
    assert "state by state" in found.notes[0]
    assert found.findings[0].overturned_by == ()


def test_only_the_errors_asked_for_are_made() -> None:
    found = firmness(dilemma(), radius=1, errors=["dropped"])
    assert found.parameters["errors"] == ["dropped"]
    made = {type(e) for f in found.findings for edits in f.overturned_by for e in edits}
    assert made <= {DropWish}


def test_a_limit_bounds_the_search_and_the_claim() -> None:
    game = dilemma()
    none = firmness(game, ["leave:a+b"], radius=2, limit=1)
    assert (none.tried, none.findings[0].survives, none.findings[0].exact) == (0, 0, False)
    assert radius_in_words(none.findings[0]) == "no error was tried"
    assert "limit" in none.notes[0]
    enough = firmness(game, ["stable:trust:nash"], radius=2, limit=100)
    assert (enough.tried, enough.findings[0].survives, enough.findings[0].exact) == (1, 1, False)


def test_a_dropped_rule_brings_states_back_and_today_keeps_its_name() -> None:
    game = conflict(
        {"a": ["x"], "b": ["y"]},
        {"a": ["a.x and not b.y", "not a.x"], "b": ["b.y"]},
        infeasible=["a.x and not b.y"],
        status_quo=["b.y"],
    )
    found = firmness(game, ["state:status_quo:nash"], radius=1, errors=["possible"])
    assert game.status_quo_state == 2
    assert found.findings[0].survives == 1
    other = firmness(game.with_changes(status_quo=frozenset()), ["state:status_quo:seq"],
                     radius=1, errors=["possible"])  # fmt: skip
    assert other.findings[0].true is False
    assert DropRule(1).apply(game).status_quo_state == 3


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    firmness(dilemma(), radius=2, progress=lambda done, steps, _: told.append((done, steps)))
    assert told
    assert all(done <= steps for done, steps in told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"findings": ["nonsense"]}, ModelError),
        ({"findings": ["state:"]}, ModelError),
        ({"findings": ["state:99"]}, UnknownNameError),
        ({"findings": ["state:1:nosuch"]}, UnknownNameError),
        ({"findings": ["stable:nosuch"]}, UnknownNameError),
        ({"findings": ["entry:trust:nobody"]}, UnknownNameError),
        ({"findings": ["entry:trust:a+a"]}, UnknownNameError),
        ({"errors": ["nosuch"]}, UnknownNameError),
        ({"concepts": ["nosuch"]}, UnknownNameError),
        ({"radius": -1}, ModelError),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: dict[str, object], error: type[DetenteError]
) -> None:
    with pytest.raises(error):
        firmness(dilemma(), **arguments)


def test_entering_needs_a_status_quo() -> None:
    game = dilemma(status_quo=None)
    with pytest.raises(ModelError, match="no status quo"):
        firmness(game, ["entry:trust"])
    assert [f.claim.id for f in firmness(game).findings] == ["stable:trust"]
    bare = firmness(game.with_changes(outcomes=()))
    assert (bare.findings, bare.ranked) == ((), ())
    assert "no finding" in bare.answer()[0]


def test_simultaneous_stability_is_left_out_where_it_is_too_large() -> None:
    options = {p: [f"{p}{k}" for k in range(3)] for p in "pqrs"}
    game = conflict(
        options, {p: [f"{p}.{p}0"] for p in options}, infeasible=["p.p0 and p.p1"], status_quo=[]
    )
    with pytest.raises(LimitError, match="simultaneous"):
        firmness(game, ["state:1"], concepts=["sim"], radius=0)
    found = firmness(game, ["state:1"], radius=0)
    assert "sim" not in found.parameters["concepts"]
    assert "simultaneous" in found.notes[0]


def test_states_and_moves_given_one_by_one_are_refused() -> None:
    game = graph_conflict(["s", "t"], {"a": [("s", "t")]}, {"a": [["t"], ["s"]]}, status_quo="s")
    with pytest.raises(ModelError, match="needs options"):
        firmness(game)
