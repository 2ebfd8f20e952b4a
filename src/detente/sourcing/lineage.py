"""Through whom everything came, and how many independent chains stand behind each judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from detente.case import Case
from detente.evidence import independent, links, plain
from detente.sourcing.judgements import Judgement, judgements

Shares = Literal["wording", "quote", "agency"]
"""What two reports have in common, the strongest first:

- wording: words outside quotation marks, so that one was written from the other, or both from a
  third;
- quote: only words in quotation marks, which two reporters can both have heard;
- agency: only an agency or outlet that both name.
"""


COPIED = 12
"""Shared words outside quotation marks from which one report was not written apart."""


@dataclass(frozen=True, slots=True)
class SharedText:
    """Words that two reports share, as found in their texts.

    Parameters
    ----------
    left, right : str
        Ids of sources.
    text : str
        The words.
    quoted : bool
        Whether they stand in quotation marks.
    """

    left: str
    right: str
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two reports have in common.

    Parameters
    ----------
    left, right : str
        Ids of sources, in the order of the case.
    wording, quotes : tuple of str
        Shared words outside quotation marks, and within.
    agencies : tuple of str
        Agencies and outlets through which statements of both came.
    """

    left: str
    right: str
    wording: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()

    @property
    def shares(self) -> Shares:
        """The strongest thing that they have in common."""
        return "wording" if self.wording else "quote" if self.quotes else "agency"

    @property
    def copied(self) -> bool:
        """Whether they share so much wording that they count as one voice.

        A single run of eight words is a turn of phrase; `COPIED` words are not.
        """
        return sum(len(text.split()) for text in self.wording) >= COPIED

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "left": self.left,
            "right": self.right,
            "shares": self.shares,
            "copied": self.copied,
            "wording": list(self.wording),
            "quotes": list(self.quotes),
            "agencies": list(self.agencies),
        }


@dataclass(frozen=True, slots=True)
class Relay:
    """An agency or outlet, and what came through it.

    Parameters
    ----------
    name : str
        As first written.
    sources : tuple of str
        The sources that it published, or that pass it on.
    statements : tuple of str
        The statements that came through it.
    """

    name: str
    sources: tuple[str, ...]
    statements: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "name": self.name,
            "sources": list(self.sources),
            "statements": list(self.statements),
        }


