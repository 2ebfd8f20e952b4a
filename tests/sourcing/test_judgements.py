"""Lineage and readings: what stands behind judgements, and what contradictions change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from casefile.cases import BARGAINING
from detente import casefile
from detente.case import Case, Scenario
from detente.casefile import outline
from detente.conditions import parse
from detente.conflict.model import Conflict, Rule, conflict
from detente.conflict.preferences import Ordered, Ranking, Weighted, Wish
from detente.conflict.views import View
from detente.evidence import Ground, Source, Statement
from detente.sourcing.changes import changes
from detente.sourcing.contradictions import contradictions
from detente.sourcing.judgements import judgements
from detente.sourcing.lineage import SharedText, lineage
from detente.sourcing.readings import Weighed, _run, weigh
from detente.sourcing.words import changes_in_words, weighed_in_words


@pytest.fixture(scope="module")
def flagship() -> Case:
    return detente.load("japan-russia")


def wish(condition: str, *cites: str) -> Wish:
    return Wish(parse(condition), ground=Ground(cites=cites, judgement=True))


def game(*wishes: Wish, rules: Sequence[Rule] = ()) -> Conflict:
    return conflict(
        {"a": ["x"], "b": ["y"]},
        {"a": Ordered(wishes), "b": Ordered((wish("b.y"),))},
        terms={"both": "a.x and b.y"},
        outcomes=["both"],
        status_quo=[],
    ).with_changes(infeasible=tuple(rules))


def case_of(model: Conflict | None, **scenarios: tuple[Conflict, Ground]) -> Case:
    statements = {
        "two": Statement("two", "two", "h", by="a", about="m", slots={"quantity": 2}),
        "four": Statement("four", "four", "r", by="a", about="m", slots={"quantity": 4}),
    }
    return Case(
        "c",
        "C",
        sources={"h": Source("h", "Herald"), "r": Source("r", "Radio")},
        statements=statements,
        conflict=model,
        scenarios={
            key: Scenario(key, key, conflict=under, ground=ground)
            for key, (under, ground) in scenarios.items()
        },
    )


def weighed(case: Case) -> Weighed:
    (found,) = weigh(case, contradictions(case).found)
    json.dumps(found.to_dict())
    assert all(weighed_in_words(case, found))
    return found


# -- Readings ------------------------------------------------------------------------------

FOUR = Ground(cites=("four",))


def test_what_nothing_rests_on_does_not_matter() -> None:
    assert weighed(case_of(None)).matters == "unused"
    assert weighed(case_of(game(wish("a.x")))).matters == "unused"


def test_a_scenario_that_takes_the_other_reading_decides() -> None:
    base = game(wish("a.x", "two"), wish("b.y", "two"))
    turned = game(wish("not a.x", "four"), wish("b.y", "four"))
    found = weighed(case_of(base, other=(turned, FOUR)))
    assert (found.matters, found.as_written) == ("yes", "left")
    trial = found.trials[0]
    assert (trial.before, trial.after, trial.takes) == ("", "other", ("left", "right"))
    assert trial.nothing_else
    same = game(wish("a.x", "four"), wish("b.y", "four"))
    kept = weighed(case_of(game(wish("a.x", "two", "x")), other=(same, FOUR)))
    assert [(t.kind, bool(t.changes)) for t in kept.trials] == [("scenario", False)]
    assert kept.matters == "no"


def test_a_scenario_that_changes_more_leaves_it_open() -> None:
    base = game(wish("a.x", "two", "x"))
    found = weighed(case_of(base, other=(game(wish("not a.x")), FOUR)))
    assert found.matters == "perhaps"
    assert "changes other things as well" in " ".join(weighed_in_words(case_of(base, other=(
        game(wish("not a.x")), FOUR)), found))  # fmt: skip


def test_without_a_scenario_it_is_untested_and_said_to_be() -> None:
    case = case_of(game(wish("a.x", "two", "four")))
    found = weighed(case)
    assert (found.matters, found.as_written) == ("untested", "both")
    assert "No scenario takes" in weighed_in_words(case, found)[-1]


def test_what_rests_on_one_statement_alone_is_left_out_to_see() -> None:
    found = weighed(case_of(game(wish("a.x", "two"))))
    (trial,) = found.trials
    assert (trial.kind, trial.without) == ("without", ("conflict.preferences.a[0]",))
    assert found.matters == "yes"
    idle = weighed(case_of(game(wish("a.x"), wish("a.x or b.y", "two"))))
    assert [bool(trial.changes) for trial in idle.trials] == [False]
    assert idle.matters == "untested", "leaving out is no other reading"


def test_a_rule_that_cannot_be_left_out_is_left_in() -> None:
    rule = Rule(parse("a.x and b.y"), Ground(cites=("two",)))
    model = game(rules=[rule])
    ranked = model.with_changes(preferences={"a": Ranking(((1, 2, 3),)), "b": Ordered(())})
    assert weighed(case_of(ranked)).trials == ()
    assert len(weighed(case_of(model)).trials) == 1


def test_two_scenarios_of_which_each_takes_one() -> None:
    base = game(wish("a.x"))
    case = case_of(
        base,
        low=(game(wish("a.x", "two")), Ground(cites=("two",))),
        high=(game(wish("not a.x", "four")), FOUR),
    )
    (trial,) = weighed(case).trials
    assert (trial.before, trial.after, bool(trial.changes)) == ("low", "high", True)


CITES = st.lists(st.sampled_from(["two", "four", "x"]), max_size=2, unique=True)


@given(CITES, CITES, CITES, st.booleans())
def test_which_reading_a_run_takes(
    base: list[str], own: list[str], ground: list[str], differs: bool
) -> None:
    """Against a transcription of the definition."""
    under = game(wish("not a.x" if differs else "a.x", *own))
    case = case_of(game(wish("a.x", *base)), s=(under, Ground(cites=tuple(ground))))
    replaced = differs or own != base
    written, taken = set(base), {*ground, *(own if replaced else ())}
    clear = ("four" in taken) != ("two" in taken)
    reads_otherwise = clear and taken & {"two", "four"} != written & {"two", "four"}
    found = weighed(case)
    trials = [trial for trial in found.trials if trial.kind == "scenario"]
    assert bool(trials) == reads_otherwise
    for trial in trials:
        assert bool(trial.changes) == differs
        assert trial.nothing_else == (not replaced or bool({"two", "four"} & set(own)))
    cited = {"two", "four"} & {*base, *ground, *own}
    assert (found.matters == "unused") == (not cited)


def test_the_flagship_hangs_on_how_the_declaration_is_read(flagship: Case) -> None:
    found = weigh(flagship, contradictions(flagship).found)
    by_pair = {frozenset((w.contradiction.left.id, w.contradiction.right.id)): w for w in found}
    for other in ("declaration_two", "declaration_considers", "declaration_text"):
        one = by_pair[frozenset((other, "declaration_four"))]
        assert one.matters == "yes"
        (trial,) = one.trials
        assert (trial.before, trial.after, trial.nothing_else) == ("", "four_islands", True)
        told = {change.id for change in trial.changes.outcomes}
        assert told == {"treaty_exempt", "treaty_1956"}
        assert any("would not last" in line for line in changes_in_words(flagship, trial.changes))
    degrees = by_pair[frozenset(("declaration_considers", "declaration_two"))]
    assert degrees.matters == "untested"


def test_each_scenario_is_run_once(flagship: Case) -> None:
    ran = []

    def run(model: Conflict) -> object:
        ran.append(model)
        return _run(model)

    weigh(flagship, contradictions(flagship).found, run=run)  # type: ignore[arg-type]
    assert len(ran) == 2


def test_no_changes_between_a_run_and_itself(flagship: Case) -> None:
    found = _run(flagship.conflict_under(None))
    assert not changes(found, found)
    assert changes_in_words(flagship, changes(found, found)) == ()


# -- Lineage -------------------------------------------------------------------------------


def test_every_entry_that_can_cite_is_a_judgement(flagship: Case) -> None:
    found = judgements(flagship)
    assert len({judgement.place for judgement in found}) == len(found)
    counts = {what: sum(j.what == what and not j.scenario for j in found)
              for what in ("option", "term", "infeasible", "preference")}  # fmt: skip
    assert counts == {"option": 8, "term": 7, "infeasible": 3, "preference": 16}
    own = [j.place for j in found if j.scenario == "four_islands"]
    assert own == ["scenarios.four_islands", "scenarios.four_islands.terms.basis_met"]


def test_places_within_groups_and_weights() -> None:
    grouped = tuple(Wish(parse("a.x"), group=g) for g in (0, 1, 1))
    own = conflict({"a": ["x"], "b": ["y"]}, {"a": Ordered(grouped), "b": Weighted((grouped[0],))})
    places = [j.place for j in judgements(case_of(own)) if j.what == "preference"]
    assert places == [
        "conflict.preferences.a[0]",
        "conflict.preferences.a[1].unsure[0]",
        "conflict.preferences.a[1].unsure[1]",
        "conflict.preferences.b.weights[0]",
    ]


def test_the_two_reports_share_an_agency(flagship: Case) -> None:
    found = lineage(flagship)
    assert {(k.left, k.right, k.shares, k.agencies) for k in found.kinships} >= {
        ("ria", "r2", "agency", ("Kyodo",)),
        ("ria", "kyodo2016", "agency", ("Kyodo",)),
    }
    relay = found.relays[0]
    assert relay.name == "Kyodo"
    assert relay.sources == ("ria", "r2", "kyodo2016")
    counts = {support.judgement.place: support.count for support in found.supports}
    assert counts["conflict.preferences.us[2]"] == 1, "both statements through Kyodo"
    assert counts["conflict.options.japan.settle"] == 2, "one report each"
    assert counts["conflict.terms.basis_met"] == 3
    assert counts["conflict.terms.deadlock"] == 0
    disputed = {s.judgement.place for s in found.supports if s.disputed}
    assert disputed == {"scenarios.four_islands", "scenarios.four_islands.terms.basis_met"}
    json.dumps(found.to_dict())
    assert len(list(found.rows())) == len(found.supports)


def test_shared_wording_makes_one_voice_and_a_quote_does_not(flagship: Case) -> None:
    place = "conflict.options.japan.settle"

    def count(*shared: SharedText) -> int:
        found = lineage(flagship, shared, compared=("ria", "r2"))
        return next(s.count for s in found.supports if s.judgement.place == place)

    run = "the talks on the treaty that both sides want went on until late in the night"
    assert count(SharedText("r2", "ria", run, quoted=True)) == 2
    assert count(SharedText("r2", "ria", run, quoted=False)) == 1
    phrase = "the talks on the treaty that both sides"
    assert count(SharedText("r2", "ria", phrase, quoted=False)) == 2
    shared = [SharedText("r2", "ria", "a quote", True), SharedText("r2", "declaration", "b", True)]
    kin = lineage(flagship, shared).kinships
    old = ("ria", "r2", "declaration", "frus89", "frus101")
    assert [(k.left, k.right, k.shares) for k in kin if {k.left, k.right} <= {*old}] == [
        ("ria", "r2", "quote"), ("r2", "declaration", "quote"), ("frus89", "frus101", "agency"),
    ]  # fmt: skip


def test_what_is_withdrawn_or_unsourced_counts_for_nothing() -> None:
    model = game(wish("a.x", "s", "w", "n", "gone"))
    statements = {
        "s": Statement("s", "…", "h"),
        "w": Statement("w", "…", "r", status="withdrawn"),
        "n": Statement("n", "…"),
    }
    sources = {"h": Source("h", "Herald"), "r": Source("r", "Radio")}
    case = Case("c", "C", conflict=model, statements=statements, sources=sources)
    support = next(s for s in lineage(case).supports if s.judgement.ground.cites)
    assert (support.count, support.withdrawn, support.unsourced) == (1, ("w",), ("n",))
    assert support.cited == ("s", "n")


@given(st.lists(st.sampled_from(["s", "t", "u", "v"]), max_size=5))
def test_chains_share_nothing(cites: list[str]) -> None:
    statements = {
        "s": Statement("s", "…", "h", chain=("Wire",)),
        "t": Statement("t", "…", "r", chain=("wire",)),
        "u": Statement("u", "…", "r"),
        "v": Statement("v", "…", "x"),
    }
    sources = {
        k: Source(k, name) for k, name in (("h", "Herald"), ("r", "Radio"), ("x", "unknown"))
    }
    model = game(wish("a.x", *cites))
    case = Case("c", "C", conflict=model, statements=statements, sources=sources)
    support = next(s for s in lineage(case).supports if s.judgement.what == "preference")
    for one, other in combinations(support.chains, 2):
        assert not set(map(str.lower, one)) & set(map(str.lower, other))
    cited = set(cites)
    expected = bool(cited & {"s"}) + bool(cited & {"u"}) + ("v" in cited)
    assert support.count == max(expected, bool(cited & {"s", "t", "u"}) + ("v" in cited))


def test_what_a_party_misreads_is_a_judgement() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []}, infeasible=["a.x and b.y"])
    ground = Ground(("s",))
    view = View(
        infeasible=(Rule(parse("b.y"), ground),),
        disbelieves=game.infeasible,
        unaware={"b.y": ground},
        directions=game.options[:1],
        preferences={"b": Ordered((Wish(parse("a.x"), ground=ground),))},
    )
    seeing = game.with_changes(views={"a": view})
    other = Scenario("s", "S", conflict=game.with_changes(views={"a": View()}))
    same = Scenario("t", "T", conflict=seeing)
    found = judgements(Case("c", "C", conflict=seeing, scenarios={"s": other, "t": same}))
    assert [(j.place, j.label, j.ground.cites) for j in found if j.what == "view"] == [
        ("conflict.views.a", "misreads the dispute", ()),
        ("conflict.views.a.infeasible[0]", "believes impossible: b.y", ("s",)),
        ("conflict.views.a.disbelieves[0]", "believes possible: a.x and b.y", ()),
        ("conflict.views.a.unaware[0]", "does not see: b.y", ("s",)),
        ("conflict.views.a.directions.a.x", "believes of a.x: both", ()),
        ("conflict.views.a.preferences.b[0]", "believes that b wants: a.x", ("s",)),
        ("scenarios.s.views.a", "sees the dispute as it is", ()),
    ]


# -- What is bargained over ----------------------------------------------------------------


def test_what_packages_are_worth_is_judged_too() -> None:
    case = casefile.loads(BARGAINING)
    found = {one.place: one for one in judgements(case)}
    weight = found["bargaining.preferences.down.weights.water"]
    assert (weight.what, weight.party, weight.scenario) == ("weight", "down", "")
    assert weight.label == "Water let through: 0.3 to 0.6, best guess 0.5 of the whole"
    assert found["bargaining.preferences.down.orders[0]"].label == "dam >= 2 money"
    assert found["bargaining.contributions.loan"].party == "bank"
    assert found["bargaining.infeasible[0]"].what == "package"
    own = [one.place for one in judgements(case) if one.scenario == "dry"]
    assert "scenarios.dry.bargaining.preferences.down.weights.water" in own
    assert not [place for place in own if ".up." in place]
    for place, one in found.items():  # every place is one of the file
        if one.what not in ("issue", "reservation"):
            assert outline(BARGAINING).line(place), place


def test_chains_behind_a_weight_are_counted() -> None:
    text = BARGAINING.replace(
        "{from: 0.3, to: 0.6, best: 0.5, judgement: true}", "{weight: 0.5, cites: s}"
    )
    text = text.replace(
        "bargaining:\n  issues",
        """sources: {radio: {outlet: Radio}}
statements: {s: {says: water comes first, source: radio}}
bargaining:
  issues""",
    )
    supports = lineage(casefile.loads(text)).supports
    assert [one.judgement.what for one in supports if one.count] == ["weight"]
