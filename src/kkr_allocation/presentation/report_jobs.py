"""The report on appointments: who sits where, by what right, how evenly, and what it rests on."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation import __version__
from kkr_allocation.appointments.wishes import municipal_shares
from kkr_allocation.explanations import checked_language
from kkr_allocation.inputs import known_names
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Text, number, rule_name
from kkr_allocation.presentation.pictures.allocations import plot_appointments, plot_places
from kkr_allocation.presentation.pictures.councils import plot_spread
from kkr_allocation.presentation.places import places_annex
from kkr_allocation.presentation.protocols import protocol, sheet_of_frame
from kkr_allocation.presentation.report import (
    COLOPHON,
    Picture,
    Report,
    Section,
    key_figures,
    sources,
)
from kkr_allocation.presentation.sheet import Sheet, TableTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribute import Distribution
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.presentation.sheet import Cell


# The headings and sentences of the report on appointments, in both languages.


TITLE = Text(en="Appointments to {fora}", da="Udpegninger til {fora}")
OF_KKR = Text(en="{kkr}: appointments to {fora}", da="{kkr}: udpegninger til {fora}")
LEAD = Text(
    en="{posts:is|are} filled in {fora} by {people} from {homes}, each list having the posts it is "
    "entitled to.",
    da="{posts} i {fora} besættes af {people} fra {homes}, og hver liste får de pladser, den har "
    "ret til.",
)
REASONS_LACK = Text(
    en="No reason is given yet for unequally many women and men in {fora}; the decision needs it.",
    da="Der mangler en begrundelse for, at der ikke er lige mange kvinder og mænd i {fora}; den "
    "skal gives ved beslutningen.",
)
UNPROVEN = Text(
    en="The time ran out before it was proven that no other appointment serves the wishes better.",
    da="Tiden løb ud, før det var bevist, at ingen anden udpegning opfylder ønskerne bedre.",
)
POSTS = Text(en="Posts", da="Pladser")
FORA = Text(en="Fora", da="Fora")
PEOPLE = Text(en="People", da="Personer")
HOMES = Text(en="Municipalities", da="Kommuner")
WOMEN = Text(en="Posts of women", da="Pladser til kvinder")
MEN = Text(en="Posts of men", da="Pladser til mænd")
NOT_STATED = Text(en="Sex not stated", da="Køn ikke oplyst")

FILLED = Text(en="Who sits where", da="Hvem sidder hvor")
MATRIX = Text(en="Posts by forum and list", da="Pladser efter forum og liste")
MATRIX_CAPTION = Text(
    en="Each disc is the number of posts a list fills in a forum.",
    da="Hver cirkel er det antal pladser, en liste besætter i et forum.",
)
MATRIX_ROW = Text(en="{forum}: {lists}", da="{forum}: {lists}")
ENTITLEMENT = Text(en="What each list is entitled to", da="Hvad hver liste har ret til")
WHY = Text(en="Why these people", da="Hvorfor netop disse personer")
BALANCE = Text(en="Women and men in each forum", da="Kvinder og mænd i hvert forum")
SPREAD = Text(en="The municipalities", da="Kommunerne")
SPREAD_CAPTION = Text(
    en="Each box is a post in its list's colour; the line is the municipality's exact share.",
    da="Hver kasse er en plads i listens farve; stregen er kommunens nøjagtige andel.",
)
SPREAD_TABLE = TableTexts(
    Text(
        en="Posts of each municipality and its share of all posts",
        da="Kommunernes pladser og deres andel af alle pladser",
    ),
    (
        Text(en="Municipality", da="Kommune"),
        Text(en="Inhabitants", da="Indbyggere"),
        Text(en="Exact share", da="Nøjagtig andel"),
        Text(en="Posts", da="Pladser"),
        Text(en="Outside the share", da="Uden for andelen"),
    ),
)
EQUAL = Text(
    en="The shares are equal, because no figures of population are given.",
    da="Andelene er lige store, fordi der ikke er oplyst indbyggertal.",
)
BY_PEOPLE = Text(
    en="The shares follow the inhabitants of each municipality.",
    da="Andelene følger kommunernes indbyggertal.",
)
OUTSIDE = Text(
    en="Posts of people from outside the councils are counted with no municipality.",
    da="Pladser til personer uden for kommunalbestyrelserne tælles ikke med hos nogen kommune.",
)
LOOKED_UP = Text(
    en="The same posts by list, municipality and person",
    da="De samme pladser efter liste, kommune og person",
)
THE_FORA = Text(en="The fora and their legal basis", da="Foraene og deres hjemmel")
NOTES = Text(en="What is noted on the fora", da="Bemærkninger til foraene")
REGISTER = Text(en="the register of fora and candidates", da="registret over fora og kandidater")


def report_of_appointments(result: Appointments, language: Language = "da") -> Report:
    """Return the report on appointments, ready to be set as a page or a document.

    Who sits where and by what right, what was wished for and what it came to, how many women and
    men and how many posts each municipality has. `VerificationError` if the appointments do not
    follow from their register.
    """
    chosen = checked_language(language)
    by_forum, by_list, by_home, by_name, letters, entitled, *quotients, balance = protocol(
        result, chosen
    )
    rights, steps = result.entitlement.explain(chosen), result.explain(chosen)
    kkr = {forum.kkr for forum in result.fora}
    fora = nouns.fora(len(result.fora))
    title = OF_KKR if len(kkr) == 1 and all(kkr) else TITLE
    return Report(
        title.text(chosen, kkr=min(kkr), fora=fora),
        chosen,
        (
            Section(FILLED.text(chosen), (_matrix(result, letters, chosen), by_forum)),
            Section(ENTITLEMENT.text(chosen), (rights, entitled, *_noted(quotients))),
            Section(WHY.text(chosen), (steps,)),
            Section(BALANCE.text(chosen), (balance, balance.note)),
            _spread(result, chosen),
            Section(LOOKED_UP.text(chosen), (by_list, by_home, by_name)),
            _fora(result, letters, chosen),
            sources(
                result,
                chosen,
                explanations={
                    ENTITLEMENT.text(chosen): rights,
                    WHY.text(chosen): steps,
                },
            ),
        ),
        lead=tuple(_lead(result, chosen)),
        figures=_figures(result, chosen),
        colophon=COLOPHON.text(chosen, version=__version__, basis=REGISTER),
    )


def _noted(sheets: Iterable[Sheet]) -> Iterator[Block]:
    """Yield each table and under it what has to be read with it."""
    for sheet in sheets:
        yield sheet
        yield sheet.note


def _appointed(result: Appointments) -> set[str]:
    return {name for names in result.members.values() for name in names}


def _homes(result: Appointments) -> Counter[str]:
    """Count the posts of each municipality, as the rule on their spread counts them."""
    home = {person.name: person.municipality for person in result.candidates if person.politician}
    held = (name for names in result.members.values() for name in names)
    return Counter(home[name] for name in held if name in home)


def _lead(result: Appointments, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what has to be done or known before it is decided."""
    yield LEAD.text(
        language,
        posts=nouns.posts(sum(map(len, result.members.values()))),
        fora=nouns.fora(len(result.members)),
        people=nouns.people(len(_appointed(result))),
        homes=nouns.municipalities(len(_homes(result))),
    )
    lacking = [row.forum for row in result.gender if row.lacks_reason]
    if lacking:
        yield REASONS_LACK.text(language, fora=lacking)
    if not result.is_proven:
        yield UNPROVEN.text(language)


