"""The house of the eligible lists by every size rule: its seats, its bounds, and who set it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.errors import Bilingual, VerificationError
from kkr_allocation.fairness.verify.documents import (
    choice,
    count,
    counts,
    entry,
    false,
    in_danish,
    part,
    ratio,
    texts,
    truth,
)
from kkr_allocation.fairness.verify.sharing import LIBRARY, at_least, quotients_of
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from kkr_allocation.fairness.verify.documents import Document


# How large a house of exact shares or of a rule's own seats must be for the mayors in it.
#
# The engine bisects over whole apportionments. Here a list's mayors require as many seats as
# there are quotients at least as large as that of its last mayor, ties included: in a smaller
# house some lot could leave that mayor out.


_MOST_HOUSES = 1_000
"""Beyond the mayors; no council is a tenth as large."""


@frozen
class Mayors:
    """The mayors of the eligible lists, and what they require of the house.

    Parameters
    ----------
    votes, mayors : dict of str to int
        Of the eligible lists.
    size_rule : str
        ``"EXACT_SHARE"`` or ``"DIVISOR"``.
    rule : mapping
        The rule of apportionment as the document states it.
    """

    votes: dict[str, int]
    mayors: dict[str, int]
    size_rule: str
    rule: Document

    def short(self, house: int) -> set[str]:
        """Return the lists whose mayors exceed what a house of this size gives them."""
        return {name for name, needed in self._required(house).items() if needed > house}

    def smallest(self, limit: int | None) -> int | None:
        """Return the smallest house in which no list is short, None if it is above the limit.

        Raises
        ------
        VerificationError
            If there is no limit and a quota rule never gives every list its mayors, or not in
            any house that could be tried.
        """
        if self.size_rule == "EXACT_SHARE" or entry(self.rule, "type") != "QuotaRule":
            house = max(self._required(1).values(), default=0)
            return house if limit is None or house <= limit else None
        last = max(self._by_share().values(), default=0)
        most = last if limit is None else min(last, limit)
        tried = min(most, sum(self.mayors.values()) + _MOST_HOUSES)
        for house in range(tried + 1):
            if not self.short(house):
                return house
        if most > tried:
            raise false("fairness.size_rule_no_answer", tried=tried)
        if limit is None:
            raise false("fairness.size_rule_no_answer_2")
        return None

    def _required(self, house: int) -> dict[str, int]:
        """Return the seats that each list's mayors require; a quota depends on the house."""
        if self.size_rule == "EXACT_SHARE":
            return self._by_share()
        sitting = {name: number for name, number in self.mayors.items() if number}
        if not house:
            return sitting
        try:
            quotients = quotients_of(self.rule, list(self.votes.values()), house)
        except VerificationError:
            if entry(self.rule, "type") != "QuotaRule":
                raise
            return dict.fromkeys(sitting, house + 1)  # this quota cannot fill this house
        return {
            name: sum(
                at_least(quotients, votes, quotients(self.votes[name], number))
                for votes in self.votes.values()
                if votes
            )
            for name, number in sitting.items()
        }

    def _by_share(self) -> dict[str, int]:
        total = sum(self.votes.values())
        return {
            name: -(-number * total // self.votes[name])
            for name, number in self.mayors.items()
            if number
        }


# What a seat costs where the size of a council is the sum of claims rounded up.
#
# The engine divides by a fraction and rounds it. Here whole numbers are multiplied crosswise: a
# list sets the price if no other has fewer votes for each mayor, and a claim is the quotient of
# two whole numbers, one more where something is left over.


@frozen
class Price:
    """The price of a seat: so many votes for so many mayors.

    Parameters
    ----------
    votes, mayors : int
        Of a list that sets it; a seat costs the one over the other.
    lists : tuple of str
        All lists that have just as many votes for each mayor.
    """

    votes: int
    mayors: int
    lists: tuple[str, ...]

    def bought(self, votes: int) -> int:
        """Return the seats that these votes claim, rounded up."""
        whole, rest = divmod(votes * self.mayors, self.votes)
        return whole + (rest > 0)

    def written(self, votes: int) -> Bilingual:
        """Return a claim in decimals, with dots where they go on, and what it is rounded up to."""
        bought = self.bought(votes)
        hundredths, rest = divmod(100 * votes * self.mayors, self.votes)
        if hundredths == 100 * bought and not rest:
            return both(str(bought), str(bought))
        whole, digits = hundredths // 100, f"{hundredths % 100:02}{'…' if rest else ''}"
        return worded("fairness.rounded_up", whole=whole, digits=digits, bought=bought)

    def checked(self, votes: Mapping[str, int]) -> tuple[Bilingual, Bilingual]:
        """Return the lines of a certificate about the price and every claim.

        Parameters
        ----------
        votes : mapping of str to int
            Of the eligible lists.
        """
        names = both(" and ".join(self.lists), " og ".join(self.lists))
        claims = {name: self.written(number) for name, number in votes.items()}
        return (
            worded(
                "fairness.seat_costs_over_what", votes=self.votes, mayors=self.mayors, names=names
            ),
            worded(
                "fairness.claims_at_price",
                listed="; ".join((f"{name} {claim}" for name, claim in claims.items())),
                listed_2="; ".join((f"{name} {claim.da}" for name, claim in claims.items())),
            ),
        )


def price_of(votes: Mapping[str, int], mayors: Mapping[str, int]) -> Price | None:
    """Return the price of a seat among the eligible lists; None where none has a mayor.

    Parameters
    ----------
    votes, mayors : mapping of str to int
        Of the eligible lists; every list with mayors has votes.
    """
    sitting = {name: number for name, number in mayors.items() if number}
    lists = tuple(
        name
        for name in sitting
        if all(votes[name] * sitting[p] <= votes[p] * sitting[name] for p in sitting)
    )
    return Price(votes[lists[0]], sitting[lists[0]], lists) if lists else None


# The lists of a council: their votes and mayors, and which of them take part in the sharing.


def _cooperations(basis: Document) -> dict[str, tuple[str, ...]]:
    written = part(basis, "cooperations")
    return {name: texts(written, name) for name in written}


def pooled(basis: Document, figure: str) -> dict[str, int]:
    """Return votes or mayors by list, the members of a co-operation added up."""
    lists, figures = counts(basis, "votes"), counts(basis, figure)
    spelled = Counter(" ".join(name.split()).casefold() for name in lists)
    alike = [name for name in lists if spelled[" ".join(name.split()).casefold()] > 1]
    if alike:
        raise false("fairness.alike_votes", alike=", ".join(map(repr, alike)))
    unions = _cooperations(basis)
    joined = [member for members in unions.values() for member in members]
    for name in (*figures, *joined):
        if name not in lists:
            raise false(
                "fairness.or_cooperates", name=name, figure=figure, in_danish=in_danish(figure)
            )
    if len(set(joined)) != len(joined) or set(unions) & set(lists):
        raise false("fairness.member_cooperation_counted_twice")
    for entered in ("entitled", "represented"):
        stated = texts(basis, entered) if entry(basis, entered) is not None else ()
        strange = {*stated} - {*lists, *unions}
        if strange or (entered == "entitled" and {*stated} & {*joined}):
            raise false(
                "fairness.entered_names_strange",
                entered=entered,
                strange=", ".join(sorted(strange or {*stated} & {*joined})),
                in_danish=in_danish(entered),
            )
    alone = {name: figures.get(name, 0) for name in lists if name not in joined}
    return alone | {
        name: sum(figures.get(member, 0) for member in members) for name, members in unions.items()
    }


def checked_total(basis: Document, votes: Mapping[str, int], base: str) -> int:
    """Return the votes that the threshold is a share of, held to the listed ones.

    Parameters
    ----------
    basis : mapping
        The basis of a composition.
    votes : mapping of str to int
        Votes by list.
    base : str
        ``"VALID"`` or ``"CAST"``.
    """
    listed, valid = sum(votes.values()), count(basis, "votes_valid")
    cast = None if entry(basis, "votes_cast") is None else count(basis, "votes_cast")
    if not 0 < listed <= valid:
        raise false("fairness.valid_valid", valid=valid, listed=listed)
    if cast is not None and cast < valid:
        raise false("fairness.cast_cast", cast=cast, valid=valid)
    if base == "VALID":
        return valid
    if cast is None:
        raise false("fairness.threshold_share_votes_cast")
    return cast


def check_places(basis: Document, mayors: Mapping[str, int]) -> None:
    """Refuse more mayors than municipalities, and a contested one who is not among them.

    Parameters
    ----------
    basis : mapping
        The basis of a composition.
    mayors : mapping of str to int
        Mayors by list, those of a co-operation added up.
    """
    places, named = count(basis, "municipalities"), texts(basis, "places")
    if named and len(set(named)) != places:
        raise false("fairness.there_places", places=places, number=len(set(named)))
    if sum(mayors.values()) > places:
        raise false("fairness.number", number=sum(mayors.values()), places=places)
    contested, sitting = part(basis, "contested"), counts(basis, "mayors")
    counted = Counter(texts(contested, place)[0] for place in contested)
    strange = {place for place in contested if named and place not in named}
    strange |= {name for name, number in counted.items() if number > sitting.get(name, 0)}
    if strange:
        raise false("fairness.mayor_stated_contested", strange=", ".join(sorted(strange)))


def is_eligible(name: str, votes: int, total: int, basis: Document, statutes: Document) -> bool:
    """Whether a list is entitled, reaches the threshold and sits in some council."""
    unions = _cooperations(basis)
    entitled = entry(basis, "entitled")
    may_stand = entitled is None or name in texts(basis, "entitled") or name in unions
    seated = (
        not truth(statutes, "council_seat_required")
        or entry(basis, "represented") is None
        or bool({name, *unions.get(name, ())} & set(texts(basis, "represented")))
    )
    return may_stand and seated and Fraction(votes, total) >= ratio(statutes, "threshold")


def check_lists(document: Document, name: str, right: set[str], called: Bilingual) -> None:
    """Refuse an entry that does not name just these lists, each once."""
    stated = texts(document, name)
    if set(stated) != right or len(set(stated)) != len(stated):
        others = ", ".join(sorted(set(stated) ^ right))
        raise false(
            "fairness.wrong_about",
            called=called,
            others=others or "a list twice",
            others_2=others or "en liste to gange",
        )


_ADAMS = {"name": "Adams", "source": None, **LIBRARY["Adams"]}
"""The rule that raises the price of a seat until the claims, rounded up, fit."""
_PRICE = worded("fairness.price")
_SIZE = worded("fairness.size")
_SIZE_RULES = ("ROUND_UP", "EXACT_SHARE", "DIVISOR")


@frozen
class House:
    """The seats of the eligible lists as the statutes have them.

    Parameters
    ----------
    seats : int
        All of them together.
    checked : tuple of Bilingual
        What was checked of size and claims, one line each.
    floors : mapping of str to int
        The least of each list; all of it where there is no rule.
    rule : mapping or None
        How the seats are shared within the bounds; None where nothing is left to share.
    ceilings : mapping of str to int
        The most of a list, where there is such a bound.
    binding : set of str
        The lists that set the price or the size, or exceed the cap.
    capped : bool
        Whether the mayors ask for more than the cap leaves.
    """

    seats: int
    checked: tuple[Bilingual, ...]
    floors: Mapping[str, int]
    rule: Document | None = None
    ceilings: Mapping[str, int] = field(factory=dict)
    binding: set[str] = field(factory=set)
    capped: bool = False


def fixed_size(statutes: Document) -> int | None:
    """Return the members that the statutes fix; None where the mayors set the size."""
    stated = entry(statutes, "size_rule")
    return count(stated, "members") if isinstance(stated, Mapping) else None


def check_house(
    document: Document, votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None
) -> House:
    """Check size, cap and the lists that set them; return the house.

    Parameters
    ----------
    document : mapping
        The composition.
    votes, mayors : mapping of str to int
        Of the eligible lists.
    room : int or None
        Seats that the cap, or a fixed size, leaves to them; None for no cap.

    Raises
    ------
    VerificationError
        If another number of seats is shared, other lists are said to set it, or a claim is not
        rounded up.
    """
    _check_voted(votes, mayors)
    if room is not None and sum(mayors.values()) > room:
        raise false("fairness.council_does_not_fit", number=sum(mayors.values()), room=room)
    statutes = part(document, "statutes")
    if fixed_size(statutes) is not None:
        house = _fixed(statutes, mayors, room or 0)
    elif choice(statutes, "size_rule", _SIZE_RULES) == "ROUND_UP":
        house = _rounded_up(statutes, votes, mayors, room)
    else:
        house = _large_enough(statutes, votes, mayors, room)
    _check_seats(document, votes, house)
    return house


def _fixed(statutes: Document, mayors: Mapping[str, int], seats: int) -> House:
    members = fixed_size(statutes)
    said = worded("fairness.statutes_fix_all_mayors", members=members or 0, seats=seats)
    return House(seats, (said,), mayors, rule=_rule(statutes))


def _rounded_up(
    statutes: Document, votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None
) -> House:
    """Return the sum of the claims, or what of them the cap leaves."""
    floors = _floors(statutes, mayors, [name for name in votes if votes[name]], room)
    price = price_of(votes, mayors)
    if price is None:
        said = worded("fairness.no_eligible_list_mayor")
        return House(sum(floors.values()), (said,), floors)
    claims = {name: price.bought(number) for name, number in votes.items()}
    wanted, binding, checked = sum(claims.values()), set(price.lists), price.checked(votes)
    if room is None or wanted <= room:
        return House(wanted, (*checked, _uncapped(wanted, room)), claims, binding=binding)
    anew = choice(statutes, "at_cap", ("SHARE_ANEW", "RAISE_PRICE")) == "SHARE_ANEW"
    sitting = sum(mayors.values())
    cut = _cut(wanted, room, sitting, sum(floors.values()) - sitting, anew=anew)
    return House(
        room,
        (*checked, cut),
        floors,
        rule=_rule(statutes) if anew else _ADAMS,
        ceilings=claims,
        binding=binding,
        capped=True,
    )


def _large_enough(
    statutes: Document, votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None
) -> House:
    """Return the smallest house in which the mayors are no more than their lists are given."""
    floors = _floors(statutes, mayors, list(votes), room)
    size_rule = choice(statutes, "size_rule", _SIZE_RULES)
    sitting = Mayors(dict(votes), dict(mayors), size_rule, _rule(statutes))
    wanted = sitting.smallest(room)
    binding: set[str] = set()
    if wanted is None:
        seats = room or 0
        binding = sitting.short(seats)
    else:
        seats = max(wanted, sum(floors.values()))
        if seats == wanted > 0:
            binding = sitting.short(seats - 1)
    said = worded("fairness.eligible_lists_what_their", seats=seats)
    return House(
        seats, (said,), floors, rule=_rule(statutes), binding=binding, capped=wanted is None
    )


def _rule(statutes: Document) -> Document:
    return part(statutes, "rule")


def _floors(
    statutes: Document, mayors: Mapping[str, int], promised: list[str], room: int | None
) -> Mapping[str, int]:
    """Return the mayors, with a seat for each of the promised lists where the statutes give it.

    Where these seats do not fit beside the mayors, nobody has more than the mayors for certain.
    """
    if not truth(statutes, "seat_for_every_eligible"):
        return mayors
    least = {name: number or int(name in promised) for name, number in mayors.items()}
    return least if room is None or sum(least.values()) <= room else mayors


def _uncapped(wanted: int, room: int | None) -> Bilingual:
    if room is None:
        return worded("fairness.every_eligible_list_claim_2", wanted=wanted)
    return worded("fairness.every_eligible_list_claim", wanted=wanted, room=room)


def _cut(wanted: int, room: int, sitting: int, kept: int, *, anew: bool) -> Bilingual:
    """Say what gives way at the cap, and what is kept."""
    way = worded(f"fairness.{'shared_anew' if anew else 'at_a_higher_price'}")
    return worded(
        "fairness.claims_cap_leaves_without",
        wanted=wanted,
        room=room,
        way=way,
        sitting=sitting,
        kept=kept,
    )


def _check_seats(document: Document, votes: Mapping[str, int], house: House) -> None:
    """Hold what the document says of the house to what the statutes give."""
    seats = counts(document, "seats")
    shared = sum(seats.get(name, 0) for name in votes)
    if shared != house.seats:
        raise false("fairness.eligible_lists_share", shared=shared, seats=house.seats)
    if truth(document, "capped") is not house.capped:
        raise false(
            "fairness.size_stated_cut_cap",
            figure="not " * house.capped,
            figure_2="ikke " * house.capped,
        )
    price = entry(part(document, "statutes"), "size_rule") == "ROUND_UP"
    check_lists(document, "binding", house.binding, _PRICE if price else _SIZE)


def _check_voted(votes: Mapping[str, int], mayors: Mapping[str, int]) -> None:
    for name, number in mayors.items():
        if number and not votes[name]:
            raise false("fairness.eligible_mayors", name=name)
    if not any(votes.values()):
        raise false("fairness.no_list_eligible")
