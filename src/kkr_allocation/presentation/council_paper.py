"""The paper on a council for an agenda: who sits in it, why, what else could be read, how close.

Short first: the table, who, why, the readings that differ and the votes that move a seat. The rest
is annexes, by name.
"""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.composition.compose import read
from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.fairness.power import banzhaf, shapley_shubik
from kkr_allocation.presentation.council_steps import (
    above_share,
    apart,
    counts,
    decimal,
    house,
    members_said,
    price_said,
    substitutes,
)
from kkr_allocation.presentation.councils import (
    annex,
    by_rule_itself,
    called,
    contested,
    groups,
    incomplete,
    supposed,
    title,
    warning,
    without_mayor,
    written_changes,
)
from kkr_allocation.presentation.language import alphabetical, say, written_day
from kkr_allocation.presentation.pictures.councils import (
    plot_council,
    plot_house_size,
    plot_readings,
)
from kkr_allocation.presentation.pictures.ladders import plot_quotients
from kkr_allocation.presentation.protocols import sheet_of_result
from kkr_allocation.presentation.report import (
    Picture,
    Report,
    Section,
    key_figures,
    made_from,
    on_the_map,
    sources,
)
from kkr_allocation.presentation.seats import quotient_sheets
from kkr_allocation.presentation.sheet import Sheet, sheet_of
from kkr_allocation.scenarios.margins import own_margins
from kkr_allocation.scenarios.partners import chair_majorities
from kkr_allocation.words import entry, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.apportionment.alliances import Members
    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.composition.basis import Standing
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.election import Election
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.scenarios.margins import SeatMargin
    from kkr_allocation.scenarios.partners import ChairMajorities


def paper_of_council(
    council: Composition,
    language: Language,
    *,
    election: Election | None = None,
    annexes: Iterable[str] = (),
) -> Report:
    """Return the paper, with these annexes; the election knows its term, its day and the mayors."""
    lead = tuple(_lead(council, language))
    named = title(council, language)
    if election is not None:
        first = election.year + 1
        term, day = f"{first}-{first + 3}", written_day(election_day(election.year), language)
        named = say("paper_title", language, title=named, term=term, day=day)
    coverage = council.basis.coverage
    return Report(
        named,
        language,
        (
            Section(
                say("members_heading", language),
                (evolve(annex(council, language), title=named, note=""),),
            ),
            Section(say("who_sits", language), _who(council, election, language)),
            Section(say("why_so_many_and", language), _why(council, language)),
            Section(say("other_readings_rules", language), _readings(council, language)),
            *_closeness(council, language),
            *(_annex(name, council, language) for name in dict.fromkeys(annexes)),
        ),
        lead=lead,
        colophon=made_from(
            coverage.name if coverage else say("figures_users_own", language), language
        ),
    )


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
    yield from supposed(council, language)
    yield from incomplete(council, language) or without_mayor(council, language)
    yield from warning(council, language)
    yield members_said(council, language)
    if council.capped and council.cap is not None:
        over = above_share(council, house(council), language)
        yield " ".join([say("as_far_as_the_cap", language, cap=council.cap), *over])
    yield from contested(council, language)


def _who(council: Composition, election: Election | None, language: Language) -> tuple[Block, ...]:
    """Return where each list has its mayors, and how many supplementary members it elects."""
    basis = council.basis
    home = {member: name for name, of in basis.cooperations.items() for member in of}
    mayors: dict[str | None, list[str]] = {}
    other = {one.municipality: one.after for one in basis.other_mayors}
    for place in basis.places if election else ():
        mayor = other.get(place) or (election.council(place).mayor if election else None)
        mayors.setdefault(None if mayor is None else home.get(mayor, mayor), []).append(place)
    rows: list[tuple[Cell, ...]] = [
        (basis.label(name), _in_order(mayors.get(name, ())) or None, number, more)
        for (name, number), more in zip(
            council.mayors.items(), council.supplementary.values(), strict=True
        )
    ]
    if None in mayors:
        rows.append((say("mayors_unknown", language), _in_order(mayors[None]), None, None))
    elected = sum(council.supplementary.values())
    sheet = sheet_of("mayors_of_lists", language, rows).summed(language)
    said = [say("who_elects", language)] if elected else []
    ((_, substituted),) = substitutes(council, language)
    return (evolve(sheet, note=" ".join([*said, *substituted])),)


