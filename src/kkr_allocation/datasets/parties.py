"""Which national party, or which local list, a text names at an election in a municipality."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kkr_allocation.composition.council import (
    at_home,
    called_party,
    folded_name,
    local_key,
    named_parties,
    names_in,
    nearly_named,
    readings,
    shortened_party,
    taken_apart,
    without_municipality,
)
from kkr_allocation.datasets.elections import (
    BUNDLED_YEARS,
    load_election,
    load_parties,
    party_tables,
)
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kkr_allocation.composition.council import Party


@lru_cache(maxsize=1024)  # a letter and a name stand once for every polling area
def find_party(letter: str, name: str, year: int, municipality: str = "") -> Party | None:
    """Return the national party that a list of this letter and name is; None for a local list.

    Parameters
    ----------
    letter, name : str
        The letter on the ballot, which a local list can share, and the name, with or without it:
        ``"A. Socialdemokratiet"``, ``"Liste A - Socialdemokratiet"``, ``"Socialdemokratiet (A)"``.
        Empty where the source has none. If they are of two parties, an `InvalidInputError`.
    year : int
        The year of the election.
    municipality : str, optional
        Where the list stands, which a refusal then says.

    Examples
    --------
    >>> find_party("V", "Venstre - Danmarks Liberale Parti", 2025).name
    'Venstre'
    >>> find_party("Æ", "Velfærdslisten", 2021) is None
    True
    """
    found = named_parties(letter, name, load_parties(year))
    if len(found) > 1:
        written = f"{letter} {name}".strip()
        one, other = (f"{party.name} ({party.letter})" for party in found[:2])
        place = f"{municipality}: " if municipality else ""
        raise refused("datasets.two_parties", place=place, written=written, one=one, other=other)
    return next(iter(found), None)


def everyday_party(name: str, year: int, municipality: str = "") -> Party | None:
    """Return the national party that people call so in a table of their own; None where none is.

    Words may be shortened by a full stop: "Rad. Venstre", "S.F.". A letter alone is a party's only
    where no list has had it on the municipality's ballots.
    """
    parties, typed = load_parties(year), folded_name(name)
    if municipality and len(typed) == 1:
        ballots = (_ballot(municipality, bundled) for bundled in BUNDLED_YEARS)
        if any(typed in map(str.casefold, ballot) for ballot in ballots):
            return None
    return called_party(name, parties) or shortened_party(name, parties)


def likely_party(name: str, year: int) -> Party | None:
    """Return the party that a name which is none may stand for; None where there is none.

    The name is spelled much like one, a word of one, or its initials, or begins with all of one.
    """
    parties, typed = load_parties(year), f"{folded_name(name)} "
    begins = (party for party in parties if typed.startswith(f"{folded_name(party.name)} "))
    return nearly_named(name, parties) or next(begins, None)


def local_letter(letter: str, municipality: str, year: int) -> bool:
    """Say whether a letter was a local list's on the municipality's ballot of a bundled year."""
    if not municipality or year not in BUNDLED_YEARS:
        return False
    return _ballot(municipality, year).get(letter) == "local"


@lru_cache(maxsize=1024)
def _ballot(municipality: str, year: int) -> dict[str, str]:
    """Return whose each letter was on a ballot of a bundled year: a party's or a local list's."""
    return {entry.letter: entry.kind for entry in load_election(year).council(municipality).lists}


def party_of_list(letter: str, name: str, municipality: str, year: int) -> Party | None:
    """Return the national party of this letter and name in a municipality; None for a local list.

    A name is the party's unless another letter stands beside it; the letter of one party with the
    name of another is refused. A letter alone is the local list's that had it on the ballot.
    """
    plain = without_municipality(name.rstrip(), municipality)
    alone = "" if plain and letter else plain or letter
    if len(alone) == 1 and local_letter(alone.upper(), municipality, year):
        return None
    found = find_party(letter, plain, year, municipality)
    if alone:
        found = everyday_party(alone, year, municipality) or found
    if found is None:
        mark, title = taken_apart(letter, plain, municipality)
        own = at_home(title, municipality)
        party = find_party("", own, year, municipality)
        if party is None and len(own) > 1:
            party = everyday_party(own, year, municipality)
        if party and mark and mark.upper() != party.letter:
            find_party(mark, party.name, year, municipality)  # refuses what is another party's
            return None
        found = party
    return found


@lru_cache(maxsize=8192)
def known_as(letter: str, name: str, municipality: str, year: int) -> tuple[str, str, str, str]:
    """Return a list's key, its letter and name, and its name as it is written without a letter."""
    mark, written = taken_apart(letter.strip(), name, municipality)
    if party := party_of_list(letter, name, municipality, year):
        return party.letter, party.letter, party.name, written
    called = written or f"Liste {mark}"
    return local_key(called, municipality), mark, called, written


