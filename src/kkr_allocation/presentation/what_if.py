"""What-if results as frames, in words, and as tables and HTML."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import evolve

from kkr_allocation.appointments.rules import PRACTICE
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import written
from kkr_allocation.presentation.councils import CHOICES, in_words
from kkr_allocation.presentation.language import explained, percent, say
from kkr_allocation.presentation.sheet import Kind, Sheet, beside, sheet_of_frame, table
from kkr_allocation.scenarios.models import Poll, Swing
from kkr_allocation.scenarios.municipal import MunicipalSwing
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Sequence

    import kkr_allocation as kkr
    from kkr_allocation.composition.compose import Reading
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.language import Said
    from kkr_allocation.scenarios.comparisons import Compared, Flip
    from kkr_allocation.scenarios.explaining import Nested
    from kkr_allocation.scenarios.models import Model


# Sweeps as frames and in words.


_SPAN = Fraction(5, 100), Fraction(1, 2), Fraction(95, 100)  # low, median and high
_CHAIR = Source("KL's love", "", SourceStatus.INFERRED)
_ASSUMED = worded("presentation.scenario_is_assumption")


def sweep_frame(result: kkr.SweepResult) -> pd.DataFrame:
    """Return one row a reading and list; the error is the Monte Carlo standard error of `any`."""
    columns = ["reading", "party", "mean", "low", "median", "high", "any", "error"]
    rows = []
    for reading, tally in enumerate(result.tallies):
        for name in tally.lists:
            some, span = tally.probability(name, at_least=1), _span(tally, name)
            rows.append((reading, name, float(tally.mean(name)), *span, float(some), some.error))
    return pd.DataFrame(rows, columns=columns)


def _span(tally: kkr.Tally, name: str) -> list[int]:
    return [tally.quantile(name, share) for share in _SPAN]


@explained(Source(str(_ASSUMED), "", SourceStatus.OPEN, danish=_ASSUMED.da))
def sweep_explanation(result: kkr.SweepResult, language: Language) -> Iterator[Said]:
    """Say what was drawn and what came out."""
    yield say("what_draws_could_give", language, draws=result.draws)
    scenario, model = result.scenario, result.scenario.model
    assumed, seed = _model(model, language), str(result.seed)
    yield say("draws_were_made", language, draws=result.draws, model=assumed, seed=seed)
    if result.start:
        yield say("draws_from", language, start=result.start)
    composed = isinstance(scenario.base, Composition)
    fixed = isinstance(model, Swing) and getattr(model, "mayors", "fixed") == "fixed"
    if composed and fixed and not scenario.mayors:
        yield say("mayors_not_drawn", language)
    for place, tally in enumerate(result.tallies):
        if isinstance(scenario.base, Composition):
            readings = scenario.statutes or (scenario.base.statutes,)
            yield say("under_reading", language, reading=_reading(readings, place, language))
        yield from _counts(tally, language)


def _reading(readings: Sequence[kkr.Statutes], place: int, language: Language) -> str:
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


def _counts(tally: kkr.Tally, language: Language) -> Iterator[str]:
    tied, refused = tally.tied, tally.refused
    yield say("draws_decided", language, decided=tally.decided, tied=tied, refused=refused)
    for name in tally.lists:
        if tally.probability(name, at_least=1):
            low, middle, high = _span(tally, name)
            text = "wins_surely" if low == middle == high else "wins_between"
            yield say(text, language, list=name, low=low, middle=middle, high=high)
    for coalition in tally.coalitions:
        often = tally.majority(*coalition)
        error = percent(Fraction(often.error), language, digits=2)
        yield say("majority_in", language, lists=coalition, share=often, error=error)


def sweep_html(result: kkr.SweepResult | kkr.ChairMajorities) -> str:
    """Return the frame as a table under the names of its columns."""
    frame, title = result.to_frame(), result.explain("en").title
    rows = frame.astype(object).itertuples(index=False)
    return table(Sheet(title, tuple(frame.columns), tuple(rows)))


chair_html = sweep_html


def chair_frame(result: kkr.ChairMajorities) -> pd.DataFrame:
    """Return one row a minimal winning coalition: coalition, lists, members, spare."""
    found = result.coalitions
    rows = [(" / ".join(c.blocs), ", ".join(c.lists), c.members, c.spare) for c in found]
    return pd.DataFrame(rows, columns=["coalition", "lists", "members", "spare"])


@explained(_CHAIR)
def chair_explanation(result: kkr.ChairMajorities, language: Language) -> Iterator[Said]:
    """Say what a majority takes, which blocs have it, and which coalitions do."""
    yield say("who_can_elect_chair", language)
    house, majority = result.composition.house_size, result.majority
    yield say("majority_of_council", language, house=house, majority=majority)
    for bloc in result.blocs:
        of = {"bloc": bloc.label, "members": bloc.members}
        several = len(bloc.lists) > 1
        if not bloc.lacks:
            leaving = bloc.breakers if several else ()
            breakers = say("lost_without_any", language, lists=leaving) if leaving else ""
            yield say("bloc_has_majority", language, breakers=breakers, **of)
        elif several:
            yield say("bloc_lacks_members", language, lacks=bloc.lacks, **of)
    for bloc in result.blocs:
        if bloc.needed:
            yield say("no_majority_without", language, bloc=bloc.label)
    best, count = result.coalitions[0], len(result.coalitions)
    blocs = {"lists": best.blocs, "members": best.members}
    yield say("smallest_coalitions", language, count=count, **blocs)


# Councils under other readings, with other mayors and other votes.


def comparison(rows: Sequence[Compared]) -> pd.DataFrame:
    """Return councils under several readings, one row each; see `kkr_allocation.compare`."""
    frame = _compared(rows)
    return frame.join(_seats([row.reading for row in rows], set(frame)))


def tidy_comparison(rows: Sequence[Compared]) -> pd.DataFrame:
    """Return the same with one row for each of them and each list that stood."""
    stood = [(place, name) for place, row in enumerate(rows) for name in row.basis.votes]
    won = [of and of.seats.get(n, 0) for p, n in stood for of in [rows[p].reading.composition]]
    frame = _compared(rows).iloc[[place for place, _ in stood]].reset_index(drop=True)
    parties = pd.DataFrame({"party": [name for _, name in stood], "seats": won})
    return frame.join(parties.astype({"seats": "Int64"}))


def _compared(rows: Sequence[Compared]) -> pd.DataFrame:
    """Return all but the seats of each list."""
    sizes = {"house_size": "Int64", "cap": "Int64", "capped": "boolean"}
    chosen = ("size_rule", "at_cap", "threshold_base", "rule", "outsiders")
    return pd.DataFrame(
        {
            "region": row.basis.name,
            "year": row.year,
            **{name: written(getattr(row.reading.statutes, name)) for name in chosen},
            "seat_for_every_eligible": row.reading.statutes.seat_for_every_eligible,
            **{name: getattr(row.reading.composition, name, None) for name in sizes},
            "complete": row.basis.coverage is None or row.basis.coverage.complete,
            "problem": row.reading.problem,
        }
        for row in rows
    ).astype(sizes)


def _seats(readings: Sequence[Reading], others: Collection[Hashable]) -> pd.DataFrame:
    """Return the seats of every list that has one anywhere, most first, beside other columns."""
    councils = [reading.composition for reading in readings]
    totals: Counter[str] = Counter()
    for council in councils:
        totals.update(council.seats if council else {})
    lists = [name for name, _ in totals.most_common()]
    columns = {
        column: pd.array([c.seats.get(name, 0) if c else None for c in councils], dtype="Int64")
        for column, name in zip(beside(others, lists), lists, strict=True)
    }
    return pd.DataFrame(columns, index=range(len(councils)))


def flips(before: Reading, changed: Sequence[Flip]) -> pd.DataFrame:
    """Return what other mayors would change, one row each; see `kkr_allocation.mayor_flips`."""
    others = {"municipality", "mayor", "becomes", "house_size", "house_change", "problem"}
    seats = _seats([before, *(flip.reading for flip in changed)], others)
    seats.insert(0, "house_change", seats.sum(axis=1, skipna=False))
    change = (seats - seats.iloc[0]).iloc[1:].reset_index(drop=True).astype("Int64")
    house = (change["house_change"] + seats["house_change"].iloc[0]).astype("Int64")
    hands = [(flip.municipality, flip.mayor, flip.becomes) for flip in changed]
    fixed = pd.DataFrame(hands, columns=["municipality", "mayor", "becomes"])
    frame = fixed.assign(house_size=house).join(change)
    frame.insert(5, "problem", [flip.reading.problem for flip in changed])
    return frame


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


def margins(changes: Sequence[tuple[Any, ...]]) -> Margins:
    """Return what seats hang on, one row a change; see `kkr_allocation.margin`."""
    frame = Margins(changes, columns=["from", "to", "votes", "lot", "wins", "loses"])
    votes = [count for _, _, count, *_ in changes]
    for column in ("wins", "loses"):
        frame[column] = [", ".join(names) for names in frame[column]]
    fits = all((count or 0) < 2**63 for count in votes)
    frame["votes"] = pd.array(votes, dtype="Int64" if fits else object)
    return frame


# Alliances: every structure, those of two, and those that explain a council.


def scan_frame(result: kkr.AllianceScan) -> pd.DataFrame:
    """Return one row a list and number of seats, its share that of the structures without a lot.

    Those that need one are a list's last row, without seats and share.
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


