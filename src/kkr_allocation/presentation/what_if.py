"""What-if results as frames, protocols and HTML."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
from attrs import evolve

from kkr_allocation.appointments.rules import PRACTICE
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import written
from kkr_allocation.presentation.councils import CHOICES, in_words
from kkr_allocation.presentation.language import in_steps, percent, say
from kkr_allocation.presentation.protocols import sheet_of_frame
from kkr_allocation.presentation.sheet import frame_html, table
from kkr_allocation.scenarios.models import Poll, Swing
from kkr_allocation.scenarios.municipal import MunicipalSwing
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.appointments.search import Chances
    from kkr_allocation.composition.compose import Reading
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.sheet import Sheet
    from kkr_allocation.scenarios.alliance_scan import AllianceScan
    from kkr_allocation.scenarios.comparisons import Compared, Flip
    from kkr_allocation.scenarios.explaining import ExplainingAlliances, Nested
    from kkr_allocation.scenarios.margins import SeatMargin
    from kkr_allocation.scenarios.models import Model
    from kkr_allocation.scenarios.partners import AlliancePairs, Bloc, ChairMajorities
    from kkr_allocation.scenarios.sweep import SweepResult, Tally


# Sweeps as frames and in words.


_LOW, _MIDDLE, _HIGH = Fraction(5, 100), Fraction(1, 2), Fraction(95, 100)


def sweep_frame(result: SweepResult) -> pd.DataFrame:
    """Return one row a reading and list; low, median and high are 5, 50 and 95 per cent.

    The error is the Monte Carlo standard error of `any`.
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
            "error": tally.probability(name, at_least=1).error,
        }
        for reading, tally in enumerate(result.tallies)
        for name in tally.lists
    ]
    return pd.DataFrame(rows)


def sweep_explanation(result: SweepResult, language: Language) -> Explanation:
    """Return what was drawn and what came out, in steps."""
    source = Source(say("scenario_is_assumption", language), "", SourceStatus.OPEN)
    title = say("what_draws_could_give", language, draws=result.draws)
    return in_steps(
        title, language, ((text, source) for text in _sweep_sentences(result, language))
    )


def _sweep_sentences(result: SweepResult, language: Language) -> Iterator[str]:
    model = _model(result.scenario.model, language)
    yield say("draws_were_made", language, draws=result.draws, model=model, seed=str(result.seed))
    if result.start:
        yield say("draws_from", language, start=result.start)
    scenario = result.scenario
    kept: object = isinstance(scenario.model, Swing)
    kept = kept and getattr(scenario.model, "mayors", "fixed")
    if isinstance(scenario.base, Composition) and not scenario.mayors and kept == "fixed":
        yield say("mayors_not_drawn", language)
    for place, tally in enumerate(result.tallies):
        if isinstance(scenario.base, Composition):
            readings = scenario.statutes or (scenario.base.statutes,)
            yield say("under_reading", language, reading=_reading(readings, place, language))
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
    if not isinstance(model, Swing):
        return repr(model)
    figures = {
        name: _figure(value * (100 if name in ("national", "local") else 1), language)
        for name in ("spread", "concentration", "voters", "national", "local")
        if (value := getattr(model, name, None)) is not None
    }
    if isinstance(model, Poll):
        shares = model.shares.items()
        figures["shares"] = ", ".join(f"{n} {_figure(float(s), language)} %" for n, s in shares)
    if isinstance(model, MunicipalSwing):
        rule = "function" if callable(model.mayors) else model.mayors.partition(" ")[0]
        figures["mayors"] = say(f"swing_mayors:{rule}", language)
    said = say(f"model:{type(model).__name__}", language, **figures)
    moved = [
        f"{name} {'+' * (points > 0)}{_figure(points, language)}"
        for name, points in getattr(model, "shift", {}).items()
    ]
    return said + (say("known_beforehand", language, shift=moved) if moved else "")


def _figure(value: float, language: Language) -> str:
    """Write a figure of a model with as many decimals as it has."""
    return f"{value:.10g}".replace(".", "," if language == "da" else ".")


