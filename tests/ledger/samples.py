"""Hand-made readings for the tests of the ledger."""

from __future__ import annotations

import hashlib

from detente.proposals import Mention, Proposal, Reading, Span, TimeReference

TEXT = """\
PORT BRENN, 20 May - Alba would withdraw its garrison if Brenn lets inspectors in, Foreign
Minister Ana Olm said on Tuesday.

"Inspectors are out of the question," the Border Wire quoted Brenn's envoy as saying.
"""

CASE = """\
# A pact, with comments that stay.
detente: 1
id: pact
title: A pact
parties: {alba: Alba, brenn: Brenn}  # two of them

statements:
  # what is known already
  larger: {by: alba, says: The garrison has three battalions.}   # hearsay
"""


def proposal(
    text: str, quote: str, speaker: str = "", party: str = "", **others: object
) -> Proposal:
    start = text.index(quote)
    span = Span(start, start + len(quote))
    mention = Mention(speaker, None, party or None) if speaker else None
    return Proposal(span, quote, span, speaker=mention, **others)  # type: ignore[arg-type]


def reading(text: str = TEXT, *proposals: Proposal, source: str = "herald.txt") -> Reading:
    made = proposals or (
        proposal(
            text, "Alba would withdraw its garrison if Brenn lets inspectors in", "Ana Olm", "alba",
            kind="offer", cue="said", slots={"battalions": 2, "holder": "alba"},
            time=TimeReference("on Tuesday", first="2030-05-19", last="2030-05-19"),
        ),
        proposal(
            text, "Inspectors are out of the question", "Brenn's envoy", "brenn",
            kind="refusal", chain=("Border Wire",),
        ),
    )  # fmt: skip
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Reading(source, text, sha256, statements=tuple(made), needs=("date", "outlet"))
