"""Random evidence, from Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from detente.case import Case, Party
from detente.evidence import Source, Statement

DATES = ("unknown", "2018", "2018-11", "2018-11-14", "2018-12", "2019-01-09", "2019")
SLOTS = st.fixed_dictionaries(
    {},
    optional={
        "quantity": st.sampled_from([2, 4, "four", "Habomai and Shikotan", "all"]),
        "set": st.sampled_from(
            [("Habomai", "Shikotan"), ("Kunashir",), "Iturup, Kunashir", "none"]
        ),
        "strength": st.sampled_from(["considers", "Agrees", "stipulates", "perhaps"]),
        "date": st.sampled_from(DATES),
        "unit": st.sampled_from(["islands", "km"]),
        "instrument": st.sampled_from(["declaration", "Declaration "]),
        "holder": st.sampled_from(["up", "Downriver", "somebody"]),
        "content": st.sampled_from(["one", "other"]),
        "battalions": st.integers(1, 3),
    },
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return a case with evidence and no model."""
    size = draw(st.integers(0, 7))
    names = [f"s{k}" for k in range(size)]
    pick = st.sampled_from
    statements = {
        key: Statement(
            key,
            draw(pick(["they fill", "They  fill.", "they pay", "nothing"])),
            source=draw(pick(["", "a", "b", "c"])),
            by=draw(pick(["up", "down", ""])),
            speaker=draw(pick(["", "Ann", "Bo"])),
            about=draw(pick(["dam", "Dam", "fee", ""])),
            kind=draw(pick(["says", "position", "offer"])),
            date=draw(pick(DATES)),
            chain=tuple(draw(st.lists(pick(["Wire", "Tass"]), max_size=2, unique=True))),
            slots=draw(SLOTS),
            contradicts=tuple(draw(st.lists(pick([*names, "gone"]), max_size=2))),
            status=draw(pick(["accepted", "accepted", "disputed", "withdrawn"])),
        )
        for key in names
    }
    sources = {
        "a": Source("a", "Herald", ("Wire",), "2019-01-10"),
        "b": Source("b", "Radio"),
        "c": Source("c"),
    }
    parties = {"up": Party("up", "Upriver"), "down": Party("down", "Downriver")}
    return Case("dam", "The dam", parties=parties, sources=sources, statements=statements)
