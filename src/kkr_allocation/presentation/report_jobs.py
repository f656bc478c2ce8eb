"""The report on appointments: who sits where, by what right, how evenly, and what it rests on."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation.appointments.wishes import municipal_shares
from kkr_allocation.explanations import checked_language
from kkr_allocation.inputs import known_names
from kkr_allocation.presentation.agenda_item import heading
from kkr_allocation.presentation.language import number, rule_name, say
from kkr_allocation.presentation.pictures.councils import plot_spread
from kkr_allocation.presentation.pictures.distributions import plot_appointments, plot_places
from kkr_allocation.presentation.places import key_sheet, lines_of_places, places_annex, places_lead
from kkr_allocation.presentation.posts import one_of_several
from kkr_allocation.presentation.protocols import protocol, sheet_of_frame
from kkr_allocation.presentation.report import (
    Picture,
    Report,
    Section,
    key_figures,
    made_from,
    sources,
    with_notes,
)
from kkr_allocation.presentation.sheet import Sheet, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribute import Distribution
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.presentation.sheet import Cell


def report_of_appointments(result: Appointments, language: Language = "da") -> Report:
    """Return the report on appointments, ready to be set as a page or a document.

    Who sits where and by what right, what was wished for and what it came to, how many women and
    men and how many posts each municipality has. `VerificationError` if the appointments do not
    follow from their register.
    """
    chosen = checked_language(language)
    by_forum, _, _, _, letters, *entitled, balance = protocol(result, chosen)
    rights, steps = result.entitlement.explain(chosen), result.explain(chosen)
    return Report(
        heading(result, chosen),
        chosen,
        (
            Section(say("who_sits_where", chosen), (_matrix(result, letters, chosen), by_forum)),
            Section(say("what_each_list_entitled", chosen), (rights, *with_notes(entitled))),
            Section(say("why_these_people", chosen), (steps,)),
            Section(say("women_and_men_in", chosen), with_notes([balance])),
            _spread(result, chosen),
            Section(say("fora_and_their_legal", chosen), (letters,)),
            sources(
                result,
                chosen,
                explanations={
                    say("what_each_list_entitled", chosen): rights,
                    say("why_these_people", chosen): steps,
                },
            ),
        ),
        lead=tuple(_lead(result, chosen)),
        figures=_figures(result, chosen),
        colophon=made_from(say("register_fora_and_candidates", chosen), chosen),
    )


def _appointed(result: Appointments) -> set[str]:
    return {name for names in result.members.values() for name in names}


def _homes(result: Appointments) -> Counter[str]:
    """Count the posts of each municipality, as the rule on their spread counts them."""
    home = {person.name: person.municipality for person in result.candidates if person.politician}
    held = (name for names in result.members.values() for name in names)
    return Counter(home[name] for name in held if name in home)


def _lead(result: Appointments, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what has to be done or known before it is decided."""
    if first := one_of_several(result, language):
        yield first
    yield say(
        "posts_filled_in_fora",
        language,
        posts=sum(map(len, result.members.values())),
        fora=len(result.members),
        people=len(_appointed(result)),
        homes=len(_homes(result)),
    )
    lacking = [row.forum for row in result.gender if row.lacks_reason]
    if lacking:
        yield say("no_reason_given_yet", language, fora=lacking)
    if not result.is_proven:
        yield say("time_ran_out_before", language)


def _figures(result: Appointments, language: Language) -> dict[str, str]:
    balances = result.gender
    shown = {
        "posts": sum(map(len, result.members.values())),
        "fora": len(result.members),
        "people": len(_appointed(result)),
        "municipalities": len(_homes(result)),
        "posts_women": sum(row.women for row in balances),
        "posts_men": sum(row.men for row in balances),
        "sex_not_stated": sum(row.not_stated for row in balances) or None,
    }
    return key_figures(shown, language)


def _matrix(result: Appointments, letters: Sheet, language: Language) -> Picture:
    rows = (
        say("forum_lists", language, forum=str(forum), lists=str(lists))
        for forum, _, lists, *_ in letters.rows
    )
    return Picture(
        partial(plot_appointments, result, language=language),
        say("posts_by_forum", language),
        "; ".join(rows),
        say("each_disc_number_posts", language),
    )


