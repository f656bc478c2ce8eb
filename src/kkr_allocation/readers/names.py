"""The names that people write of municipalities and places, also in titles and files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from kkr_allocation import datasets
from kkr_allocation.appointments.people import likely
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms.columns import FOOTNOTES, WORDS
from kkr_allocation.inputs import composed, names_total
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from fractions import Fraction


_Found = TypeVar("_Found")
PATTERNS = {
    of: re.compile("|".join(written), re.IGNORECASE) for of, written in WORDS["patterns"].items()
}
"""How people write what titles, and names of rows and columns, say: elections, totals, people."""
CHRISTIANSO = worded("readers.row_or")
REPEATED = worded("readers.file_stands")
_NO_MUNICIPALITY = {"411", "0411", "christiansø"}
Places: TypeAlias = "Mapping[str | None, str]"
"""The municipalities that the caller states, by district or polling area; that of all by None."""
_CLOSE = 0.75
"""How alike a name and a municipality are when one is taken for the other misspelt."""
_MOST_WORDS, _TERM = 3, 4


def place_name(typed: str) -> str:
    """Return a municipality's own name, however it is written; any other name as it stands."""
    found = datasets.find_municipality(typed)
    return typed if found is None else found.name


def asked_of(names: Collection[str]) -> Bilingual:
    """Return the question whether one of these names is meant; empty where there is none."""
    either = both(" or ".join(names), " eller ".join(names))
    return worded("readers.is_it", either=either) if names else either


@lru_cache(maxsize=8192)
def unmarked(name: str) -> str:
    """Return a name without the marks of footnotes behind it: Venstre (V)*, Venstre1)."""
    plain = FOOTNOTES.sub("", name)
    return plain if plain and plain.count("(") == plain.count(")") else name


@lru_cache(maxsize=8192)
def names_area(name: str) -> bool:
    """Say whether a row of places so named is a total: also one for a whole area."""
    return names_total(name) or bool(PATTERNS["area"].fullmatch(name.casefold().strip(" .:*")))


def misspelt(name: str) -> Bilingual | None:
    """Return that a name is no municipality's, but much like one; None of any other."""
    known = {place.name for place in datasets.load_municipalities()}
    meant = "" if name in known else likely(name, known, closeness=_CLOSE)
    return worded("readers.no_danish", name=repr(name), meant=meant) if meant else None


def wrong_names(columns: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Bilingual]:
    """Return what is wrong with names beside municipalities: misspelt, or much as a total."""
    known = {place.name for place in datasets.load_municipalities()}
    names = list(next(iter(columns.values()), {}))
    others = [name for name in names if name not in known]
    wrong = {}
    for name in others if len(others) < len(names) else ():
        if meant := misspelt(name):
            wrong[name] = meant
        elif all(2 * of[name] == sum(of.values()) for of in columns.values()):
            wrong[name] = worded("readers.as_a_total", name=repr(name))
    return wrong


def odd_names(names: Collection[str]) -> Iterator[Bilingual]:
    """Yield notes on places that may be meant: no municipality, of another KKR, or left out."""
    kkr = {place.name: place.kkr for place in datasets.load_municipalities()}
    there, whole = Counter(kkr[name] for name in names if name in kkr), Counter(kkr.values())
    most = [area for area, number in there.items() if 2 * number > whole[area]]
    for name in names if there else ():
        if name not in kkr:
            yield worded("readers.place_of_its_own", name=repr(name))
    for area in most:
        if left := [name for name in kkr if kkr[name] == area and name not in names]:
            yield worded("readers.key_lacks", listed=", ".join(left), area=area)
    for name in names if most else ():
        if kkr.get(name, most[0]) not in most:
            other = {"name": name, "kkr": kkr[name], "others": there[most[0]], "most": most[0]}
            yield worded("readers.of_another_kkr", **other)


def years_in(text: str) -> set[int]:
    """Return the years that a text names, but for terms and the day when it was printed."""
    plain = PATTERNS["day_of_it"].sub(r"valg \1", text.replace("_", " "))
    for other in ("span", "printed"):
        plain = PATTERNS[other].sub(" ", plain)
    found = PATTERNS["year"].finditer(plain)
    return {int(match["year"] or f"20{match['short']}") for match in found}


def years_named(text: str) -> set[int]:
    """Return the years of elections that a text about one names."""
    if not (PATTERNS["about_an_election"].search(text) or re.fullmatch(r"\s*20\d\d\s*", text)):
        return set()
    first = datasets.party_tables()[0]
    return {year for year in years_in(text) if year >= first and (year - first) % _TERM == 0}


def municipalities_named(text: str) -> set[str]:
    """Return the municipalities that a text names."""
    split = PATTERNS["between"].split(composed(text))
    words = [word for word in split if word and not word.isdecimal()]
    lengths = range(1, _MOST_WORDS + 1)
    parts = (words[start : start + length] for start in range(len(words)) for length in lengths)
    return {place.name for part in parts if (place := datasets.find_municipality(" ".join(part)))}


def named_first(
    texts: Iterable[tuple[str, Bilingual]], find: Callable[[str], set[_Found]], key: str
) -> tuple[_Found, Bilingual] | None:
    """Return the one thing that the first of some texts names, and the sentence that says where."""
    for text, where in texts:
        if len(found := find(text)) == 1:
            one = found.pop()
            return one, worded(key, found=one, where=where)
    return None


def of_another_election(texts: Iterable[str]) -> str:
    """Return the election that the first text about one names, where it is not a municipal one."""
    for text in texts:
        plain = composed(text).replace("_", " ")
        if PATTERNS["municipal"].search(plain):
            return ""
        if found := PATTERNS["other_election"].search(plain):
            return found[0]
    return ""


# What is no municipality, and what of a heap of files is left out.


class Aside(defaultdict[Bilingual, list[str]]):
    """What of a heap of files is set aside: the names by what they are, for one and for several."""

    def notes(self) -> tuple[Bilingual, ...]:
        """Say what was set aside, with the name of the first of each kind."""
        return tuple(
            note for of, names in self.items() for note in left_out(len(names), of, *names)
        )


def is_no_municipality(text: str) -> bool:
    """Say whether a text is Christiansø."""
    return text.strip().casefold() in _NO_MUNICIPALITY


def unknown_municipality(place: str, text: str) -> InvalidInputError:
    """Return the refusal of a municipality that there is not, at a place of a file."""
    meant = asked_of(datasets.likely_municipalities(text))
    return refused("readers.municipality", place=place, shown=text[:60], meant=meant)


def left_out(number: int, what: Bilingual = CHRISTIANSO, *named: str) -> tuple[Bilingual, ...]:
    """Return the note on what was left out, with the first one's name; none where nothing was."""
    names = f" ({named[0]}{', ...' if number > 1 else ''})" if named else ""
    return (worded("readers.left_out", number=number, what=what, names=names),) if number else ()


def other_election(kind: str, day: str) -> Bilingual:
    """Name the files of another election, for one and for several."""
    when = "in_year" if day.isdecimal() else "on_day" if day else "undated"
    return worded(f"readers.file_of_election:{when}", kind=kind[:40], day=day[:10])
