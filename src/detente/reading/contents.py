"""Where the content of a verb stands: its clause, infinitive, object, or what surrounds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.proposals import Span
from detente.reading import cues
from detente.reading.tree import child, phrase, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Token

_PRONOUN_OBJECTS = frozenset(("it", "this", "that", "them", "so", "what", "which", "himself", "him",
                              "her", "me", "us", "you", "one", "herself", "themselves", "itself"))  # fmt: skip
_STOPS = (",", "”", '"', "''", "’", "—", "–", "-", "?", "!")
FINITE = ("VBD", "VBZ", "VBP", "MD")
_AUXILIARY = ("aux", "auxpass", "neg", "prt")
_CONNECTIVE = 12
"""Characters before *as Abe said* that are a *however*, no statement."""
_OWN = ("nsubj", "prep", "npadvmod", "advmod", "dobj", "dative", "prt", "agent")


def content_of(
    verb: Token, cue: cues.Cue, scope: Span, speaker: Token | None
) -> tuple[Span | None, Token | None, tuple[Token, ...]]:
    """Return the content, the addressee and further words of the cue."""
    text = verb.doc.text
    frames = cue.frames
    person = _addressee(verb, frames)
    if frames & {"c", "t"}:
        clause = _clause(verb, cue, scope, speaker, text)
        if clause is not None:
            return clause, person, ()
    if "x" in frames or ("t" in frames and person is not None):
        infinitive = child(verb, "xcomp", "ccomp" if "t" in frames else "xcomp")
        if infinitive is None and "t" in frames and person is not None:
            infinitive = child(person, "acl", "relcl")
        if infinitive is not None and is_infinitive(infinitive):
            return stretch_after(verb, infinitive, text), person, ()
    if (appeal := _appeal(verb, text)) is not None:
        return appeal
    for preposition in verb.children:
        if preposition.dep_ not in ("prep", "prt", "dative", "agent"):
            continue
        if preposition.lower_ in frames and preposition.i > verb.i:
            held = child(preposition, "pobj", "pcomp")
            if held is None and preposition.dep_ == "prt":
                held = child(verb, "dobj", "ccomp")
            if held is not None and held.lower_ not in _PRONOUN_OBJECTS:
                return stretch_after(preposition, held, text), person, (preposition,)
    if "o" in frames:
        thing = child(verb, "dobj")
        if thing is not None and _speaks_itself(thing):
            return None, None, ()
        if thing is not None and thing.i > verb.i and thing.lower_ not in _PRONOUN_OBJECTS:
            return stretch_after(verb, thing, text), _to_whom(verb), ()
    return None, None, ()


def _appeal(verb: Token, text: str) -> tuple[Span | None, Token, tuple[Token, ...]] | None:
    """Return what *called on Aldia to stop* asks, and of whom."""
    on = next(
        (c for c in verb.children if c.lower_ in ("on", "upon", "to") and c.dep_ == "prep"), None
    )
    asked = child(on, "pobj") if on is not None else None
    if on is None or asked is None or verb.lower_.rstrip("eds") not in ("call", "appeal"):
        return None
    held = [*verb.children, *asked.children]
    wanted = next((c for c in held if c.i > asked.i and is_infinitive(c)), None)
    return None if wanted is None else (stretch_after(asked, wanted, text), asked, (on,))


def _speaks_itself(thing: Token) -> bool:
    """Tell whether an object has its own content: *expressed hope that …*."""
    if thing.lower_ not in cues.noun_forms() or child(thing, "poss") is not None:
        return False
    return any(
        c.dep_ in ("acl", "ccomp")
        and c.i > thing.i
        and (is_infinitive(c) or any(m.dep_ == "mark" for m in c.children))
        for c in thing.children
    )


def is_infinitive(infinitive: Token) -> bool:
    """Tell whether a verb stands with *to*."""
    return any(c.tag_ == "TO" for c in infinitive.children)


def stretch_after(anchor: Token, head: Token, text: str) -> Span | None:
    """Return the phrase of a head, as far as it stands after its anchor and before a new cue."""
    span = phrase(head)
    stop = _cut(head, span)
    return trimmed(text, max(span.start, anchor.idx + len(anchor)), stop)


def _cut(head: Token, span: Span) -> int:
    """Return where a content ends: before *, adding that …* and the like."""
    doc = head.doc
    for token in doc[head.left_edge.i : head.right_edge.i + 1]:
        if token.tag_ == "VBG" and token.i > head.i and token.i and token.nbor(-1).text == ",":
            cue = cues.verb_forms().get(token.lower_)
            if cue is not None and "c" in cue.frames and token.dep_ in ("advcl", "acl", "conj"):
                return token.nbor(-1).idx
        if token.lower_ == "according" and token.i > head.i:
            return token.idx
    return span.end


def _addressee(verb: Token, frames: frozenset[str]) -> Token | None:
    """Return whom the verb's object names as the one spoken to."""
    found = child(verb, "dative")
    if found is not None:
        return child(found, "pobj") if found.tag_ in ("IN", "TO") else found
    if "t" in frames:
        found = child(verb, "dobj")
        if found is None:
            clause = child(verb, "ccomp")  # "urged them to go": a clause with its own subject
            if clause is not None and is_infinitive(clause):
                found = child(clause, "nsubj", "nsubjpass")
        if found is not None and found.i > verb.i:
            return found
    return _to_whom(verb)


