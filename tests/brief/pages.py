"""Cases to write briefs of, and a reader that takes pages apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from detente import casefile
from detente.case import Case

VOID = {"meta", "br", "link", "img", "hr", "input"}

FERRY = """
detente: 1
id: ferry
title: The ferry dispute
as_of: 2020-03
summary: Two towns share a ferry that the owner wants to give up.
parties:
  north: {label: North Town, aliases: [Northgate]}
  south: {label: South Town, predecessor: old_south, note: The poorer of the two.}
  owner: Owner
  old_south: Old South
sources:
  letter: {outlet: The Gazette, date: 2020-02-01, title: A letter, url: "https://example.org/l"}
  talk: {outlet: unknown, relays: [Wire], date: unknown}
statements:
  wish: {by: owner, speaker: The owner, source: letter, says: wants to be paid, date: 2020-01}
  doubt: {by: south, source: talk, says: cannot pay alone, contradicts: [boast], kind: position}
  boast: {by: south, source: talk, says: could pay at any time, status: disputed}
conflict:
  options:
    north: {pay: {label: pay half, cites: doubt}}
    south: {pay: {label: pay half, because: It uses the ferry too.}}
    owner: {sail: {label: keep sailing, judgement: true, direction: both}}
  terms:
    service: {means: north.pay and south.pay and owner.sail, label: A paid service, because: clear}
    gift: {means: owner.sail and not (north.pay or south.pay), label: A free service, because: clear}
    end: {means: not owner.sail, label: No service, because: clear}
  outcomes: [service, gift, end]
  status_quo: []
  preferences:
    north:
      - {want: owner.sail, cites: wish, confidence: high}
      - {want: not north.pay, judgement: true, confidence: low, because: Money is short.}
    south:
      - {want: owner.sail, label: the ferry sails, cites: [doubt, boast]}
      - not south.pay
    owner:
      - {want: owner.sail implies (north.pay and south.pay), judgement: true, cites: wish}
      - service
scenarios:
  proud:
    label: North would rather not be seen to pay
    note: Is it pride or money?
    judgement: true
    preferences:
      north:
        - {want: not north.pay, judgement: true, because: Pride.}
        - owner.sail
  same: {label: Nothing else, because: To compare with.}
outcome:
  summary: They paid.
  events: [{date: 2021, says: The ferry sailed on., sources: letter}]
"""


def ferry(text: str = FERRY) -> Case:
    """Return a small case with something of everything."""
    return casefile.loads(text, "ferry.yaml")


@dataclass
class Element:
    """A start tag with its attributes and the tags around it."""

    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A page's elements in order; `faults` are tags that do not match."""

    source: str
    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.feed(self.source)
        self.close()
        self.faults += [f"<{element.tag}> is not closed" for element in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, dict(attrs), tuple(e.tag for e in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), tuple(e.tag for e in self.open)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """Return the elements of some kinds."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def words(self) -> str:
        """What a reader sees, in one line."""
        (body,) = self.all("body")
        return re.sub(r"\s+", " ", body.text)
