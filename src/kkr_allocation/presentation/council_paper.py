"""The paper on a council: who sits in it, why, what else could be read, how close; annexes by name.

The report has pictures, majorities, power and sources around the same.
"""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.composition.compose import read
from kkr_allocation.composition.election import election_of
from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.fairness.power import banzhaf, shapley_shubik
from kkr_allocation.presentation import council_steps as steps
from kkr_allocation.presentation import councils, report
from kkr_allocation.presentation.language import alphabetical, say
from kkr_allocation.presentation.pictures import councils as pictures
from kkr_allocation.presentation.pictures.distributions import plot_quotients
from kkr_allocation.presentation.report import Picture, Report, Section
from kkr_allocation.presentation.seats import quotient_sheets
from kkr_allocation.presentation.sheet import sheet_of, sheet_of_result
from kkr_allocation.scenarios.margins import own_margins
from kkr_allocation.scenarios.partners import chair_majorities
from kkr_allocation.words import entry, refused, written_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.apportionment.alliances import Members
    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.composition.basis import Standing
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.election import Election
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell, Sheet
    from kkr_allocation.scenarios.margins import SeatMargin
    from kkr_allocation.scenarios.partners import ChairMajorities

_MOST_COALITIONS = 12  # more minimal majorities than these are counted and not listed


def paper_of_council(
    council: Composition,
    language: Language,
    *,
    election: Election | int | None = None,
    annexes: Iterable[str] = (),
) -> Report:
    """Return the paper, with these annexes; the election knows its term, its day and the mayors."""
    election = None if election is None else election_of(election)
    named = _named(council, election, language)
    table = evolve(councils.annex(council, language), title=named, note="")
    return Report(
        named,
        language,
        (
            Section(say("members_heading", language), (table,)),
            Section(say("who_sits", language), (_who(council, election, language),)),
            Section(say("why_so_many_and", language), _why(council, language)),
            Section(say("other_readings_rules", language), _readings(council, language)),
            *_closeness(council, language),
            *(_annex(name, council, language) for name in dict.fromkeys(annexes)),
        ),
        lead=tuple(_lead(council, language)),
        colophon=_made_from(council, language),
    )


def _named(council: Composition, election: Election | None, language: Language) -> str:
    """Return the title, with the term and the day where the election is known."""
    title = councils.title(council, language)
    if election is None:
        return title
    first, day = election.year + 1, written_day(election_day(election.year), language)
    return say("paper_title", language, title=title, term=f"{first}-{first + 3}", day=day)


def _made_from(council: Composition, language: Language) -> str:
    coverage = council.basis.coverage
    basis = coverage.name if coverage else say("figures_users_own", language)
    return report.made_from(basis, language)


def election_day(year: int) -> dt.date:
    """Return the third Tuesday of November, the day of municipal elections."""
    first = dt.date(year, 11, 1)
    return first + dt.timedelta((calendar.TUESDAY - first.weekday()) % 7 + 14)


def annex_named(typed: str) -> str:
    """Return an annex by its name in either language."""
    said: dict[str, dict[str, str]] = entry("annex_name")
    names = {said[spoken][name]: name for spoken in said for name in said[spoken]}
    if (name := names.get(typed.strip().casefold())) is None:
        raise refused("presentation.no_such_annex", typed=typed, known=", ".join(names))
    return name


def _lead(council: Composition, language: Language) -> Iterator[str]:
    """Yield first what the figures lack, then the answer, and at the cap what it rests on."""
    yield from councils.supposed(council, language)
    yield from councils.incomplete(council, language) or councils.without_mayor(council, language)
    yield from councils.warning(council, language)
    yield steps.members_said(council, language)
    if council.capped and council.cap is not None:
        over = steps.above_share(council, steps.house(council), language)
        yield " ".join([say("as_far_as_the_cap", language, cap=council.cap), *over])
    yield from councils.contested(council, language)


def _who(council: Composition, election: Election | None, language: Language) -> Sheet:
    """Return where each list has its mayors, and how many supplementary members it elects."""
    basis, supplementary = council.basis, council.supplementary
    home = {member: name for name, of in basis.cooperations.items() for member in of}
    places: dict[str | None, list[str]] = {}
    for place, mayor in _mayors(council, election).items():
        places.setdefault(None if mayor is None else home.get(mayor, mayor), []).append(place)
    seats = {name: ", ".join(sorted(of, key=alphabetical)) for name, of in places.items()}
    rows: list[tuple[Cell, ...]] = [
        (basis.label(name), seats.get(name), number, supplementary[name])
        for name, number in council.mayors.items()
    ]
    if None in seats:
        rows.append((say("mayors_unknown", language), seats[None], None, None))
    sheet = sheet_of("mayors_of_lists", language, rows).summed(language)
    said = [say("who_elects", language)] if any(supplementary.values()) else []
    return evolve(sheet, note=" ".join([*said, *steps.substitutes(council, language)]))