def _figures(result: Appointments, language: Language) -> dict[str, str]:
    balances = result.gender
    shown = {
        POSTS: sum(map(len, result.members.values())),
        FORA: len(result.members),
        PEOPLE: len(_appointed(result)),
        HOMES: len(_homes(result)),
        WOMEN: sum(row.women for row in balances),
        MEN: sum(row.men for row in balances),
        NOT_STATED: sum(row.not_stated for row in balances) or None,
    }
    return key_figures(shown, language)


def _matrix(result: Appointments, letters: Sheet, language: Language) -> Picture:
    rows = (
        MATRIX_ROW.text(language, forum=str(forum), lists=str(lists))
        for forum, _, lists, *_ in letters.rows
    )
    return Picture(
        partial(plot_appointments, result, language=language),
        MATRIX.text(language),
        "; ".join(rows),
        MATRIX_CAPTION.text(language),
    )


def _fora(result: Appointments, letters: Sheet, language: Language) -> Section:
    """Return the section on the fora: what fills them, by which right, and what is noted."""
    basis = evolve(
        letters,
        headings=letters.headings[:-1],
        rows=tuple(row[:-1] for row in letters.rows),
    )
    notes = tuple((forum.name, forum.note) for forum in result.fora if forum.note)
    headings = letters.headings[0], letters.headings[-1]
    noted = [Sheet(NOTES.text(language), headings, notes)] if notes else []
    return Section(THE_FORA.text(language), (basis, *noted))


