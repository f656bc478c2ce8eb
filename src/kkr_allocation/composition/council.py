"""One municipality at one election: its lists and how they are named, its voters, its mayor."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

from attrs import evolve, field, frozen

from kkr_allocation import inputs
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.results import Shown
from kkr_allocation.sources import known
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.errors import Bilingual

Kind = Literal["party", "local"]
Known = Literal["votes", "share", "seats", "derived"]
VotesCast = Literal["published", "corrected", "derived", "doubtful", "missing"]


def local_key(name: str, municipality: str) -> str:
    """Return the key of a local list: its name with its municipality."""
    return f"{name} ({municipality})"


def _one_of(value: str, choices: tuple[str, ...], what: str) -> None:
    if not inputs.is_among(value, choices):
        listed = ", ".join(map(repr, choices))
        raise refused("composition.not_a_choice", what=what, value=value, choices=listed)


@frozen
class CouncilList:
    """One list at one council election.

    Parameters
    ----------
    key : str
        A national party's letter; for a local list ``"<name> (<municipality>)"``, so that two
        with one name stay two lists.
    letter, name : str
        On the ballot; the letter is empty where it is not known.
    kind : {"party", "local"}
        A national party or a local list; one letter can be either, election by election.
    votes, seats, candidates : int or None
        None where they are not known, and never a guess. No list fills more seats than it has
        candidates.
    status : {"votes", "share", "seats", "derived"}
        What is known of it: exact votes, only its percentage, only its seats, or seats that
        follow from the other lists' seats.
    ballot_name : str
        The name on the ballot, where it is another than `name`.

    Raises
    ------
    InvalidInputError
        For an empty key, an unknown kind or status, one without its votes, or no count.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> first = kkr.load_election(2021).council("Greve").lists[0]
    >>> first.key, first.kind, first.votes, first.seats
    ('V', 'party', 9575, 9)
    """

    key: str = field(converter=inputs.one_form)
    letter: str = field(converter=inputs.one_form)
    name: str = field(converter=inputs.one_form)
    kind: Kind
    votes: int | None = None
    seats: int | None = None
    status: Known = "votes"
    candidates: int | None = None
    ballot_name: str = field(default="", converter=inputs.one_form)

    def __attrs_post_init__(self) -> None:
        """Check what one list can state of itself."""
        if not inputs.is_name(self.key):
            raise refused("composition.list_without_key", name=self.name, key=self.key)
        _one_of(self.kind, get_args(Kind), f"kind of {self.key!r}")
        _one_of(self.status, get_args(Known), f"status of {self.key!r}")
        for figure in ("votes", "seats", "candidates"):
            if (value := getattr(self, figure)) is not None:
                inputs.whole_number(value, f"{figure} of {self.key!r}")
        if (self.status == "votes") is (self.votes is None):
            raise refused(
                "composition.status_and_votes", key=self.key, status=self.status, votes=self.votes
            )


@frozen
class Council(Shown):
    """One municipality at one election.

    Parameters
    ----------
    code, municipality : str
        The municipality's official code, such as ``"253"``, and its name without "Kommune".
    lists, council_seats
        The lists that are known, each key once, and the size of the council.
    votes_cast, votes_valid, eligible_voters : int or None
        All votes, blank and invalid ones included; those of all lists; and who could vote.
    votes_cast_status : {"published", "corrected", "derived", "doubtful", "missing"}
        Whether `votes_cast` can be relied on: a derived one is reckoned from other published
        figures, a doubtful one is kept but never counted with.
    mayor, mayor_contested : str or None
        The key of the mayor's list, which need not be among `lists`, and of another that the
        mayor is said to be of where the sources do not agree.
    uncounted : int
        Polling areas whose result is not there yet.
    alliances : tuple of Alliance
        The registered valgforbund, by the keys of their lists; a listeforbund inside one is an
        alliance inside it.

    Raises
    ------
    InvalidInputError
        For a list that stands twice, also in alliances, or is unknown there, a figure that is no
        count or against its status, and listed, valid and cast votes and voters that do not rise.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> greve = kkr.load_election(2021).council("Greve")
    >>> greve.mayor, greve.council_seats, greve.has_votes
    ('V', 21, True)
    """

    code: str
    municipality: str = field(converter=inputs.one_form)
    lists: tuple[CouncilList, ...]
    council_seats: int | None = None
    votes_cast: int | None = None
    votes_cast_status: VotesCast = "missing"
    mayor: str | None = field(default=None, converter=inputs.one_form)
    uncounted: int = 0
    votes_valid: int | None = None
    eligible_voters: int | None = None
    alliances: tuple[Alliance, ...] = ()
    mayor_contested: str | None = field(default=None, converter=inputs.one_form)

    def __attrs_post_init__(self) -> None:
        """Check what one municipality can state of itself."""
        keys = [entry.key for entry in inputs.each_of(self.lists, CouncilList, "lists")]
        if key := twice(keys):
            raise refused("composition.list_twice", municipality=self.municipality, twice=key)
        counts = ("council_seats", "votes_cast", "uncounted", "votes_valid", "eligible_voters")
        for figure in counts:
            if (value := getattr(self, figure)) is not None:
                inputs.whole_number(value, f"{figure} of {self.municipality}")
        self._check_voters()
        alliances = inputs.each_of(self.alliances, Alliance, "alliances")
        members = [key for alliance in alliances for key in alliance.parties()]
        wrong = next((key for key in members if key not in keys), None) or twice(members)
        if wrong is not None:
            raise refused(
                f"composition.{'allied_twice' if wrong in keys else 'allied_unknown'}",
                municipality=self.municipality,
                wrong=wrong,
                listed=", ".join(keys) or "none",
            )

    def _check_voters(self) -> None:
        """Refuse figures of voters that contradict each other."""
        place, cast, status = self.municipality, self.votes_cast, self.votes_cast_status
        _one_of(status, get_args(VotesCast), f"votes_cast_status of {place}")
        if (cast is None) is not (status == "missing"):
            raise refused(
                "composition.status_and_votes_cast", municipality=place, cast=cast, status=status
            )
        listed = None if self.votes_valid is None else self.listed_votes
        rising = (
            (both("the listed votes", "listernes stemmer"), listed),
            (both("the valid votes", "de gyldige stemmer"), self.votes_valid),
            (both("the votes cast", "de afgivne stemmer"), None if status == "doubtful" else cast),
            (both("the eligible voters", "de stemmeberettigede"), self.eligible_voters),
        )
        known = [(figure, value) for figure, value in rising if value is not None]
        for (lower, fewer), (upper, more) in pairwise(known):
            if fewer > more:
                said = {"lower": lower, "fewer": fewer, "upper": upper, "more": more}
                raise refused(
                    "composition.lower_municipality_fewer_upper", municipality=place, **said
                )

    def with_votes(self, votes: Mapping[str, int]) -> Council:
        """Return the council with other votes of these lists, which are among its own.

        A vote more or fewer is a valid vote, and one cast, more or fewer; votes of a list that
        were not known were among these already.
        """
        before = {entry.key: entry.votes for entry in self.lists}
        votes = inputs.whole_numbers(votes, "votes")
        inputs.known_names(votes, before, "votes")
        more = sum(n - (before[key] or 0) for key, n in votes.items() if before[key] is not None)
        lists = tuple(
            evolve(entry, votes=votes[entry.key], status="votes") if entry.key in votes else entry
            for entry in self.lists
        )
        listed = sum(entry.votes or 0 for entry in lists)
        valid, cast = (
            None if total is None else max(total + more, listed)
            for total in (self.votes_valid, self.votes_cast)
        )
        return evolve(self, lists=lists, votes_valid=valid, votes_cast=cast)

    def apportion(self, lots: Iterable[Lot] = ()) -> Apportionment:
        """Return the seats by the council's own votes, registered alliances and candidates.

        Who won which seats in this council, and on which quotients?

        Returns
        -------
        Apportionment
            By d'Hondt, alliances first; its caps are those of the lists all of whose candidates
            won. Where no alliances are known, as in 2021, they need not be the official seats.

        Raises
        ------
        InvalidInputError, UnresolvedTieError, InfeasibleError
            If the number of seats or the votes of a list are not known; else as `apportion` does.

        Notes
        -----
        Seats that a list has no candidates for pass to the next entitled by the same quotients:
        inside its alliance first (kommunal- og regionalvalgloven § 83(2)), to the others only
        where the whole alliance has too few (§ 81(3)). The engine does so: an alliance's cap is
        the sum of its lists'.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> shared = kkr.load_election(2025).council("Lolland").apportion()
        >>> shared.seats["Æ"], shared.caps["Æ"]  # five seats won, and four candidates
        (4, 4)
        """
        if self.council_seats is None or not self.has_all_votes:
            unknown = self.council_seats is None
            raise refused(
                f"composition.{'number_seats_not_known' if unknown else 'votes_every_list_not'}",
                municipality=self.municipality,
            )
        votes, drawn = {e.key: e.votes or 0 for e in self.lists}, inputs.several(lots, "lots")
        caps = {e.key: e.candidates for e in self.lists if e.candidates is not None}
        share = partial(apportion, votes, self.council_seats, alliances=self.alliances, lots=drawn)
        won = share(caps=caps).seats
        # A cap above the seats has kept nobody out, so that without it the quotients inside and
        # outside are the same: only the caps that are full need to be said.
        full = {key: cap for key, cap in caps.items() if won[key] == cap}
        return evolve(share(caps=full), bounds_source=_CANDIDATES)

    @property
    def has_all_votes(self) -> bool:
        """Whether the votes of every list are known, and there are lists."""
        return bool(self.lists) and all(entry.votes is not None for entry in self.lists)

    @property
    def listed_votes(self) -> int:
        """The votes of the lists whose votes are known."""
        return sum(entry.votes for entry in self.lists if entry.votes is not None)

    @property
    def has_votes(self) -> bool:
        """Whether every listed party has its votes, and some list has votes."""
        return self.listed_votes > 0 and all(
            entry.votes is not None for entry in self.lists if entry.kind == "party"
        )

    @property
    def turnout(self) -> int | None:
        """The votes cast, by an earlier name."""
        return self.votes_cast

    @property
    def trusted_votes_cast(self) -> int | None:
        """The votes cast where they can be relied on and are not below the listed votes."""
        cast = None if self.votes_cast_status == "doubtful" else self.votes_cast
        return cast if cast is not None and cast >= self.listed_votes else None


_CANDIDATES = known("CANDIDATES")


def twice(names: Iterable[str]) -> str | None:
    """Return the first name that stands twice."""
    return next((name for name, times in Counter(names).items() if times > 1), None)


# How a list's name is written, and which national party it names. A name as it stands comes before
# one that is taken apart; two parties are never taken for one.
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
_OUTSIDE = re.compile(
    rf"{_WORD}(?P<letter>[^\W\d_]{{1,2}}) ?\((?P<name>[^()]{{2,}})\)", re.IGNORECASE
)
_NAMED = re.compile(r"(?:liste|parti) (?P<name>\w{3,}.*)", re.IGNORECASE)  # as "Liste Venstre"
_ARTICLES = ("de", "det")
_ALIKE, _ASKED = 0.8, 0.65  # from 0 to 1: a party, or a list, misspelt is asked about
_PUNCTUATION = re.compile(r"[\W_]+")
_KOMMUNE = re.compile(r"\s*(regions)?kommune$", re.IGNORECASE)
_PLAIN_LETTERS = str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "ö": "oe", "ä": "ae"})
_SHORTENED = re.compile(r"[^\W_]+\.?")
_FEWEST, _LONGEST_LETTER = 2, 2  # letters of what can be a name shortened, and no more than DD


@frozen(cache_hash=True)  # looked up for every row of a table
class Party:
    """A national party at one election."""

    letter: str
    name: str
    aliases: tuple[str, ...] = ()  # other names that its lists stood under, or statistics use
    everyday: tuple[str, ...] = ()  # what people call it in tables, which no ballot does


@frozen
class Written:
    """What a text can stand for: a letter, a name, or both."""

    letter: str
    name: str
    marked: bool = True  # whether the letter is marked as one: `A. Socialdemokratiet`


def folded_name(name: str) -> str:
    """Fold case and punctuation away."""
    return _PUNCTUATION.sub(" ", name.casefold()).strip()


def folded_place(name: str) -> str:
    """Fold away case, "Kommune", the genitive, å for aa, hyphens, and zeros before a code."""
    plain = _KOMMUNE.sub("", name.strip().casefold()).translate(_PLAIN_LETTERS)
    words = " ".join(plain.replace("-", " ").split())
    return words.lstrip("0") if words.isdecimal() else words.removesuffix("s")


def readings(text: str, municipality: str = "") -> Iterator[Written]:
    """Yield the letters and names that a text, such as a key, can stand for, as it stands first."""
    written = " ".join(text.split())
    yield Written("", written)
    if (plain := without_municipality(written, municipality)) != written:
        yield from readings(plain)
    yield from _split(written)


def taken_apart(letter: str, name: str, municipality: str) -> tuple[str, str]:
    """Return letter and name of a local list, of which only a marked letter is taken off."""
    plain = without_municipality(" ".join(name.split()), municipality)
    for found in _split(plain):
        same = letter.casefold() in ("", found.letter.casefold())
        if found.marked and len(found.letter) == 1 and same:
            return letter or found.letter, found.name
    return letter, plain


def without_municipality(text: str, municipality: str) -> str:
    """Return a list as it is written, without the municipality that a key ends with."""
    ending = f" ({municipality})"
    known = municipality and text.casefold().endswith(ending.casefold())
    return text[: -len(ending)].rstrip() or text if known else text


def names_in(text: str, municipality: str = "") -> set[str]:
    """Return what a list that is written so is called, folded: with its letter, and without it."""
    read = (found for found in readings(text, municipality) if found.marked)
    return {folded_name(found.name or found.letter) for found in read} - {""}


def _split(written: str) -> Iterator[Written]:
    """Take a letter off a text, before or after the name."""
    if named := _NAMED.fullmatch(written):
        yield Written("", named["name"])
    if outside := _OUTSIDE.fullmatch(written):
        yield Written(outside["letter"], outside["name"])
    elif first := _FIRST.match(written):
        name = written[first.end() :]
        marked = bool(first["word"] or first["mark"].strip() or not name)
        yield Written(first["letter"], name, marked)
    if (last := _LAST.search(written)) and last.start():
        letter, marked = last["letter"] or last["bare"], bool(last["letter"])
        yield Written(letter, written[: last.start()], marked)


def named_parties(letter: str, name: str, parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """Return the parties that a letter and a name can mean: none, one, or two that contradict."""
    marks = {letter} if name else set()
    each = (parties_of(found, parties, marks) for found in readings(name or letter))
    return next(filter(None, each), ())


def parties_of(
    written: Written, parties: tuple[Party, ...], marks: Collection[str] = ()
) -> tuple[Party, ...]:
    """Return the parties that one reading of a text, and letters beside the text, name."""
    by_name, by_letter = _known(parties)
    named = by_name.get(folded_name(written.name))
    letters = {mark.casefold() for mark in (written.letter, *marks)} - {""}
    lettered = [by_letter[mark] for mark in sorted(letters) if mark in by_letter]
    if named is not None and (written.marked or lettered):
        return (named, *(party for party in lettered if party != named))
    alone = written.letter and not written.name and len(lettered) == len(letters)
    return tuple(lettered) if alone else ()


def called_party(name: str, parties: tuple[Party, ...]) -> Party | None:
    """Return the party that people call so; None where the name is on ballots, or nobody's."""
    return _everyday(parties).get(folded_name(name))