def _in_order(places: Iterable[str]) -> str:
    return ", ".join(sorted(places, key=alphabetical))


def _why(council: Composition, language: Language) -> tuple[Block, ...]:
    """Return the claims and their rounding, or else the quotients that shared the seats."""
    if not council.claims:
        return quotient_table(council, language)
    ceilings, shown = house(council).ceilings, apart(council.claims, language)
    rows: list[tuple[Cell, ...]] = []
    for name in (*shown, *council.outsiders):
        claim, held = ceilings.get(name), council.seats.get(name, 0)
        gone = claim - held if council.capped and claim is not None else None
        row = (council.votes[name], shown.get(name), claim, gone, held)
        rows.append((council.basis.label(name), *row))
    sheet = sheet_of("claims_of_lists", language, rows).summed(language)
    said = [price_said(council, language)]
    if council.outsiders:
        said.append(say("outside_the_claims", language))
    return (evolve(sheet, note=" ".join(said)),)


def sharing_of(council: Composition) -> Apportionment | None:
    """Return the sharing among the eligible lists within its bounds; None where none was needed."""
    bounds = house(council)
    if bounds.floors == bounds.ceilings:
        return None
    return apportion(
        {name: council.votes[name] for name in council.eligible},
        bounds.seats,
        bounds.rule,
        floors=bounds.floors,
        caps=bounds.ceilings,
        lots=council.lots,
    )


def quotient_table(council: Composition, language: Language) -> tuple[Block, ...]:
    """Return every list's quotients below one another, those that won a seat marked."""
    shared = sharing_of(council)
    tables = tuple(quotient_sheets(shared, language)) if shared else ()
    return tables or (say("no_quotients", language),)


# The readings that differ, and the votes that move a seat.


def _readings(council: Composition, language: Language) -> tuple[Block, ...]:
    """Return one line for each other council that a reading gives."""
    found = groups(council)
    rests = council.explain(language)[-1].text
    if len(found) == 1:
        return (say("readings_agree", language, all=len(found[0].members)), rests)
    table = readings_table(council, language)
    name = say("readings_that_differ", language)
    return (evolve(table, title=name, rows=table.rows[1:], note=rests),)


def readings_table(council: Composition, language: Language) -> Sheet:
    """Return every different council, its readings in words and how they are known."""
    rows: list[tuple[Cell, ...]] = []
    for group in groups(council):
        other, own = group.first.composition, group.first.statutes == council.statutes
        figures: tuple[Cell, ...] = None, None, in_language(group.first.problem, language)
        if other is not None:
            remark = say("report", language) if own else None
            figures = other.house_size, written_changes(council, other) or None, remark
        rows.append((group.name(language), group.statuses(language), *figures))
    return sheet_of("council_under_each_table", language, rows)


def _found(council: Composition, *, certain: bool) -> tuple[SeatMargin, ...]:
    """Return the margins; none where a lot decided, or under a rule that has none."""
    if council.lots or not any(council.seats.get(name) for name in council.eligible):
        return ()
    try:
        return tuple(own_margins(council, certain=certain))
    except InvalidInputError:  # a rule under which a list can lose by winning
        return ()


def _closeness(council: Composition, language: Language) -> Iterator[Section]:
    """Yield what each list lacks for one seat more, who would lose it, and the threshold."""
    lots = {m.target: m.votes for m in _found(council, certain=False) if m.target and m.lot}
    found = {m.target: m for m in _found(council, certain=True) if m.target}
    rows = [
        (
            council.basis.label(standing.name),
            council.seats.get(standing.name, 0),
            margin.votes,
            _taken_from(council, margin, language),
            _remark(council, standing, lots.get(standing.name), language),
        )
        for standing in council.standings
        if (margin := found.get(standing.name)) is not None
        and (standing.eligible or (standing.entitled and standing.votes))
    ]
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


def _remark(
    council: Composition, standing: Standing, lot: int | None, language: Language
) -> str | None:
    """Say how many votes lead to a lot, and how far a list is from the threshold."""
    said = []
    if not standing.above_threshold:
        said.append(say("lacks_votes", language, votes=votes_to_threshold(council, standing)))
    if not standing.in_council:
        said.append(say("in_no_council", language))
    if lot is not None:
        said.append(say("gives_a_lot", language, votes=lot))
    return "; ".join(said) or None


