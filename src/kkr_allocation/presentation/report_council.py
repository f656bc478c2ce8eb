"""The report on a council: who sits in it, why, what else could be read, who decides."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.explanations import checked_language
from kkr_allocation.fairness.power import banzhaf, shapley_shubik
from kkr_allocation.presentation.council_paper import (
    margins_table,
    readings_table,
    sharing_of,
)
from kkr_allocation.presentation.council_sizes import counts, decimal
from kkr_allocation.presentation.council_steps import groups, incomplete, members_said, title
from kkr_allocation.presentation.councils import by_rule_itself
from kkr_allocation.presentation.language import say
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
    sources,
)
from kkr_allocation.presentation.sheet import sheet_of
from kkr_allocation.scenarios.majorities import chair_majorities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.apportionment.alliances import Members
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.scenarios.majorities import ChairMajorities


# Who decides in a council: the majorities for the chair, and the power of each group.


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
    return Section(say("who_can_elect_chair", language), (explained, blocs, coalitions))


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
        blocks.append(picture)
    blocks.extend(margins_table(council, language))
    return (Section(say("how_close", language), tuple(blocks)),) if blocks else ()


def report_of_council(
    council: Composition, language: Language = "da", *, alliances: Members = ()
) -> Report:
    """Return the report on a council, ready to be set as a page or a document.

    Who sits in the KKR and why, how much rests on a reading or on few votes, who can elect the
    chair, and what it all rests on. The alliances are the valgforbund notified, whose lists stand
    together when the chair is elected. `VerificationError` if the council does not follow from
    its figures.
    """
    chosen = checked_language(language)
    majorities = chair_majorities(council, alliances=alliances)
    name = council.basis.name or say("council", chosen)
    coverage = council.basis.coverage
    return Report(
        title(council, chosen),
        chosen,
        (
            _members(council, name, chosen),
            _why(council, chosen),
            _readings(council, chosen),
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
        lead=tuple(_lead(council, chosen)),
        figures=_figures(council, majorities.majority, chosen),
        colophon=made_from(coverage.name if coverage else say("figures_users_own", chosen), chosen),
    )


def _lead(council: Composition, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what the figures lack, if they lack anything."""
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


def _figures(council: Composition, majority: int, language: Language) -> dict[str, str]:
    shown = {
        "members": council.house_size,
        "mayors_heading": sum(council.mayors.values()),
        "supplementary_members": sum(council.supplementary.values()),
        "majority": majority,
        "cap_of_council": council.cap,
    }
    return key_figures(shown, language)


def _members(council: Composition, name: str, language: Language) -> Section:
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
    return Section(say("members_heading", language), (picture, annex, annex.note))


def _why(council: Composition, language: Language) -> Section:
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


def _readings(council: Composition, language: Language) -> Section:
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