def nearly_named(name: str, parties: tuple[Party, ...]) -> Party | None:
    """Return the one party that a name may stand for, to be asked about and never taken for it.

    It is spelled much like one of the party's names and begins alike, is the first word or several
    of them, their initials, or shortened by full stops.
    """
    typed = folded_name(name)
    by_name = {**_everyday(parties), **_known(parties)[0]}
    alike = [known for known in by_name if known[:1] == typed[:1] and len(known) > _LONGEST_LETTER]
    close = get_close_matches(typed, alike, n=1, cutoff=_ALIKE)
    if close:
        return by_name[close[0]]
    words, meant = _words(typed), set()
    for full, party in by_name.items():
        initials, known = "".join(word[0] for word in full.split()), _words(full)
        begins = len(typed) >= _FEWEST and all(map(str.startswith, known, words))
        within = len(words) > 1 and {*words} <= {*known}
        letters, first = iter(full), full[:1] == typed[:1]
        short = "." in name and first and all(sign in letters for sign in typed.replace(" ", ""))
        if typed == initials or (begins and len(words) <= len(known)) or within or short:
            meant.add(party)
    return meant.pop() if len(meant) == 1 else None


def shortened_party(name: str, parties: tuple[Party, ...]) -> Party | None:
    """Return the one party whose words a name shortens, each by a full stop; None if none is."""
    words = [word for word in _SHORTENED.findall(name.casefold()) if word not in _ARTICLES]
    if "." not in name or len("".join(words).replace(".", "")) < _FEWEST:
        return None
    meant = set()
    for full, party in _known(parties)[0].items():
        known = _words(full)
        pairs = zip(known, words, strict=False)
        same = all(a.startswith(b[:-1]) if b[-1] == "." else a == b for a, b in pairs)
        if same and (
            len(words) == len(known) or (len(words) < len(known) and words[-1][-1] == ".")
        ):
            meant.add(party)
    return meant.pop() if len(meant) == 1 else None