def votes_to_threshold(council: Composition, standing: Standing) -> int:
    """Return the fewest new votes by which a list reaches the threshold, itself raised by them."""
    threshold = council.statutes.threshold
    total = council.basis.total(council.statutes.threshold_base)
    lacking = Fraction(threshold * total - standing.votes) / (1 - threshold)
    return -(-lacking.numerator // lacking.denominator)


def margins_table(council: Composition, language: Language) -> tuple[Block, ...]:
    """Return the votes to win and to lose before a seat moves; nothing where a rule has none."""
    found, drawn = _found(council, certain=True), _found(council, certain=False)
    if not found:
        return ()
    gains = {change.target: change.votes for change in found if change.target}
    losses = {change.source: change.votes for change in found if change.source}
    label = council.basis.label
    rows = [
        (label(name), council.seats.get(name, 0), gains[name], losses[name])
        for name in council.eligible
    ]
    lots = [
        say(
            "one_more" if change.target else "one_fewer",
            language,
            list=label(change.target or change.source),
            votes=change.votes,
        )
        for change in drawn
        if change.lot and (change.target or change.source) in council.eligible
    ]
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
        blocks = margins_table(council, language) or (say("no_margins", language),)
        return Section(say("annex_margins", language), blocks)
    return Section(say("quotients_sharing", language), quotient_table(council, language))


# The report on a council: pictures, majorities, power and sources around the paper.


_MOST_COALITIONS = 12
"""More minimal majorities than these are counted and not listed."""


def chair(majorities: ChairMajorities, language: Language) -> Section:
    """Return the section on the majorities there are, the shortest first."""
    label = majorities.composition.basis.label
    blocs = sheet_of(
        "groups_and_majorities",
        language,
        ((label(b.label), b.members, b.lacks, b.coalitions) for b in majorities.blocs),
    )
    shortest = sorted(
        majorities.coalitions, key=lambda coalition: (len(coalition.blocs), coalition.members)
    )[:_MOST_COALITIONS]
    coalitions = sheet_of(
        "minimal_majorities_fewest",
        language,
        ((", ".join(c.blocs), c.members, c.spare) for c in shortest),
        shown=len(shortest),
        all=len(majorities.coalitions),
    )
    explained = majorities.explain(language)
    blocks: tuple[Block, ...] = (*_joined(majorities, language), explained, blocs, coalitions)
    return Section(say("who_can_elect_chair", language), blocks)


def _joined(majorities: ChairMajorities, language: Language) -> Iterator[Picture]:
    """Yield the council with those in their colours who are notified together and elect the chair.

    Nobody else's majority is drawn: which lists will join is theirs to say.
    """
    council = majorities.composition
    for bloc in majorities.blocs:
        if len(bloc.lists) > 1 and not bloc.lacks:
            lists = [name for name in bloc.lists if council.seats.get(name)]
            house = council.house_size
            yield Picture(
                partial(plot_council, council, highlight=lists, language=language),
                say("have_a_majority", language, lists=lists),
                say("have_of", language, lists=lists, members=bloc.members, house=house),
                say("others_are_pale", language),
            )


def power(council: Composition, language: Language) -> Section:
    """Return the section on how often each list's vote decides."""
    by_votes, by_orders = banzhaf(council.seats), shapley_shubik(council.seats)
    rows = (
        (
            council.basis.label(name),
            members,
            float(Fraction(members, council.house_size)),
            float(by_votes.shares[name]),
            float(by_orders.shares[name]),
        )
        for name, members in council.seats.items()
    )
    table = sheet_of("power_of_groups", language, rows, quota=by_votes.quota)
    return Section(say("voting_power", language), (say("groups_power_how_often", language), table))


# How close a council was: the quotients around the last seat, and the votes that move one.


def closeness(council: Composition, language: Language) -> tuple[Section, ...]:
    """Return the sections on how close the sharing was; none where nothing was shared.

    Quotients where the rule has them, margins where no lot decided.
    """
    if not any(council.seats.get(name) for name in council.eligible):
        return ()
    blocks: list[Block] = []
    shared = sharing_of(council)
    if shared is not None and isinstance(shared.rule, DivisorRule):
        picture = Picture(
            partial(plot_quotients, shared, language=language),
            say("quotients_sharing", language),
            say("seats_lists", language, lists=[f"{n} {s}" for n, s in shared.seats.items()]),
            say("filled_marks_won_seat", language),
        )
        blocks += [picture, *quotient_sheets(shared, language)]
    blocks.extend(margins_table(council, language))
    return (Section(say("how_close", language), tuple(blocks)),) if blocks else ()


def report_of_council(
    council: Composition,
    language: Language = "da",
    *,
    alliances: Members = (),
    election: Election | None = None,
) -> Report:
    """Return the report on a council, ready to be set as a page or a document.

    Who sits in the KKR and why, how much rests on a reading or on few votes, who can elect the
    chair, and what it all rests on. The alliances are the valgforbund notified, whose lists stand
    together when the chair is elected; the election knows where the mayors are.
    `VerificationError` if the council does not follow from its figures.
    """
    chosen = checked_language(language)
    majorities = chair_majorities(council, alliances=alliances)
    name = called(council, chosen)
    coverage = council.basis.coverage
    return Report(
        title(council, chosen),
        chosen,
        (
            _members(council, name, election, chosen),
            _report_why(council, chosen),
            _report_readings(council, chosen),
            *closeness(council, chosen),
            chair(majorities, chosen),
            power(council, chosen),
            sources(
                council,
                chosen,
                explanations={"": council.explain(chosen)},
                figures=coverage.sentence(chosen) if coverage else "",
            ),
        ),
        lead=tuple(_report_lead(council, chosen)),
        figures=key_figures(
            {
                "members": council.house_size,
                "mayors_heading": sum(council.mayors.values()),
                "supplementary_members": sum(council.supplementary.values()),
                "majority": majorities.majority,
                "cap_of_council": council.cap,
            },
            chosen,
        ),
        colophon=made_from(coverage.name if coverage else say("figures_users_own", chosen), chosen),
    )


def _report_lead(council: Composition, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what is supposed and what the figures lack, if anything."""
    yield from supposed(council, language)
    yield members_said(council, language)
    if council.capped:
        yield say("cap_reached_so_seats", language, why=say("why_so_many_and", language))
    if (other := by_rule_itself(council)) and other.composition:
        yield say(
            "sized_by_itself_would",
            language,
            rule=council.statutes.rule,
            members=other.composition.house_size,
            lists=counts(other.composition.seats),
        )
    yield from incomplete(council, language)


def _members(
    council: Composition, name: str, election: Election | None, language: Language
) -> Section:
    annex = sheet_of_result(council, language)
    picture = Picture(
        partial(plot_council, council, language=language),
        say("seats_council", language, council=name),
        say(
            "council_in_all",
            language,
            total=council.house_size,
            lists=[f"{name} {seats}" for name, seats in council.seats.items()],
        ),
        say("each_disc_member_coloured", language),
    )
    mayors = {place: election.council(place).mayor for place in council.basis.places if election}
    mayors |= {one.municipality: one.after for one in council.basis.other_mayors if mayors}
    title = say("mayors_of_council", language, council=name)
    mapped = on_the_map(mayors, title, say("each_square_mayor", language), language)
    return Section(say("members_heading", language), (picture, annex, *mapped))


def _report_why(council: Composition, language: Language) -> Section:
    explained, claims = council.explain(language), council.claims
    heading = say("why_so_many_and", language)
    if not claims:
        return Section(heading, (explained,))
    lists = [f"{name} {decimal(claim, language)}" for name, claim in claims.items()]
    picture = Picture(
        partial(plot_house_size, council, language=language),
        say("what_each_list_claims", language),
        say("claims_lists", language, lists=lists),
        say("dark_mayors_grey_rest", language),
    )
    return Section(heading, (picture, explained))


def _report_readings(council: Composition, language: Language) -> Section:
    found = groups(council)
    own, *others = found
    every = sum(len(group.members) for group in found)
    said = "readings_come_apart" if others else "readings_agree"
    table = readings_table(council, language)
    picture = Picture(
        partial(plot_readings, council, language=language),
        table.title,
        "; ".join(f"{row[0]}: {row[2]}" for row in table.rows if row[2] is not None),
        say("one_bar_for_each", language),
    )
    different = every - len(own.members)
    paragraph = say(said, language, different=different, all=every)
    return Section(say("other_readings_rules", language), (paragraph, picture, table))