def known_list(name: str) -> bool:
    """Say whether a local list of a bundled election is called so; the name is folded."""
    councils = (council for year in BUNDLED_YEARS for council in load_election(year).councils)
    return any(folded_name(entry.name) == name for council in councils for entry in council.lists)


def on_ballot(name: str, municipality: str, year: int) -> bool:
    """Say whether a local list may have stood in a municipality: it did, or nobody knows."""
    if year not in BUNDLED_YEARS:
        return True
    lists = [of for of in load_election(year).council(municipality).lists if of.kind == "local"]
    known = {
        folded_name(text) for of in lists for text in (of.name, of.letter, f"Liste {of.letter}")
    }
    return not known.isdisjoint(names_in(name, municipality))


def names_party(text: str) -> bool:
    """Say whether a text is a national party's name at some election, or the names of two."""
    tables = {year: load_parties(year) for year in party_tables()}
    return any(named_parties("", text, of) or everyday_party(text, y) for y, of in tables.items())


# Of which list a text is, where the year is not known: in a register, by the newest names.


@lru_cache(maxsize=1024)
def party_letters(text: str, year: int = 0) -> tuple[str, ...]:
    """Return the letters of national parties that a text can name: S is Socialdemokratiet too."""
    year = year or party_tables()[-1]
    own, everyday = named_parties("", text, load_parties(year)), everyday_party(text, year)
    found = (everyday,) if len(own) > 1 else (*own, everyday)  # two contradict each other
    return tuple(dict.fromkeys(party.letter for party in found if party))


def party_letter(text: str) -> str:
    """Return the letter of the national party that a text names; empty where it is none."""
    return next(iter(party_letters(text)), "")


def letter_alone(text: str) -> str:
    """Return the letter that a text is, also as "K." or "Liste K"; empty where it has a name."""
    alone = (of.letter for of in readings(text) if of.letter and not of.name)
    letter = text if len(text) == 1 else next(alone, "")
    return letter.upper() if len(letter) == 1 else ""


def as_in_newspapers(texts: Iterable[str], year: int) -> dict[str, tuple[str, str]]:
    """Return the parties that letters alone mean where others show that they are newspapers'.

    Beside S and R, and where nothing else names Det Konservative Folkeparti, K is that party and
    not Kristendemokraterne. By text, the name of the party, and of the other one if there is one.
    """
    letters = {text: letter_alone(text) or text for text in texts}
    read = {text: of for text in letters if (of := party_letters(letters[text], year))}
    names = {party.letter: party.name for party in load_parties(year)}
    everyday = {text: of for text, of in read.items() if of[-1] != letters[text]}
    everyday = {text: of for text, of in everyday.items() if len(letters[text]) == 1}
    said = {of[0] for text, of in read.items() if text not in everyday and len(of) == 1}
    return {
        text: (names[of[-1]], names[of[0]] if len(of) > 1 else "")
        for text, of in everyday.items()
        if of[-1] not in said and (len(everyday) > 1 or of[0] in said)
    }


class Lists(dict[str, tuple[str, ...]]):
    """The lists of a register by name, and the letters of the parties that each can be.

    A letter that people use for another party too is its own party's alone where some text names
    that one: beside Kristendemokraterne K is not Det Konservative Folkeparti.
    """

    def __init__(self, names: Iterable[str], texts: Iterable[str] = ()) -> None:
        self._named = {of[0] for of in map(party_letters, texts) if len(of) == 1}
        super().__init__((name, self.letters(name)) for name in names)

    def letters(self, text: str) -> tuple[str, ...]:
        """Return the letters of the parties that a text can name here."""
        letters = party_letters(text)
        return letters[:1] if self._named.intersection(letters[:1]) else letters

    def letter(self, text: str) -> str:
        """Return the letter of the party that a text names; empty where it is none.

        Of two parties that have no list of their own it is the one that some text names.
        """
        letters = self.letters(text)
        named = (of for of in letters if of in self._named and of not in self)
        return next(named, "".join(letters[:1]))

    def named(self, text: str, municipality: str = "") -> tuple[str, ...]:
        """Return the lists that a text can mean: none, one, or several that it does not tell apart.

        A list that stands as the text does comes before all others; a local list's name may end
        with the municipality.
        """
        for fold in (str, str.casefold, lambda name: party_letter(name) or name):
            if same := tuple(name for name in self if fold(name) == fold(text)):
                return same
        meant = {*self.letters(text)} or names_in(text, municipality)
        return tuple(
            name for name, of in self.items() if meant & ({*of} or names_in(name, municipality))
        )


def likely_lists(name: str, lists: Collection[str]) -> list[str]:
    """Return the party that a name is spelled much like, if it is one of these lists."""
    party = nearly_named(name, load_parties(party_tables()[-1]))
    return [party.name] if party and party.letter in lists else []