def _counts(tally: Tally, language: Language) -> Iterator[str]:
    yield say(
        "draws_decided", language, decided=tally.decided, tied=tally.tied, refused=tally.refused
    )
    for name in tally.lists:
        if tally.probability(name, at_least=1):
            low, middle, high = (tally.quantile(name, q) for q in (_LOW, _MIDDLE, _HIGH))
            text = "wins_surely" if low == middle == high else "wins_between"
            yield say(text, language, list=name, low=low, middle=middle, high=high)
    for coalition in tally.coalitions:
        often = tally.majority(*coalition)
        error = percent(Fraction(often.error), language, digits=2)
        yield say("majority_in", language, lists=coalition, share=often, error=error)


_WORD = 2**63
_CHAIR = Source("KL's love", "", SourceStatus.INFERRED)


def sweep_html(result: SweepResult | ChairMajorities) -> str:
    """Return the frame as a table."""
    return frame_html(result.to_frame(), result.explain("en").title)


chair_html = sweep_html


def chair_frame(result: ChairMajorities) -> pd.DataFrame:
    """Return one row a minimal winning coalition: coalition, lists, members, spare."""
    rows = [
        (" / ".join(c.blocs), ", ".join(c.lists), c.members, c.spare) for c in result.coalitions
    ]
    return pd.DataFrame(rows, columns=["coalition", "lists", "members", "spare"])


def chair_explanation(result: ChairMajorities, language: Language) -> Explanation:
    """Return what a majority takes, which blocs have it, and which coalitions do."""
    said = ((text, _CHAIR) for text in _sentences(result, language))
    return in_steps(say("who_can_elect_chair", language), language, said)


def _sentences(result: ChairMajorities, language: Language) -> Iterator[str]:
    yield say(
        "majority_of_council",
        language,
        house=result.composition.house_size,
        majority=result.majority,
    )
    for bloc in result.blocs:
        if len(bloc.lists) > 1 or not bloc.lacks:
            yield _standing(bloc, language)
    for bloc in result.blocs:
        if bloc.needed:
            yield say("no_majority_without", language, bloc=bloc.label)
    smallest = result.coalitions[0]
    yield say(
        "smallest_coalitions",
        language,
        count=len(result.coalitions),
        lists=smallest.blocs,
        members=smallest.members,
    )


def _standing(bloc: Bloc, language: Language) -> str:
    members = bloc.members
    if bloc.lacks:
        return say(
            "bloc_lacks_members", language, bloc=bloc.label, members=members, lacks=bloc.lacks
        )
    leaving = bloc.breakers if len(bloc.lists) > 1 else ()
    breakers = say("lost_without_any", language, lists=leaving) if leaving else ""
    return say("bloc_has_majority", language, bloc=bloc.label, members=members, breakers=breakers)


_CHOSEN = ("size_rule", "at_cap", "threshold_base", "rule", "outsiders")


