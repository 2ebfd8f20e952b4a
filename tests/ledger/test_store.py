"""The file: opening, upgrading, two processes at once, and being killed."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.ledger import (
    CorruptLedgerError,
    Ledger,
    LedgerError,
    LockedLedgerError,
    NewerLedgerError,
    NotALedgerError,
)
from detente.ledger.schema import APPLICATION_ID, MIGRATIONS
from detente.ledger.store import Store
from detente.ledger.verify import verify
from ledger.samples import reading

NEXT = (*MIGRATIONS, ("CREATE TABLE later (x INTEGER) STRICT",))
BROKEN = (*MIGRATIONS, ("CREATE TABLE later (x INTEGER) STRICT", "CREATE TABLE later (y)"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pact.ledger"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def pragma(path: Path, name: str) -> object:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_how_it_is_opened(path: Path) -> None:
    with Ledger.open(path) as ledger:
        connection = ledger.file.connection
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "user_version")
        }
    assert settings == {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "user_version": 1,
    }  # fmt: skip
    assert pragma(path, "application_id") == APPLICATION_ID
    assert names(path.parent) == ["pact.ledger"], "closing leaves one file"


def test_there_must_be_one_unless_it_may_be_made(path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger here"):
        Ledger.open(path, create=False)
    with pytest.raises(LedgerError, match="no ledger here"):
        Ledger.open(path / "x" / "y")
    assert not path.exists()
    with pytest.raises(LedgerError, match="cannot be read"):
        Ledger.open(path.parent)


def test_what_is_no_ledger_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("detente: 1\n")
    with pytest.raises(NotALedgerError):
        Ledger.open(path)
    assert path.read_text() == "detente: 1\n"
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (x)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(NotALedgerError) as caught:
        Ledger.open(path)
    assert path.read_bytes() == before
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.file) == ("not-a-ledger", str(path))


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    path.touch()
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []


@pytest.mark.parametrize("at", [100, 5000, 20_000])
def test_a_damaged_file_is_named_as_such(path: Path, at: int) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
    data = bytearray(path.read_bytes())
    data[at : at + 3000] = b"\xff" * len(data[at : at + 3000])
    path.write_bytes(data)
    try:
        with Ledger.open(path) as ledger:
            assert {d.code for d in verify(ledger)} == {"damaged-ledger"}
    except (CorruptLedgerError, NotALedgerError):
        pass


def test_a_newer_schema_is_refused(path: Path) -> None:
    Store(path, migrations=NEXT).close()
    with pytest.raises(NewerLedgerError, match="schema version 2; this detente knows 1"):
        Ledger.open(path)


def test_an_older_schema_is_upgraded_after_a_backup(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
    upgraded = Store(path, migrations=NEXT)
    assert upgraded.rows("SELECT * FROM later") == []
    assert len(upgraded.rows("SELECT * FROM statements")) == 2
    upgraded.close()
    assert names(path.parent) == ["pact.ledger", "pact.ledger.v1.bak"]
    with Ledger.open(path.with_name("pact.ledger.v1.bak")) as old:
        assert len(old.statements()) == 2
        assert verify(old) == []


def test_a_failed_upgrade_changes_nothing(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
    with pytest.raises(LedgerError):
        Store(path, migrations=BROKEN)
    with Ledger.open(path) as ledger:
        assert len(ledger.statements()) == 2
        assert verify(ledger) == []


def test_the_log_cannot_be_rewritten(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
        for sql in (
            "DELETE FROM decisions",
            "UPDATE decisions SET by = 'somebody else'",
            "UPDATE texts SET content = ''",
            "DELETE FROM texts",
            "DELETE FROM statements",
        ):
            with pytest.raises(LedgerError), ledger.file.transaction() as connection:
                connection.execute(sql)
        assert verify(ledger) == []


def test_a_lock_that_stays_is_named_as_such(path: Path) -> None:
    with (
        Ledger.open(path) as ledger,
        ledger.file.transaction(),
        Ledger.open(path, timeout=0.05) as other,
    ):
        assert other.statements() == (), "reading goes on"
        with pytest.raises(LockedLedgerError, match="another process is writing"):
            other.store("text")


def test_damage_within_a_row_is_named_as_such(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TRIGGER decisions_stay; UPDATE decisions SET fields = '[]' WHERE seq = 2"
        )
    with Ledger.open(path) as ledger, pytest.raises(CorruptLedgerError, match="cannot be read"):
        ledger.statements()


def test_a_busy_ledger_is_not_called_damaged(path: Path) -> None:
    with (
        Ledger.open(path) as ledger,
        ledger.file.transaction(),
        Ledger.open(path, timeout=0.05) as other,
        pytest.raises(LockedLedgerError),
    ):
        verify(other)


# -- Verify --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DROP TRIGGER texts_stay; UPDATE texts SET content = 'x' || content", "index|malformed|is not what"),
        ("DROP TRIGGER decisions_are_kept; DELETE FROM decisions WHERE seq = 2", "1 decisions are missing"),
        ("PRAGMA foreign_keys = OFF; UPDATE statements SET source = 99", "refers to nothing"),
        ("DROP TRIGGER decisions_stay; UPDATE decisions SET fields = '{' WHERE seq = 2", "cannot be read"),
        ("INSERT INTO statements (source) VALUES (1)", "nothing is known of statement 3"),
        ("DROP TRIGGER decisions_stay; UPDATE decisions SET fields = replace(fields, '\"end\": ', '\"end\": 9')",
         "is not in its text"),
    ],
)  # fmt: skip
def test_verify_notices(path: Path, damage: str, told: str) -> None:
    import re

    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(damage)
        connection.commit()
    with Ledger.open(path) as ledger:
        found = verify(ledger)
    assert found
    assert all(d.severity == "error" for d in found)
    assert re.search(told, " ".join(d.message for d in found)), found


# -- Several processes ---------------------------------------------------------------------

WRITER = """
import sys
sys.path.insert(0, {tests!r})
from detente.ledger import Ledger
from ledger.samples import reading, proposal
who, rounds = sys.argv[2], int(sys.argv[3])
for k in range(rounds):
    with Ledger.open(sys.argv[1]) as ledger:
        text = f"{{who}} said no {{k}} times."
        ledger.add_reading(reading(text, proposal(text, f"no {{k}} times", who)))
        (entry,) = ledger.statements(source=ledger.sources()[-1].id)[:1]
        ledger.edit(entry.id, {{"about": who}}, by=who)
        ledger.accept(entry.id, by=who)
        ledger.undo(entry.id, by=who)
        print(k, flush=True)