def _words(name: str) -> list[str]:
    return [word for word in name.split() if word not in _ARTICLES]


@lru_cache(maxsize=8)
def _everyday(parties: tuple[Party, ...]) -> dict[str, Party]:
    """Return the parties by what people call them, folded; the first where it is two."""
    return {folded_name(name): of for of in reversed(parties) for name in of.everyday}


@lru_cache(maxsize=8)
def _known(parties: tuple[Party, ...]) -> tuple[dict[str, Party], dict[str, Party]]:
    """Return the parties by their folded names, and by their letters."""
    by_name = {folded_name(name): of for of in parties for name in (of.name, *of.aliases)}
    return by_name, {party.letter.casefold(): party for party in parties}


NO_PARTY = "Uden for parti"
# What a cell says of a person who has left the party, or was never of one.
_WITHOUT_PARTY = re.compile(
    r"uden ?for parti(erne)?|løsgænger(en)?|partiløs|independent|no party|without a party"
)
_BESIDE = re.compile(r"(?P<name>.*\S)\s*(?:\((?P<inside>[^()]+)\)|[,;–—-]\s+(?P<after>[^,;]+))")


def without_party(text: str) -> str | None:
    """Return the list of one that a text says is of no party; None where it does not say so."""
    if _WITHOUT_PARTY.fullmatch(folded_name(text)):
        return NO_PARTY
    beside = _BESIDE.fullmatch(text.strip())
    said = folded_name(beside["inside"] or beside["after"]) if beside else ""
    return beside["name"] if beside and _WITHOUT_PARTY.fullmatch(said) else None


