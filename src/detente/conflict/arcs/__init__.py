"""Conflicts in graph form: states by name, and who can move from which to which."""

from detente.conflict.arcs.model import GraphConflict, State, graph_conflict

__all__ = ["GraphConflict", "State", "graph_conflict"]
