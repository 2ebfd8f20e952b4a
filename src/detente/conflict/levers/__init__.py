"""Levers: whose act changes what another would rather do, and which equilibria hang on it."""
