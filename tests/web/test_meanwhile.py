"""While a long analysis runs for one tab, another one reads, asks and edits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from detente.conflict.analysis import Analysis
from detente.web import workbench
from served import KEY, Serve

pytestmark = pytest.mark.slow  # a server is started

PAGES = ("/", "/states", "/graph", "/states/21", "/evidence", "/text", "/take", "/api/analyse")
PATIENCE = 60


def test_another_tab_is_answered_while_an_analysis_runs(
    serve: Serve, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, enough, analyse = Event(), Event(), workbench.analyse

    def take_long(conflict: Any, concepts: Any, **settings: Any) -> Analysis:
        if concepts == ("gmr",):  # as the first tab asks
            begun.set()
            assert enough.wait(PATIENCE)
        return analyse(conflict, concepts, **settings)

    monkeypatch.setattr(workbench, "analyse", take_long)
    served = serve(str(copied))
    entered = {"Authorization": f"Bearer {KEY}"}
    with ThreadPoolExecutor() as tabs, served.stranger(headers=entered, timeout=PATIENCE) as other:
        first = tabs.submit(served.client.get, "/?concept=gmr")
        try:
            assert begun.wait(PATIENCE)
            for path in PAGES:
                assert other.get(path).status_code == 200, path
            edit = {"do": "move", "party": "japan", "place": 1, "to": 3}
            made = other.post("/api/draft", json={"revision": 0, "edit": edit})
            assert (made.status_code, made.json()["changed"]) == (200, True)
            assert "This is not what the file says" in other.get("/").text
            assert not first.done()
        finally:
            enough.set()
        page = first.result(PATIENCE)
        assert page.status_code == 200
        assert 'id="answer"' in page.text
