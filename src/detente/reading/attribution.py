"""Who says what: rules on the dependency parse of a report.

Every verb and noun of the lexicon is tried, in text order, and the first reading that gives a
content stands. Quotations then complete their content (`detente.reading.quotes`), and what lies
inside the content of another statement is left to that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.proposals import Kind, Span
from detente.reading import cues
from detente.reading.contents import content_of, is_infinitive, stretch_after
from detente.reading.quotes import inside, quotations
from detente.reading.tree import child, name_phrase, phrase, subject, trimmed, union

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OPEN = ("", ",", ":")
CLOSING = ("”", '"', "'")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One statement as the parse shows it; its speaker not yet resolved.

    Parameters
    ----------
    content : Span
        What was said.
    cue : Span
        The word that marks it.
    cue_text : str
        The cue as it is shown.
    lemma : str
        The cue's base form.
    kind : str
        What the statement does.
    speaker, addressee : Span or None
        As the sentence names them.
    agency : Span or None
        Who quotes, in *was quoted as saying by the agency*.
    sentence : Span
        Where the cue stands.
    """

    content: Span
    cue: Span
    cue_text: str
    lemma: str
    kind: Kind
    sentence: Span
    speaker: Span | None = None
    addressee: Span | None = None
    agency: Span | None = None


def attributions(doc: Doc, *, skip: Sequence[Span] = ()) -> tuple[Attribution, ...]:
    """Return the statements of a parsed text, in text order.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        With tags and dependencies; no entities or lemmas are needed.
    skip : sequence of Span
        Stretches that belong to no statement, such as datelines.
    """
    text = doc.text
    quoted = quotations(text)
    found: list[Attribution] = []
    for sentence in doc.sents:
        start = sentence.start_char
        for span in skip:
            if span.start <= start < span.end:
                start = span.end
        scope = Span(start, sentence.end_char)
        for token in sentence:
            found.extend(_by_token(token, scope))
    grown = [_with_quotes(a, text, quoted) for a in found]
    return tuple(_outermost(grown, quoted))


def _by_token(token: Token, scope: Span) -> Iterator[Attribution]:
    """Yield what a single word marks."""
    word = token.lower_
    tag = token.tag_
    if word == "according":
        made = _according(token, scope)
    elif tag.startswith("VB") and (cue := cues.verb_forms().get(word)) is not None:
        if _asked_or_supposed(token):
            return
        made = _passive(token, cue, scope) if _is_passive(token) else _active(token, cue, scope)
    elif tag in ("NN", "NNS") and (cue := cues.noun_forms().get(word)) is not None:
        made = _by_noun(token, cue, scope)
    else:
        return
    if made is not None:
        yield made


# -- Verbs ---------------------------------------------------------------------------------


def _asked_or_supposed(verb: Token) -> bool:
    """Tell whether the verb stands in a condition or a question to the reader."""
    here = verb
    for _ in range(4):
        if here.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in here.children
        ):
            return True
        if here.dep_ not in ("conj", "xcomp"):
            break
        here = here.head
    last = next((t for t in reversed(list(verb.sent)) if not t.is_space), verb)
    return last.text == "?" and cues.verb_forms()[verb.lower_].lemma not in cues.SAYING


def _is_passive(verb: Token) -> bool:
    return verb.tag_ == "VBN" and (
        child(verb, "auxpass", "nsubjpass") is not None
        or (verb.dep_ == "acl" and child(verb, "agent") is not None)
    )


