"""What a case rests on: who said what when, what contradicts what, how many voices there are.

Pure functions over a `Case`, one file a question; none needs a report's text:

- `timeline`: what was said when;
- `stances`: what each party has said on each matter, and how that moved;
- `contradictions`: which statements cannot both be true, by their slots;
- `readings`: whether a contradiction matters to the findings;
- `lineage`: which reports relay one agency, and how many independent chains there are;
- `diff`: what changed between two versions of a case.
"""
