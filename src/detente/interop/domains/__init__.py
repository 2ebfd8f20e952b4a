"""Domains of negotiation programs: GENIUS XML, GeniusWeb JSON and NegMAS YAML, in and out.

A *domain* is what is bargained over; *profiles* beside it say what packages are worth to each
party. All three formats are additive: a weight for each issue, a number for each value. Their
names become ids as they stand, so that packages are told in the domain's own words.

| module | what |
| --- | --- |
| `parts` | what all formats amount to, and the case made of it |
| `genius`, `geniusweb`, `negmas` | one format each, reading and writing |
| `found` | which format a file or folder is of |
| `exporting` | a case as a folder of one of the formats |
"""

from detente.interop.domains.found import read, recognised

__all__ = ["read", "recognised"]
