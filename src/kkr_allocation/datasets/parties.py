"""The national parties of each election, and the names their lists stood under.

One party stands under several names, and a letter that is a party's in one election is a local
list's in another (Æ in Randers 2021, D in Køge 2025). So the name decides, by a table for each
election; the letter alone decides only where no name is given.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kkr_allocation.composition.parties import Party, named_parties, nearly_named
from kkr_allocation.datasets.tables import rows
from kkr_allocation.errors import Bilingual, InvalidInputError

__all__ = ["Party", "find_party", "likely_party", "load_parties", "party_tables"]


@cache
def party_tables() -> tuple[int, ...]:
    """Return the years of the elections that have a table of party names.

    Examples
    --------
    >>> from kkr_allocation.datasets import party_tables
    >>> party_tables()
    (2013, 2017, 2021, 2025)
    """
    elections = {name for row in rows("parties") for name in row["elections"].split()}
    return tuple(sorted(int(name.removeprefix("KV")) for name in elections))


@cache
def load_parties(year: int) -> tuple[Party, ...]:
    """Return the national parties of a municipal election.

    Parameters
    ----------
    year : int
        The year of the election. Before the first table the first one holds, and between and
        after the tables the newest earlier one.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_parties
    >>> "".join(party.letter for party in load_parties(2021))
    'ABCDFGIKOSVØÅ'
    >>> next(party.aliases for party in load_parties(2025) if party.letter == "V")
    ('Venstre, Danmarks Liberale Parti', 'Venstre - Danmarks Liberale Parti', \
'Venstre Danmarks Liberale Parti')
    """
    tables = party_tables()
    chosen = max([table for table in tables if table <= year], default=tables[0])
    names: dict[str, list[str]] = {}
    for row in rows("parties"):
        if f"KV{chosen}" in row["elections"].split():
            names.setdefault(row["letter"], []).append(row["name"])
    return tuple(Party(letter, first, tuple(rest)) for letter, (first, *rest) in names.items())


def find_party(letter: str, name: str, year: int) -> Party | None:
    """Return the national party that a list of this letter and name is.

    Parameters
    ----------
    letter : str
        The letter on the ballot; empty where the source has none.
    name : str
        The list's name, with or without its letter, as in ``"A. Socialdemokratiet"``,
        ``"Liste A - Socialdemokratiet"`` and ``"Socialdemokratiet (A)"``; empty where the source
        has none.
    year : int
        The year of the election.

    Returns
    -------
    Party or None
        None for a local list, also where it has a national party's letter.

    Raises
    ------
    InvalidInputError
        If the name is one party's and the letter another's.

    Examples
    --------
    >>> from kkr_allocation.datasets import find_party
    >>> find_party("V", "Venstre - Danmarks Liberale Parti", 2025).name
    'Venstre'
    >>> find_party("", "Socialdemokratiet (A)", 2025).letter
    'A'
    >>> find_party("Æ", "Velfærdslisten", 2021) is None
    True
    >>> find_party("Æ", "", 2025).name
    'Danmarksdemokraterne'
    """
    found = _found(letter, name, year)
    if len(found) > 1:
        written = f"{letter} {name}".strip()
        one, other = (f"{party.name} ({party.letter})" for party in found[:2])
        raise InvalidInputError(
            Bilingual(
                f"the list {written!r:.80} can be {one} and {other}",
                da=f"listen {written!r:.80} kan være {one} og {other}",
            ),
            why=Bilingual(
                "the name is one party's and the letter another's, and votes and mayors count for "
                "one list",
                da="navnet er det ene partis og bogstavet det andets, og stemmer og borgmestre "
                "tæller for én liste",
            ),
            do=Bilingual("Correct the letter or the name", da="Ret bogstavet eller navnet"),
        )
    return next(iter(found), None)


@lru_cache(maxsize=1024)
def _found(letter: str, name: str, year: int) -> tuple[Party, ...]:
    """Return the parties of a letter and a name, which stand once for every polling area."""
    return named_parties(letter, name, load_parties(year))


def likely_party(name: str, year: int) -> Party | None:
    """Return the party that a name may stand for; None where there is none.

    Parameters
    ----------
    name : str
        A list's name that is no known name of a party: spelled much like one, a word of one, or
        its initials.
    year : int
        The year of the election.

    Examples
    --------
    >>> likely_party("Socialdemokratit", 2025).letter, likely_party("DF", 2025).letter
    ('A', 'O')
    """
    return nearly_named(name, load_parties(year))