def _active(verb: Token, cue: cues.Cue, scope: Span) -> Attribution | None:
    """Return what an active verb marks, trying its frames from the fullest to the thinnest."""
    if verb.tag_ == "VBG" and (relayed := _quoting(verb, cue, scope)) is not None:
        return relayed
    speaker = subject(verb)
    content, addressee, marks = content_of(verb, cue, scope, speaker)
    if content is None:
        return None
    if speaker is None and verb.tag_ in ("VBN", "VB") and cue.lemma not in cues.SAYING:
        return None
    if (
        speaker is not None
        and speaker.lower_ in ("it", "there")
        and cue.lemma in ("appear", "seem")
    ):
        speaker = None
    return Attribution(
        content=content,
        cue=Span(verb.idx, verb.idx + len(verb)),
        cue_text=_cue_text(verb, marks),
        lemma=cue.lemma,
        kind=_kind(cue, verb),
        sentence=scope,
        speaker=name_phrase(speaker) if speaker is not None else None,
        addressee=name_phrase(addressee) if addressee is not None else None,
    )


def _quoting(verb: Token, cue: cues.Cue, scope: Span) -> Attribution | None:
    """Return *the agency quoted a minister as saying Y*: the minister speaks, the agency relays."""
    quoting = verb.head.head if verb.head.lower_ == "as" else verb.head
    lender = cues.verb_forms().get(quoting.lower_)
    person = child(quoting, "dobj")
    agency = subject(quoting)
    if lender is None or lender.lemma not in ("quote", "cite") or person is None:
        return None
    content, _, _ = content_of(verb, cue, scope, person)
    if content is None or _is_passive(quoting):
        return None
    return Attribution(
        content=content,
        cue=Span(verb.idx, verb.idx + len(verb)),
        cue_text=f"{quoting.text} as {verb.text}",
        lemma=cue.lemma,
        kind=cue.kind,
        sentence=scope,
        speaker=name_phrase(person),
        agency=name_phrase(agency) if agency is not None else None,
    )


def _kind(cue: cues.Cue, verb: Token) -> Kind:
    """Return what the verb does: agreeing *to* something binds, agreeing *that* does not."""
    infinitive = child(verb, "xcomp")
    if cue.lemma == "agree" and infinitive is not None:
        return "commitment"
    thing = child(verb, "dobj")
    named = cues.noun_forms().get(thing.lower_) if thing is not None else None
    if cue.kind == "says" and named is not None and "c" in cue.frames:
        return named.kind  # reiterated a commitment
    if cue.lemma == "tell" and infinitive is not None and child(verb, "dobj", "dative"):
        return "demand"
    return cue.kind


def _cue_text(verb: Token, marks: Sequence[Token]) -> str:
    """Return the cue with its negation and particles, as far as they stand together."""
    parts = [c for c in verb.children if c.dep_ in ("neg", "prt") and abs(c.i - verb.i) < 3]
    if any(c.dep_ == "neg" for c in parts):
        parts += [c for c in verb.children if c.dep_ == "aux" and verb.i - c.i < 4]
    together = sorted({*parts, *marks, verb}, key=lambda t: t.i)
    return " ".join(t.text for t in together)


# -- Passives, "according to", nouns -------------------------------------------------------


def _passive(verb: Token, cue: cues.Cue, scope: Span) -> Attribution | None:
    """Return what *was quoted as saying*, *was urged to*, *is expected to* mark."""
    text = verb.doc.text
    patient = child(verb, "nsubjpass")
    if patient is None and verb.dep_ == "acl":
        patient = verb.head
    by = child(verb, "agent")
    agent = child(by, "pobj") if by is not None else None
    base = Attribution(
        content=scope,
        cue=Span(verb.idx, verb.idx + len(verb)),
        cue_text=_passive_text(verb),
        lemma=cue.lemma,
        kind=cue.kind,
        sentence=scope,
        speaker=name_phrase(agent) if agent is not None else None,
    )
    if cue.lemma in ("quote", "cite"):
        return _quoted_as(verb, base, patient, scope)
    infinitive = child(verb, "xcomp")
    clause = child(verb, "ccomp")
    if infinitive is not None and "t" in cue.frames and patient is not None:
        content = stretch_after(verb, infinitive, text)
        return replace(base, content=content, addressee=name_phrase(patient)) if content else None
    if clause is not None and clause.i > verb.i and not is_infinitive(clause):
        content = stretch_after(verb, clause, text)
        told = name_phrase(patient) if patient is not None and "t" in cue.frames else None
        return replace(base, content=content, addressee=told) if content else None
    if infinitive is not None and cue.lemma in cues.AGENTLESS and patient is not None:
        content = trimmed(text, phrase(patient).start, phrase(infinitive).end)
        return replace(base, content=content, kind="says") if content else None
    if agent is not None and "o" in cue.frames and patient is not None:
        content = trimmed(text, phrase(patient).start, name_phrase(patient).end)
        return replace(base, content=content) if content else None
    return None


