"""Whatever is decided in whatever order: the log grows, undo inverts, a slow replay agrees."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from detente.ledger import Ledger, LedgerError
from detente.ledger.decisions import UNDOABLE, Decision
from detente.ledger.review import Review
from detente.ledger.verify import verify
from examples import examples
from ledger.samples import TEXT, proposal, reading

WORDS = TEXT.split()
numbers = st.integers(1, 6)
kinds = st.sampled_from(["says", "offer", "threat"])


def replay(log: tuple[Decision, ...]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Return what stands, by going through the whole log and leaving out what was undone."""
    undone = {entry.undoes for entry in log}
    standing: dict[int, tuple[str, dict[str, Any]]] = {}
    for entry in log:
        if entry.seq in undone or entry.statement is None:
            continue
        state, fields = standing.get(entry.statement, ("", {}))
        if entry.action in ("proposed", "added", "edited"):
            fields = json.loads(entry.fields or "")
        state = {"added": "accepted", "edited": state}.get(entry.action, entry.action)
        if entry.action in ("proposed", "added", "edited", "accepted", "rejected"):
            standing[entry.statement] = (state, fields)
    return standing


class Deciding(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger.open(Path(self.folder.name) / "x.ledger")
        self.ledger.add_reading(reading())
        self.log: tuple[Decision, ...] = ()

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something that may be refused; then nothing has changed."""
        before = self.ledger.history()
        try:
            act()
        except LedgerError:
            assert self.ledger.history() == before

    @rule(number=numbers)
    def accept(self, number: int) -> None:
        self.attempt(lambda: self.ledger.accept(number))

    @rule(number=numbers)
    def reject(self, number: int) -> None:
        self.attempt(lambda: self.ledger.reject(number))

    @rule(number=numbers, kind=kinds)
    def edit(self, number: int, kind: str) -> None:
        self.attempt(lambda: self.ledger.edit(number, {"kind": kind}))

    @rule(number=numbers, start=st.integers(-2, 2), end=st.integers(-2, 2))
    def move(self, number: int, start: int, end: int) -> None:
        self.attempt(lambda: self.ledger.move(number, start=start, end=end))

    @rule(first=st.integers(0, len(WORDS) - 2), kind=kinds)
    def add(self, first: int, kind: str) -> None:
        quote = " ".join(WORDS[first : first + 3])
        self.attempt(lambda: self.ledger.add(1, quote, {"kind": kind}))

    @rule(kind=kinds)
    def read_again(self, kind: str) -> None:
        self.ledger.add_reading(reading(TEXT, proposal(TEXT, "lets inspectors in", kind=kind)))

    @rule(number=st.none() | numbers)
    def undo(self, number: int | None) -> None:
        self.attempt(lambda: self.ledger.undo(number))

    @rule(number=numbers, act=st.sampled_from(["accept", "reject", "edit"]), kind=kinds)
    def undo_inverts(self, number: int, act: str, kind: str) -> None:
        before = self.ledger.statements()
        if number not in {entry.id for entry in before}:
            return
        length = len(self.ledger.history())
        if act == "edit":
            self.ledger.edit(number, {"kind": kind})
        else:
            getattr(self.ledger, act)(number)
        if len(self.ledger.history()) > length:
            self.ledger.undo()
            assert self.ledger.statements() == before

    @invariant()
    def the_log_only_grows(self) -> None:
        now = self.ledger.history()
        for old, new in zip(self.log, now, strict=False):
            assert (old.seq, old.action, old.fields) == (new.seq, new.action, new.fields)
            assert new.undone or not old.undone
        assert len(now) >= len(self.log)
        self.log = now

    @invariant()
    def a_replay_agrees(self) -> None:
        shown = {
            entry.id: (entry.state, json.loads(json.dumps(entry.draft.to_dict())))
            for entry in self.ledger.statements()
        }
        assert shown == replay(self.ledger.history())

    @invariant()
    def it_is_sound(self) -> None:
        assert verify(self.ledger) == []


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)


@examples(20)
@given(st.lists(st.sampled_from("arsbue<>[]n"), max_size=25))
def test_a_review_can_be_undone_to_where_it_began(keys: list[str]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "x.ledger") as ledger,
    ):
        ledger.add_reading(reading())
        before = ledger.statements()
        walk = Review(ledger)
        acts: dict[str, Callable[[], object]] = {
            "a": walk.accept, "r": walk.reject, "s": walk.skip, "b": walk.back, "u": walk.undo,
            "e": lambda: walk.edit({"kind": "threat"}), "n": lambda: walk.add("on Tuesday"),
            "[": lambda: walk.move(start=-1), "]": lambda: walk.move(start=1),
            "<": lambda: walk.move(end=-1), ">": lambda: walk.move(end=1),
        }  # fmt: skip
        for key in keys:
            try:
                acts[key]()
            except LedgerError:
                continue
        decided = sum(e.action in UNDOABLE and not e.undone for e in ledger.history())
        for _ in range(decided):
            walk.undo()
        assert ledger.statements() == before


def test_a_review_leaves_alone_what_others_decide(filled: Ledger) -> None:
    walk = Review(filled)
    walk.accept()
    filled.reject(1, by="somebody else")
    with pytest.raises(LedgerError, match="decided anew since"):
        walk.undo()
    assert filled.statement(1).state == "rejected"
    with pytest.raises(LedgerError, match="nothing was decided"):
        walk.undo()
    walk.back()
    filled.accept(2)
    walk.skip()
    assert walk.current is None, "what is decided meanwhile is passed over"
