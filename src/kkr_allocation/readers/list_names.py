"""Which of the lists of a register a text names, however it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.parties import folded_name, readings
from kkr_allocation.datasets import find_party, party_tables
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["lists_named", "own_name"]


def lists_named(text: str, lists: Collection[str], municipality: str = "") -> tuple[str, ...]:
    """Return the lists that a text can mean: none, one, or several that it does not tell apart.

    Parameters
    ----------
    text : str
        A list as it is written: by its own name, or as ``"Socialdemokratiet (A)"``,
        ``"A. Socialdemokratiet"`` and ``"Liste A"`` where the lists have ``"A"``.
    lists : collection of str
        The names of the lists. One that stands as the text does comes before all others.
    municipality : str
        The municipality that a local list's name may end with.

    Examples
    --------
    >>> lists_named("Socialdemokratiet (A)", ["A", "V", "Nyt Odsherred"])
    ('A',)
    >>> lists_named("N. Nyt Odsherred (Odsherred)", ["A", "Nyt Odsherred"], "Odsherred")
    ('Nyt Odsherred',)
    >>> lists_named("Venstre (A)", ["A", "V"])
    ()
    """
    for fold in (str, str.casefold):
        same = tuple(name for name in lists if fold(name) == fold(text))
        if same:
            return same
    letter = _party(text)
    if letter:
        return tuple(name for name in lists if _party(name) == letter)
    names = _names(text, municipality)
    return tuple(name for name in lists if not _party(name) and names & _names(name, municipality))


def own_name(text: str, lists: Collection[str]) -> str:
    """Return the name of the one list that a text means; the text where that is none or several.

    Examples
    --------
    >>> own_name("Liste A", ["A", "V"]), own_name("Nyt Odsherred", ["A", "V"])
    ('A', 'Nyt Odsherred')
    """
    meant = lists_named(text, lists)
    return meant[0] if len(meant) == 1 else text


def _party(text: str) -> str:
    """Return the letter of the national party a text names; empty where it is none, or two."""
    try:
        party = find_party("", text, party_tables()[-1])
    except InvalidInputError:
        return ""
    return party.letter if party else ""


def _names(text: str, municipality: str) -> set[str]:
    """Return the names a list can have by itself, and its letter where that is all there is."""
    read = [found for found in readings(text, municipality) if found.marked]
    nested = [again for found in read for again in readings(found.name) if again.marked]
    return {folded_name(found.name or found.letter) for found in (*read, *nested)} - {""}
