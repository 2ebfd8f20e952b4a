"""What coalitions can upset: stability against every group of parties, not single ones only."""

from detente.conflict.coalitions.analysis import CoalitionAnalysis, coalitions

__all__ = ["CoalitionAnalysis", "coalitions"]
