"""Graph-model conflict analysis of negotiations: one case file in, findings and a brief out."""

__version__ = "0.1.0"