def _spread(result: Appointments, language: Language) -> Section:
    """Return the section on the municipalities: posts against shares, the largest share first."""
    held, shares = _homes(result), municipal_shares(result.fora, result.candidates, result.rules)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(shares, key=lambda name: (-shares[name], name)):
        low, high, posts = math.floor(shares[name]), math.ceil(shares[name]), held[name]
        beyond = posts - min(max(posts, low), high)
        people = result.rules.population.get(name)
        rows.append((name, people, shares[name], posts, beyond or None))
    table = SPREAD_TABLE.sheet(language, rows)
    picture = Picture(
        partial(plot_spread, result, language=language),
        table.title,
        ", ".join(f"{row[0]} {row[3]}" for row in rows),
        SPREAD_CAPTION.text(language),
    )
    weighed = BY_PEOPLE if result.rules.population else EQUAL
    blocks: list[Block] = [
        weighed.text(language),
        picture,
        table,
    ]
    if any(not person.politician for person in result.candidates):
        blocks.append(OUTSIDE.text(language))
    return Section(SPREAD.text(language), tuple(blocks))


# The headings and sentences of the report on training places, in both languages.


PLACES_TITLE = Text(en="Distribution of places", da="Fordeling af pladser")
PLACES_LEAD = Text(
    en="{shared:is|are} shared among {count} by the key, exactly and by {rule}.",
    da="{shared} deles mellem {count} efter nøglen, nøjagtigt og efter {rule}.",
)
ADJUSTED = Text(
    en="With wishes, agreements and private providers there are {places} in all.",
    da="Med ønsker, aftaler og private leverandører er der i alt {places}.",
)
CHANGES = Text(
    en="Since last year {more:gains|gain} and {fewer:loses|lose} places.",
    da="Siden sidste år får {more} flere og {fewer} færre pladser.",
)
PLACES = Text(en="Places", da="Pladser")
BASE = Text(en="Shared by the key", da="Delt efter nøglen")
EXTRA = Text(en="Extra, by wishes", da="Ekstra efter ønsker")
PRIVATE = Text(en="With private providers", da="Hos private")
PLACES_HOMES = Text(en="Municipalities", da="Kommuner")
LAST_YEAR = Text(en="Last year", da="Sidste år")

SHARED = Text(en="The places", da="Pladserne")
PICTURE = Text(
    en="Places of each municipality against its exact claim",
    da="Kommunernes pladser over for det nøjagtige krav",
)
PICTURE_CAPTION = Text(
    en="A dot is what a municipality has, the line its exact claim, the ring last year's places.",
    da="Prikken er kommunens pladser, stregen det nøjagtige krav, ringen sidste års pladser.",
)
PICTURE_CAPTION_ONE_YEAR = Text(
    en="A dot is what a municipality has, the line its exact claim.",
    da="Prikken er kommunens pladser, stregen det nøjagtige krav.",
)
PLACES_WHY = Text(en="Why so many each", da="Hvorfor netop så mange hver")
LINES = TableTexts(
    Text(en="Each municipality in one line", da="Hver kommune på én linje"),
    (
        Text(en="Municipality", da="Kommune"),
        Text(en="Why it has its number", da="Hvorfor den har sit antal"),
    ),
)
KEY = Text(en="The key", da="Nøglen")
KEY_TABLE = Text(
    en="What each municipality is weighed by, and its share of it",
    da="Hvad hver kommune vejes efter, og dens andel",
)
SHARE_OF = Text(en="{column}, share", da="{column}, andel")
WHOLE_KEY = Text(en="Key", da="Nøgle")
RULES = Text(en="The same places by other rules", da="De samme pladser efter andre regler")
RULES_NOTE = Text(
    en="With the same limits; wishes, agreements and private providers are left out. No published "
    "text says how the places of a KKR are rounded.",
    da="Med de samme grænser; ønsker, aftaler og private leverandører er ikke regnet med. Ingen "
    "offentliggjort tekst siger, hvordan et KKR's pladser afrundes.",
)
WORKBOOK = Text(en="the workbook of places", da="arbejdsbogen over pladser")


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
        result.title or PLACES_TITLE.text(chosen),
        chosen,
        (
            _places(result, before, chosen),
            Section(PLACES_WHY.text(chosen), (explained, _lines(result, chosen))),
            *([_key(key, chosen)] if key is not None else []),
            _rules(result, chosen),
            sources(result, chosen, explanations={"": explained}),
        ),
        lead=tuple(_places_lead(result, before, chosen)),
        figures=_places_figures(result, before, chosen),
        colophon=COLOPHON.text(chosen, version=__version__, basis=WORKBOOK),
    )