def _passive_text(verb: Token) -> str:
    parts = [c for c in verb.children if c.dep_ in ("auxpass", "aux", "neg") and c.i < verb.i]
    return " ".join(t.text for t in sorted([*parts, verb], key=lambda t: t.i))


def _quoted_as(
    verb: Token, base: Attribution, patient: Token | None, scope: Span
) -> Attribution | None:
    """Return *X was quoted as saying Y by the agency*: X speaks, the agency passes it on."""
    text = verb.doc.text
    agency = base.speaker
    saying = next((t for t in verb.subtree if t.tag_ == "VBG" and t.i > verb.i), None)
    if saying is None or patient is None:
        return None
    by = next(
        (t for t in saying.children if t.lower_ == "by" and t.dep_ in ("agent", "prep")), None
    )
    if agency is None and by is not None and (held := child(by, "pobj")) is not None:
        agency = name_phrase(held)
    clause = child(saying, "ccomp")
    content = (
        stretch_after(saying, clause, text) if clause is not None and clause.i > saying.i else None
    )
    if content is None:
        content = trimmed(text, scope.start, phrase(patient).start)
    if content is None:
        return None
    shown = text[verb.idx : saying.idx + len(saying)]
    helper = base.cue_text.rsplit(" ", 1)[0] if " " in base.cue_text else ""
    return replace(
        base,
        content=content,
        cue_text=f"{helper} {shown}".strip(),
        lemma="say",
        kind="says",
        speaker=name_phrase(patient),
        agency=agency,
    )


def _according(token: Token, scope: Span) -> Attribution | None:
    """Return what *according to X* marks: the rest of its sentence."""
    doc = token.doc
    if token.i + 2 >= len(doc) or token.nbor(1).lower_ != "to":
        return None
    held = child(token.nbor(1), "pobj") or child(token, "pobj")
    if held is None:
        return None
    source = name_phrase(held)
    start = token.idx
    if start - scope.start <= 12:
        content = trimmed(doc.text, source.end, scope.end)
    else:
        content = trimmed(doc.text, scope.start, start)
        rest = trimmed(doc.text, source.end, scope.end)
        if (
            content is not None
            and rest is not None
            and doc.text[source.end : source.end + 1] == ","
        ):
            content = union((content, rest)) if rest.end - rest.start > 25 else content
    if content is None:
        return None
    cue = Span(start, token.nbor(1).idx + 2)
    return Attribution(
        content, cue, "according to", "accord", "says", scope, speaker=source
    )  # fmt: skip


