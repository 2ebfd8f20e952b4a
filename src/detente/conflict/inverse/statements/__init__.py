"""The least edit of the preference statements that the case is written in."""
