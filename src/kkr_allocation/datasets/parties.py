"""The national parties of each election, and the names their lists stood under.

One party stands under several names, and a letter that is a party's in one election is a local
list's in another (Æ in Randers 2021, D in Køge 2025). So the name decides, by a table for each
election; the letter alone decides only where no name is given.
"""

from __future__ import annotations

import re
from functools import cache

from attrs import frozen

from kkr_allocation.datasets.tables import rows

__all__ = ["Party", "find_party", "load_parties", "party_tables"]

_PREFIX = re.compile(r"^\w{1,2}\s*[.,:)–-]\s+(?=\w)")
_PUNCTUATION = re.compile(r"[\W_]+")


@frozen
class Party:
    """A national party at one election.

    Parameters
    ----------
    letter : str
        Its letter.
    name : str
        Its name.
    aliases : tuple of str
        The other names its lists stood under, or that statistics use.
    """

    letter: str
    name: str
    aliases: tuple[str, ...] = ()


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
    'ABCDFIKOSVØÅ'
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
        The list's name, with or without its letter in front; empty where the source has none.
    year : int
        The year of the election.

    Returns
    -------
    Party or None
        None for a local list, also where it has a national party's letter.

    Examples
    --------
    >>> from kkr_allocation.datasets import find_party
    >>> find_party("V", "Venstre - Danmarks Liberale Parti", 2025).name
    'Venstre'
    >>> find_party("Æ", "Velfærdslisten", 2021) is None
    True
    >>> find_party("Æ", "", 2025).name
    'Danmarksdemokraterne'
    """
    known = _by_name(year)
    if not name.strip():
        return known.get(_folded(letter))
    return known.get(_folded(name)) or known.get(_folded(_PREFIX.sub("", name.strip())))


@cache
def _by_name(year: int) -> dict[str, Party]:
    """Key every party by its folded names, and by its letter for a list without a name."""
    known: dict[str, Party] = {}
    for party in load_parties(year):
        for name in (party.letter, party.name, *party.aliases):
            known[_folded(name)] = party
    return known


def _folded(name: str) -> str:
    """Fold case and punctuation away."""
    return _PUNCTUATION.sub(" ", name.casefold()).strip()