def _by_noun(noun: Token, cue: cues.Cue, scope: Span) -> Attribution | None:
    """Return what *Tokyo's commitment to …* and *the position of Moscow is that …* mark."""
    text = noun.doc.text
    owner = child(noun, "poss")
    of = next((c for c in noun.children if c.lower_ in ("of", "by", "from")), None)
    if owner is None and of is not None:
        owner = child(of, "pobj")
    verb = noun.head
    content: Span | None = None
    held = next(
        (c for c in noun.children if c.dep_ in ("acl", "ccomp", "relcl") and c.i > noun.i), None
    )
    if held is not None and (is_infinitive(held) or _is_that(held)):
        content = stretch_after(noun, held, text)
    elif noun.dep_ == "nsubj" and verb.lower_ in ("is", "was", "remains", "are", "were"):
        held = child(verb, "ccomp", "xcomp")
        content = stretch_after(verb, held, text) if held is not None and held.i > verb.i else None
        owner = owner if content is not None else None
    if content is None:
        return None
    cue_text = noun.text
    if noun.dep_ == "dobj" and verb.tag_.startswith("VB") and verb.lower_ != "has":
        giver = subject(verb)
        lender = cues.verb_forms().get(verb.lower_)
        if (lender is not None or _lends(verb)) and (owner is None or giver is not None):
            owner = owner or giver
            cue_text = f"{verb.text} {noun.text}"
    if owner is None:
        return None
    return Attribution(
        content=content,
        cue=Span(noun.idx, noun.idx + len(noun)),
        cue_text=cue_text,
        lemma=cue.lemma,
        kind=cue.kind,
        sentence=scope,
        speaker=name_phrase(owner),
    )


def _lends(verb: Token) -> bool:
    """Tell whether the verb is light: *reached* an agreement, *expressed* hope."""
    word = verb.lower_
    stems = (word, word.removesuffix("ed"), word.removesuffix("d"), word.removesuffix("s"))
    irregular = {"made": "make", "gave": "give", "had": "have", "struck": "strike", "sent": "send"}
    return irregular.get(word, "") in cues.LIGHT or any(s in cues.LIGHT for s in stems)


def _is_that(clause: Token) -> bool:
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children)


# -- Quotations ----------------------------------------------------------------------------


def _with_quotes(found: Attribution, text: str, quoted: Sequence[Span]) -> Attribution:
    """Return the attribution with its content completed by the quotations it runs into."""
    content, cue = found.content, found.cue
    if found.lemma not in cues.SAYING and found.lemma != "accord":
        return found
    for quote in quoted:
        if quote.start >= content.end + 120:
            break
        if quote.end < content.start or quote.start <= cue.start < quote.end:
            continue
        long = quote.end - quote.start > 25
        if quote.start < content.end and quote.end > content.start:
            grown = union((content, quote))
            if long and (grown == content or not grown.start <= cue.start < grown.end):
                content = grown
            if long and quote.end < content.end <= cue.start and text[quote.end - 2] in ",.?!":
                content = Span(content.start, quote.end)  # what follows names the speaker
        elif long and content.end <= cue.start < quote.start:
            between = text[content.end : quote.start]
            if text[content.end - 1] in CLOSING and _one_clause(between):
                content = union((content, quote))
        elif long and cue.end <= content.start and text[content.end : quote.start].strip() in _OPEN:
            content = union((content, quote))
    return replace(found, content=content)


def _one_clause(between: str) -> bool:
    """Tell whether the words between two quotations can be the cue's own clause and no more."""
    return "\n" not in between and len(between.split()) <= 16 and between.count(". ") <= 2


def _outermost(found: list[Attribution], quoted: Sequence[Span]) -> Iterator[Attribution]:
    """Yield the attributions whose cue is not itself part of what another one relays."""
    kept: list[Attribution] = []
    order = sorted(found, key=lambda a: (a.content.start - a.content.end, a.cue.start))
    for one in order:
        within = inside(one.cue.start, quoted)
        if within is not None and len(range(within.start, within.end)) > 40:
            if not any(k.content.start <= one.cue.start < k.content.end for k in kept):
                continue  # what a quotation says by itself is not the report's to tell
            continue
        clash = any(
            k.content.start <= one.cue.start < k.content.end
            or (
                one.content.start < k.content.end
                and k.content.start < one.content.end
                and one.content.start <= k.cue.start < one.content.end
            )
            or (one.content == k.content)
            for k in kept
        )
        if not clash:
            kept.append(one)
    yield from sorted(kept, key=lambda a: (a.cue.start, a.content.start))
