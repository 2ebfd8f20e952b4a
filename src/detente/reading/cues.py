"""The words that mark a statement, and what may follow each of them.

A lexicon line gives a kind and verbs with their *frames*, that is, where the content stands:

========= ==================================================================
``c``     a clause or a quote: *said that …*, *"…", Abe said*
``x``     an infinitive: *agreed to …*
``o``     an object: *rejects the plan*
``t``     an addressee as object, then a clause, quote or infinitive: *told him that …*
a word    a preposition and its object: *insists on …*
========= ==================================================================

The forms of regular verbs are derived, those of irregular ones are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from detente.proposals import Kind


def _words(text: str) -> list[str]:
    return text.split()


_VERBS: tuple[tuple[Kind, str], ...] = (
    (
        "says",
        """
        say:c write:c,in add:c note:c,o state:c,o report:c tell:t explain:c,o,that comment:c,on
        announce:c,o declare:c,o remark:c,on observe:c reply:c respond:c answer:c continue:c
        conclude:c tweet:c,o post:c joke:c recall:c,o recount:c,o reveal:c,o disclose:c,o
        mention:c,o suggest:c,o imply:c indicate:c hint:c,at signal:c stress:c,o emphasize:c,o
        emphasise:c,o underline:c,o underscore:c,o highlight:o reiterate:c,o repeat:c,o
        acknowledge:c,o admit:c,o concede:c confirm:c,o confess:c clarify:c,o describe:o
        elaborate:c,on predict:c,o forecast:c,o estimate:c reckon:c show:c demonstrate:c
        find:c discover:c point:c,to,out remind:t inform:t assure:t advise:t notify:t
        brief:t,on convince:t persuade:t quip:c shout:c chant:c yell:c whisper:c murmur:c
        mutter:c read:c opine:c speculate:c wonder:c marvel:c muse:c insinuate:c quote:c
        cite:o  express:o voice:o convey:o,c relay:o,c recite:o discuss:o
        talk:about speak:about,of refer:to allude:to touch:on portray:as cast:as tout:o hail:o
        echo:o testify:c,about attest:c,to fume:c blare:c  proclaim:c,o pronounce:c
        relate:c specify:c outline:o stipulate:c,o provide:c envisage:c,o envision:o
        reference:o    explain:c learn:c calculate:c
        characterize:o characterise:o dub:o name:o summarize:c summarise:c imagine:c guess:c
        """,
    ),
    (
        "position",
        """
        argue:c,for,against claim:c,o insist:c,on assert:c,o maintain:c contend:c allege:c,o
        believe:c,in think:c,about consider:c,o hold:c feel:c doubt:c,o dispute:c,o
        question:c,o deny:c,o hope:c,x,for fear:c,o worry:c,about expect:c,o,x want:x,o
        wish:c,x desire:x,o intend:x prefer:c,x,o favor:o,x favour:o,x support:o
        oppose:o endorse:o defend:o criticize:o,for criticise:o,for condemn:o denounce:o
        decry:o deplore:o slam:for attack:for blame:o praise:o,for welcome:o
        applaud:o,for commend:o,for accuse:t,of complain:c,about,of object:c,to
        protest:c,against lament:c,o regret:c,o dismiss:o recognize:c recognise:c,o
        regard:as view:as see:as appear:x,c seem:x,c favor:o suspect:c assume:c
        presume:c trust:c agree:c,x,on,with,to disagree:with,on,c mock:o assail:o lambast:o
        disavow:o advocate:o,for,c propose:c,o,x recommend:c,o plan:x,for seek:x
        aim:x concern:c  rule:out reaffirm:c,o
        affirm:c,o envy:o charge:c  credit:o thank:o,for  fault:o,for
        lash:out,at rail:against caution:t,c,against understand:c deem:c judge:c
        underestimate:o campaign:for press:for lobby:for strive:x hesitate:x know:c
        forget:c realize:c realise:c remember:c decide:c determine:c
        """,
    ),
    (
        "commitment",
        """
        promise:c,x,o,t pledge:c,x vow:c,x,o swear:c,x guarantee:c,o undertake:x
        commit:x,to consent:x,to accept:c,o,x approve:o volunteer:x
        """,
    ),
    (
        "demand",
        """
        demand:c,x,o order:t,c,o require:c,t urge:t,c,o call:for,on press:t,for
        pressure:t compel:t instruct:t command:t exhort:t enjoin:t
        """,
    ),
    (
        "request",
        """
        ask:t,c,for,about,x,o request:c,o,x beg:t,x,c plead:c,for,with appeal:for,to
        invite:t encourage:t implore:t inquire:c,about enquire:c,about
        """,
    ),
    ("threat", "threaten:c,x,t,o,with warn:t,c,of,about,against"),
    ("offer", "offer:x,c"),
    ("refusal", "refuse:x,o decline:x,o reject:o resist:o rebuff:o spurn:o"),
)

_IRREGULAR = """
    say said saying; write wrote written; tell told; think thought; hold held; feel felt;
    speak spoke spoken; find found; show showed shown; read read; understand understood;
    see saw seen; seek sought; undertake undertook undertaken; swear swore sworn; know knew known;
    cast cast; forget forgot forgotten forgetting; beg begged begging; plan planned planning;
    admit admitted admitting; rebut rebutted; commit committed committing; slam slammed slamming;
    quip quipped quipping; recall recalled; swear swore sworn; dub dubbed dubbing;
    compel compelled compelling; prefer preferred preferring; refer referred referring;
    forecast forecast; foresee foresaw foreseen; spurn spurned
