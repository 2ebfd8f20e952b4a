"""Other programs' files, in and out: one module a format, foreign names kept behind its door."""