"""


def writer(path: Path, who: str, rounds: int) -> subprocess.Popen[bytes]:
    script = WRITER.format(tests=str(Path(__file__).parent.parent))
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path), who, str(rounds)], stdout=subprocess.PIPE
    )


def test_two_processes_write_at_once(path: Path) -> None:
    rounds = 15
    both = [writer(path, who, rounds) for who in ("ana", "ben")]
    assert [process.wait(60) for process in both] == [0, 0]
    for process in both:
        assert process.stdout is not None
        process.stdout.close()
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []
        assert len(ledger.sources()) == 2 * rounds
        assert len(ledger.statements()) == 2 * rounds
        log = ledger.history()
    assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
    assert sum(entry.action == "undone" for entry in log) == 2 * rounds


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends SIGKILL")
def test_killed_at_any_moment(path: Path) -> None:
    """What was told to be written is there, and what was cut off left nothing behind."""
    done = 0
    deadline = time.monotonic() + 20
    for attempt in range(10):
        who = f"w{attempt}"
        process = writer(path, who, 1000)
        assert process.stdout is not None
        if attempt % 5:
            process.stdout.readline()  # it is in the thick of it
            time.sleep(0.007 * attempt)
        else:
            time.sleep(0.05 * (attempt % 9))  # it is starting, or making the file
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().count(b"\n") + bool(attempt % 5)
        process.stdout.close()
        process.wait()
        if path.exists():
            with Ledger.open(path) as ledger:
                assert verify(ledger) == []
                finished = {e.statement for e in ledger.history() if e.action == "undone"}
                assert len(finished) >= done + told
                done = len(finished)
        if time.monotonic() > deadline:
            break
    assert done > 10
    assert pragma(path, "integrity_check") == "ok"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends SIGKILL")
def test_killed_while_upgrading(path: Path) -> None:
    with Ledger.open(path) as ledger:
        for k in range(200):
            ledger.store(f"text {k} " * 500)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from ledger.test_store import NEXT\n"
        "from detente.ledger.store import Store\n"
        "print(1, flush=True); Store(sys.argv[2], migrations=NEXT)"
    )
    tests = str(Path(__file__).parent.parent)
    for attempt in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", script, tests, str(path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.005 * attempt)
        process.kill()
        process.wait()
        process.stdout.close()
        assert pragma(path, "integrity_check") == "ok"
        backup = path.with_name("pact.ledger.v1.bak")
        if backup.exists():
            assert pragma(backup, "integrity_check") == "ok"
    store = Store(path, migrations=NEXT)
    assert store.row("SELECT count(*) FROM texts")[0] == 200
    store.close()


# -- A copy, to look at --------------------------------------------------------------------


def listing(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in folder.iterdir()}


def test_looking_leaves_nothing_in_the_folder_not_for_a_moment(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
    before = listing(path.parent)
    with Ledger.look(path) as ledger:
        assert len(ledger.statements()) == 2
        assert listing(path.parent) == before
        ledger.accept(1)
        assert listing(path.parent) == before
        folder = next(row[2] for row in ledger.file.rows("PRAGMA database_list"))
    assert listing(path.parent) == before
    assert not Path(folder).exists()
    with Ledger.look(path) as ledger:
        assert ledger.statement(1).state == "proposed"


def test_looking_sees_what_is_only_in_the_log(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add_reading(reading())
        ledger.accept(1)
        with Ledger.look(path) as seen:
            assert seen.statement(1).state == "accepted"


def test_looking_brings_only_the_copy_up_to_date(path: Path) -> None:
    Ledger.open(path).close()
    before = listing(path.parent)
    store = Store(path, copied=True, migrations=NEXT)
    assert store.row("PRAGMA user_version")[0] == len(NEXT)
    store.close()
    assert listing(path.parent) == before


def test_looking_at_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.look(tmp_path / "none.ledger")
    assert caught.value.code == "no-ledger"
    assert not list(tmp_path.iterdir())