def comparison(rows: Iterable[Compared]) -> pd.DataFrame:
    """Return councils under several readings, one row each; see `kkr_allocation.compare`."""
    compared = list(rows)
    fixed = pd.DataFrame(
        [
            {
                "region": row.basis.name,
                "year": row.year,
                **{name: written(getattr(row.reading.statutes, name)) for name in _CHOSEN},
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


class Margins(pd.DataFrame):
    """What seats hang on, one row a change; see `kkr_allocation.margin`."""

    @property
    def _constructor(self) -> type[Margins]:
        return Margins

    def closest(self) -> Margins:
        """Return the smallest rows, one a seat: which seats hang by how many votes.

        The smallest first. Of the rows by which the same lists win and lose, the one of the fewest
        votes. A lot leaves open who wins; its row is left out where a smaller one already gives
        the list that wins the votes its next seat, or takes the last one of the list that loses
        them.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> result = kkr.apportion({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
        >>> kkr.margin(result).closest().head(4)
           from to  votes    lot wins loses
        24    D  C     10  False    C     D
        23    D  B     14  False    B     D
        13    A  E     40  False    E     A
        17    B  E     45  False    E     B
        """
        some = self[self["votes"].notna()].sort_values(["votes", "lot"], kind="stable")
        kept: list[bool] = []
        seats: set[tuple[str, str]] = set()
        gained: set[str] = set()
        lost: set[str] = set()
        changes = some[["from", "to", "lot", "wins", "loses"]].itertuples(index=False)
        for source, target, lot, wins, loses in changes:
            new = not (target in gained or source in lost) if lot else (wins, loses) not in seats
            kept.append(new)
            if new:
                seats.add((wins, loses))
                gained |= {target if lot else wins} - {""}
                lost |= {source if lot else loses} - {""}
        return some[kept]


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


# Scans of alliances as frames, in words and as HTML.


def scan_frame(result: AllianceScan) -> pd.DataFrame:
    """Return one row a list and number of seats: party, seats, structures, share.

    The share is of the structures that need no lot. Those that need one are a list's last row,
    without seats and share.
    """
    clear = len(result) - result.lots
    rows: list[tuple[str, int | None, int, float | None]] = []
    for name in result.votes:
        won = result.distribution(name)
        rows.extend((name, seats, count, count / clear) for seats, count in won.items())
        if result.lots:
            rows.append((name, None, result.lots, None))
    shown = pd.DataFrame(rows, columns=["party", "seats", "structures", "share"])
    return shown.astype({"seats": "Int64", "share": "float64"})


def scan_explanation(result: AllianceScan, language: Language) -> Explanation:
    """Say what each list wins at least and at most, and whom it needs for more."""
    said = ((text, result.rule.source) for text in _alliance_scan_sentences(result, language))
    return in_steps(say("what_alliances_can_change", language), language, said)


def _alliance_scan_sentences(result: AllianceScan, language: Language) -> Iterator[str]:
    yield say(
        "structures_of_alliances",
        language,
        seats=result.house_size,
        structures=len(result),
        rule=result.rule,
        lots=result.lots,
    )
    for name in result.votes:
        won = result.distribution(name)
        if won:
            yield say("wins_from", language, list=name, low=min(won), high=max(won))
        gains = result.smallest_gain(name)
        if gains:
            partners = "; ".join(
                ", ".join(other for other in alliance if other != name) for alliance in gains
            )
            yield say("wins_one_more", language, list=name, partners=partners)


def scan_html(result: AllianceScan) -> str:
    """Return the frame as a table, shares in per cent."""
    shown = scan_frame(result)
    rows = (
        (name, say("by_lot", "en"), count, "")
        if pd.isna(seats)
        else (name, seats, count, f"{share:.2%}")
        for name, seats, count, share in shown.itertuples(index=False)
    )
    return table(say("what_alliances_can_change", "en"), map(str, shown.columns), rows)


# What partners are worth, and which alliances explain a council.


def pairs_frame(result: AlliancePairs) -> pd.DataFrame:
    """Return one row a list and partner, those of its party where one is asked for."""
    gains = result.gains
    columns = ["party", "partner", "alone", "seats", "gain", "partner_gain", "lot"]
    rows = [
        (p.party, p.partner, p.alone, p.seats, p.gain, gains[p.partner, p.party], p.lot)
        for p in result.shown
    ]
    return pd.DataFrame(rows, columns=columns)


def pairs_explanation(result: AlliancePairs, language: Language) -> Explanation:
    """Say with whom each list wins more, and with whom a lot could bring it more."""
    said = ((text, result.rule.source) for text in _pairs_sentences(result, language))
    return in_steps(say("worth_of_partners", language), language, said)


def _pairs_sentences(result: AlliancePairs, language: Language) -> Iterator[str]:
    yield say("pairs_tried", language, seats=result.house_size, rule=result.rule)
    partners: dict[tuple[str, str, int, int], list[str]] = {}
    for pair in result.shown:
        if pair.gain:
            key = "partner_gains" if pair.gain > 0 else "partner_costs"
            row = key, pair.party, pair.alone, pair.gain
            partners.setdefault(row, []).append(pair.partner)
        if pair.lot and pair.seats + pair.lot > pair.alone:
            row = "partner_by_lot", pair.party, pair.alone, 0
            partners.setdefault(row, []).append(pair.partner)
    for (key, name, alone, gain), others in partners.items():
        yield say(key, language, list=name, alone=alone, gain=gain, partners=others)
    if not any(pair.gain > 0 for pair in result.shown):
        yield say("nobody_gains", language)


def explaining_frame(result: ExplainingAlliances) -> pd.DataFrame:
    """Return one row a structure: its alliances, and how many lists they join."""
    rows = [
        (_structure(found), sum(len([*one.parties()]) for one in map(Alliance, found)))
        for found in result
    ]
    return pd.DataFrame(rows, columns=["alliances", "joined"])


def explaining_explanation(result: ExplainingAlliances, language: Language) -> Explanation:
    """Say how many structures explain the seats, the smallest, and who must be together."""
    said = ((text, result.rule.source) for text in _explaining_sentences(result, language))
    return in_steps(say("which_alliances_explain", language), language, said)


def _explaining_sentences(result: ExplainingAlliances, language: Language) -> Iterator[str]:
    given = {"seats": sum(result.seats.values()), "rule": result.rule}
    if not len(result):
        yield say("none_explains", language, **given)
        return
    bound = say(f"of_structures:{'all' if result.complete else 'some'}", language)
    yield say("structures_found", language, count=result.count, bound=bound, **given)
    smallest = "; ".join(
        _structure(found) or say("in_no_alliance", language) for found in result.smallest
    )
    yield say("smallest_structures", language, structures=smallest)
    # Where there are more structures than were kept, the pairs are a search of their own.
    if not result.complete:
        return
    for key, pairs in (("always_together", result.always), ("never_together", result.never)):
        if pairs:
            yield say(key, language, pairs=["+".join(pair) for pair in pairs])


def _structure(found: Nested) -> str:
    return ", ".join(Alliance(alliance).label for alliance in found)


# Alliances of two, structures that explain, and chances, as tables.


def pairs_sheets(result: AlliancePairs, language: Language) -> tuple[Sheet]:
    """Return the partners of one list, or of all those that an alliance of two changes anything."""
    frame, said = result.to_frame(), result.explain(language)
    if result.party is None:
        frame = frame[(frame["gain"] != 0) | (frame["lot"] > 0)]
    return (evolve(sheet_of_frame(frame, said.title, language), note=said[0].text),)


def explaining_sheets(result: ExplainingAlliances, language: Language) -> tuple[Sheet]:
    """Return the simplest structures, and as note how many there are and what they share."""
    said = result.explain(language)
    shown = sheet_of_frame(result.to_frame().head(_SIMPLEST), said.title, language)
    rows = tuple((row[0] or say("no_alliance", language), *row[1:]) for row in shown.rows)
    return (evolve(shown, rows=rows, note=" ".join(step.text for step in said)),)


_SIMPLEST = 25
"""Structures of alliances that are shown; a document has all that were found."""


def chances_frame(result: Chances) -> pd.DataFrame:
    """Return one row a forum and person; no standard error where the chance is exact."""
    party = {person.name: person.party for person in result.candidates}
    rows = [
        (forum, name, party[name], result.chance(forum, name), result.standard_error(forum, name))
        for forum, row in result.counts.items()
        for name in row
    ]
    columns = ["forum", "name", "party", "chance", "standard_error"]
    return pd.DataFrame(rows, columns=columns).astype({"standard_error": "Float64"})


def chances_explanation(result: Chances, language: Language) -> Explanation:
    """Return what was counted."""
    way = "chances_of_all" if result.is_exact else "chances_of_draws"
    said = say(way, language, among=result.among, seed=result.seed)
    return in_steps(say("chances", language), language, [(said, PRACTICE)])