def _mayors(council: Composition, election: Election | None) -> dict[str, str | None]:
    """Return the mayor's list of each municipality; nothing where no election knows them."""
    places = council.basis.places if election else ()
    mayors = {place: election.council(place).mayor for place in places if election}
    other = {one.municipality: one.after for one in council.basis.other_mayors}
    return {place: other.get(place) or mayor for place, mayor in mayors.items()}


def _why(council: Composition, language: Language) -> tuple[report.Block, ...]:
    """Return the claims and their rounding, or else the quotients that shared the seats."""
    if not council.claims:
        return _quotient_table(council, language)
    ceilings, shown = steps.house(council).ceilings, steps.apart(council.claims, language)
    rows: list[tuple[Cell, ...]] = []
    for name in (*shown, *council.outsiders):
        claim, held = ceilings.get(name), council.seats.get(name, 0)
        gone = claim - held if council.capped and claim is not None else None
        row = (council.votes[name], shown.get(name), claim, gone, held)
        rows.append((council.basis.label(name), *row))
    sheet = sheet_of("claims_of_lists", language, rows).summed(language)
    outside = [say("outside_the_claims", language)] if council.outsiders else []
    return (evolve(sheet, note=" ".join([steps.price_said(council, language), *outside])),)


def _sharing_of(council: Composition) -> Apportionment | None:
    """Return the sharing among the eligible lists within its bounds; None where none was needed."""
    bounds = steps.house(council)
    if bounds.floors == bounds.ceilings:
        return None
    votes = {name: council.votes[name] for name in council.eligible}
    least, most, lots = bounds.floors, bounds.ceilings, council.lots
    return apportion(votes, bounds.seats, bounds.rule, floors=least, caps=most, lots=lots)


def _quotient_table(council: Composition, language: Language) -> tuple[report.Block, ...]:
    """Return every list's quotients below one another, those that won a seat marked."""
    shared = _sharing_of(council)
    tables = tuple(quotient_sheets(shared, language)) if shared else ()
    return tables or (say("no_quotients", language),)


def _readings(council: Composition, language: Language) -> tuple[report.Block, ...]:
    """Return one line for each other council that a reading gives."""
    own, *others = councils.groups(council)
    rests = council.explain(language)[-1].text
    if not others:
        return (say("readings_agree", language, all=len(own.members)), rests)
    table = readings_table(council, language)
    name = say("readings_that_differ", language)
    return (evolve(table, title=name, rows=table.rows[1:], note=rests),)


def readings_table(council: Composition, language: Language) -> Sheet:
    """Return every different council, its readings in words and how they are known."""
    rows: list[tuple[Cell, ...]] = []
    for group in councils.groups(council):
        other, own = group.first.composition, group.first.statutes == council.statutes
        figures: tuple[Cell, ...] = None, None, in_language(group.first.problem, language)
        if other is not None:
            remark = say("report", language) if own else None
            figures = other.house_size, councils.written_changes(council, other) or None, remark
        rows.append((group.name(language), group.statuses(language), *figures))
    return sheet_of("council_under_each_table", language, rows)


@lru_cache(
    maxsize=32
)  # one council is asked in both languages, in every format and for its annexes
def _found(
    council: Composition, *, certain: bool, most: int | None = None
) -> tuple[SeatMargin, ...]:
    """Return the first margins; none where a lot decided, or under a rule that has none."""
    if council.lots or not any(council.seats.get(name) for name in council.eligible):
        return ()
    try:
        return tuple(islice(own_margins(council, certain=certain), most))
    except InvalidInputError:  # a rule under which a list can lose by winning
        return ()


def _closeness(council: Composition, language: Language) -> Iterator[Section]:
    """Yield what each list lacks for one seat more, who would lose it, and the threshold."""
    gains = len(council.votes)  # those of new votes come first, one a list
    lots = {m.target: m.votes for m in _found(council, certain=False, most=gains) if m.lot}
    found = {m.target: m for m in _found(council, certain=True, most=gains)}
    rows: list[tuple[Cell, ...]] = []
    for one in council.standings:
        margin = found.get(one.name)
        if margin is None or not (one.eligible or (one.entitled and one.votes)):
            continue
        said = []
        if not one.above_threshold:
            lacking = votes_to_threshold(council, one)
            said.append(say("lacks_votes", language, votes=lacking))
        if not one.in_council:
            said.append(say("in_no_council", language))
        if (lot := lots.get(one.name)) is not None:
            said.append(say("gives_a_lot", language, votes=lot))
        name, seats = council.basis.label(one.name), council.seats.get(one.name, 0)
        taken = _taken_from(council, margin, language)
        rows.append((name, seats, margin.votes, taken, "; ".join(said) or None))
    if rows:
        sheet = sheet_of("votes_for_one_more", language, rows)
        sheet = evolve(sheet, note=say("other_lists_keep_their", language))
        yield Section(say("how_close", language), (sheet,))