@explained()
def scan_explanation(result: kkr.AllianceScan, language: Language) -> Iterator[Said]:
    """Say what each list wins at least and at most, and whom it needs for more."""
    yield say("what_alliances_can_change", language)
    figures = {"seats": result.house_size, "structures": len(result), "lots": result.lots}
    yield say("structures_of_alliances", language, rule=result.rule, **figures)
    for name in result.votes:
        if won := result.distribution(name):
            yield say("wins_from", language, list=name, low=min(won), high=max(won))
        if gains := result.smallest_gain(name):
            partners = (", ".join(other for other in of if other != name) for of in gains)
            yield say("wins_one_more", language, list=name, partners="; ".join(partners))


def scan_html(result: kkr.AllianceScan) -> str:
    """Return the frame as a table, shares in per cent."""
    shown, by_lot = scan_frame(result), say("by_lot", "en")
    rows = (
        (name, by_lot, count, "") if pd.isna(seats) else (name, seats, count, f"{share:.2%}")
        for name, seats, count, share in shown.itertuples(index=False)
    )
    title, kinds = say("what_alliances_can_change", "en"), (None, Kind.TEXT, None, None)
    return table(Sheet(title, tuple(shown.columns), tuple(rows), kinds=kinds))


def pairs_frame(result: kkr.AlliancePairs) -> pd.DataFrame:
    """Return one row a list and partner, those of its party where one is asked for."""
    gains = result.gains
    columns = ["party", "partner", "alone", "seats", "gain", "partner_gain", "lot"]
    rows = [
        (p.party, p.partner, p.alone, p.seats, p.gain, gains[p.partner, p.party], p.lot)
        for p in result.shown
    ]
    return pd.DataFrame(rows, columns=columns)


