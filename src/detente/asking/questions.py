"""The questions, each with its settings and the function that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from detente.asking import bargaining, conflict, evidence, forecast, further
from detente.asking.question import Question, Setting
from detente.asking.results import results
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import unknown_name

ANY = 1 << 62

SCENARIO = Setting("scenario", "text", "A scenario; the case as written by default.")
SCENARIOS = Setting(
    "scenario", "list", "Scenarios; several are compared. 'base' is the case as written."
)
CONCEPTS = Setting("concept", "list", "nash, gmr, smr, seq, sseq or sim; all by default.")
SANCTION = Setting(
    "sanction",
    "choice",
    "Does an outcome exactly as good as today's punish a move (weak) or not?",
    "weak",
    ("weak", "strict"),
)
RETURNS = Setting(
    "returns",
    "flag",
    "Where moves are listed: does it punish a move if the others undo it?",
    True,
)
PARTIES = Setting("party", "list", "Parties, by id; all by default.")
SOURCE = Setting("from", "text", "Where from; the status quo by default.")
TARGET = Setting("to", "text", "Where to; every equilibrium by default.")
LISTED = Setting("limit", "number", "Most equilibria and most sequences listed.", 12)

_ALL = (
    Question(
        "analyse",
        "Which outcomes are stable, for whom, and what scenarios change.",
        (
            SCENARIOS,
            CONCEPTS,
            SANCTION,
            RETURNS,
            Setting("further", "flag", "Answer what one asks next, too.", False),
        ),
        conflict.analyse,
        at_once=1 << 13,
    ),
    Question(
        "explain",
        "Why a state is stable, or who would leave it and unpunished.",
        (
            Setting(
                "state",
                "text",
                "A number, a condition that picks one state, or status_quo.",
                required=True,
            ),
            PARTIES,
            CONCEPTS,
            SCENARIO,
            SANCTION,
            RETURNS,
        ),
        conflict.explain,
        at_once=1 << 13,
    ),
    Question(
        "paths",
        "How equilibria are reached: move by move, by improvements, and by agreement.",
        (TARGET, SOURCE, CONCEPTS, SCENARIO, LISTED),
        conflict.paths,
        at_once=1 << 13,
    ),
    Question(
        "statusquo",
        "What can be reached from today, by which steps, and who has to give first.",
        (
            TARGET,
            SOURCE,
            Setting(
                "unpunished",
                "text",
                "When a move counts as one that nobody can punish: nash, gmr, smr, seq or sseq.",
                "seq",
            ),
            CONCEPTS,
            SCENARIO,
            SANCTION,
            LISTED,
        ),
        further.statusquo,
    ),
    Question(
        "foresight",
        "What parties keep, and what they count on, looking several moves ahead.",
        (
            Setting(
                "horizon", "number", "Moves to look ahead; as many as it takes by default.", None
            ),
            PARTIES,
            Setting("state", "text", "Tell the courses from this state."),
            Setting(
                "variant",
                "choice",
                "What a party makes of it when what follows is open.",
                "each-reading",
                ("each-reading", "pessimistic", "optimistic"),
            ),
            SCENARIO,
        ),
        further.foresight,
    ),
    Question(
        "levers",
        "Whose act changes what another would rather do, and what hangs on it.",
        (PARTIES, CONCEPTS, SCENARIO, SANCTION),
        further.levers,
    ),
    Question(
        "firmness",
        "Which judgement, if wrong, overturns each finding.",
        (
            Setting("finding", "list", "What to test; what the answer rests on by default."),
            Setting("radius", "number", "Most errors made at once.", 2),
            Setting(
                "error", "list", "What may be wrong: dropped, reversed, moved, possible, one-way."
            ),
            CONCEPTS,
            SCENARIO,
            SANCTION,
            Setting("limit", "number", "Most states judged for one number of errors.", 5_000_000),
        ),
        further.firmness,
    ),
    Question(
        "coalitions",
        "Which outcomes no coalition leaves, and who leaves the others for what.",
        (
            Setting("coalition", "list", "Coalitions, such as a+b; every one by default."),
            Setting("largest", "number", "Judge none of more members.", None),
            Setting("concept", "list", "cnash, cgmr, csmr or cseq; all by default."),
            Setting(
                "improvement",
                "choice",
                "Must every member gain, or some while no other loses?",
                "strict",
                ("strict", "pareto"),
            ),
            Setting(
                "moves",
                "choice",
                "Do members move in turn, or all at once?",
                "sequential",
                ("sequential", "joint"),
            ),
            Setting(
                "sanctioned-by",
                "choice",
                "May the others answer as coalitions, too?",
                "individuals",
                ("individuals", "coalitions"),
            ),
            SCENARIO,
        ),
        further.coalitions,
    ),
    Question(
        "hypergame",
        "What holds while parties misread each other, and what surprises whom.",
        (
            SCENARIO,
            CONCEPTS,
            SANCTION,
            Setting(
                "unseen",
                "choice",
                "Does a party stay at a state that it does not see?",
                "stable",
                ("stable", "unstable"),
            ),
        ),
        further.hypergame,
    ),
    Question(
        "chances",
        "How probable findings are, if preference statements may be wrong.",
        (
            Setting("state", "list", "Tell of these states, party by party."),
            Setting(
                "wrong",
                "choice",
                "A wrong statement counts for nothing, or is the opposite.",
                "dropped",
                ("dropped", "reversed"),
            ),
            *(
                Setting(word, "share", f"What {word} confidence stands for.", None)
                for word in ("low", "medium", "high")
            ),
            Setting(
                "unsure",
                "choice",
                "What is made of statements marked unsure.",
                "as-written",
                ("as-written", "equal"),
            ),
            CONCEPTS,
            SANCTION,
            Setting(
                "samples",
                "number",
                "Draws where going through all takes long; 0 for all.",
                2000,
                least=0,
            ),
            Setting("seed", "number", "Of the draws.", 0, least=0),
            SCENARIO,
        ),
        further.chances,
    ),
    Question(
        "require",
        "What it would take for an outcome to be stable, and to be entered.",
        (
            Setting(
                "state", "text", "A number, status_quo, or a condition or term.", required=True
            ),
            Setting("concept", "text", "nash, gmr, smr, seq or sseq.", "seq"),
            SCENARIO,
            Setting("party", "list", "Whom to ask about one by one; all by default."),
            Setting(
                "lock", "list", "Leave a party's statements, or one (party:place), as they are."
            ),
            Setting("lock-confidence", "text", "Leave statements held at least this firmly."),
            Setting(
                "edit",
                "list",
                "Kinds of edit: reorder, drop, add, reverse; all but the last by default.",
            ),
            Setting(
                "by", "list", "What may change: statements, pairs, moves, outsider; all by default."
            ),
            Setting("from", "text", "Where it is to be entered from."),
            SANCTION,
            Setting("states", "number", "Most states of a condition that are examined.", 16),
        ),
        further.require,
    ),
    Question(
        "bargain",
        "What can be agreed, which packages are efficient, and which are fair.",
        (
            Setting("draft", "text", "Where a draft stands: issue=value, with commas between."),
            Setting("side-payments", "flag", "Do payments between the parties open a deal?", False),
            Setting(
                "contribution", "text", "What this party must add before there is a deal; anybody."
            ),
            Setting("coalitions", "flag", "What can groups of parties secure, and upset?", False),
            SCENARIO,
            Setting(
                "frontier", "text", "How many efficient packages to list: all, or a number.", "all"
            ),
            Setting(
                "uncertain",
                "choice",
                "Judge every package in many draws of what is unknown? Where cheap by default.",
                "auto",
                ("auto", "yes", "no"),
            ),
            Setting("samples", "number", "Of what is unknown; 1,000 by default.", None),
            Setting("seed", "number", "Of the draws.", 0, least=0),
        ),
        bargaining.bargain,
        at_once=1 << 11,
    ),
    Question(
        "forecast",
        "Who moves whom, and where positions end.",
        (
            Setting(
                "model",
                "choice",
                "By which model positions move.",
                "smp",
                ("smp", "scholz-table2", "scholz-printed"),
            ),
            SCENARIO,
            Setting("option", "list", "Variants of the model: name=value."),
            Setting("dimension", "text", "One dimension by itself; all by default."),
            Setting(
                "draws",
                "number",
                "Of what is unknown; 1,000 where cheap by default.",
                None,
                least=0,
            ),
            Setting(
                "seed",
                "number",
                "Of the draws, and of stochastic transitions; 0 by default.",
                None,
                least=0,
            ),
            Setting("compare", "flag", "What do the other models forecast?", False),
        ),
        forecast.forecast,
    ),
    Question("timeline", "What was said when.", (), evidence.timeline, at_once=ANY),
    Question(
        "stances", "What each party has said on each matter.", (), evidence.stances, at_once=ANY
    ),
    Question(
        "contradictions",
        "Statements that cannot both be true, and whether the findings hang on it.",
        (),
        evidence.contradictions,
    ),
    Question(
        "lineage",
        "Through whom the evidence came, and how many independent chains there are.",
        (),
        evidence.lineage,
    ),
    Question(
        "results",
        "Everything that the other questions find, in one answer.",
        (
            Setting("scenario", "list", "Scenarios to analyse; all by default."),
            Setting("question", "list", "Ask only these; all by default."),
            CONCEPTS,
            SANCTION,
        ),
        results,
    ),
)

QUESTIONS: dict[str, Question] = {question.id: question for question in _ALL}
"""By id, in the order of the command line's help."""


def ask(
    case: Case,
    question: str,
    given: Iterable[tuple[str, str]] | Mapping[str, str] = (),
    *,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask a case a question.

    Parameters
    ----------
    case : Case
    question : str
        Its id.
    given : iterable of pairs of str, or mapping
        Settings by name, as they would be written on the command line.
    progress : callable, optional
        Told of every step of a long search.

    Returns
    -------
    dict
        The question's documented JSON.

    Raises
    ------
    UnknownNameError
        If there is no such question, or a setting names what the case does not have.
    DetenteError
        If a setting is unknown or has no such value, and as from the question itself.

    Examples
    --------
    >>> import detente
    >>> answer = ask(detente.load("japan-russia"), "explain", {"state": "status_quo"})
    >>> answer["format"], answer["state"]
    ('detente.explanation/1', 21)
    """
    if question not in QUESTIONS:
        raise unknown_name("question", question, QUESTIONS)
    asked = QUESTIONS[question]
    pairs = given.items() if isinstance(given, Mapping) else given
    return asked.answer(case, asked.read(pairs), progress)