def _taken_from(council: Composition, margin: SeatMargin, language: Language) -> str | None:
    """Say who loses the seat: lists, nobody where the council grows, or whom a lot finds."""
    if margin.votes is None:
        return None
    if margin.loses:
        return ", ".join(margin.loses)
    basis = council.basis
    member = basis.cooperations.get(margin.target, (margin.target,))[0]
    votes = {**basis.votes, member: basis.votes[member] + margin.votes}
    moved = basis.with_votes(votes, council.statutes.threshold_base)
    after = read(moved, council.statutes, ()).composition
    grows = after is not None and after.house_size > council.house_size
    return say("council_grows" if grows else "lot_finds_it", language)


def votes_to_threshold(council: Composition, standing: Standing) -> int:
    """Return the fewest new votes by which a list reaches the threshold, itself raised by them."""
    threshold = council.statutes.threshold
    total = council.basis.total(council.statutes.threshold_base)
    lacking = Fraction(threshold * total - standing.votes) / (1 - threshold)
    return -(-lacking.numerator // lacking.denominator)


def _margins_table(council: Composition, language: Language) -> tuple[report.Block, ...]:
    """Return the votes to win and to lose before a seat moves; nothing where a rule has none."""
    found, drawn = _found(council, certain=True), _found(council, certain=False)
    if not found:
        return ()
    gains = {change.target: change.votes for change in found if change.target}
    losses = {change.source: change.votes for change in found if change.source}
    label, held, lots = council.basis.label, council.seats, []
    rows = [(label(n), held.get(n, 0), gains[n], losses[n]) for n in council.eligible]
    for change in drawn:
        name = change.target or change.source
        if change.lot and name in council.eligible:
            text = "one_more" if change.target else "one_fewer"
            lots.append(say(text, language, list=label(name), votes=change.votes))
    said = [say("other_lists_keep_their", language)]
    said += [say("just_so_many_votes", language, margins=lots)] if lots else []
    return (evolve(sheet_of("votes_move_seat_table", language, rows), note=" ".join(said)),)


def _annex(name: str, council: Composition, language: Language) -> Section:
    """Return what an annex has, under its heading."""
    if name == "steps":
        return Section(say("step_by_step", language), (council.explain(language),))
    if name == "readings":
        table = readings_table(council, language)
        return Section(table.title, (table,))
    if name == "margins":
        blocks = _margins_table(council, language) or (say("no_margins", language),)
        return Section(say("annex_margins", language), blocks)
    return Section(say("quotients_sharing", language), _quotient_table(council, language))


def report_of_council(
    council: Composition,
    language: Language = "da",
    *,
    alliances: Members = (),
    election: Election | int | None = None,
) -> Report:
    """Return the report on a council, ready to be set as a page or a document.

    The alliances are the valgforbund notified, whose lists stand together when the chair is
    elected; the election knows where the mayors are. `VerificationError` if the council does not
    follow from its figures.
    """
    chosen = checked_language(language)
    election = None if election is None else election_of(election)
    majorities = chair_majorities(council, alliances=alliances)
    coverage, explained = council.basis.coverage, council.explain(chosen)
    claims = [_picture_of_claims(council, chosen)] if council.claims else []
    shown = {
        "members": council.house_size,
        "mayors_heading": sum(council.mayors.values()),
        "supplementary_members": sum(council.supplementary.values()),
        "majority": majorities.majority,
        "cap_of_council": council.cap,
    }
    figures = coverage.sentence(chosen) if coverage else ""
    return Report(
        _named(council, election, chosen),
        chosen,
        (
            Section(say("members_heading", chosen), _members(council, election, chosen)),
            Section(say("why_so_many_and", chosen), (*claims, explained)),
            Section(say("other_readings_rules", chosen), _read_in_all_ways(council, chosen)),
            *_how_close(council, chosen),
            _chair(majorities, chosen),
            _power(council, chosen),
            report.sources(council, chosen, explanations={"": explained}, figures=figures),
        ),
        lead=tuple(_report_lead(council, chosen)),
        figures=report.key_figures(shown, chosen),
        colophon=_made_from(council, chosen),
    )


def _report_lead(council: Composition, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what is supposed and what the figures lack, if anything."""
    yield from councils.supposed(council, language)
    yield steps.members_said(council, language)
    if council.capped:
        yield say("cap_reached_so_seats", language, why=say("why_so_many_and", language))
    if (other := councils.by_rule_itself(council)) and (itself := other.composition):
        rule, lists = council.statutes.rule, steps.counts(itself.seats)
        members = itself.house_size
        yield say("sized_by_itself_would", language, rule=rule, members=members, lists=lists)
    yield from councils.incomplete(council, language)


def _members(
    council: Composition, election: Election | None, language: Language
) -> tuple[report.Block, ...]:
    lists = [f"{name} {seats}" for name, seats in council.seats.items()]
    name = councils.called(council, language)
    drawn = partial(pictures.plot_council, council, language=language)
    title = say("seats_council", language, council=name)
    said = say("council_in_all", language, total=council.house_size, lists=lists)
    picture = Picture(drawn, title, said, say("each_disc_member_coloured", language))
    title, square = say("mayors_of_council", language, council=name), "each_square_mayor"
    mapped = report.on_the_map(_mayors(council, election), title, say(square, language), language)
    return (picture, sheet_of_result(council, language), *mapped)


def _picture_of_claims(council: Composition, language: Language) -> Picture:
    lists = [f"{name} {steps.decimal(claim, language)}" for name, claim in council.claims.items()]
    drawn = partial(pictures.plot_house_size, council, language=language)
    title, said = say("what_each_list_claims", language), say("claims_lists", language, lists=lists)
    return Picture(drawn, title, said, say("dark_mayors_grey_rest", language))


def _read_in_all_ways(council: Composition, language: Language) -> tuple[report.Block, ...]:
    own, *others = map(len, (group.members for group in councils.groups(council)))
    table = readings_table(council, language)
    drawn = partial(pictures.plot_readings, council, language=language)
    sizes = "; ".join(f"{row[0]}: {row[2]}" for row in table.rows if row[2] is not None)
    picture = Picture(drawn, table.title, sizes, say("one_bar_for_each", language))
    said, different = "readings_come_apart" if others else "readings_agree", sum(others)
    return (say(said, language, different=different, all=own + different), picture, table)


def _how_close(council: Composition, language: Language) -> tuple[Section, ...]:
    """Return the quotients where the rule has them, and the margins where no lot decided."""
    if not any(council.seats.get(name) for name in council.eligible):
        return ()
    blocks: list[report.Block] = []
    shared = _sharing_of(council)
    if shared is not None and isinstance(shared.rule, DivisorRule):
        drawn, name = partial(plot_quotients, shared, language=language), "quotients_sharing"
        lists = [f"{name} {seats}" for name, seats in shared.seats.items()]
        said = say("seats_lists", language, lists=lists), say("filled_marks_won_seat", language)
        blocks += [Picture(drawn, say(name, language), *said), *quotient_sheets(shared, language)]
    blocks.extend(_margins_table(council, language))
    return (Section(say("how_close", language), tuple(blocks)),) if blocks else ()


def _chair(majorities: ChairMajorities, language: Language) -> Section:
    """Return the section on the majorities there are, the shortest first."""
    label, every = majorities.composition.basis.label, majorities.coalitions
    groups = ((label(b.label), b.members, b.lacks, b.coalitions) for b in majorities.blocs)
    blocs = sheet_of("groups_and_majorities", language, groups)
    shortest = sorted(every, key=lambda c: (len(c.blocs), c.members))[:_MOST_COALITIONS]
    rows = ((", ".join(c.blocs), c.members, c.spare) for c in shortest)
    told = {"shown": len(shortest), "all": len(every)}
    coalitions = sheet_of("minimal_majorities_fewest", language, rows, **told)
    joined, explained = _joined(majorities, language), majorities.explain(language)
    return Section(say("who_can_elect_chair", language), (*joined, explained, blocs, coalitions))


def _joined(majorities: ChairMajorities, language: Language) -> Iterator[Picture]:
    """Yield the council with those in their colours who are notified together and elect the chair.

    Nobody else's majority is drawn: which lists will join is theirs to say.
    """
    council = majorities.composition
    for bloc in majorities.blocs:
        if len(bloc.lists) > 1 and not bloc.lacks:
            lists = [name for name in bloc.lists if council.seats.get(name)]
            drawn = partial(pictures.plot_council, council, highlight=lists, language=language)
            of = {"lists": lists, "members": bloc.members, "house": council.house_size}
            said = say("have_of", language, **of), say("others_are_pale", language)
            yield Picture(drawn, say("have_a_majority", language, lists=lists), *said)


def _power(council: Composition, language: Language) -> Section:
    """Return the section on how often each list's vote decides."""
    by_votes, by_orders = banzhaf(council.seats), shapley_shubik(council.seats)
    rows: list[tuple[Cell, ...]] = []
    for name, members in council.seats.items():
        share, votes, orders = members / council.house_size, by_votes.shares, by_orders.shares
        row = (members, share, float(votes[name]), float(orders[name]))
        rows.append((council.basis.label(name), *row))
    table = sheet_of("power_of_groups", language, rows, quota=by_votes.quota)
    return Section(say("voting_power", language), (say("groups_power_how_often", language), table))