def _places_lead(result: Distribution, before: dict[str, int], language: Language) -> Iterator[str]:
    yield PLACES_LEAD.text(
        language,
        shared=nouns.places(result.total),
        count=nouns.municipalities(len(result.places)),
        rule=result.rule,
    )
    if result.places != result.base:
        yield ADJUSTED.text(language, places=nouns.places(sum(result.places.values())))
    if before:
        changes = [result.places[name] - last for name, last in before.items()]
        yield CHANGES.text(
            language,
            more=nouns.municipalities(sum(change > 0 for change in changes)),
            fewer=nouns.municipalities(sum(change < 0 for change in changes)),
        )


def _places_figures(
    result: Distribution, before: dict[str, int], language: Language
) -> dict[str, str]:
    adjusted = result.places != result.base
    shown = {
        PLACES: sum(result.places.values()),
        BASE: result.total if adjusted else None,
        EXTRA: sum(result.granted.values()) or None,
        PRIVATE: sum(result.deductions.values()) or None,
        LAST_YEAR: sum(before.values()) if len(before) == len(result.places) else None,
        PLACES_HOMES: len(result.places),
    }
    return key_figures(shown, language)


def _places(result: Distribution, before: dict[str, int], language: Language) -> Section:
    annex = places_annex(result, language, before)
    caption = PICTURE_CAPTION if before else PICTURE_CAPTION_ONE_YEAR
    picture = Picture(
        partial(plot_places, result, before=before, language=language),
        PICTURE.text(language),
        ", ".join(f"{name} {number(count, language)}" for name, count in result.places.items()),
        caption.text(language),
    )
    return Section(SHARED.text(language), (picture, annex, annex.note))


def _lines(result: Distribution, language: Language) -> Sheet:
    return LINES.sheet(
        language, ((name, result.explain_place(name, language)) for name in result.places)
    )


def _key(key: Key, language: Language) -> Section:
    """Return the section on the key: its weights in words, its figures and shares in a table."""
    shares = {column: key.column_shares(column) for column in key.columns}
    whole = key.shares
    columns: dict[str, list[Cell]] = {LINES.headings[0].text(language): list(key.places)}
    for name, of in key.columns.items():
        columns[name] = [int(of[p]) if of[p].denominator == 1 else of[p] for p in key.places]
        columns[SHARE_OF.text(language, column=name)] = [
            float(shares[name][place]) for place in key.places
        ]
    columns[WHOLE_KEY.text(language)] = [float(whole[place]) for place in key.places]
    sheet = Sheet(
        KEY_TABLE.text(language), tuple(columns), tuple(zip(*columns.values(), strict=True))
    )
    return Section(KEY.text(language), (key.explain(language), sheet))


def _rules(result: Distribution, language: Language) -> Section:
    compared = result.compare()
    explained = compared.explain(language)
    # Last year's places stand in the table of places: here they would be set against the base.
    beside = ["most_under", "fewest_under", "last_year", "change"]
    shown = compared.to_frame().drop(columns=beside)
    shown = shown.rename(columns={rule: rule_name(rule, language) for rule in compared.places})
    return Section(
        RULES.text(language),
        (
            RULES_NOTE.text(language),
            explained,
            sheet_of_frame(shown, explained.title, language),
        ),
    )