def _spread(result: Appointments, language: Language) -> Section:
    """Return the section on the municipalities: posts against shares, the largest share first."""
    held, shares = _homes(result), municipal_shares(result.fora, result.candidates, result.rules)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(shares, key=lambda name: (-shares[name], name)):
        low, high, posts = math.floor(shares[name]), math.ceil(shares[name]), held[name]
        beyond = posts - min(max(posts, low), high)
        people = result.rules.population.get(name)
        rows.append((name, people, shares[name], posts, beyond or None))
    table = sheet_of("posts_each_municipality", language, rows)
    picture = Picture(
        partial(plot_spread, result, language=language),
        table.title,
        ", ".join(f"{row[0]} {row[3]}" for row in rows),
        say("each_box_post_in", language),
    )
    weighed = "shares_follow_inhabitants" if result.rules.population else "shares_equal_because"
    blocks: list[Block] = [say(weighed, language), picture, table]
    if any(not person.politician for person in result.candidates):
        blocks.append(say("posts_people_from_outside", language))
    return Section(say("municipalities_heading", language), tuple(blocks))


# The report on training places: how many each has, why, by which key, and under other rules.


def report_of_places(
    result: Distribution,
    language: Language = "da",
    *,
    key: Key | None = None,
    last_year: Mapping[str, int] | None = None,
) -> Report:
    """Return the report on a distribution of places, ready to be set as a page or a document.

    How many places has each municipality and why, what did the key weigh, and what would another
    rule have given. The key is that of the figures, where it has several columns; last year's
    places are of those known. `VerificationError` if the places do not follow from their figures.
    """
    chosen = checked_language(language)
    before = dict(last_year or {})
    known_names(before, result.places, "last_year")
    explained = result.explain(chosen)
    return Report(
        result.title or say("distribution_places", chosen),
        chosen,
        (
            _places(result, before, chosen),
            Section(
                say("why_so_many_each", chosen),
                (explained, lines_of_places(result, chosen)),
            ),
            *([_key(key, chosen)] if key is not None else []),
            _rules(result, chosen),
            sources(result, chosen, explanations={"": explained}),
        ),
        lead=tuple(places_lead(result, before, chosen)),
        figures=_places_figures(result, before, chosen),
        colophon=made_from(say("workbook_places", chosen), chosen),
    )


def _places_figures(
    result: Distribution, before: dict[str, int], language: Language
) -> dict[str, str]:
    adjusted = result.places != result.base
    shown = {
        "places_heading": sum(result.places.values()),
        "shared_by_key": result.total if adjusted else None,
        "extra_by_wishes": sum(result.granted.values()) or None,
        "with_private_providers": sum(result.deductions.values()) or None,
        "last_year_heading": sum(before.values()) if len(before) == len(result.places) else None,
        "municipalities": len(result.places),
    }
    return key_figures(shown, language)


def _places(result: Distribution, before: dict[str, int], language: Language) -> Section:
    annex = places_annex(result, language, before)
    caption = "dot_with_last_year" if before else "dot_of_one_year"
    picture = Picture(
        partial(plot_places, result, before=before, language=language),
        say("places_against_claims", language),
        ", ".join(f"{name} {number(count, language)}" for name, count in result.places.items()),
        say(caption, language),
    )
    return Section(say("places_shared", language), (picture, annex, annex.note))


def _key(key: Key, language: Language) -> Section:
    """Return the section on the key: its weights in words, its figures and shares in a table."""
    return Section(say("key", language), (key.explain(language), key_sheet(key, language)))


def _rules(result: Distribution, language: Language) -> Section:
    compared = result.compare()
    explained = compared.explain(language)
    # Last year's places stand in the table of places: here they would be set against the base.
    beside = ["most_under", "fewest_under", "last_year", "change"]
    shown = compared.to_frame().drop(columns=beside)
    shown = shown.rename(columns={rule: rule_name(rule, language) for rule in compared.places})
    return Section(
        say("same_places_by_other", language),
        (
            say("with_same_limits_wishes", language),
            explained,
            sheet_of_frame(shown, explained.title, language),
        ),
    )
