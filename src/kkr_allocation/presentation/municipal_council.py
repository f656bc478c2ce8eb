"""A municipality's council at one election as a table, with what has to be read with it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.composition.election import contested_mayor
from kkr_allocation.errors import in_language
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text, percent
from kkr_allocation.presentation.sheet import Sheet, TableTexts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.composition.council import Council
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell

__all__ = ["sheet_of_council"]

_TABLE = TableTexts(
    Text(en="The council of {place}, {election}", da="Kommunalbestyrelsen i {place}, {election}"),
    (
        Text(en="List", da="Liste"),
        Text(en="Name", da="Navn"),
        Text(en="Votes", da="Stemmer"),
        Text(en="Share", da="Andel"),
        Text(en="Candidates", da="Kandidater"),
        Text(en="Alliance", da="Valgforbund"),
        Text(en="Seats", da="Mandater"),
        Text(en="Recomputed", da="Efterregnet"),
    ),
)
_SUM = Text(en="In all", da="I alt")
_VOTERS = Text(
    en="Of {eligible} entitled to vote, {cast} voted ({turnout}).",
    da="Af {eligible} stemmeberettigede stemte {cast} ({turnout}).",
)
_CAST = Text(en="{cast} voted.", da="{cast} stemte.")
_VALID = Text(
    en="Valid: {valid}; the shares are of these.", da="Gyldige: {valid}; andelene er af dem."
)
_MAYOR = Text(en="The mayor is of {list}.", da="Borgmesteren er fra {list}.")
_NO_MAYOR = Text(en="The mayor's list is not known.", da="Borgmesterens liste kendes ikke.")
_FULL = Text(
    en="{list} has {candidates} and cannot have more seats.",
    da="{list} har {candidates} og kan ikke få flere mandater.",
)
_AGREES = Text(
    en="The votes, the registered alliances and the candidates give the official seats.",
    da="Stemmerne, de anmeldte valgforbund og kandidaterne giver de officielle mandater.",
)
_GIVES = Text(
    en="The votes alone give the official seats; no alliances are known.",
    da="Stemmerne alene giver de officielle mandater; ingen valgforbund kendes.",
)
_ALONE = Text(
    en="No alliances are known; the votes alone would give the seats in the last column.",
    da="Ingen valgforbund kendes; stemmerne alene ville give mandaterne i sidste kolonne.",
)
_DIFFERS = Text(
    en="By these figures the seats would be those in the last column.",
    da="Efter disse tal ville mandaterne være dem i sidste kolonne.",
)
_NO_SEATS = Text(en="Its seats are not known.", da="Dets mandater kendes ikke.")
_STATUS = {
    "derived": Text(
        en="The number that voted is reckoned from other published figures.",
        da="Antallet af stemmende er udregnet af andre offentliggjorte tal.",
    ),
    "doubtful": Text(
        en="The number that voted is doubtful.", da="Antallet af stemmende er tvivlsomt."
    ),
}


def sheet_of_council(
    council: Council, shared: Apportionment | None, election: str, language: Language
) -> Sheet:
    """Return one row a list, and a note on voters, mayor and how the seats were checked.

    Parameters
    ----------
    council : Council
        The council.
    shared : Apportionment or None
        Its seats recomputed; None where they cannot be.
    election : str
        The election's name.
    language : {"en", "da"}
        The language of title, headings and note.
    """
    alliances = {
        key: alliance.label for alliance in council.alliances for key in alliance.parties()
    }
    valid = council.votes_valid or council.listed_votes
    rows: list[tuple[Cell, ...]] = [
        (
            entry.letter or None,
            entry.ballot_name or entry.name,
            entry.votes,
            None if entry.votes is None else float(Fraction(entry.votes, valid)),
            entry.candidates,
            alliances.get(entry.key),
            entry.seats,
            shared.seats[entry.key] if shared else None,
        )
        for entry in council.lists
    ]
    sums = (council.listed_votes, None, None, None, council.council_seats)
    rows.append((None, _SUM.text(language), *sums, shared.house_size if shared else None))
    sheet = _TABLE.sheet(language, rows, place=council.municipality, election=election)
    note = " ".join(_sentences(council, shared, language))
    return evolve(sheet, note=note, sums=True)


def _sentences(council: Council, shared: Apportionment | None, language: Language) -> Iterator[str]:
    yield from _voters(council, language)
    if council.mayor is None:
        yield _NO_MAYOR.text(language)
    else:
        yield _MAYOR.text(language, list=council.mayor)
    if contested := contested_mayor(council):
        yield in_language(contested, language) + "."
    if shared is None:
        yield _NO_SEATS.text(language)
        return
    for name, cap in shared.caps.items():
        yield _FULL.text(language, list=name, candidates=nouns.candidates(cap))
    if all(entry.seats == shared.seats[entry.key] for entry in council.lists):
        yield (_AGREES if council.alliances else _GIVES).text(language)
    else:
        yield (_DIFFERS if council.alliances else _ALONE).text(language)


def _voters(council: Council, language: Language) -> Iterator[str]:
    cast, eligible = council.votes_cast, council.eligible_voters
    if cast is not None and eligible:
        share = percent(Fraction(cast, eligible), language)
        yield _VOTERS.text(language, eligible=eligible, cast=cast, turnout=share)
    elif cast is not None:
        yield _CAST.text(language, cast=cast)
    if said := _STATUS.get(council.votes_cast_status):
        yield said.text(language)
    if council.votes_valid is not None:
        yield _VALID.text(language, valid=nouns.votes(council.votes_valid))