class Typed(str):
    """A text, with the words for where in a file it stands."""

    __slots__ = ("where",)
    where: Bilingual


def at_home(text: str, municipality: str) -> str:
    """Return a list without the municipality that it ends with, as "Venstre i Greve" does."""
    before, _, last = _KOMMUNE.sub("", text).rpartition(" ")
    home = municipality and folded_place(last) == folded_place(municipality)
    return before.removesuffix(" i").rstrip(" -–,") if home else text


@frozen
class MayorList:
    """What a text says of a mayor's list: its key, what was decided, and what is wrong."""

    key: str
    note: Bilingual | None = None
    unknown: Bilingual | None = None


def _as_called(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Return the parties with their everyday names among the others."""
    return tuple(evolve(of, aliases=(*of.aliases, *of.everyday)) for of in parties)


@frozen
class MayorLists:
    """The lists that the mayors of an election can be of."""

    letters: Collection[str]  # of the national parties, whether or not they stand in a municipality
    parties: tuple[Party, ...] = field(default=(), converter=_as_called)  # whose names are known

    def read(self, text: str, council: Council) -> MayorList:
        """Return the list that a text names in a council.

        One that is not there is unknown, unless the text says that the mayor is of no party, or
        the council has no list to look among. An empty text, and one that can be two lists, is
        refused.
        """
        place = council.municipality
        said = {"municipality": place, "text": text}
        if not inputs.is_name(text):
            raise refused("composition.mayor_no_list", municipality=place)
        found = self._found(text, council)
        if len(found) > 1:
            listed = both(" and ".join(map(repr, found)), " og ".join(map(repr, found)))
            raise refused("composition.mayor_which_can", **said, listed=listed)
        if found:
            return MayorList(found[0], self._decided(text, found[0], council))
        if (alone := without_party(text)) is not None:
            name = NO_PARTY if self._found(alone, council) else alone  # who has left that list
            note = worded("composition.mayor_without_party", **said)
            return MayorList(local_key(name, place), note)
        key = local_key(taken_apart("", text, place)[1] or text, place)
        if meant := self._meant(text, council):
            unknown = worded("composition.unknown_list_or_meant", **said, meant=meant)
        elif council.lists:
            lists = ", ".join(entry.key for entry in council.lists)
            unknown = worded("composition.unknown_list", **said, lists=lists)
        else:
            return MayorList(key, worded("composition.unchecked_list", **said))
        return MayorList(key, unknown=unknown)

    def on_ballot(self, text: str, council: Council) -> str:
        """Return the one list of a council that a text names; any other text is refused."""
        keys = [entry.key for entry in council.lists]
        reads = inputs.is_name(text)
        found = [key for key in self._found(text, council) if key in keys] if reads else []
        if len(found) == 1:
            return found[0]
        close = self._meant(text, council) if reads and not found else ""
        raise refused(
            f"composition.{'list_not_on_ballot_but' if close else 'list_not_on_ballot'}",
            municipality=council.municipality,
            text=text,
            lists=", ".join(found or keys),
            close=close,
        )

    def _decided(self, text: str, key: str, council: Council) -> Bilingual | None:
        """Say that a party was meant by what people call it; nothing of its own names."""
        party = called_party(text, self.parties)
        if party is None or text == party.name:
            return None
        # A letter of this ballot can be what people use for another party.
        return worded(
            f"composition.{'mayor_read_as' if party.letter == key else 'mayor_as_on_ballot'}",
            municipality=council.municipality,
            text=text,
            meant=f"{party.name} ({party.letter})",
        )

    def _found(self, text: str, council: Council) -> list[str]:
        """Return the keys that a text can mean: those that stand as it does, before the others."""
        keys = [entry.key for entry in council.lists]
        for held in ("key", "letter", "name"):
            alike = [e.key for e in council.lists if getattr(e, held).casefold() == text.casefold()]
            if alike:
                return alike
        if text in self.letters:  # of no list here: S is what people call another party
            called = called_party(text, self.parties)
            if called is not None and not council.lists:
                return list(dict.fromkeys([text, called.letter]))
            return [called.letter if called and called.letter in keys else text]
        place = council.municipality
        texts = (*readings(text, place), *readings(at_home(text, place)))
        read = (self._as_written(of, council.lists) for of in texts)
        return next(filter(None, read), [])

    def _as_written(self, written: Written, lists: Iterable[CouncilList]) -> list[str]:
        """Return the keys that a letter and a name mean: several where they contradict."""
        letter = written.letter.casefold()
        lettered = [e.key for e in lists if letter and e.letter.casefold() == letter]
        parties = [party.letter for party in parties_of(written, self.parties)]
        if not written.name:
            return lettered or parties
        named = [e.key for e in lists if folded_name(written.name) in names_in(e.name)]
        if named and lettered:
            return [key for key in named if key in lettered] or [*named, *lettered]
        if named and written.marked:
            return named
        # No list here bears the name: a party of the country, and the list here with its letter.
        return list(dict.fromkeys([*parties, *lettered])) if parties else []

    def _meant(self, text: str, council: Council) -> str:
        """Return a list that is spelled much like this one, or has its letter; empty if none is."""
        names = {entry.name.casefold(): entry.key for entry in council.lists}
        letter, name = map(str.casefold, taken_apart("", text, council.municipality))
        if party := nearly_named(name, self.parties):
            return f"{party.name} ({party.letter})"
        if close := get_close_matches(name, names, n=1, cutoff=_ASKED):
            return names[close[0]]
        return next((e.key for e in council.lists if letter and e.letter.casefold() == letter), "")
