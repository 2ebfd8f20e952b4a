"""One report in, proposals out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from detente.case import Case
from detente.errors import LimitError
from detente.proposals import Mention, Proposal, Reading, Span, TimeReference
from detente.reading import model
from detente.reading.attribution import Attribution, attributions
from detente.reading.boilerplate import blanked, boilerplate
from detente.reading.chains import Relay, chain, covering, relays
from detente.reading.dates import as_date, dates
from detente.reading.documents import MAX_CHARACTERS, Document
from detente.reading.parties import Parties, dateline_agency, datelines
from detente.reading.slots import slots
from detente.reading.speakers import Speakers

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 32
"""Reports parsed together; what the parser remembers of them is dropped after each batch."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_ENDLESS = re.compile(r"\S{400,}")
"""No word of English: addresses, data, attacks. Splitting them takes a time that grows squared."""
_WRAPPED = range(45, 100)


@dataclass(frozen=True)
class Reader:
    """A loaded parser, ready to read any number of reports.

    Parameters
    ----------
    parser : spacy.language.Language
        From `detente.reading.model.load`.
    """

    parser: Language

    @classmethod
    def load(cls) -> Reader:
        """Return a reader with the installed model; see `detente.reading.model.load`."""
        return cls(model.load())

    def read(
        self,
        text: str,
        *,
        case: Case | None = None,
        published: date | str | None = None,
        source: str = "",
        outlet: str = "",
    ) -> Reading:
        """Return what a text proposes; see `detente.reading.read`."""
        day = published.isoformat() if isinstance(published, date) else published or ""
        document = Document(text, "txt", source=source, published=day, outlet=outlet)
        return next(self.read_many([document], case=case))

    def read_many(
        self, documents: Iterable[Document], *, case: Case | None = None
    ) -> Iterator[Reading]:
        """Yield what each document proposes, in order; memory does not grow with their number.

        Parameters
        ----------
        documents : iterable of Document
            Taken as needed, some at a time.
        case : Case, optional
            Whose parties are looked for.
        """
        parties = Parties.of(case)
        waiting = iter(documents)
        while batch := list(islice(waiting, BATCH)):
            with self.parser.memory_zone():
                prepared = [_prepared(d) for d in batch]
                parsed = self.parser.pipe([self._doc(p.clean) for p in prepared], batch_size=BATCH)
                read = [_reading(p, doc, parties) for p, doc in zip(prepared, parsed, strict=True)]
            yield from read

    def parse(self, text: str) -> Doc:
        """Return the parse of one text, which `detente.reading.attribution` works on."""
        return next(iter(self.parser.pipe([self._doc(text)])))

    def _doc(self, text: str) -> Doc:
        """Return tokens without datelines, a sentence starting wherever a paragraph does."""
        doc = self.parser.make_doc(blanked(text, datelines(text)))
        for token in doc[:-1]:
            if token.is_space and _ends_paragraph(text, token.idx, token.text):
                doc[token.i + 1].is_sent_start = True
        return doc


def _ends_paragraph(text: str, place: int, gap: str) -> bool:
    """Tell whether a gap with line breaks ends a paragraph, or only a line of wrapped text."""
    if "\n" not in gap:
        return False
    if gap.count("\n") > 1 or gap.strip(" \t\r\n") != "":
        return True
    line = text[text.rfind("\n", 0, place) + 1 : place].rstrip()
    return len(line) not in _WRAPPED or line[-1:] in '.!?”":'


@dataclass(frozen=True)
class _Prepared:
    """A document, and its text as the parser sees it."""

    document: Document
    masked: tuple[Span, ...]
    clean: str


def _prepared(document: Document) -> _Prepared:
    text = document.text
    if len(text) > MAX_CHARACTERS:
        raise LimitError(
            f"{document.source or 'the text'} has {len(text):,} characters",
            hint=f"at most {MAX_CHARACTERS:,} are read at once; split it",
            code="report-too-long",
        )
    masked = boilerplate(text)
    clean = _SURROGATES.sub("\ufffd", blanked(text, masked))
    clean = _ENDLESS.sub(lambda run: " " * len(run.group()), clean)
    return _Prepared(document, masked, clean)


