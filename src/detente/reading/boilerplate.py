"""What a page wraps around a report: masked, never cut, so that offsets stay true.

Rules look at whole lines. A line is masked when, as a whole, it is what a site says to its
visitor — a call to comment, to subscribe, to share — and not when a sentence of the report
merely mentions such a thing. Longer lines need a word to the reader (*you*, *your*, *our*) or
an imperative at their start; a line that quotes or reports somebody is never masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.proposals import Span

_LINE = re.compile(r"[^\n]+")

_WHOLE = re.compile(
    r"""^[\s\W]*(?:
    (?:story\ continues\ (?:below|after)\b.*|(?:sponsored|paid|promoted)\ (?:content|post|links?)
      |advert(?:isement|ising|orial)?s?|ads?|ad\ feedback|continue\ reading(?:\ below)?
      |scroll\ to\ continue|article\ continues\ (?:below|after)\b.*)
   |https?://\S+
   |(?=.*\b(?:share|tweet|pin|e?mail|print|follow|whatsapp|facebook|twitter|telegram|linkedin|reddit
      |pinterest|copy|flipboard|instagram|youtube)\b)(?:share|tweet|pin|email|print|like|follow|save|whatsapp|facebook|twitter|telegram|linkedin
      |reddit|pinterest|copy\ link|x|flipboard|messenger|viber|vk|instagram|youtube|google\+?
      |this|on|via|us|article|story|with|friends|page|the|and|to|a|by|post|,|\||/|\s)+
   |(?:related|recommended|popular|trending|similar|latest|more|most\ (?:read|popular|viewed))
      (?:\ (?:articles?|stor(?:y|ies)|posts?|news|topics?|videos?|links?|reading|content|now
      |for\ you|from\ .{2,40}|on\ this(?:\ topic)?|coverage))*:?
   |(?:also\ read|read\ (?:also|more|next|the\ full\ (?:story|article))|see\ also
      |you\ (?:may|might)\ also\ (?:like|enjoy|be\ interested\ in)|don.t\ miss|up\ next
      |what\ to\ read\ next|editor.s\ picks?|in\ this\ article|about\ the\ authors?)\b
      (?:\s*[:–—-].{0,160})?
   |(?:leave|post|write|add)\ (?:a|your)\ (?:reply|comment)s?(?:\ (?:cancel|here|below)\b.*)?
   |(?:cancel|submit|post)\ (?:reply|comment)|(?:\d+|no|view|show|hide|load\ more)\ comments?
   |comments?(?:\ \(?\d+\)?)?(?:\ (?:are\ )?closed)?|name\ ?\*?|e-?mail(?:\ address)?\ ?\*?|website
   |(?:sign|log)\ (?:in|up|out)(?:\ (?:now|here|with\ .{2,40}|to\ (?:comment|continue|read)))?
   |register(?:\ now)?|subscribe(?:\ (?:now|today|here))?|newsletters?|donate(?:\ now)?
   |(?:previous|next|older|newer)(?:\ (?:article|post|story|page)s?)?(?:\s*[:»›→].*)?
   |back\ to\ (?:top|home(?:page)?)|skip\ to\ (?:main\ )?content|home|menu|search|close
   |tags?\s*:.*|filed\ under\s*:?.*|categor(?:y|ies)\s*:.*|topics\s*:.*
   |(?:photo|image|picture)\s*(?:credit|courtesy|by)?\s*:.{0,120}
   |privacy\ policy|terms\ (?:of\ (?:use|service)|and\ conditions)|cookie\ (?:policy|settings)
   |(?:accept|reject|manage)\ (?:all\ )?cookies?|all\ rights\ reserved
   |\d+\s*(?:shares?|views?|min(?:ute)?s?\ read)|print\ this(?:\ page)?|loading
    )[\s\W]*$""",
    re.I | re.X,
)

_TELLING = re.compile(
    r"""^[\s\W]*(?:
    please\ (?:enter\ your|log\ in|sign|register|subscribe|leave|share|like|consider\ (?:donat|support))
   |(?:enter|type|confirm)\ your\ (?:e-?mail|name|comment|password)
   |this\ site\ uses\b|learn\ how\ your\b|(?:we|this\ (?:web)?site)\ uses?\ (?:cookies|akismet)\b
   |by\ (?:continuing|using|browsing|clicking|signing|subscribing|submitting)\b.*
      \b(?:you|your|our)\b
   |subscribe\ (?:to|for)\b.*\b(?:our|newsletter|channel|updates|mailing|the\ daily|now|free)
   |(?:sign|join)\ up\b.*\b(?:newsletter|updates|news|inbox|alerts|free|today|our|your)\b
   |(?:get|receive)\b.*\b(?:your\ (?:inbox|e-?mail|phone)|newsletter|delivered)\b
   |(?:follow|like|join|find|contact)\ us\b|(?:share|tweet)\ this\b|download\ (?:our|the)\ .*\bapp\b
   |click\ (?:here|below|to|on)\b|tap\ here\b|support\ (?:our|independent)\ journalism
   |(?:don.t|never)\ miss\b.*\b(?:our|your|update|newsletter|story)\b
   |your\ e-?mail\ address\ will\ not\b|required\ fields\ are\ marked\b|notify\ me\ of\b
   |save\ my\ name\b|you\ (?:must|need\ to)\ be\ (?:logged|signed)\ in\b|you\ can\ unsubscribe\b
   |(?:copyright\s*(?:©|\(c\)|\d{4}|by\b)|©|\(c\)\s*(?:19|20)\d\d)|\W*all\ rights\ reserved\b
   |this\ (?:material|article|content|story)\ (?:may|can)\ not\ be\ (?:published|reproduced)
   |(?:reporting|additional\ reporting|editing|writing)\ by\ [A-Z].*(?:;|editing|reporting|$)
   |the\ (?:author|writer)\ (?:is\ (?:a|an|the)|can\ be\ (?:reached|contacted))\b|[\w.\s'’-]{3,40}\ can\ be\ reached\ at\b
   |(?:e-?mail|follow|contact)\ (?:the\ author|him|her|them|me)\b|follow\ @?\w+.*\bon\ twitter\b
   |(?:send|email)\ (?:us\ )?(?:tips|your|corrections)\b|have\ a\ (?:tip|story)\b.*\?
   |enjoy(?:ed|ing)?\ (?:this|our)\b.*\b(?:subscribe|share|support|newsletter)\b
   |javascript\ (?:is|must|needs)|please\ enable\b|your\ browser\ (?:does|is)\b
    )""",
    re.I | re.X,
)

_BIO = re.compile(
    r"^[\s\W]*[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3} (?:is|was) (?:a|an|the|our)\b[^“\"]{0,80}"
    r"\b(?:reporter|correspondent|editor|columnist|contributor|journalist|writer|blogger|author)\b"
    r"[^“\"]{0,160}(?:\bat\b|\bfor\b|\bcover|\bbased in\b|\btwitter\b|@)",
)

_REPORTED = re.compile(r"[“”\"]|\b(?:said|says|told|according to|stated|noted)\b", re.I)

_LIST = re.compile(
    r"^[\s\W]*(?:related|recommended|popular|trending|latest|more (?:news|stories|from)|most "
    r"(?:read|popular|viewed)|you (?:may|might) also like|read (?:also|more|next)|don.t miss|"
    r"editor.s picks?|up next)\b[^.]*$",
    re.I,
)
"""Heads a list of other headlines."""


def boilerplate(text: str) -> tuple[Span, ...]:
    r"""Return the stretches of a text that are the page's, not the report's.

    Examples
    --------
    >>> text = "Aldia refused.\n- Advertisement -\nIt asked readers to share this advertisement."
    >>> [span.of(text) for span in boilerplate(text)]
    ['- Advertisement -']
    """
    return tuple(_masked(text))


def _masked(text: str) -> Iterator[Span]:
    lines = list(_LINE.finditer(text))
    listing = False
    for number, line in enumerate(lines):
        content = line.group().strip()
        next_to = number > 0 and text[lines[number - 1].end() : line.start()] == "\n"
        listing = listing and next_to and bool(content) and _is_headline(content)
        if listing or (content and is_boilerplate(content, last=number >= len(lines) - 4)):
            listing = listing or _LIST.match(content) is not None
            start = line.start() + len(line.group()) - len(line.group().lstrip())
            yield Span(start, start + len(content))


def _is_headline(line: str) -> bool:
    """Tell whether a line looks like the title of something, not like a sentence."""
    return len(line) < 140 and line[-1] not in '.!?”":;,'


def is_boilerplate(line: str, *, last: bool = False) -> bool:
    """Tell whether a whole line is the page's own.

    Parameters
    ----------
    line : str
        Without the line break.
    last : bool
        Whether it is among the last few of its page, where the author is introduced.
    """
    if not any(c.isalpha() for c in line):
        return False
    if len(line) < 200 and _WHOLE.match(line):
        return True
    if len(line) > 600 or _REPORTED.search(line):
        return False
    return _TELLING.match(line) is not None or (last and _BIO.match(line) is not None)


def blanked(text: str, masked: tuple[Span, ...]) -> str:
    """Return the text with masked stretches blank, every other character where it was.

    Examples
    --------
    >>> blanked("ab cd", (Span(0, 2),))
    '   cd'
    """
    parts, done = [], 0
    for span in masked:
        parts += [text[done : span.start], " " * (span.end - span.start)]
        done = span.end
    return "".join([*parts, text[done:]])
