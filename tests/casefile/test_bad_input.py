"""Every kind of bad input: one diagnostic, at its exact place, with a way to mend it.

The mark « in the replacement is where the diagnostic must point.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from casefile import test_bargaining_input as bargaining
from casefile import test_spatial_input as spatial
from casefile.cases import BASE, GRAPH, found, spoiled
from detente import casefile
from detente.casefile import FORMAT_VERSION, diagnose, load, loads
from detente.errors import CaseError

# code, what is replaced, by what, and (a part of) the hint or message
ERRORS = [
    # -- YAML
    ("duplicate-key", "title: The dam", "title: The dam\n«title: Again", "first in line 3"),
    ("duplicate-key", "    down: {pay", "    «up: {fill: Fill}\n    down: {pay", "line 14"),
    ("yaml-syntax", "title: The dam", "title: The dam«: big", "quotes"),
    ("yaml-syntax", "[up.fill]", "[up.fill\n  outcomes«: [deal]", "close the bracket"),
    ("tab", "  up: {label", "«\tup: {label", "spaces"),
    ("tag", "title: The dam", "title: «!!python/object:os.system x", "python/object"),
    ("merge-key", "  down: Downriver", "  down: {«<<: {label: x}}", "write the fields out"),
    ("unknown-alias", "title: The dam", "title: «*dam", "quotes"),
    ("circular-alias", "[up.fill]", "&sq [«*sq]", "contains itself"),
    ("control-character", "title: The dam", "title: The «\x00 dam", "U+0000"),
    ("control-character", "title: The dam", "title: The «\x1b[31mdam", "U+001B"),
    ("control-character", "title: The dam", "title: The «\u2028 dam", "U+2028"),
    ("not-utf-8", "title: The dam", "title: The «\ud800 dam", "UTF-8"),
    ("several-documents", "parties:\n", "«---\nparties:\n", "one case"),
    ("key", "title: The dam", "title: The dam\n«[a, b]: c", "a word"),
    ("key", "title: The dam", "title: The dam\n«'': c", "empty"),
    ("number-range", "title: The dam", f"title: «{'9' * 60}", "quotes"),
    ("number-range", "title: The dam", "title: «1e999", "quotes"),
    ("too-deep", "[up.fill]", "[" * 38 + "«[]" + "]" * 38, "40 levels"),
    # -- shape
    ("missing-version", "detente: 1", "«summary: x", "detente: 1"),
    ("newer-version", "detente: 1", f"detente: «{FORMAT_VERSION + 1}", "upgrade"),
    ("bad-version", "detente: 1", "detente: «0", "detente: 1"),
    ("bad-version", "detente: 1", "detente: «one", "detente: 1"),
    ("bad-version", "detente: 1", "detente: «1.5", "detente: 1"),
    ("bad-version", "detente: 1", "detente: «true", "detente: 1"),
    ("missing-field", "detente: 1\nid: dam", "«detente: 1", "'id' is missing"),
    ("missing-field", "{want: up.fill, cites: s1}", "«{cites: s1}", "condition"),
    ("missing-field", "  s1: {by: up, to: down, source: herald, says: we fill,",
     "  «s1: {by: up, to: down, source: herald,", "own words"),
    ("unknown-field", "title: The dam", "title: The dam\n«titel: x", "'title'"),
    ("unknown-field", "to: down", "«too: down", "did you mean 'to'"),
    ("unknown-field", "{want: up.fill,", "{want: up.fill, «becuse: x,", "'because'"),
    ("unknown-field", "{label: Calm,", "{«lable: Calm,", "'label'"),
    ("unknown-field", "name: Uppers, from", "name: Uppers, «form", "'from'"),
    ("wrong-type", "title: The dam", "title: «[The dam]", "a text, not a list"),
    ("wrong-type", "title: The dam", "title: «true", "quotes"),
    ("wrong-type", "title: The dam", "title:« # nothing", "remove the line"),
    ("wrong-type", "down: Downriver", "down: «[Downriver]", "a text, not a list"),
    ("wrong-type", "outcomes: [deal]", "outcomes: «deal", "a list, not 'deal'"),
    ("wrong-type", "{fill: Fill, share: Share}", "«[fill, share]", "a mapping"),
    ("wrong-type", "judgement: true}\n      - {want: up.fill", "judgement: «yes}\n      - {want: up.fill",
     "true or false, not 'yes'"),
    ("wrong-type", "source: herald, says", "source: «[herald], says", "a text"),
    ("bad-value", "to: down", "kind: «thraet", "did you mean 'threat'"),
    ("bad-value", "to: down", "visibility: «secret", "public, internal"),
    ("bad-value", "cites: s1}", "confidence: «2}", "low, medium, high"),
    ("bad-value", "to: down", "slots: {n: «{a: 1}}", "a text, a number or a list"),
    ("bad-value", "{down: [{want: deal, judgement: true}]}", "{down: «deal}", "ranking"),
    ("bad-value", "{down: [{want: deal, judgement: true}]}", "{down: «{wants: [deal]}}", "ranking"),
    ("bad-value", "[{want: deal, judgement: true}]", "{ranking: [«{x: y}]}", "number"),
    # -- names
    ("bad-id", "id: dam", "id: «../dam", "letters"),
    ("bad-id", "  herald: {", "  «the herald: {}\n  herald: {", "letters"),
    ("bad-id", "{fill: Fill,", "{«2fill: No, fill: Fill,", "starting with a letter"),
    ("reserved-word", "    deal: up", "    «not: up.fill\n    deal: up", "another id"),
    ("option-owner", "{pay: Pay,", "{pay: Pay, «up.dig: Dig,", "move it to 'up'"),
    ("option-owner", "{pay: Pay,", "{pay: Pay, «down.dig: Dig,", "write 'dig'"),
    ("unknown-party", "{by: up", "{by: «upp", "did you mean 'up'"),
    ("unknown-party", "to: down", "to: «dwn", "did you mean 'down'"),
    ("unknown-party", "    up:\n", "    «uper: []\n    up:\n", "did you mean 'up'"),
    ("unknown-party", "    down: {pay", "    «dawn: {x: X}\n    down: {pay", "did you mean 'down'"),
    ("unknown-party", "{down: [{want: deal,", "{«downn: [], down: [{want: deal,", "'down'"),
    # -- views
    ("unknown-party", "scenarios:\n", "  views:\n    «upp: {unaware: [down.pay]}\nscenarios:\n", "did you mean 'up'"),
    ("unknown-party", "scenarios:\n", "  views:\n    up: {preferences: {«dwn: []}, judgement: true}\nscenarios:\n", "did you mean 'down'"),
    ("unknown-option", "scenarios:\n", "  views:\n    up: {unaware: [«down.seu], judgement: true}\nscenarios:\n", "'down.sue'"),
    ("unknown-option", "scenarios:\n", "  views:\n    up: {directions: {«down.pya: back}, judgement: true}\nscenarios:\n", "'down.pay'"),
    ("unknown-option", "scenarios:\n", "  views:\n    up: {infeasible: [«down.seu], judgement: true}\nscenarios:\n", "'down.sue'"),
    ("unknown-statement", "scenarios:\n", "  views:\n    up: {cites: «s9, unaware: [down.pay]}\nscenarios:\n", "known: s1"),
    ("unknown-statement", "scenarios:\n", "  views:\n    up: {unaware: [{option: down.pay, cites: «s9}]}\nscenarios:\n", "known: s1"),
    ("unknown-rule", "scenarios:\n", "  views:\n    up: {disbelieves: [«down.pay], judgement: true}\nscenarios:\n", "no entry of 'infeasible'"),
    ("unknown-field", "scenarios:\n", "  views:\n    up: {«unawar: [down.pay]}\nscenarios:\n", "'unaware'"),
    ("bad-value", "scenarios:\n", "  views:\n    up: {directions: {down.pay: «sideways}}\nscenarios:\n", "known: both"),
    ("condition-syntax", "scenarios:\n", "  views:\n    up: {infeasible: [down.pay «andd up.fill], judgement: true}\nscenarios:\n", "and"),
    ("no-feasible-state", "scenarios:\n", "  views:\n    «up: {infeasible: [true], judgement: true}\nscenarios:\n", "as up sees it"),
    ("incomplete-ranking", "scenarios:\n", "  views:\n    «up: {preferences: {down: {ranking: [1, 2]}}, judgement: true}\nscenarios:\n", "states that the party sees"),
    ("unknown-state", "scenarios:\n", "  views:\n    «up: {preferences: {down: {ranking: [99]}}, judgement: true}\nscenarios:\n", "state 99"),
    ("own-predecessor", "down: Downriver", "down: {predecessor: «down}", "own predecessor"),
    ("unknown-source", "source: herald,", "source: «harald,", "did you mean 'herald'"),
    ("unknown-source", "sources: herald", "sources: «hrald", "did you mean 'herald'"),
    ("unknown-statement", "cites: s1", "cites: «s2", "s1"),
    ("unknown-statement", "cites: s1", "cites: [s1, «s11]", "s1"),
    ("unknown-statement", "to: down", "contradicts: [«s9]", "s1"),
    ("contradicts-itself", "to: down", "contradicts: [«s1]", "itself"),
    # -- dates
    ("bad-date", "as_of: 2024-03-01", "as_of: «2024-02-30", "2019-01-09"),
    ("bad-date", "as_of: 2024-03-01", "as_of: «1.3.2024", "2019-01-09"),
    ("bad-date", "as_of: 2024-03-01", "as_of: «unknown", "2019-01-09"),
    ("bad-date", "date: 2024-02-11", "date: «yesterday", "or unknown"),
    ("bad-date", "{date: 2024-06-01", "{date: «0000", "2019"),
    ("ends-before-start", "until: 2001", "until: «1999", "before it starts"),
    # -- the conflict
    ("condition-syntax", "[down.pay and down.sue]", "[down.pay and« ]", "ends"),
    ("condition-syntax", "[down.pay and down.sue]", "[down.pay «& down.sue]", "not, and"),
    ("condition-syntax", "{want: deal, because", "{want: 'deal «deal', because", "connective"),
    ("condition-syntax", "{want: deal, because", '{want: "deal «deal", because', "connective"),
    ("condition-syntax", "deal: up.share and down.pay", "deal: up.share\n      and «and down.pay", ""),
    ("condition-syntax", "deal: up.share and down.pay", "deal: >\n      up.share and\n      «or", ""),
    ("unknown-option", "[down.pay and down.sue]", "[down.pay and «down.seu]", "'down.sue'"),
    ("unknown-option", "[up.fill]", "[«up.fil]", "did you mean 'up.fill'"),
    ("unknown-option", "[up.fill]", "[«deal]", "is a term"),
    ("unknown-option", "[up.fill]", "[«fill]", "write 'up.fill'"),
    ("unknown-name", "deal: up.share and down.pay", "deal: «share and down.pay", "'up.share'"),
    ("unknown-name", "[{want: deal, judgement", "[{want: not «dael, judgement", "'deal'"),
    ("unknown-term", "[deal]", "[«dael]", "did you mean 'deal'"),
    ("unknown-term", "{label: Calm,", "{label: Calm, terms: {«dael: up.fill},", "'deal'"),
    ("circular-terms", "deal: up.share and down.pay", "deal: «not b\n    b: c\n    c: deal", "deal → b"),
    ("circular-terms", "deal: up.share and down.pay", "deal: b\n    b: «b", "b → b"),
    ("infeasible-status-quo", "[up.fill]", "«[down.pay, down.sue]", "down.pay and down.sue"),
    ("infeasible-status-quo", "{label: Calm,", "{label: Calm, infeasible: [«up.fill],", "calm"),
    ("infeasible-status-quo", "{label: Calm,", "{label: Calm, status_quo: «[down.pay, down.sue],",
     "calm"),
    ("unknown-state", "[{want: deal, judgement: true}]",
     "{judgement: true, ranking: [1, 2, 3, 4, [5, 6, 7, 8, 9, 10, 11, 12, «13]]}", "1 to 12"),
    ("unknown-state", "[{want: deal, judgement: true}]",
     "{judgement: true, ranking: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], «false]}", "no feasible"),
    ("ambiguous-state", "[{want: deal, judgement: true}]",
     "{judgement: true, ranking: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], «up.fill]}", "add conditions"),
    ("cyclic-ranking", "[{want: deal, judgement: true}]",
     "{judgement: true, ranking: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], «3]}", "one place"),
    ("incomplete-ranking", "[{want: deal, judgement: true}]",
     "{judgement: true, «ranking: [1, 2, [4, 5, 6, 7, 8, 9, 10, 11, 12]]}", "(3)"),
    ("weights", "[{want: deal, judgement: true}]",
     "{weights: «[{want: deal, judgement: true, weight: 1e30}, {want: up.fill, weight: 1e-30}]}",
     "order the conditions"),
    # -- marks
    ("bad-value", "{want: deal, because", "{want: deal, strongly: «0, because", "a degree"),
    ("wrong-type", "{want: deal, because", "{want: deal, unsure: «maybe, because", "true or false"),
    ("bad-value", "{want: deal, because: it pays}", "{unsure: «[deal]}", "two statements or more"),
    ("missing-field", "{want: deal, because: it pays}", "«{unsure: true, because: x}", "want"),
    ("unknown-field", "{want: deal, because: it pays}", "{unsure: [deal, up.fill], «because: x}", ""),
    ("unknown-name", "{want: deal, because: it pays}", "{unsure: [deal, «dael]}", "'deal'"),
    ("unknown-field", "[{want: deal, judgement: true}]",
     "{weights: [{want: deal, judgement: true, weight: 2, «strongly: true}]}", ""),
    ("bad-value", "[{want: deal, judgement: true}]",
     "{weights: [{want: deal, judgement: true, weight: 2}], strongly: «-1}", "above 0"),
    ("strength-marks", "[{want: deal, judgement: true}]",
     "{weights: [{want: deal, judgement: true, weight: 2}], strongly: «[2, 1]}", "ascending"),
    ("strength-marks", "[{want: deal, judgement: true}]",
     "{judgement: true, ranking: [1, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]], strongly: [1, «2]}",
     "level 2 of 2"),
]  # fmt: skip

WARNINGS = [
    ("no-source", "  s1: {by: up, to: down, source: herald,", "  «s1: {by: up, to: down,", "source:"),
    ("rests-on-nothing", "{want: deal, because: it pays}", "«deal", "judgement: true"),
    ("rests-on-nothing", "{want: up.fill, cites: s1}", "«{want: up.fill, because: ' '}", "cites"),
    ("rests-on-nothing", "{down: [{want: deal, judgement: true}]}", "{«down: [deal]}", "down"),
    ("rests-on-nothing", "scenarios:\n", "  views:\n    «up: {unaware: [down.pay]}\nscenarios:\n", "misreads"),
    ("decides-nothing", "scenarios:\n", "  views:\n    «up: {note: It errs., judgement: true}\nscenarios:\n", "says nothing"),
    ("unseen-status-quo", "scenarios:\n", "  views:\n    «up: {unaware: [up.fill], judgement: true}\nscenarios:\n", "cannot occur"),
    ("reported-before-said", "date: 2024-02-10", "date: «2024-02-12", "herald"),
    ("outcome-before-case", "{date: 2024-06-01", "{date: «2024-02", "statements"),
    ("decides-nothing", "{want: deal, because", "{want: «down.pay and down.sue, because", "false"),
    ("decides-nothing", "{want: deal, because", "{want: «up.fill or not up.fill, because", "true"),
    ("decides-nothing", "[{want: deal, judgement: true}]",
     "{weights: [{want: deal, judgement: true, weight: «0}]}", "weight of 0"),
    ("empty-scenario", "  calm:", "  «idle: {label: Idle}\n  calm:", "changes nothing"),
]  # fmt: skip

NOTES = [
    (
        "rests-on-nothing",
        "conflict:\n  op",
        "«conflict:\n  op",
        "4 of 4 options (up.fill, up.share,",
    ),
    ("one-chain", "conflict:\n  op", "«conflict:\n  op", "1 of 3 preferences of 'up' (2)"),
    ("unused-statement", "  s1: {by", "  «s2: {says: x, source: herald}\n  s1: {by", "s2"),
    ("unused-source", "  herald: {", "  «radio: {outlet: Radio}\n  herald: {", "radio"),
    (
        "taken-as-written",
        "{down: [{want: deal, judgement: true}]}",
        "{«down: [{unsure: true, want: deal, judgement: true}]}",
        "however it is taken",
    ),
    ("idle-option", "{fill: Fill,", "{«dig: Dig, fill: Fill,", "up.dig"),
]


# What takes more than one replacement: a whole file, and where (or how) it must be refused.
def _conflict(text: str, more: str = "") -> str:
    return f"detente: 1\nid: x\ntitle: X\nparties: {{a: A, b: B}}\nconflict:\n{text}{more}"


_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]\n" for k in range(1, 10)
)
_TWO = "  options: {a: {x: X, y: Y}}\n  preferences: {a: [{want: a.x, judgement: true}]}\n"
_SIXTY_THREE = ", ".join(f"o{k}: O" for k in range(63))
_TWENTY = ", ".join(f"o{k}: O" for k in range(20))
_CHAIN = "".join(f"    t{k}: not t{k - 1}\n" for k in range(1, 200))
_WISHES = "".join("    - {want: a.x, judgement: true}\n" for _ in range(2000))

FILES = [
    ("empty-file", "", (0, 0), "detente new"),
    ("empty-file", "# nothing yet\n", (0, 0), "detente new"),
    ("not-a-mapping", "- detente: 1\n", (1, 1), "detente: 1"),
    ("not-a-mapping", "just text", (1, 1), "detente: 1"),
    ("file-too-large", "x" * (4 * 2**20 + 1), (0, 0), "4 MiB"),
    ("too-many-values", _BOMB, (1, 37), "100,000"),
    ("too-many-values", "- a\n" * 100_001, (100_000, 3), "100,000"),
    ("not-utf-8", "detente: 1".encode("utf-16"), (0, 0), "UTF-16"),
    ("not-utf-8", b"detente: 1\ntitle: caf\xe9", (2, 11), "0xE9"),
    ("yaml-syntax", "a: [1, 2", (2, 1), "close the bracket"),
    ("yaml-syntax", "a: 'open", (1, 9), "close the quote"),
    ("yaml-syntax", "a:\n  b: 1\n c: 2", (3, 2), "indentation"),
    ("yaml-syntax", "a: @x", (1, 4), "quotes"),
    ("no-preferences", _conflict("  options: {a: {x: X}}\n  preferences: {}\n"), (6, 13), "[]"),
    ("no-options", _conflict("  options: {}\n  preferences: {a: []}\n"), (6, 3), "can do"),
    ("no-feasible-state", _conflict(_TWO, "  infeasible: [a.x, not a.x]"), (8, 3), "contradict"),
    ("too-many-options",
     _conflict(f"  options: {{a: {{{_SIXTY_THREE}}}}}\n  preferences: {{a: []}}\n"), (6, 3), "62"),
    ("too-many-states",
     _conflict(f"  options: {{a: {{{_TWENTY}}}}}\n"
               "  preferences: {a: {ranking: [1], judgement: true}}\n"), (7, 20), "order"),
    ("too-deep", _conflict(_TWO, f"  terms:\n    t0: a.x\n{_CHAIN}"), (84, 10), "written out"),
    ("too-large", _conflict("  options: {a: {x: X}}\n  preferences:\n    a:\n" + _WISHES,
                            "scenarios:\n" + "".join(f"  s{k}: {{}}\n" for k in range(60))),
     (2009, 1), "split"),
    ("ranking-numbers",
     _conflict("  options: {a: {x: X, y: Y}}\n  infeasible: [a.x]\n"
               "  preferences: {a: {ranking: [1, 2], judgement: true}}\n",
               "scenarios:\n  other: {infeasible: [a.y]}\n"), (10, 3), "by conditions"),
    ("incomplete-ranking",
     _conflict("  options: {a: {x: X, y: Y}}\n  infeasible: [a.x]\n"
               "  preferences: {a: {ranking: [1, 2], judgement: true}}\n",
               "scenarios:\n  other: {infeasible: []}\n"), (10, 3), "does not fit this scenario"),
    ("no-conflict", "detente: 1\nid: x\ntitle: X\nparties: {a: A}\nscenarios:\n  s: {}\n",
     (6, 3), "add 'conflict:'"),
]  # fmt: skip

TWICE = [
    ("rests-on-disputed", "warning", ("date: 2024-02-10", "status: disputed"),
     ("cites: s1", "cites: «s1"), "disputed"),
    ("rests-on-withdrawn", "warning", ("date: 2024-02-10", "status: withdrawn"),
     ("cites: s1", "cites: «s1"), "withdrawn"),
    ("one-voice", "note", ("  s1: {", "  s3: {says: x, source: herald}\n  s1: {"),
     ("cites: s1", "cites: «[s1, s3]"), "Herald"),
]  # fmt: skip


# severity, code, what is replaced in the case in graph form, by what, (a part of) the message
GRAPH_FORM = [
    ("error", "unknown-state", "blockade: [calm, war]", "blockade: [calm, «wor]", "'war'"),
    ("error", "unknown-state", "a: {calm: blockade, b", "a: {«clam: blockade, b", "'calm'"),
    ("error", "unknown-state", "[blockade, deal]", "[«blokade, deal]", "'blockade'"),
    ("error", "unknown-state", "[blockade, deal]", "[blockade, «deel]", "'deal'"),
    ("error", "unknown-state", "status_quo: calm", "status_quo: «clam", "'calm'"),
    ("error", "unknown-state", "status_quo: calm", "status_quo: «peace", "is a term"),
    ("error", "unknown-state", "{a: {calm: blockade}}", "{a: {calm: «blokade}}", "'blockade'"),
    ("error", "ambiguous-state", "status_quo: calm", "status_quo: «[calm, war]", "here are 2"),
    ("error", "self-move", "[blockade, deal]", "«[deal, deal]", "to itself"),
    ("error", "self-move", "{calm: blockade, b", "{calm: «calm, b", "to itself"),
    ("error", "duplicate-move", "[blockade, war]]", "«[blockade, deal]]", "listed twice"),
    ("error", "duplicate-move", "[calm, war]}", "[calm, «calm]}", "listed twice"),
    ("error", "duplicate-state", "terms: {peace", "terms: {«war: calm, peace", "both"),
    ("error", "two-forms", "  terms: {peace", "  «infeasible: [war]\n  terms: {peace", "no options"),
    ("error", "two-forms", "  states:", "  «options: {a: {x: X}}\n  states:", "keep one"),
    ("error", "unknown-name", "want: peace", "want: «pease", "no state or term"),
    ("error", "unknown-name", "[deal, blockade, [", "[deal, «blokade, [", "no state or term"),
    ("error", "incomplete-ranking", "ranking: [deal, ", "«ranking: [", "1 of 4 states"),
    ("error", "no-preferences", "    b: [{want: peace, judgement: true}]\n", "", "no preferences"),
    ("error", "unknown-party", "    b: [[blockade", "    b: []\n    «c: [[blockade", "no party 'c'"),
    ("error", "reserved-word", "    war: War\n", "    war: War\n    «or: Or\n", "condition language"),
    ("error", "bad-value", "[blockade, deal]", "«[blockade, deal, war]", "2 items"),
    ("error", "bad-value", "{calm: blockade, blockade: [calm, war]}", "«calm", "[from, to]"),
    ("note", "idle-state", "    war: War\n", "    war: War\n    «truce: Truce\n", "no move leads"),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "code", "old", "new", "says"), GRAPH_FORM)
def test_bad_input_in_graph_form(severity: str, code: str, old: str, new: str, says: str) -> None:
    if "«" not in new:  # what is missing is told where it belongs: only that is looked for
        hits = found(GRAPH.replace(old, new))
        assert [d for d in hits if d.code == code and says in d.message], list(map(str, hits))
        return
    data, place = spoiled(old, new, GRAPH)
    hits = [d for d in found(data) if (d.code, d.severity) == (code, severity)]
    assert hits, [str(d) for d in found(data)]
    assert (hits[0].line, hits[0].column) == place, str(hits[0])
    assert says in hits[0].message + hits[0].hint


@pytest.mark.parametrize(
    ("code", "conflict"),
    [
        ("no-states", "moves: {a: {x: y}}, preferences: {a: []}"),
        ("no-moves", "states: {x: X, y: Y}, preferences: {a: []}"),
        ("no-options", "preferences: {a: []}"),
    ],
)
def test_a_form_that_is_incomplete_is_told(code: str, conflict: str) -> None:
    text = f"detente: 1\nid: x\ntitle: X\nparties: {{a: A}}\nconflict: {{{conflict}}}\n"
    assert [d.line for d in found(text) if d.code == code] == [5]


def test_the_base_case_in_graph_form_is_flawless() -> None:
    assert not found(GRAPH)


def test_the_base_case_is_flawless() -> None:
    """But for what it rests on: it is small, and one statement is all its evidence."""
    assert [d.code for d in found(BASE)] == ["one-chain", "rests-on-nothing"]
    assert {d.severity for d in found(BASE)} == {"note"}


@pytest.mark.parametrize(
    ("severity", "code", "old", "new", "says"),
    [
        pytest.param(severity, *row, id=f"{row[0]}-{k}")
        for severity, rows in (("error", ERRORS), ("warning", WARNINGS), ("note", NOTES))
        for k, row in enumerate(rows)
    ],
)
def test_bad_input(severity: str, code: str, old: str, new: str, says: str) -> None:
    data, place = spoiled(old, new)
    hits = [d for d in found(data) if (d.code, d.severity) == (code, severity)]
    assert hits, [str(d) for d in found(data)]
    (hit,) = hits
    assert (hit.line, hit.column) == place, str(hit)
    assert hit.file == "case.yaml"
    assert says in hit.message + hit.hint
    if severity == "error":
        with pytest.raises(CaseError) as caught:
            loads(data)
        assert code in [d.code for d in caught.value.diagnostics]
    else:
        assert code in [d.code for d in loads(data).warnings]


@pytest.mark.parametrize(
    ("code", "text", "place", "says"),
    [pytest.param(*row, id=f"{row[0]}-{k}") for k, row in enumerate(FILES)],
)
def test_bad_files(code: str, text: str | bytes, place: tuple[int, int], says: str) -> None:
    errors = [d for d in found(text) if d.severity == "error"]
    assert [d.code for d in errors] == [code], [str(d)[:200] for d in errors]
    assert (errors[0].line, errors[0].column) == place, str(errors[0])
    assert says in errors[0].message + errors[0].hint
    with pytest.raises(CaseError):
        loads(text)


@pytest.mark.parametrize(("code", "severity", "first", "second", "says"), TWICE)
def test_findings_that_need_two_entries(
    code: str, severity: str, first: tuple[str, str], second: tuple[str, str], says: str
) -> None:
    data, (line, column) = spoiled(*second)
    text = data.decode().replace(*first)
    line += first[1].count("\n")
    (hit,) = [d for d in found(text) if d.code == code]
    assert (hit.severity, hit.line, hit.column) == (severity, line, column)
    assert says in hit.message


def test_every_code_is_exercised() -> None:
    """Whoever adds a diagnostic adds its bad input to a table above."""
    folder = Path(casefile.__file__).parent
    makers = {"Finding", "ReadError", "diagnostic"}
    used: set[str] = set()
    for module in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                if name in makers:
                    used.add(node.args[0].value)
    exercised = {row[0] for row in (*ERRORS, *WARNINGS, *NOTES, *FILES, *TWICE)}
    exercised |= {row[0] for row in (*bargaining.ERRORS, *bargaining.WARNINGS)}
    exercised |= {row[0] for row in (*spatial.ERRORS, *spatial.WARNINGS)}
    exercised |= {"one-actor", "idle-dimension", "same-position"}
    exercised |= {"no-reservation", "idle-issue", "overlapping-states", "unknown-contribution"}
    exercised |= {row[1] for row in GRAPH_FORM} | {"no-states", "no-moves", "no-options"}
    assert used <= exercised
    assert len(used) > 40


def test_all_problems_come_at_once() -> None:
    text = (
        BASE.replace("by: up, to: down", "by: upp, colour: red")
        .replace("cites: s1", "cites: s9")
        .replace("[up.fill]", "[up.fil]")
        .replace("deal: up.share and down.pay", "deal: up.share and down.payy")
        .replace("title: The dam", "title: [x]")
        .replace("as_of: 2024-03-01", "as_of: soon\nas_of: later")
    )
    errors = [d for d in found(text) if d.severity == "error"]
    assert [d.code for d in errors] == [
        "wrong-type", "bad-date", "duplicate-key", "unknown-party", "unknown-field",
        "unknown-option", "unknown-option", "unknown-statement",
    ]  # fmt: skip
    assert errors == sorted(errors, key=lambda d: (d.line, d.column))


def test_a_faulty_entry_still_counts_as_defined() -> None:
    """A slip inside an entry does not make everything that refers to it unknown."""
    for old, new in [
        ("  down: Downriver", "  down: [Downriver]"),
        ("{pay: Pay,", "{pay: [Pay],"),
        ("herald: {outlet: Herald,", "herald: {outlet: [Herald],"),
        ("says: we fill, ", ""),
        ("{by: up, to: down, source: herald, says: we fill, date: 2024-02-10}", "5"),
        ("deal: up.share and down.pay", "deal: [x]"),
        ("{outlet: Herald, date: 2024-02-11}", "Herald"),
    ]:
        errors = [d for d in found(BASE.replace(old, new)) if d.severity == "error"]
        assert {d.code for d in errors} <= {"wrong-type", "missing-field"}, new
        assert len(errors) == 1, new


def test_a_faulty_section_is_the_only_problem_reported() -> None:
    for section in ("parties", "sources", "statements", "conflict", "scenarios"):
        broken = re.sub(rf"(?m)^{section}:(.*\n(?:[ ].*\n)*)", f"{section}: [1]\n", BASE)
        assert [d.code for d in found(broken)] == ["wrong-type"], section


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as stream:
        stream.truncate(50 * 2**20)
    for path, code, says in [
        (tmp_path / "none.yaml", "no-such-file", "no such file"),
        (tmp_path, "unreadable-file", "a directory"),
        (big, "file-too-large", "50.0 MiB"),
        ("nul\0.yaml", "unreadable-file", "null"),
        ("x" * 5000, "unreadable-file", "too long"),
    ]:
        (problem,) = diagnose(path)
        assert (problem.code, problem.severity) == (code, "error")
        assert says in problem.message
        with pytest.raises(CaseError):
            load(path)


def test_an_endless_file_is_not_read_to_its_end() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("no such device here")
    (problem,) = diagnose(endless)
    assert problem.code == "file-too-large"