"""

_NOUNS: Mapping[Kind, str] = {
    "says": "statement remark comment assertion suggestion report assessment prediction "
    "announcement message explanation reminder",
    "position": "position view opinion belief claim argument hope fear concern complaint stance "
    "conviction contention allegation wish desire intention doubt worry opposition criticism "
    "denial accusation objection protest skepticism scepticism",
    "commitment": "promise pledge vow commitment agreement willingness readiness assurance "
    "guarantee",
    "demand": "demand order insistence ultimatum",
    "request": "request appeal plea call proposal",
    "threat": "threat warning",
    "offer": "offer",
    "refusal": "refusal rejection unwillingness",
}
"""Nouns that take a clause or infinitive: *Tokyo's commitment to move forward*."""

SAYING = frozenset(
    _words(
        "say write add note state report tell explain comment announce declare remark observe reply "
        "respond answer continue conclude tweet post joke recall recount reveal suggest stress "
        "emphasize emphasise underline underscore reiterate repeat acknowledge admit concede confirm "
        "confess clarify elaborate predict quip shout chant yell whisper opine speculate wonder argue "
        "claim insist assert maintain contend allege believe think warn promise pledge vow ask urge "
        "fume complain lament point mutter murmur muse read email proclaim testify hope caution plead "
        "demand threaten imply hint"
    )
)
"""Verbs that quote: their clause may come first (*…, Abe said*) or after a colon."""

AGENTLESS = frozenset(
    _words(
        "expect say believe think report know consider understand allege assume estimate predict "
        "rumour rumor"
    )
)
"""Verbs that, passive, say that somebody unnamed says it: *is expected to visit*."""

LIGHT = frozenset(
    _words(
        "reach make express voice issue give have raise sign strike offer hold repeat reiterate "
        "renew extend deliver send share state declare announce reaffirm confirm take "
        "launch file lodge show"
    )
)
"""Verbs that lend their subject to a noun: *expressed hope that …*."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that marks a statement.

    Parameters
    ----------
    lemma : str
        Its base form.
    kind : str
        What a statement under it does.
    frames : frozenset of str
        Where its content may stand.
    """

    lemma: str
    kind: Kind
    frames: frozenset[str] = frozenset()


def _regular(verb: str) -> Iterator[str]:
    """Yield the forms of a verb as the rules of spelling make them."""
    if verb.endswith("y") and verb[-2] not in "aeiou":
        yield from (verb[:-1] + "ies", verb[:-1] + "ied")
    elif verb.endswith(("s", "sh", "ch", "x", "z")):
        yield from (verb + "es", verb + "ed")
    else:
        yield verb + "s"
        yield verb + ("d" if verb.endswith("e") else "ed")
    yield (verb[:-1] if verb.endswith("e") and verb[-2] not in "eo" else verb) + "ing"
    yield verb


@cache
def verb_forms() -> Mapping[str, Cue]:
    """Return every form of every cue verb, lower case.

    Examples
    --------
    >>> verb_forms()["denied"].lemma, verb_forms()["told"].kind
    ('deny', 'says')
    >>> sorted(verb_forms()["threatens"].frames)
    ['c', 'o', 't', 'with', 'x']
    """
    cues: dict[str, Cue] = {}
    for kind, verbs in _VERBS:
        for entry in verbs.split():
            verb, _, frames = entry.partition(":")
            cues[verb] = Cue(verb, kind, frozenset(frames.split(",")))
    found = {form: cue for verb, cue in cues.items() for form in _regular(verb)}
    for entry in _IRREGULAR.split(";"):
        verb, *forms = entry.split()
        if verb in cues:
            found.update(dict.fromkeys(forms, cues[verb]))
    return MappingProxyType(found)


@cache
def noun_forms() -> Mapping[str, Cue]:
    """Return cue nouns, singular and plural.

    Examples
    --------
    >>> noun_forms()["hopes"].kind
    'position'
    """
    found: dict[str, Cue] = {}
    for kind, nouns in _NOUNS.items():
        for noun in nouns.split():
            cue = Cue(noun, kind)
            found |= {noun: cue, noun + "s": cue}
    return MappingProxyType(found)
