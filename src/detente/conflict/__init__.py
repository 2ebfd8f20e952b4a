"""The graph model for conflict resolution: which outcomes are stable, and why."""