def _to_whom(verb: Token) -> Token | None:
    """Return the addressee of *explained it to Putin*."""
    for preposition in verb.children:
        if preposition.lower_ == "to" and preposition.dep_ in ("prep", "dative"):
            held = child(preposition, "pobj")
            if held is not None and held.tag_ in ("NNP", "NNPS", "PRP", "NNS"):
                return held
    return None


def _clause(
    verb: Token, cue: cues.Cue, scope: Span, speaker: Token | None, text: str
) -> Span | None:
    """Return the clause a verb takes: after it, before it (*…, Abe said*), or around it."""
    edge = _clause_edge(verb, speaker)
    last = _clause_end(verb)
    clauses = [
        c for c in verb.children if c.dep_ in ("ccomp", "parataxis") and not is_infinitive(c)
    ]
    after = next((c for c in clauses if c.i > verb.i), None)
    before = next((c for c in clauses if c.i < verb.i), None)
    close = edge.i == 0 or edge.nbor(-1).text in _STOPS
    if before is not None and ((after is not None and not close) or verb.tag_ == "VBG"):
        before = None
    if before is not None and cue.lemma in cues.SAYING:
        start = _statement_start(verb, before, scope)
        spread = phrase(before)
        stop = spread.end if spread.end > last.idx + len(last) else edge.idx
        return trimmed(text, start, stop)
    if after is not None:
        return stretch_after(verb, after, text)
    colon = last.nbor(1) if last.i + 1 < len(verb.doc) else None
    if colon is not None and colon.text == ":" and cue.lemma in cues.SAYING:
        return trimmed(text, colon.idx + 1, scope.end)
    if cue.lemma not in cues.SAYING or speaker is None or verb.tag_ == "VBG":
        return None
    return _parenthetical(verb, edge, last, scope, text)


def _statement_start(verb: Token, clause: Token, scope: Span) -> int:
    """Return where a statement before its cue starts: with its sentence, if nothing is between."""
    here = verb
    if here.dep_ in ("conj", "ccomp", "advcl") and here.head.i < clause.i:
        return clause.left_edge.idx
    return max(scope.start, verb.sent.start_char)


def _clause_edge(verb: Token, speaker: Token | None) -> Token:
    """Return the first word of *Abe said*, *said Abe*, *as Abe said*."""
    first = verb
    for part in verb.children:
        if part.dep_ in (*_AUXILIARY, "nsubj", "advmod", "mark") and part.left_edge.i < first.i:
            between = verb.doc[part.right_edge.i + 1 : verb.i]
            if part.dep_ in ("nsubj", "aux") or not any(t.dep_ == "ccomp" for t in between):
                first = part.left_edge
    return first


def _clause_end(verb: Token) -> Token:
    """Return the last word of *Abe said on Sunday*."""
    last = verb
    for part in verb.children:
        if part.dep_ in _OWN and part.i > verb.i and part.right_edge.i > last.i:
            last = part.right_edge
    return last


def _parenthetical(verb: Token, edge: Token, last: Token, scope: Span, text: str) -> Span | None:
    """Return what surrounds *, Abe said,* or *, as Abe pointed out,* in its sentence."""
    end = last.idx + len(last)
    goes_on = text[end : end + 1] == ","
    before = trimmed(text, scope.start, edge.idx) if edge.idx > scope.start else None
    around = trimmed(text, scope.start, scope.end) if goes_on else before
    if verb.dep_ == "advcl" and any(c.lower_ == "as" for c in verb.children):
        short = before is None or before.end - before.start < _CONNECTIVE
        return trimmed(text, end, scope.end) if short else around
    comma = edge.i > verb.sent.start and edge.nbor(-1).text in _STOPS
    if before is None or not comma or verb.dep_ not in ("parataxis", "advcl", "ccomp", "ROOT"):
        return None
    if verb.dep_ == "parataxis" and goes_on:
        return around
    told = [t for t in verb.sent if scope.start <= t.idx < edge.idx]
    whole = any(t.tag_ in FINITE or t.text in ("”", '"') for t in told)
    return before if whole else None