@explained()
def pairs_explanation(result: kkr.AlliancePairs, language: Language) -> Iterator[Said]:
    """Say with whom each list wins more, and with whom a lot could bring it more."""
    yield say("worth_of_partners", language)
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


def pairs_sheets(result: kkr.AlliancePairs, language: Language) -> tuple[Sheet]:
    """Return the partners of one list, or of all those that an alliance of two changes anything."""
    frame, said = result.to_frame(), result.explain(language)
    if result.party is None:
        frame = frame[(frame["gain"] != 0) | (frame["lot"] > 0)]
    return (sheet_of_frame(frame, said.title, language, said[0].text),)


def explaining_frame(result: kkr.ExplainingAlliances) -> pd.DataFrame:
    """Return one row a structure: its alliances, and how many lists they join."""
    rows = [
        (_structure(found), sum(len([*one.parties()]) for one in map(Alliance, found)))
        for found in result
    ]
    return pd.DataFrame(rows, columns=["alliances", "joined"])


@explained()
def explaining_explanation(result: kkr.ExplainingAlliances, language: Language) -> Iterator[Said]:
    """Say how many structures explain the seats, the smallest, and who must be together."""
    yield say("which_alliances_explain", language)
    given = {"seats": sum(result.seats.values()), "rule": result.rule}
    if not len(result):
        yield say("none_explains", language, **given)
        return
    bound = say(f"of_structures:{'all' if result.complete else 'some'}", language)
    yield say("structures_found", language, count=result.count, bound=bound, **given)
    nobody = say("in_no_alliance", language)
    smallest = "; ".join(_structure(found) or nobody for found in result.smallest)
    yield say("smallest_structures", language, structures=smallest)
    # Where there are more structures than were kept, the pairs are a search of their own.
    if not result.complete:
        return
    for key, pairs in (("always_together", result.always), ("never_together", result.never)):
        if pairs:
            yield say(key, language, pairs=["+".join(pair) for pair in pairs])


def _structure(found: Nested) -> str:
    return ", ".join(Alliance(alliance).label for alliance in found)


def explaining_sheets(result: kkr.ExplainingAlliances, language: Language) -> tuple[Sheet]:
    """Return the 25 simplest structures, and as note how many there are and what they share."""
    said, none = result.explain(language), say("no_alliance", language)
    note = " ".join(step.text for step in said)
    shown = sheet_of_frame(result.to_frame().head(25), said.title, language, note)
    return (evolve(shown, rows=tuple((row[0] or none, *row[1:]) for row in shown.rows)),)


def chances_frame(result: kkr.Chances) -> pd.DataFrame:
    """Return one row a forum and person; no standard error where the chance is exact."""
    party = {person.name: person.party for person in result.candidates}
    rows = [
        (forum, name, party[name], result.chance(forum, name), result.standard_error(forum, name))
        for forum, row in result.counts.items()
        for name in row
    ]
    columns = ["forum", "name", "party", "chance", "standard_error"]
    return pd.DataFrame(rows, columns=columns).astype({"standard_error": "Float64"})


@explained(PRACTICE)
def chances_explanation(result: kkr.Chances, language: Language) -> Iterator[Said]:
    """Say what was counted."""
    yield say("chances", language)
    way = "chances_of_all" if result.is_exact else "chances_of_draws"
    yield say(way, language, among=result.among, seed=result.seed)
