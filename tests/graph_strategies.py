"""Random conflicts in graph form: listed moves, ties, states that nobody can leave or enter."""

from __future__ import annotations

from hypothesis import strategies as st

from detente.conflict.arcs import GraphConflict, graph_conflict
from detente.conflict.preferences import Payoffs


@st.composite
def graph_conflicts(draw: st.DrawFn, max_parties: int = 4, max_states: int = 6) -> GraphConflict:
    """Return random conflicts in graph form of two to four parties."""
    parties = "pqrs"[: draw(st.integers(1, max_parties))]
    n = draw(st.integers(1, max_states))
    states = [f"s{k}" for k in range(n)]
    arcs = [(s, t) for s in states for t in states if s != t]
    moves = {
        party: draw(st.lists(st.sampled_from(arcs), unique=True, max_size=10)) if arcs else []
        for party in parties
    }
    levels = draw(st.integers(1, n))
    values = st.lists(st.integers(0, levels - 1), min_size=n, max_size=n)
    return graph_conflict(states, moves, {party: Payoffs.of(draw(values)) for party in parties})


def random_graph_conflict(seed: int, max_states: int = 7) -> GraphConflict:
    """Return the random conflict of a seed, with many moves: long answers, and ways back."""
    import numpy as np

    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, max_states, endpoint=True))
    states = [f"s{k}" for k in range(n)]
    dense = rng.uniform(0.1, 0.6)
    parties = "pqrs"[: int(rng.integers(2, 4, endpoint=True))]
    moves = {
        party: [(s, t) for s in states for t in states if s != t and rng.uniform() < dense]
        for party in parties
    }
    levels = int(rng.integers(2, n, endpoint=True))
    return graph_conflict(
        states, moves, {p: Payoffs.of(rng.integers(0, levels, n)) for p in parties}
    )
