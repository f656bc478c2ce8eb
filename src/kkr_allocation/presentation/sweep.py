"""Sweeps as frames and in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.composition.compose import Composition
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.composition_readings import CHOICES, in_words
from kkr_allocation.presentation.language import Text
from kkr_allocation.scenarios.models import (
    DirichletSwing,
    PollSample,
    ProportionalSwing,
    UniformSwing,
)
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.scenarios.models import Model
    from kkr_allocation.scenarios.sweep import SweepResult
    from kkr_allocation.scenarios.tally import Tally

__all__ = ["sweep_explanation", "sweep_frame"]

_LOW, _MIDDLE, _HIGH = Fraction(5, 100), Fraction(1, 2), Fraction(95, 100)

_OWN = Text(
    en="the scenario's model, an assumption of whoever asks",
    da="scenariets model, en antagelse hos den, der spørger",
)
_TITLE = Text(en="What {draws} could give", da="Hvad {draws} kunne give")
_MODEL = Text(
    en="{draws:was|were} made with the model {model} and the seed {seed}.",
    da="Der blev foretaget {draws} med modellen {model} og frøet {seed}.",
)
_MODELS = {
    UniformSwing: Text(
        en="UniformSwing (every list moves by points, standard deviation {size})",
        da="UniformSwing (hver liste flytter sig i procentpoint, standardafvigelse {size})",
    ),
    ProportionalSwing: Text(
        en="ProportionalSwing (every list moves by a factor, deviation {size})",
        da="ProportionalSwing (hver liste flytter sig med en faktor, afvigelse {size})",
    ),
    DirichletSwing: Text(
        en="DirichletSwing (shares around the real ones, concentration {size})",
        da="DirichletSwing (andele omkring de faktiske, koncentration {size})",
    ),
    PollSample: Text(
        en="PollSample (a poll of {size})", da="PollSample (en måling med {size} adspurgte)"
    ),
}
_SHIFTED = Text(en=", known beforehand {shift}", da=", kendt på forhånd {shift}")
_READING = Text(en="Under the reading {reading}:", da="Efter læsningen {reading}:")
_DECIDED = Text(
    en="{decided:is|are} decided, {tied:needs|need} a lot, {refused:has|have} no answer.",
    da="{decided} er afgjort, {tied} kræver lodtrækning, {refused} har intet svar.",
)
_LIST = Text(
    en="{list} wins {middle} in the middle, and from {low} to {high} in nine of ten.",
    da="{list} får {middle} i midten og fra {low} til {high} i ni ud af ti.",
)
_SURE = Text(
    en="{list} wins {middle} in the middle and in nine of ten.",
    da="{list} får {middle} i midten og i ni ud af ti.",
)
_COALITION = Text(
    en="{lists:has|have} a majority in {share}.",
    da="{lists} har flertal i {share}.",
)


def sweep_frame(result: SweepResult) -> pd.DataFrame:
    """Return one row a reading and list: seats on average, quantiles, chance of a seat.

    Columns: `reading` (from 0), `party`, `mean`, `low`, `median`, `high` (5, 50 and 95 per cent)
    and `any` (the share of the decided draws with a seat).
    """
    rows = [
        {
            "reading": reading,
            "party": name,
            "mean": float(tally.mean(name)),
            "low": tally.quantile(name, _LOW),
            "median": tally.quantile(name, _MIDDLE),
            "high": tally.quantile(name, _HIGH),
            "any": float(tally.probability(name, at_least=1)),
        }
        for reading, tally in enumerate(result.tallies)
        for name in tally.lists
    ]
    return pd.DataFrame(rows, columns=["reading", "party", "mean", "low", "median", "high", "any"])


def sweep_explanation(result: SweepResult, language: Language) -> Explanation:
    """Return what was drawn and what came out, in steps."""
    source = Source(_OWN.text(language), "", SourceStatus.OPEN)
    steps = tuple(
        Step(number, text, source) for number, text in enumerate(_sentences(result, language), 1)
    )
    return Explanation(_TITLE.text(language, draws=nouns.draws(result.draws)), language, steps)


def _sentences(result: SweepResult, language: Language) -> Iterator[str]:
    model = _model(result.scenario.model, language)
    draws = nouns.draws(result.draws)
    yield _MODEL.text(language, draws=draws, model=model, seed=str(result.seed))
    for place, tally in enumerate(result.tallies):
        if isinstance(result.scenario.base, Composition):
            readings = result.scenario.statutes or (result.scenario.base.statutes,)
            yield _READING.text(language, reading=_reading(readings, place, language))
        yield from _counts(tally, language)


def _reading(readings: Sequence[Statutes], place: int, language: Language) -> str:
    """Name a reading: its statutes, its size rule, and what else it does not share with others."""
    own = readings[place]
    said = [
        in_words(choice, getattr(own, choice), own, language)
        for choice in CHOICES
        if choice == "size_rule" or len({getattr(other, choice) for other in readings}) > 1
    ]
    return ", ".join([own.name, *said])


def _model(model: Model, language: Language) -> str:
    """Say what a model assumes; one of somebody's own as Python writes it."""
    match model:
        case UniformSwing() | ProportionalSwing():
            size: float = model.spread
        case DirichletSwing():
            size = model.concentration
        case PollSample():
            size = model.voters
        case _:
            return repr(model)
    said = _MODELS[type(model)].text(language, size=_figure(size, language))
    moved = [
        f"{name} {'+' * (points > 0)}{_figure(points, language)}"
        for name, points in getattr(model, "shift", {}).items()
    ]
    return said + (_SHIFTED.text(language, shift=moved) if moved else "")


def _figure(value: float, language: Language) -> str:
    """Write a figure of a model with as many decimals as it has."""
    return f"{value:.10g}".replace(".", "," if language == "da" else ".")


def _counts(tally: Tally, language: Language) -> Iterator[str]:
    yield _DECIDED.text(language, decided=tally.decided, tied=tally.tied, refused=tally.refused)
    for name in tally.lists:
        if tally.probability(name, at_least=1):
            low, middle, high = (tally.quantile(name, q) for q in (_LOW, _MIDDLE, _HIGH))
            text = _SURE if low == middle == high else _LIST
            yield text.text(language, list=name, low=low, middle=middle, high=high)
    for coalition in tally.coalitions:
        yield _COALITION.text(language, lists=coalition, share=tally.majority(*coalition))
