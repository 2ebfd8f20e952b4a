"""Comparisons of two states that may be unknown."""

import numpy as np
import pytest

from detente.conflict.model import conflict
from detente.conflict.relations import UNKNOWN, OrdinalRelation, PairRelation
from detente.errors import ModelError, UnknownNameError


def test_ordinal_relations_follow_the_ranks():
    relation = OrdinalRelation(np.array([1, 0, 1, 2], np.int32))
    assert relation.against(0).tolist() == [0, -1, 0, 1]
    assert not relation.unsure


def test_unknown_pairs_are_unknown_both_ways_and_only_they():
    relation = PairRelation(np.array([1, 0, 1, 2], np.int32), [(4, 2)])
    assert relation.against(1).tolist() == [1, 0, 1, UNKNOWN]
    assert relation.against(3).tolist() == [-1, UNKNOWN, -1, 0]
    assert relation.against(0).tolist() == [0, -1, 0, 1]
    assert relation.unsure
    assert not PairRelation(np.array([1, 0], np.int32), []).unsure


def test_pairs_that_make_no_sense_are_refused():
    ranks = np.array([1, 0], np.int32)
    with pytest.raises(UnknownNameError, match="no state 3"):
        PairRelation(ranks, [(1, 3)])
    with pytest.raises(ModelError, match="itself"):
        PairRelation(ranks, [(2, 2)])


def test_a_conflict_gives_the_relation_of_a_party():
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": []})
    assert game.relation("a").against(0).tolist() == [0, 1, 0, 1]
    assert game.relation("b").against(0).tolist() == [0, 0, 0, 0]
    with pytest.raises(UnknownNameError):
        game.relation("c")
