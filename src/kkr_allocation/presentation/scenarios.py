"""What-if results as frames, protocols and HTML: one registered function a kind of result."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.composition.statutes import written
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.margin_frame import Margins
from kkr_allocation.presentation.markup import table
from kkr_allocation.presentation.sweep import sweep_explanation, sweep_frame
from kkr_allocation.presentation.views import no_view
from kkr_allocation.scenarios.majorities import Bloc, ChairMajorities
from kkr_allocation.scenarios.sweep import SweepResult
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.composition.alternatives import Reading
    from kkr_allocation.results import Result
    from kkr_allocation.scenarios.compare import Compared
    from kkr_allocation.scenarios.mayors import Flip
    from kkr_allocation.scenarios.seat_margin import SeatMargin

__all__ = ["comparison", "explanation", "flips", "frame", "html", "margins"]

_WORD = 2**63
_CHAIR = Source("KL's love", "", SourceStatus.INFERRED)
_TITLE = Text(en="Who can elect the chair", da="Hvem kan vælge formanden")
_MAJORITY = Text(
    en="The council has {house:member|members}; a majority is {majority}.",
    da="Rådet har {house:medlem|medlemmer}; et flertal er {majority}.",
)
_HAS = Text(
    en="{bloc} has {members} and with them the majority{breakers}.",
    da="{bloc} har {members} og dermed flertallet{breakers}.",
)
_LACKS = Text(
    en="{bloc} has {members} and lacks {lacks} of a majority.",
    da="{bloc} har {members} og mangler {lacks} i et flertal.",
)
_BREAKERS = Text(
    en="; it is lost if any of these leaves: {lists}",
    da="; det mistes, hvis en af disse går: {lists}",
)
_NEEDED = Text(
    en="No majority can be formed without {bloc}.",
    da="Intet flertal kan dannes uden {bloc}.",
)
_WAYS = Text(
    en="Minimal winning coalitions: {count}; the smallest is {lists} with {members}.",
    da="Minimale vinderkoalitioner: {count}; den mindste er {lists} med {members}.",
)


@functools.singledispatch
def frame(result: Result) -> pd.DataFrame:
    """Return a what-if result as a frame; each kind is registered below."""
    raise no_view(result)


@functools.singledispatch
def explanation(result: Result, _: Language) -> Explanation:
    """Return a what-if result in steps; each kind is registered below."""
    raise no_view(result)


frame.register(SweepResult, sweep_frame)
explanation.register(SweepResult, sweep_explanation)


def html(result: Result) -> str:
    """Return a what-if result's frame as a table."""
    shown = frame(result)
    rows = shown.astype(object).itertuples(index=False)
    caption = explanation(result, "en").title
    return table(caption, [str(name) for name in shown.columns], rows)


@frame.register
def _(result: ChairMajorities) -> pd.DataFrame:
    """One row a minimal winning coalition: coalition, lists, members, spare."""
    rows = [
        (" / ".join(c.blocs), ", ".join(c.lists), c.members, c.spare) for c in result.coalitions
    ]
    return pd.DataFrame(rows, columns=["coalition", "lists", "members", "spare"])


@explanation.register
def _(result: ChairMajorities, language: Language) -> Explanation:
    texts = enumerate(_sentences(result, language), start=1)
    steps = tuple(Step(number, text, _CHAIR) for number, text in texts)
    return Explanation(_TITLE.text(language), language, steps)


def _sentences(result: ChairMajorities, language: Language) -> Iterator[str]:
    house = result.composition.house_size
    yield _MAJORITY.text(language, house=house, majority=result.majority)
    for bloc in result.blocs:
        if len(bloc.lists) > 1 or not bloc.lacks:
            yield _standing(bloc, language)
    for bloc in result.blocs:
        if bloc.needed:
            yield _NEEDED.text(language, bloc=bloc.label)
    smallest = result.coalitions[0]
    yield _WAYS.text(
        language,
        count=len(result.coalitions),
        lists=smallest.blocs,
        members=nouns.members(smallest.members),
    )


def _standing(bloc: Bloc, language: Language) -> str:
    members = nouns.members(bloc.members)
    if bloc.lacks:
        return _LACKS.text(language, bloc=bloc.label, members=members, lacks=bloc.lacks)
    leaving = bloc.breakers if len(bloc.lists) > 1 else ()
    breakers = _BREAKERS.text(language, lists=leaving) if leaving else ""
    return _HAS.text(language, bloc=bloc.label, members=members, breakers=breakers)


def comparison(rows: Iterable[Compared]) -> pd.DataFrame:
    """Return councils under several readings, one row each; see `kkr_allocation.compare`."""
    compared = list(rows)
    fixed = pd.DataFrame(
        [
            {
                "region": row.basis.name,
                "size_rule": written(row.reading.statutes.size_rule),
                "at_cap": row.reading.statutes.at_cap.name,
                "threshold_base": row.reading.statutes.threshold_base.name,
                "rule": row.reading.statutes.rule.name,
                "outsiders": row.reading.statutes.outsiders.name,
                "seat_for_every_eligible": row.reading.statutes.seat_for_every_eligible,
                "house_size": council.house_size if (council := row.reading.composition) else None,
                "cap": council.cap if council else None,
                "capped": council.capped if council else None,
                "complete": row.basis.coverage is None or row.basis.coverage.complete,
                "problem": row.reading.problem,
            }
            for row in compared
        ]
    ).astype({"house_size": "Int64", "cap": "Int64", "capped": "boolean"})
    return fixed.join(_seats([row.reading for row in compared]))


def _seats(readings: Sequence[Reading]) -> pd.DataFrame:
    """Return the seats of every list that has one anywhere, those of most seats first."""
    councils = [reading.composition for reading in readings]
    totals: dict[str, int] = {}
    for council in councils:
        for name, seats in (council.seats if council else {}).items():
            totals[name] = totals.get(name, 0) + seats
    names = sorted(totals, key=lambda name: -totals[name])
    columns = {
        name: pd.array([c.seats.get(name, 0) if c else None for c in councils], dtype="Int64")
        for name in names
    }
    return pd.DataFrame(columns, index=range(len(councils)))


def flips(before: Reading, changed: Sequence[Flip]) -> pd.DataFrame:
    """Return what other mayors would change, one row each; see `kkr_allocation.mayor_flips`."""
    seats = _seats([before, *(flip.reading for flip in changed)])
    house = seats.sum(axis=1, skipna=False)
    fixed = pd.DataFrame(
        {
            "municipality": [flip.municipality for flip in changed],
            "mayor": [flip.mayor for flip in changed],
            "becomes": [flip.becomes for flip in changed],
            "house_size": house.iloc[1:].to_numpy(),
            "house_change": (house - house.iloc[0]).iloc[1:].to_numpy(),
            "problem": [flip.reading.problem for flip in changed],
        }
    ).astype({"house_size": "Int64", "house_change": "Int64"})
    change = (seats - seats.iloc[0]).iloc[1:].reset_index(drop=True)
    return fixed.join(change.astype("Int64"))


def margins(changes: Sequence[SeatMargin]) -> Margins:
    """Return what seats hang on, one row a change; see `kkr_allocation.margin`."""
    return Margins(
        {
            "from": [change.source for change in changes],
            "to": [change.target for change in changes],
            "votes": pd.array(
                [change.votes for change in changes],
                dtype="Int64" if all((c.votes or 0) < _WORD for c in changes) else object,
            ),
            "lot": [change.lot for change in changes],
            "wins": [", ".join(change.wins) for change in changes],
            "loses": [", ".join(change.loses) for change in changes],
        }
    )
