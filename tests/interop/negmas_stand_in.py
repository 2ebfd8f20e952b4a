"""A stand-in for NegMAS, for tests of what is done around it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import detente
from detente.interop import simulation

# A protocol of its own: the first of the packages that is best for whoever begins.
STAND_IN = """\
import types
class Issue:
    def __init__(self, count): self.count = count
def make_issue(count, name): return Issue(count)
class TableFun:
    def __init__(self, mapping): self.mapping = mapping
class LinearAdditiveUtilityFunction:
    def __init__(self, values, weights, issues, reserved_value):
        self.table, self.reserved_value = values[0].mapping, reserved_value
class BoulwareTBNegotiator:
    def __init__(self, name): self.id = name
class SAOMechanism:
    def __init__(self, issues, n_steps): self.parties, self.steps = [], n_steps
    def add(self, negotiator, ufun): self.parties.append((negotiator, ufun))
    def run(self):
        print("noise on standard output")
        negotiator, ufun = self.parties[0]
        best = max(ufun.table, key=lambda k: (ufun.table[k], -k))
        return types.SimpleNamespace(
            agreement=(best,), current_proposer=negotiator.id, step=self.steps
        )
sao = types.SimpleNamespace(BoulwareTBNegotiator=BoulwareTBNegotiator)
"""


def install(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stand-in in the place of NegMAS; return the module."""
    package = directory / "modules" / "negmas"
    (package / "preferences").mkdir(parents=True)
    (package / "__init__.py").write_text(STAND_IN)
    names = "LinearAdditiveUtilityFunction"
    (package / "preferences" / "__init__.py").write_text(f"from negmas import {names}\n")
    (package / "preferences" / "value_fun.py").write_text("from negmas import TableFun\n")
    own = Path(detente.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", f"{package.parent}{os.pathsep}{own}")
    monkeypatch.setattr(simulation.importlib.util, "find_spec", lambda name: object())
    return package / "__init__.py"