@dataclass(frozen=True, slots=True)
class Support:
    """How many independent chains stand behind one judgement.

    Parameters
    ----------
    judgement : Judgement
    chains : tuple of tuple of str
        A largest choice of chains of which no two share a link: agencies first, outlet last.
    exact : bool
        False where there are so many chains that a larger choice may exist.
    cited : tuple of str
        Statements that stand behind it and were not withdrawn.
    disputed, withdrawn, unsourced : tuple of str
        Those cited that are disputed, that no longer stand and do not count, and those of which
        nobody knows whence they came, which count for nothing either.
    """

    judgement: Judgement
    chains: tuple[tuple[str, ...], ...]
    exact: bool
    cited: tuple[str, ...]
    disputed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of independent chains."""
        return len(self.chains)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            **self.judgement.to_dict(),
            "independent_chains": self.count,
            "exact": self.exact,
            "chains": [list(chain) for chain in self.chains],
            "disputed": list(self.disputed),
            "withdrawn": list(self.withdrawn),
            "unsourced": list(self.unsourced),
        }

    def row(self) -> dict[str, str]:
        """Return flat fields, for a table."""
        judgement = self.judgement
        return {
            "place": judgement.place,
            "what": judgement.what,
            "party": judgement.party,
            "scenario": judgement.scenario,
            "label": judgement.label,
            "independent_chains": str(self.count),
            "chains": "; ".join(" > ".join(chain) for chain in self.chains),
            "cites": "; ".join(judgement.ground.cites),
            "disputed": "; ".join(self.disputed),
            "withdrawn": "; ".join(self.withdrawn),
        }


@dataclass(frozen=True, slots=True)
class Lineage:
    """Through whom the evidence of a case came.

    Parameters
    ----------
    case : str
        Id of the case.
    relays : tuple of Relay
        Agencies and outlets, those with most sources first.
    kinships : tuple of Kinship
        Pairs of sources with something in common.
    supports : tuple of Support
        One for each judgement, in the order of the case.
    compared : tuple of str
        Sources whose texts were at hand; only among these was wording compared.
    """

    case: str
    relays: tuple[Relay, ...]
    kinships: tuple[Kinship, ...]
    supports: tuple[Support, ...]
    compared: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the lineage as one JSON-ready object (format ``detente.lineage/1``)."""
        return {
            "format": "detente.lineage/1",
            "case": self.case,
            "relays": [relay.to_dict() for relay in self.relays],
            "kinships": [kinship.to_dict() for kinship in self.kinships],
            "supports": [support.to_dict() for support in self.supports],
            "texts_compared": list(self.compared),
        }

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield one flat record for every judgement."""
        for support in self.supports:
            yield support.row()


def lineage(
    case: Case, shared: Iterable[SharedText] = (), *, compared: Sequence[str] = ()
) -> Lineage:
    """Tell through whom the evidence came, and count independent chains.

    Parameters
    ----------
    case : Case
    shared : iterable of SharedText
        Words that reports share, where their texts were at hand. Two that share at least
        `COPIED` words outside quotation marks count as one voice.
    compared : sequence of str
        Sources whose texts were compared for that.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.preferences import Ordered, Wish
    >>> from detente.conditions import parse
    >>> from detente.evidence import Ground, Source, Statement
    >>> game = conflict({"a": ["x"]}, {"a": Ordered((
    ...     Wish(parse("a.x"), ground=Ground(cites=("s", "t"))),))})
    >>> found = lineage(Case("c", "C", conflict=game,
    ...     sources={"h": Source("h", "Herald", ("Kyodo",)), "r": Source("r", "RIA", ("Kyodo",))},
    ...     statements={"s": Statement("s", "…", "h"), "t": Statement("t", "…", "r")}))
    >>> [(kinship.left, kinship.right, kinship.agencies) for kinship in found.kinships]
    [('h', 'r', ('Kyodo',))]
    >>> found.supports[-1].count
    1
    """
    listing = [pair for pair in shared if pair.left != pair.right]
    kin = _kinships(case, listing)
    copied: dict[str, list[str]] = {}
    for kinship in kin:
        if kinship.copied:
            for key in (kinship.left, kinship.right):
                copied.setdefault(key, []).append(f"wording of {kinship.left} and {kinship.right}")
    through = _through(case)
    return Lineage(
        case.id,
        _relays(case, through),
        kin,
        tuple(_support(case, judgement, through, copied) for judgement in judgements(case)),
        tuple(compared),
    )


def support(case: Case, judgement: Judgement) -> Support:
    """Return how many independent chains stand behind one judgement, texts not compared."""
    return _support(case, judgement, _through(case), {})


def _through(case: Case) -> dict[str, tuple[str, ...]]:
    """Return through whom each statement came."""
    return {
        key: links(statement, case.sources.get(statement.source))
        for key, statement in case.statements.items()
    }


def _relays(case: Case, through: Mapping[str, Sequence[str]]) -> tuple[Relay, ...]:
    names: dict[str, str] = {}
    sources: dict[str, dict[str, None]] = {}
    statements: dict[str, list[str]] = {}
    for key, chain in through.items():
        for name in chain:
            names.setdefault(plain(name), name)
            statements.setdefault(plain(name), []).append(key)
            if source := case.statements[key].source:
                sources.setdefault(plain(name), {})[source] = None
    found = [Relay(names[k], tuple(sources.get(k, ())), tuple(statements[k])) for k in names]
    return tuple(sorted(found, key=lambda r: (-len(r.sources), -len(r.statements), r.name)))


def _kinships(case: Case, shared: Sequence[SharedText]) -> tuple[Kinship, ...]:
    order = {key: place for place, key in enumerate(case.sources)}
    words: dict[tuple[str, str], dict[bool, dict[str, None]]] = {}
    for one in shared:
        pair = tuple(sorted((one.left, one.right), key=lambda key: order.get(key, len(order))))
        found = words.setdefault((pair[0], pair[1]), {True: {}, False: {}})
        found[one.quoted][one.text] = None
    agencies = _agencies(case)
    common = {
        (left, right): tuple(name for key, name in agencies[left].items() if key in agencies[right])
        for left, right in combinations(case.sources, 2)
        if agencies[left].keys() & agencies[right].keys()
    }
    pairs = sorted({*words, *common}, key=lambda p: tuple(order.get(k, len(order)) for k in p))
    return tuple(
        Kinship(
            *pair,
            tuple(words.get(pair, {}).get(False, ())),
            tuple(words.get(pair, {}).get(True, ())),
            common.get(pair, ()),
        )
        for pair in pairs
    )


def _agencies(case: Case) -> dict[str, dict[str, str]]:
    """Return the agencies and the outlet that each source names, itself or for a statement."""
    found: dict[str, dict[str, str]] = {}
    for key, source in case.sources.items():
        outlet = () if source.outlet in ("", "unknown") else (source.outlet,)
        found[key] = {plain(name): name for name in (*source.relays, *outlet)}
    for statement in case.statements.values():
        if statement.source in found:
            for name in statement.chain:
                found[statement.source].setdefault(plain(name), name)
    return found


def _support(
    case: Case,
    judgement: Judgement,
    through: Mapping[str, tuple[str, ...]],
    copied: Mapping[str, Sequence[str]],
) -> Support:
    known = [c for c in dict.fromkeys(judgement.ground.cites) if c in case.statements]
    by_status: dict[str, list[str]] = {"accepted": [], "disputed": [], "withdrawn": []}
    for key in known:
        by_status[case.statements[key].status].append(key)
    cited = [key for key in known if case.statements[key].status != "withdrawn"]
    chains = [(*through[key], *copied.get(case.statements[key].source, ())) for key in cited]
    found = independent(chains)
    return Support(
        judgement,
        tuple(through[cited[index]] for index in found.chains),
        found.exact,
        tuple(cited),
        tuple(by_status["disputed"]),
        tuple(by_status["withdrawn"]),
        tuple(key for key in cited if not through[key]),
    )
