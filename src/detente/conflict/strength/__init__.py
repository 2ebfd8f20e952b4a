"""Strength of preference: what deters a party, something worse or something much worse."""

from detente.conflict.strength.analysis import Strength, strength

__all__ = ["Strength", "strength"]
