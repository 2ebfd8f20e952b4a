"""Files appear whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from detente import files


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    files.write(target, "é\n")
    assert target.read_bytes() == "é\n".encode()
    plain = tmp_path / "b.txt"
    plain.write_text("x")
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_replacing_keeps_permissions_and_follows_links(tmp_path: Path) -> None:
    target, link = tmp_path / "a.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    files.write(link, b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_an_existing_file_is_not_touched_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(FileExistsError):
        files.write(target, "new", overwrite=False)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]  # noqa: PTH208


def test_without_hard_links_a_new_file_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    files.write(tmp_path / "a.txt", "new", overwrite=False)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_name_taken_at_the_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "lexists", lambda path: False)
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(FileExistsError):
        files.write(tmp_path / "a.txt", "new", overwrite=False)
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        files.write(target, "new")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    if not Path("/dev/null").exists():
        pytest.skip("no such device here")
    files.write("/dev/null", "gone")
    assert not Path("/dev/null").is_file()


def test_a_failure_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "x.html"
    with pytest.raises(FileNotFoundError) as caught:
        files.write(target, "x")
    assert caught.value.filename == str(target)
