"""What a forecast is asked for: the model, its variants, draws; with what each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from detente.asking import QUESTIONS
from detente.asking.forecast import read_options
from detente.errors import unknown_name
from detente.spatial import scholz, smp
from detente.spatial.model import Spatial
from detente.spatial.models import MODELS, Model, model_named
from detente.spatial.smp.options import VARIANTS as SMP_VARIANTS
from detente.web.questions import Field, asked

OPTION = "option-"
"""What names a variant of the model in an address, before its name."""

PLAIN = ("model", "draws", "seed", "compare")
"""The settings of the question that an address names as they are."""

OWN = ("variant", "seed")
"""What is no control of its own: the variant that a model is named for, and the seed of draws."""

MODEL_LABELS = {
    "smp": "Spatial Model of Politics",
    "scholz-table2": "Expected utility, as in the published table",
    "scholz-printed": "Expected utility, as printed",
}

EXPLAINED = {
    "smp": "In each round everybody challenges the one from whom it expects to gain most, and the "
    "two strike a bargain between their positions: nearer to who is more likely to prevail and "
    "cares more. Then everybody takes the bargain that finds most support, or stays where it is. "
    "It ends when positions come to rest. For one dimension or several.",
    "scholz-table2": "Everybody reckons what a challenge of each other one would bring, from how "
    "likely it is to prevail, how much the other cares, and how much risk it takes. What the two "
    "expect of each other decides whether the other gives in, meets it part of the way, or both "
    "clash. This reading gives the table of results that was published with the formulas. For one "
    "dimension.",
    "scholz-printed": "The same reckoning as the formulas are printed; they do not give the results "
    "that were published with them. For one dimension.",
}
"""What each model does, in plain words."""

LABELS = {
    "victory": "How surely the stronger prevail",
    "election": "Prevailing over several",
    "vote": "How strongly one votes",
    "risk": "Attitudes to risk",
    "perspective": "Seeing others' attitudes",
    "third_parties": "Those who join a challenge",
    "bargain": "How far the two move",
    "versions": "By whose view",
    "transitions": "Which bargain is taken",
    "rounds": "Most rounds",
    "reference_slips": "Slips of the reference program",
    "q": "Chance that the status quo lasts",
    "better": "Rule for changes for the better",
    "span": "What distances are measured by",
}

SAYS = {
    "victory": "From the strength behind two positions to the chance that one defeats the other: "
    "in proportion, or by a power that favours the stronger; binary nearly always lets it win.",
    "election": "From the chances of any two positions to those of several: the product of each "
    "one's, or what remains when positions win and lose from each other again and again.",
    "vote": "From what somebody has to gain to its vote: in proportion, all of its weight (binary), "
    "little where little is at stake (cubic), or losses more than gains (asymmetric).",
    "risk": "Between which ends they lie: mid −½ to 1, min 0 to 1, max −1 to 1.",
    "perspective": "How much of another's attitude to risk one sees, in place of one's own.",
    "third_parties": "Whether they share its end: only if they win (semi), in full, or never (none).",
    "bargain": "By the squares of saliences and chances (s2p2), by them as they are (s1p1), or only "
    "the one less likely to prevail moves (s2pmax).",
    "versions": "A bargain as the challenger sees the challenge, that and the other's view as two "
    "bargains (both), or the mean of the two (weighted).",
    "transitions": "The one most likely to prevail, or one by chance, drawn with the seed.",
    "rounds": "After so many it stops, whether or not positions have come to rest.",
    "reference_slips": "Whether two slips of that program are made, too. They matter only with both "
    "views, or their mean.",
    "q": "From 0 to 1, if nobody challenges it. At 1 the rule for changes does not matter.",
    "better": "How probable it is that a change of the status quo is for the better of who asks. "
    "There are several rules, and below a chance of 1 they decide the result.",
    "span": "How far the first positions lie apart, or the whole scale.",
}
"""What each option of a model decides."""


@dataclass(frozen=True)
class Wanted:
    """What an address asks for.

    Parameters
    ----------
    model : str
    options : tuple of (str, str)
        Variants by name.
    draws : int or None
        How many are asked for.
    seed : int or None
    compare : bool
        Whether variants are asked for, with one option changed at a time.
    """

    model: str = "smp"
    options: tuple[tuple[str, str], ...] = ()
    draws: int | None = None
    seed: int | None = None
    compare: bool = False

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]]) -> Wanted:
        """Return what an address asks for.

        Raises
        ------
        DetenteError
            If it names a model, an option or a value that there is not.
        """
        pairs = asked(given)
        plain = [pair for pair in pairs if pair[0] in PLAIN]
        values = QUESTIONS["forecast"].read(plain)
        model = values["model"]
        texts = [
            f"{name.removeprefix(OPTION)}={text}" for name, text in pairs if name.startswith(OPTION)
        ]
        chosen = read_options(model, texts)
        if clash := next((name for name in chosen if name in OWN), None):
            raise unknown_name("option", clash, [each.name for each in options_of(MODELS[model])])
        options = tuple((name, _text(value)) for name, value in chosen.items())
        return cls(model, options, *(values[name] for name in PLAIN[1:]))

    def beside(self, problem: Spatial) -> Wanted:
        """Return the same without variants that are the model's, or a problem's, own."""
        own = MODELS[self.model].options_for(problem, {})
        other = tuple((k, text) for k, text in self.options if text != _text(getattr(own, k)))
        return replace(self, options=other)

    def by_chance(self, problem: Spatial) -> bool:
        """Tell whether something is left to chance, whatever is known."""
        own = MODELS[self.model].options_for(problem, {})
        asked_for = dict(self.options).get("transitions")
        return (asked_for or getattr(own, "transitions", "")) == "stochastic"

    def address(self) -> dict[str, str]:
        """Return what names it in an address."""
        return {
            "model": "" if self.model == "smp" else self.model,
            **{f"{OPTION}{name}": text for name, text in self.options},
            "draws": "" if self.draws is None else str(self.draws),
            "seed": "" if self.seed is None else str(self.seed),
            "compare": "true" if self.compare else "",
        }

    def question(self, scenario: str) -> tuple[tuple[str, str], ...]:
        """Return the settings of the question, as the command line has them."""
        said = self.address()
        options = ",".join(f"{name}={text}" for name, text in self.options)
        named = {name: said[name] for name in PLAIN}
        return asked([("scenario", scenario), ("option", options), *named.items()])

    def settings(self, scenario: str) -> dict[str, Any]:
        """Return the settings of the question as it reads them; no draws are made unasked."""
        settings = QUESTIONS["forecast"].read(self.question(scenario))
        return {**settings, "draws": self.draws or 0}


def options_of(model: Model) -> list[Any]:
    """Return the fields of a model's options that can be chosen."""
    return [each for each in fields(model.defaults) if each.name not in OWN]


def controls(wanted: Wanted, problem: Spatial) -> Iterator[Field]:
    """Yield a control for each option of the model that is asked for."""
    model = model_named(wanted.model)
    chosen, as_it_is = dict(wanted.options), model.options_for(problem, {})
    for each in options_of(model):
        own = getattr(as_it_is, each.name)
        yield Field(
            name=f"{OPTION}{each.name}",
            label=LABELS[each.name],
            says=SAYS[each.name],
            kind="select" if isinstance(own, str | bool) else "text",
            chosen=(chosen.get(each.name, _text(own)),),
            options=tuple(_choices(model, each.name, own)),
            least=0,
            required=False,
        )


def _choices(model: Model, name: str, own: object) -> Iterator[tuple[str, str]]:
    if isinstance(own, bool):
        yield from (("false", "not made"), ("true", "made"))
    elif isinstance(own, str):
        yield from ((value, value) for value in _variants(model)[name])


def _variants(model: Model) -> Mapping[str, tuple[str, ...]]:
    return SMP_VARIANTS if isinstance(model.defaults, smp.Options) else scholz.VARIANTS


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
