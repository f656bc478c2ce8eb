"""How a list's name is written, and which national party it names.

One list is written in many ways: ``"A"``, ``"Socialdemokratiet"``, ``"A. Socialdemokratiet"``,
``"Liste A - Socialdemokratiet"``, and ``"Socialdemokratiet (A)"`` as our own tables print it. They
are read alike wherever a list is named. A name that stands as it is comes before one that has to
be taken apart, and two parties are never taken for one.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = [
    "Party",
    "Written",
    "folded_name",
    "named_parties",
    "nearly_named",
    "parties_of",
    "readings",
    "taken_apart",
    "without_municipality",
]

_WORD = r"(?:(?P<word>liste|list|parti|party) )?"
_FIRST = re.compile(
    rf"{_WORD}[(\[]?(?P<letter>[^\W\d_]{{1,2}})"
    r"(?P<mark> ?[.:,] ?| ?[)\]] | ?[–—-] | (?=\w)|[)\]]?$)",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"(?: ?[,–—-])? ?[(\[]{_WORD}(?P<letter>[^\W\d_]{{1,2}})[)\]]$"
    rf"|(?:, ?| [–—-] ){_WORD.replace('word', 'said')}(?P<bare>[^\W\d_])$",
    re.IGNORECASE,
)
_ARTICLES = ("de", "det")
_ALIKE = 0.85
"""How alike two names are when one is asked about as the other misspelt, from 0 to 1."""
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


@frozen
class Written:
    """What a text can stand for.

    Parameters
    ----------
    letter, name : str
        One of them may be empty.
    marked : bool
        Whether the letter is marked as one, as in ``"A. Socialdemokratiet"``, and not only a
        word before the name.
    """

    letter: str
    name: str
    marked: bool = True


def folded_name(name: str) -> str:
    """Fold case and punctuation away.

    Examples
    --------
    >>> folded_name("SF – Socialistisk  Folkeparti")
    'sf socialistisk folkeparti'
    """
    return _PUNCTUATION.sub(" ", name.casefold()).strip()


def readings(text: str, municipality: str = "") -> Iterator[Written]:
    """Yield the letters and names that a text can stand for, as it stands first.

    Parameters
    ----------
    text : str
        A list as it is written.
    municipality : str
        The municipality that a local list's key ends with.

    Examples
    --------
    >>> [(found.letter, found.name) for found in readings("Socialdemokratiet (A)")]
    [('', 'Socialdemokratiet (A)'), ('A', 'Socialdemokratiet')]
    >>> [found.name for found in readings("Nyt Odsherred (Odsherred)", "Odsherred")]
    ['Nyt Odsherred (Odsherred)', 'Nyt Odsherred']
    """
    written = " ".join(text.split())
    yield Written("", written)
    if (plain := without_municipality(written, municipality)) != written:
        yield from readings(plain)
    yield from _split(written)


def taken_apart(letter: str, name: str, municipality: str) -> tuple[str, str]:
    """Return the letter and the name of a local list, each by itself.

    Only a letter that is marked as one is taken off the name, and the municipality of a list's
    key. A name that bears another letter than `letter` is left as it is.

    Parameters
    ----------
    letter, name : str
        As a file writes them; one of them may be empty.
    municipality : str
        Where the list stands.

    Examples
    --------
    >>> taken_apart("", "N. Nyt Odsherred", "Odsherred")
    ('N', 'Nyt Odsherred')
    >>> taken_apart("", "Nyt Odsherred (Odsherred)", "Odsherred")
    ('', 'Nyt Odsherred')
    >>> taken_apart("", "I Balance", "Odsherred")
    ('', 'I Balance')
    """
    plain = without_municipality(" ".join(name.split()), municipality)
    for found in _split(plain):
        same = letter.casefold() in ("", found.letter.casefold())
        if found.marked and len(found.letter) == 1 and same:
            return letter or found.letter, found.name
    return letter, plain


def without_municipality(text: str, municipality: str) -> str:
    """Return a list as it is written, without the municipality that a key ends with.

    Examples
    --------
    >>> without_municipality("Nyt Odsherred (Odsherred)", "Odsherred")
    'Nyt Odsherred'
    """
    ending = f" ({municipality})"
    known = municipality and text.casefold().endswith(ending.casefold())
    return text[: -len(ending)].rstrip() or text if known else text


def _split(written: str) -> Iterator[Written]:
    """Take a letter off a text, before or after the name."""
    if first := _FIRST.match(written):
        name = written[first.end() :]
        marked = bool(first["word"] or first["mark"].strip() or not name)
        yield Written(first["letter"], name, marked)
    if (last := _LAST.search(written)) and last.start():
        letter, marked = last["letter"] or last["bare"], bool(last["letter"])
        yield Written(letter, written[: last.start()], marked)


def named_parties(letter: str, name: str, parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """Return the parties that a letter and a name can mean: none, one, or two that contradict.

    Parameters
    ----------
    letter : str
        The letter on the ballot; empty where the source has none.
    name : str
        The list's name, with or without its letter; empty where the source has none.
    parties : tuple of Party
        The national parties at the election.

    Examples
    --------
    >>> two = (Party("A", "Socialdemokratiet"), Party("V", "Venstre"))
    >>> [party.name for party in named_parties("", "Liste A - Socialdemokratiet", two)]
    ['Socialdemokratiet']
    >>> [party.name for party in named_parties("", "Venstre (A)", two)]
    ['Venstre', 'Socialdemokratiet']
    """
    marks = {letter} if name else set()
    each = (parties_of(found, parties, marks) for found in readings(name or letter))
    return next(filter(None, each), ())


def parties_of(
    written: Written, parties: tuple[Party, ...], marks: Collection[str] = ()
) -> tuple[Party, ...]:
    """Return the parties that one reading of a text names; see `named_parties`.

    Parameters
    ----------
    written : Written
        The reading, which is not taken apart again.
    parties : tuple of Party
        The national parties at the election.
    marks : collection of str
        Letters that stand elsewhere than in the text.

    Examples
    --------
    >>> parties_of(Written("", "Liste V"), (Party("V", "Venstre"),))
    ()
    """
    by_name, by_letter = _known(parties)
    named = by_name.get(folded_name(written.name))
    letters = {mark.casefold() for mark in (written.letter, *marks)} - {""}
    lettered = [by_letter[mark] for mark in sorted(letters) if mark in by_letter]
    if named is not None and (written.marked or lettered):
        return (named, *(party for party in lettered if party != named))
    alone = written.letter and not written.name and len(lettered) == len(letters)
    return tuple(lettered) if alone else ()


def nearly_named(name: str, parties: tuple[Party, ...]) -> Party | None:
    """Return the one party that a name, which is none of its own, may stand for; None if none is.

    It is spelled much like one of the party's names and begins alike, is the first word or
    several of them, or their initials. It is asked about, and never taken for the party.

    Examples
    --------
    >>> two = (Party("B", "Radikale Venstre", ("Det Radikale Venstre",)), Party("V", "Venstre"))
    >>> [nearly_named(name, two).letter for name in ("Radikle Venstre", "De Radikale", "RV")]
    ['B', 'B', 'B']
    >>> nearly_named("Ny Venstre", two)
    >>> nearly_named("De Grønne", (Party("Ø", "Enhedslisten – De Rød-Grønne"),))
    """
    typed = folded_name(name)
    by_name, _ = _known(parties)
    alike = [known for known in by_name if known[:1] == typed[:1]]
    close = get_close_matches(typed, alike, n=1, cutoff=_ALIKE)
    if close:
        return by_name[close[0]]
    words = [word for word in typed.split() if word not in _ARTICLES]
    meant = {
        party
        for initials, known, party in _words(parties)
        if typed == initials or words == known[:1] or (len(words) > 1 and {*words} <= {*known})
    }
    return meant.pop() if len(meant) == 1 else None


@lru_cache(maxsize=8)
def _words(parties: tuple[Party, ...]) -> tuple[tuple[str, list[str], Party], ...]:
    """Return the initials of every name, and its words without an article."""
    by_name, _ = _known(parties)
    named = [(known.split(), party) for known, party in by_name.items()]
    return tuple(
        (
            "".join(word[0] for word in words),
            [word for word in words if word not in _ARTICLES],
            party,
        )
        for words, party in named
    )


@lru_cache(maxsize=8)
def _known(parties: tuple[Party, ...]) -> tuple[dict[str, Party], dict[str, Party]]:
    """Return the parties by their folded names, and by their letters."""
    by_name = {
        folded_name(name): party for party in parties for name in (party.name, *party.aliases)
    }
    return by_name, {party.letter.casefold(): party for party in parties}