def _reading(prepared: _Prepared, doc: Doc, parties: Parties) -> Reading:
    """Return what a parsed document proposes."""
    document, text = prepared.document, prepared.clean
    anchor = as_date(document.published)
    day = anchor.isoformat() if anchor else ""
    times = dates(text, anchor)
    places = datelines(text)
    report = _Report(text, day, times, relays(text), parties, dateline_agency(text))
    statements = report.statements(attributions(doc, skip=places), [_span(s) for s in doc.sents])
    original = document.text
    needs = (*(() if anchor else ("date",)), *(() if document.outlet else ("outlet",)))
    return Reading(
        source=document.source,
        text=original,
        sha256=hashlib.sha256(original.encode("utf-8", "surrogatepass")).hexdigest(),
        masked=prepared.masked,
        statements=tuple(replace(s, text=s.content.of(original)) for s in statements),
        mentions=tuple(parties.mentions(text, times, places, day)),
        needs=needs,
    )


def _span(sentence: object) -> Span:
    return Span(sentence.start_char, sentence.end_char)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Report:
    """What is known of a report while its statements are made."""

    text: str
    day: str
    times: tuple[TimeReference, ...]
    named: tuple[Relay, ...]
    parties: Parties
    dateline_agency: str

    def statements(self, found: Iterable[Attribution], sentences: list[Span]) -> list[Proposal]:
        """Return the proposals, speakers resolved and chains completed."""
        known = self.parties.people_of(self.text, self.day)
        speakers = Speakers(self.text, self.parties)
        whole = covering(self.text, sentences, self.named)
        made = [
            self._proposal(a, speakers, known)
            for a in found
            if not any(a.sentence.start <= start < a.sentence.end for start in whole)
        ]
        return _covered(made, whole, self.dateline_agency)

    def _proposal(self, found: Attribution, speakers: Speakers, known: dict[str, str]) -> Proposal:
        content, sentence = found.content, found.sentence
        day = self.parties.day_at(self.text, found.cue.start, self.times, self.day)
        kept = slots(self.text, content, sentence, found.lemma, self.parties, day)
        year = re.search(r"_(\d{4})$", str(kept.get("instrument", "")))
        if year and found.kind == "commitment" and "strength" in kept and day == self.day:
            day = self._day_of_instrument(found, year[1])
        speaker = speakers.resolve(found.speaker, day, known)
        addressee = None
        if found.addressee is not None:
            words = found.addressee.of(self.text)
            party = self.parties.of_speaker(words, day, known)
            addressee = Mention(words, found.addressee, party)
        return Proposal(
            content=content,
            text=content.of(self.text),
            sentence=sentence,
            speaker=speaker,
            addressee=addressee,
            cue=found.cue_text,
            kind=found.kind,
            chain=chain(self.text, sentence, content, found.agency, self.named),
            time=self._time(found),
            slots=kept,
        )

    def _day_of_instrument(self, found: Attribution, year: str) -> str:
        """Return the year of the instrument *in* which something is agreed."""
        before = self.text[found.sentence.start : found.cue.start]
        return f"{year}-12-31" if re.search(r"\b[Ii]n the\b|\bin which\b", before) else self.day

    def _time(self, found: Attribution) -> TimeReference | None:
        """Return the time in the sentence that stands nearest to the cue, outside the content."""
        inside = [
            t for t in self.times
            if t.span and found.sentence.start <= t.span.start < found.sentence.end
            and not found.content.start <= t.span.start < found.content.end
        ]  # fmt: skip
        return min(inside, key=lambda t: abs(t.span.start - found.cue.start), default=None)  # type: ignore[union-attr]


def _covered(made: list[Proposal], whole: dict[int, str], dateline: str) -> list[Proposal]:
    """Return the proposals with the agencies that whole sentences, or the dateline, name.

    Such a sentence covers the speaker before it, and what the same one says from there on.
    """
    agencies: dict[int, str] = {}
    for place, name in whole.items():
        before = [p for p in made if p.sentence.start < place and place - p.sentence.end < 600]
        if not before or before[-1].speaker is None:
            continue
        who = _surname(before[-1].speaker)
        first = made.index(before[-1])
        for number in range(first, len(made)):
            speaker = made[number].speaker
            if speaker is None or _surname(speaker) != who:
                break
            agencies[number] = name
    finished = []
    for number, proposal in enumerate(made):
        names = [*proposal.chain, agencies.get(number, ""), dateline]
        links = tuple(dict.fromkeys(n for n in names if n))
        finished.append(replace(proposal, chain=links))
    return finished


def _surname(mention: Mention) -> str:
    """Return the last name in a speaker's phrase, before any apposition."""
    names = re.findall(r"[A-Z][\w'’-]+", mention.text.split(",")[0])
    return names[-1] if names else mention.text
