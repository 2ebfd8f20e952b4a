"""What becomes of one outcome, in sentences: if it would last, who brings it about, who blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.brief.reach import Stages, indispensable, stages
from detente.brief.voice import Basis, Voice
from detente.conflict.explain import Witness
from detente.conflict.findings import Findings, OutcomeFinding
from detente.conflict.joint import Entry, JointStep
from detente.conflict.words import Reason, compare_states
from detente.text import counted, listed, quoted, sentence

Strength = Literal["firm", "guarded", "weak", "none"]
"""How well a state holds: under every concept, if parties look ahead, if they fear anything."""

Verdict = Literal[
    "today",
    "lasting",
    "in stages",
    "held back",
    "fleeting",
    "blocked",
    "unstable",
    "impossible",
    "holds",
]
"""What becomes of an outcome:

- today: it holds in the status quo;
- lasting: a group can bring it about in one joint step, and it would last;
- in stages: so, after moves that their movers want;
- held back: so, but a mover who looks ahead has reason not to make its move;
- fleeting: a group can bring it about, and it would not last;
- blocked: it would last, and nobody can bring it about;
- unstable: it would not last, and nobody can bring it about;
- impossible: it holds in no feasible state;
- holds: it would last, in a case that names no status quo.
"""

VERDICTS: Mapping[Verdict, str] = {
    "today": "Holds today",
    "lasting": "Within reach, and would last",
    "in stages": "Within reach in stages, and would last",
    "held back": "Would last, but a first mover who looks ahead holds back",
    "fleeting": "Within reach, but would not last",
    "blocked": "Would last, but out of reach",
    "unstable": "Out of reach, and would not last",
    "impossible": "Cannot occur",
    "holds": "Would last",
}

_LASTS: Mapping[Strength, str] = {
    "firm": "would last",
    "guarded": "would last as long as parties look ahead",
    "weak": "would last only out of caution",
    "none": "would not last",
}

_WHY: Mapping[Strength, str] = {
    "firm": "no party would rather move on its own",
    "guarded": "who moved away for its own gain would be answered by moves that the others want",
    "weak": "moving away could be answered, though perhaps by moves that hurt those who answer",
}


def strength(held_under: Iterable[str]) -> Strength:
    """Return how well a state holds that is an equilibrium under some concepts.

    Examples
    --------
    >>> strength(["nash", "seq"]), strength(["gmr", "seq"]), strength(["gmr"]), strength([])
    ('firm', 'guarded', 'weak', 'none')
    """
    held = set(held_under)
    if "nash" in held:
        return "firm"
    if held & {"seq", "sseq", "sim"}:
        return "guarded"
    return "weak" if held else "none"


def lasts(grade: Strength) -> str:
    """Return how well something would last, as a verb phrase."""
    return _LASTS[grade]


def why_lasting(grade: Strength) -> str:
    """Return why a state of some strength lasts, as a clause; empty where it does not."""
    return _WHY.get(grade, "")


@dataclass(frozen=True, slots=True)
class OutcomeStory:
    """What becomes of one outcome from the status quo.

    Parameters
    ----------
    id, label : str
        The outcome.
    verdict : str
        See `Verdict`.
    strength : str
        How well its best state would last: firm, guarded, weak or none.
    state : int or None
        The state spoken of: the one entered, else the best equilibrium, else the nearest.
    clause : str
        The verdict as a clause, to stand in a headline.
    sentences : tuple of str
        Would it last, who can bring it about, who blocks; `rests_on` says why.
    groups : tuple of tuple of str
        Party ids of each smallest group that can bring it about jointly.
    indispensable : tuple of str
        Parties that belong to every such group.
    blockers : tuple of str
        Parties that refuse, where nobody can bring it about.
    leavers : tuple of str
        Parties that would move away from it.
    stages : Stages or None
        The way in stages, where one joint step does not do.
    rests_on : tuple of Basis
        The judgements that decide all this.
    """

    id: str
    label: str
    verdict: Verdict
    strength: Strength
    state: int | None
    clause: str
    sentences: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    indispensable: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    leavers: tuple[str, ...] = ()
    stages: Stages | None = None
    rests_on: tuple[Basis, ...] = ()

    @property
    def verdict_label(self) -> str:
        """The verdict in a few words, for tables."""
        return VERDICTS[self.verdict]

    @property
    def possible(self) -> bool:
        """Whether it holds today or can be brought about so that it would last."""
        return self.verdict in ("today", "lasting", "in stages")


def tell_outcome(findings: Findings, finding: OutcomeFinding) -> OutcomeStory:
    """Return what becomes of an outcome, in sentences."""
    return _Telling(findings, finding).story()


class _Telling:
    """Puts one outcome into words."""

    def __init__(self, findings: Findings, finding: OutcomeFinding) -> None:
        self.findings, self.finding = findings, finding
        self.voice = Voice(findings.analysis.conflict)
        self.entry: Entry | None = finding.entry
        self.lasting = tuple(s for s in self.steps if s.holds_under)
        self.stages = None
        if self.entry and not self.entry.present and not self.lasting:
            self.stages = stages(findings, finding)
        self.verdict = self._verdict()
        self.state = self._state()
        held = findings.analysis.held_under(self.state) if self.state else ()
        self.strength = strength(held)

    @property
    def steps(self) -> tuple[JointStep, ...]:
        return self.entry.steps if self.entry else ()

    def story(self) -> OutcomeStory:
        finding, term = self.finding, self.finding.term
        groups = tuple(step.group for step in self.lasting or self.steps)
        refused = () if self.stages or not self.entry else self.entry.blockers
        return OutcomeStory(
            term.id,
            term.label,
            self.verdict,
            self.strength,
            self.state,
            f"{quoted(term.label)} {self.clause()}",
            tuple(sentence(text) for text in self.sentences() if text),
            groups,
            indispensable(groups),
            tuple(reason.party for reason in refused),
            tuple(witness.party for witness in finding.spoilers if not witness.stable),
            self.stages,
            self.rests_on(),
        )

    def _verdict(self) -> Verdict:
        if not self.finding.states:
            return "impossible"
        if self.entry is None:
            return "holds" if self.finding.stable else "unstable"
        if self.entry.present:
            return "today"
        if self.lasting:
            return "lasting"
        if self.stages:
            return "held back" if self.stages.held_back else "in stages"
        if self.steps:
            return "fleeting"
        return "blocked" if self.finding.stable else "unstable"

    def _state(self) -> int | None:
        """Return the state to speak of."""
        if self.entry and self.entry.present:
            return self.entry.source
        if self.lasting or self.steps:
            if not self.lasting and self.stages:
                return self.stages.target
            return (self.lasting or self.steps)[0].target
        if self.stages:
            return self.stages.target
        if self.finding.equilibria:
            return self.finding.equilibria[0]
        if self.finding.spoilers:
            return self.finding.spoilers[0].state
        return self.entry.nearest if self.entry else None

    # -- The headline's clause -------------------------------------------------------------

    def clause(self) -> str:
        """Return the verdict as what follows the outcome's name."""
        lasting = lasts(self.strength)
        if self.verdict == "impossible":
            return "cannot occur"
        if self.verdict == "today":
            return f"holds today and {lasting}"
        if self.verdict == "lasting":
            return f"can be brought about by {self.by(self.lasting)}, and {lasting}"
        if self.verdict == "in stages" and self.stages:
            return f"comes within reach in stages ({self.in_stages(self.stages)}), and {lasting}"
        if self.verdict == "held back" and self.stages:
            who = self.voice.parties(self.stages.held_back)
            holds = "holds" if len(self.stages.held_back) == 1 else "hold"
            return (
                f"{lasting} once there, but {who}, looking ahead, {holds} back from the way there"
            )
        if self.verdict == "fleeting":
            return f"can be brought about by {self.by(self.steps)}, but would not last"
        if self.verdict == "blocked":
            return f"{lasting} once there, but {self.refusal()}"
        if self.verdict == "holds" or self.entry is None:
            return lasting
        return f"is out of reach, since {self.refusal()}, and would not last"

    def by(self, steps: Sequence[JointStep]) -> str:
        """Return who acts: alone, together, or one of several groups."""
        said = []
        for step in steps[:3]:
            alone = len(step.group) == 1
            said.append(f"{self.voice.parties(step.group)} {'alone' if alone else 'together'}")
        more = len(steps) - len(said)
        if more:
            said.append(counted(more, "other group"))
        return listed(said, "or by") if len(said) > 1 else said[0]

    def in_stages(self, way: Stages) -> str:
        moves = "; ".join(
            self.voice.change(move.source, move.target, party=move.party) for move in way.moves
        )
        if way.step is None:
            return f"{moves}, each in its own interest" if len(way.moves) > 1 else moves
        return f"first {moves}; then {self.by([way.step])}"

    def refusal(self) -> str:
        """Return why nobody brings it about, as a clause."""
        blockers = self.entry.blockers if self.entry else ()
        if not blockers:
            return "no legal change leads there from the status quo"
        names = self.voice.parties(reason.party for reason in blockers)
        return f"{names} {'refuses' if len(blockers) == 1 else 'refuse'}"

    # -- Sentences -------------------------------------------------------------------------

    def sentences(self) -> Iterable[str]:
        """Yield the full account."""
        if self.verdict == "impossible":
            yield "it holds in no feasible state"
            return
        yield from self.durability()
        if self.entry is None:
            return
        if self.steps and not (self.stages and not self.lasting):
            yield from self.joint()
        elif self.stages:
            yield from self.staged(self.stages)
        elif not self.entry.present:
            yield from self.refused(self.entry)

    def durability(self) -> Iterable[str]:
        """Yield whether it would last, and where not, who leaves."""
        if self.verdict == "today" and self.strength != "none":
            yield f"it holds today and {lasts(self.strength)}: {why_lasting(self.strength)}"
        elif self.strength != "none" and self.state:
            yield f"in state {self.state} it {lasts(self.strength)}: {why_lasting(self.strength)}"
        elif self.finding.stable:
            best = self.finding.equilibria[0]
            grade = strength(self.findings.analysis.held_under(best))
            form = "today's form" if self.verdict == "today" else "the form that can be entered"
            yield f"it would not last in {form}; in state {best} it {lasts(grade)}"
        else:
            yield from (self.leaving(w) for w in self.finding.spoilers if w.answers)

    def leaving(self, witness: Witness) -> str:
        answer = witness.answers[0]
        move = answer.improvement
        regret = (
            ""
            if witness.concept == "nash"
            else ", and no answer of the others would make it regret that"
        )
        return (
            f"it would not last: from state {move.source}, where it comes nearest to lasting, "
            f"{self.voice.party(move.party)} would rather move "
            f"({self.voice.change(move.source, move.target, party=move.party)}){regret}"
        )

    def joint(self) -> Iterable[str]:
        """Yield who can enter it from the status quo."""
        steps = self.lasting or self.steps
        first = steps[0]
        if len(steps) == 1 and len(first.group) == 1:
            yield f"{self.voice.party(first.group[0])} can bring it about alone, and gains by it"
        elif len(steps) == 1:
            yield (
                f"{self.voice.parties(first.group)} can bring it about together in one joint "
                "step, each better off than today"
            )
            yield f"it takes all {counted(len(first.group), 'of them', 'of them')}"
        else:
            yield f"it can be brought about in one joint step by {self.by(steps)}"
            needed = indispensable(step.group for step in steps)
            if needed:
                yield f"it takes {self.voice.parties(needed)} in each case"
        for step in steps[:3]:
            yield f"what it takes: {self.voice.change(step.source, step.target)}"
            if step.worse_off:
                names = self.voice.parties(step.worse_off)
                yield f"{names}, outside the group, would be worse off than today"

    def staged(self, way: Stages) -> Iterable[str]:
        """Yield how it comes about in stages."""
        yield "no group can bring it about in one step from the status quo so that it would last"
        for place, move in enumerate(way.moves):
            then = "first" if place == 0 else "then"
            yield f"{then} {self.voice.change(move.source, move.target, party=move.party)}, in its own interest"
        for party in way.held_back:
            yield (
                f"but looking ahead {self.voice.party(party)} has reason to hold back: the others "
                "would answer with moves they want, which leave it no better off"
            )
        if way.step:
            change = self.voice.change(way.step.source, way.step.target)
            gain = "gains by it" if len(way.step.group) == 1 else "gain by it, each of them"
            yield f"from there {self.by([way.step])} can step into it and {gain}: {change}"

    def refused(self, attempt: Entry) -> Iterable[str]:
        """Yield who would have to act and who refuses; why is among what it rests on."""
        if attempt.nearest is None:
            yield "no legal change of anybody's options leads there from the status quo"
            return
        yield (
            f"nobody can bring it about in one step: even the attempt that fewest would refuse "
            f"takes {self.voice.parties(attempt.movers)}, and {self.refusal()}"
        )

    # -- What it rests on ------------------------------------------------------------------

    def rests_on(self) -> tuple[Basis, ...]:
        """Return the deciding judgements, each once."""
        if self.lasting or not self.stages:
            reasons = list(self.finding.rests_on)
        else:
            reasons = [w.answers[0].gain for w in self.finding.spoilers if w.answers]
            reasons += self._stage_reasons(self.stages)
        return distinct(self.voice.basis(reason) for reason in reasons)

    def _stage_reasons(self, way: Stages) -> list[Reason]:
        conflict = self.voice.conflict
        moves = [compare_states(conflict, m.party, m.target, m.source) for m in way.moves]
        return [*moves, *(way.step.reasons if way.step else ())]


def distinct(bases: Iterable[Basis]) -> tuple[Basis, ...]:
    """Return judgements in order, one for each party and statement."""
    found: dict[tuple[str, int, str], Basis] = {}
    for basis in bases:
        found.setdefault((basis.party, basis.place, "" if basis.wish else basis.verdict), basis)
    return tuple(found.values())
