"""The program itself: detente serve."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from detente.web import server

pytestmark = pytest.mark.slow  # a server is started, or many pages made


def started(*arguments: str, folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Return the running program and the address that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", "serve", *arguments, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found, process.communicate(timeout=20)
    return process, found.group()


@pytest.mark.slow
def test_the_program_serves_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    process, address = started("japan-russia", folder=tmp_path)
    try:
        with httpx.Client(follow_redirects=True, trust_env=False, timeout=30) as client:
            page = client.get(address)
            assert page.status_code == 200
            assert "Japan–Russia peace treaty" in page.text
        port = address.partition("127.0.0.1:")[2].partition("/")[0]
        second = subprocess.run(
            [sys.executable, "-m", "detente", "serve", "elmira", "--port", port, "--no-browser"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=60,
        )
        assert second.returncode == 1
        assert "port-taken" in second.stderr
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    assert "The workbench has ended." in out


@pytest.mark.slow
def test_a_case_with_problems_is_told_of_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("detente: 1\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "detente", "serve", "bad.yaml", "--no-browser"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert run.returncode == 1
    assert "bad.yaml" in run.stderr
    assert not run.stdout


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(MissingExtraError, match="uvicorn") as caught:
        server.serve("japan-russia")
    assert caught.value.hint == "pip install 'detente[serve]'"


def test_a_taken_port_is_named() -> None:
    from detente.errors import DetenteError

    with server.listening(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(DetenteError, match=str(port)) as caught:
            server.listening(port)
    assert caught.value.code == "port-taken"
