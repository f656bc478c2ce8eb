"""Which list a mayor was elected on, as a text names it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.composition.council import local_key
from kkr_allocation.composition.parties import (
    folded_name,
    nearly_named,
    parties_of,
    readings,
    taken_apart,
)
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import is_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kkr_allocation.composition.council import Council, CouncilList
    from kkr_allocation.composition.parties import Party, Written

__all__ = ["MayorLists"]


@frozen
class MayorLists:
    """The lists that the mayors of an election can be of.

    Parameters
    ----------
    letters : collection of str
        The letters of the national parties, whether or not they stand in a municipality.
    parties : tuple of Party
        Those whose names are known.
    """

    letters: Collection[str]
    parties: tuple[Party, ...] = ()

    def key_of(self, text: str, council: Council) -> str:
        """Return the key of the list that a text names in a council.

        A key, a letter or a name that is one comes first; then the text is taken apart into a
        letter and a name. A list that is not there is a local list of its own.

        Raises
        ------
        InvalidInputError
            For an empty text, and one that can be two lists.
        """
        if not is_name(text):
            raise InvalidInputError(
                Bilingual(
                    f"the mayor of {council.municipality} has no list",
                    da=f"borgmesteren i {council.municipality} har ingen liste",
                ),
                why=Bilingual(
                    "a mayor counts for the list that he or she was elected on",
                    da="en borgmester tæller for den liste, vedkommende er valgt på",
                ),
                do=Bilingual(
                    "Pass the list's letter or name, or leave the municipality out",
                    da="Angiv listens bogstav eller navn, eller udelad kommunen",
                ),
            )
        found = self._found(text, council)
        if len(found) > 1:
            raise _several(text, council.municipality, found)
        if found:
            return found[0]
        _, name = taken_apart("", text, council.municipality)
        return local_key(name or text, council.municipality)

    def unknown(self, text: str, council: Council) -> Bilingual | None:
        """Return what is to be said of a list that is not there; None where it is."""
        if self._found(text, council):
            return None
        meant = self._meant(text, council)
        return Bilingual(
            f"{council.municipality}: the mayor's list {text!r} is neither a party nor among the "
            "municipality's lists, and counts as a local list without votes"
            + (f" (is it {meant}?)" if meant else ""),
            da=f"{council.municipality}: borgmesterens liste {text!r} er hverken et parti eller "
            "blandt kommunens lister og tæller som en lokalliste uden stemmer"
            + (f" (mon det er {meant}?)" if meant else ""),
        )

    def _found(self, text: str, council: Council) -> list[str]:
        """Return the keys that a text can mean: those that stand as it does, before the others."""
        for held in ("key", "letter", "name"):
            alike = [e.key for e in council.lists if getattr(e, held).casefold() == text.casefold()]
            if alike:
                return alike
        if text in self.letters:
            return [text]
        for written in readings(text, council.municipality):
            if found := self._as_written(written, council.lists):
                return found
        return []

    def _as_written(self, written: Written, lists: Iterable[CouncilList]) -> list[str]:
        """Return the keys that a letter and a name mean: several where they contradict."""
        lettered = [e.key for e in lists if e.letter and _same(e.letter, written.letter)]
        if not written.name:
            return lettered or self._parties(written)
        named = [e.key for e in lists if folded_name(written.name) in _names(e)]
        both = [key for key in named if key in lettered]
        if both or (named and lettered):
            return both or [*named, *lettered]
        if named and written.marked:
            return named
        found = self._parties(written)
        return [*found, *(key for key in lettered if found and key not in found)]

    def _parties(self, written: Written) -> list[str]:
        return [party.letter for party in parties_of(written, self.parties)]

    def _meant(self, text: str, council: Council) -> str:
        """Return a list that is spelled much like this one, or has its letter; empty if none is."""
        names = {entry.name.casefold(): entry.key for entry in council.lists}
        letter, name = taken_apart("", text, council.municipality)
        if party := nearly_named(name, self.parties):
            return f"{party.name} ({party.letter})"
        if close := get_close_matches(name.casefold(), names, n=1):
            return names[close[0]]
        return next((e.key for e in council.lists if letter and _same(e.letter, letter)), "")


def _same(letter: str, other: str) -> bool:
    return letter.casefold() == other.casefold()


def _names(entry: CouncilList) -> set[str]:
    """Return the names of a list, with and without a letter that tells it from another."""
    return {folded_name(found.name) for found in readings(entry.name) if found.marked} - {""}


def _several(text: str, municipality: str, found: list[str]) -> InvalidInputError:
    listed = [repr(key) for key in found]
    return InvalidInputError(
        Bilingual(
            f"the mayor of {municipality} is of {text!r}, which can be {' and '.join(listed)}",
            da=f"borgmesteren i {municipality} er af {text!r}, som kan være {' og '.join(listed)}",
        ),
        why=Bilingual(
            "a mayor counts for one list, and none is taken for another",
            da="en borgmester tæller for én liste, og ingen tages for en anden",
        ),
        do=Bilingual(
            "Pass the letter or the key of the one that is meant",
            da="Angiv bogstavet eller nøglen for den, der menes",
        ),
    )
