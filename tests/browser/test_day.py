"""An analyst's day on the flagship, in a real browser, against the program itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from browsing import Bench, Visit, copy_of
from day import answer

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_the_answer_and_what_if(bench: Callable[..., Bench], visit: Visit, tmp_path: Path) -> None:
    file = copy_of("japan-russia", tmp_path)
    shutil.copyfile(file, file.with_suffix(".first"))
    running = bench(file, tmp_path)
    page = visit(running)
    answer.reads(page)
    answer.switches_scenarios(page)
    answer.moves_by_keyboard(page)
    answer.moves_by_mouse(page)
    answer.settles_an_option(page)
    answer.chooses_concepts(page)
    answer.undoes_and_redoes(page)
    answer.keeps_a_scenario(page, file)
    answer.saves(page, running, file)
    answer.is_told_of_a_changed_file(page, file)
