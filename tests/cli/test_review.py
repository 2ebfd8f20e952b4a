"""Going through proposals by keys, fed through stdin."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from detente.ledger import Ledger
from ledger.samples import CASE, reading
from program import Result, Run


@pytest.fixture
def case(run: Run) -> str:
    Path("pact.yaml").write_text(CASE, encoding="utf-8")
    with Ledger.open("pact.ledger") as ledger:
        ledger.add_reading(reading(), {"outlet": "The Herald"})
    return "pact.yaml"


@pytest.fixture
def typed(run: Run, case: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*lines: str, arguments: tuple[str, ...] = ()) -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("review", case, *arguments)

    return call


def standing() -> list[tuple[str | None, str, str]]:
    with Ledger.open("pact.ledger") as ledger:
        return [(e.state, e.draft.kind, e.draft.says) for e in ledger.statements()]


def test_a_proposal_is_shown_whole_and_fits_the_terminal(typed: Run) -> None:
    shown = typed("q").out
    assert "-- 1 of 2 --" in shown
    flat = " ".join(shown.split())
    assert "»Alba would withdraw its garrison if Brenn lets inspectors in«, Foreign" in flat
    for told in ("Ana Olm [alba]", "offer (cue: said)", "The Herald", "battalions=2, holder=alba"):
        assert told in shown
    assert '2030-05-19 ("on Tuesday")' in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_accept_and_reject(typed: Run) -> None:
    done = typed("a", "r")
    assert (done.code, [state for state, *_ in standing()]) == (0, ["accepted", "rejected"])
    assert done.out.endswith("1 accepted, 0 left to decide\n")
    assert "detente ledger publish pact.yaml" in done.err


def test_the_end_of_input_ends_it_and_all_is_kept(typed: Run) -> None:
    assert typed("a").code == 0
    assert [state for state, *_ in standing()] == ["accepted", "proposed"]
    assert "-- 1 of 1 --" in typed("q").out, "the next time goes on from there"


def test_back_and_undo(typed: Run) -> None:
    assert typed("b", "u").out.count("(") >= 2
    typed("a", "a", "b", "r", "u", "u", "u")
    assert [state for state, *_ in standing()] == ["proposed", "proposed"]
    assert "this is the first one" in typed("b").out
    assert "nothing was decided" in typed("u").out


def test_mending(typed: Run) -> None:
    typed("]", "<", "e kind=demand", "e", "says = In my words.", "a", "q")
    assert standing()[0] == ("accepted", "demand", "In my words.")
    typed("]", "a")
    assert standing()[1] == ("accepted", "refusal", "are out of the question")


def test_adding_what_was_missed(typed: Run) -> None:
    assert "added:    3  accepted" in typed("n on Tuesday", "q").out
    assert "quote a few more" in typed("n", "inspectors", "q").out


def test_slips_are_told_and_nothing_happens(typed: Run) -> None:
    told = typed("x", "", "e nonsense", "e kind=shout", "e by=albba", "n", "", "q").out
    assert told.count("a accept   r reject") == 2
    assert "write FIELD=VALUE" in told
    assert "'shout' is no kind" in told
    assert "did you mean 'alba'?" in told
    assert [state for state, *_ in standing()] == ["proposed", "proposed"]


def test_more_of_the_text_on_request(typed: Run) -> None:
    with Ledger.open("pact.ledger") as ledger:
        ledger.store("Far before. " * 60 + "He said so. " + "Far after. " * 60, file="long.txt")
        number = ledger.add(2, "He said so").id
        ledger.undo(number)
        entry = ledger.add(2, "He said so")
        ledger.reject(entry.id)
        ledger.undo(entry.id)
    shown = typed("c", "q").out
    assert "-- 1 of 2 --" in shown
    assert shown.count("-- 1 of 2 --") == 2


def test_only_one_source(typed: Run) -> None:
    assert "-- 1 of 2 --" in typed("q", arguments=("--source", "herald.txt")).out
    assert typed("q", arguments=("--source", "nothing")).code == 1


def test_nothing_to_review(run: Run, typed: Run) -> None:
    typed("a", "a")
    assert typed().out == "2 accepted, 0 left to decide\n"
    assert run("review", "elmira").code == 1


def test_keys_in_a_terminal(
    run: Run, case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    keys = iter(["e", "a", "\x1b[A", "q"])
    monkeypatch.setattr("sys.stdin", Terminal("kind=threat\n"))
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    assert run("review", case).code == 0
    assert [(state, kind) for state, kind, _ in standing()] == [
        ("accepted", "threat"), ("proposed", "refusal"),
    ]  # fmt: skip
