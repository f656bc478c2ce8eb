"""The checks of apportionments, from the certificate of one sharing-out up to all levels.

Every rule is a list of claims in falling order: the weakest claim that won is at least as strong as
the strongest that did not, and where the two are equal, a lot was drawn between just these
claimants and won by just those who hold the seats. Quotas first give who is at a floor or cap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import asdict, evolve, field, frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.verify.documents import Taken, drawn, false, hold, read_lot, unreadable
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.documents.codec import Json
    from kkr_allocation.fairness.verify.documents import Document


def _names_even_steps(step: int, offset: int) -> Document:
    return {"type": "LinearRule", "power": 1, "step": step, "offset": offset, "first": None}


LIBRARY: dict[str, Document] = {
    "d'Hondt": _names_even_steps(1, 0),
    "Sainte-Laguë": _names_even_steps(2, -1),
    "Danish": _names_even_steps(3, -2),
    "Adams": _names_even_steps(1, -1),
    "Imperiali": _names_even_steps(1, 1),
    "Huntington-Hill": {"type": "MeanRule", "power": 2},
    "Dean": {"type": "MeanRule", "power": 1},
    "largest remainder (Hare)": {"type": "QuotaRule", "droop": False},
    "largest remainder (Droop)": {"type": "QuotaRule", "droop": True},
}
"""Type and parameters of each rule with a name, as documents have them."""
_KINDS = ("LinearRule", "ListedRule", "MeanRule", "PowerRule", "QuotaRule")
_MODIFIED = "Sainte-Laguë, first divisor "
_LARGEST_POWER = 100
_SECOND = 3
"""The second divisor of Sainte-Laguë, which the first lies below."""


def check_name(rule: Document) -> bool:
    """Say whether a rule is one of the library's; refuse its name with other parameters."""
    name = rule["name"]
    stated = {key: rule[key] for key in rule if key not in ("name", "source")}
    right = LIBRARY.get(name)
    if name.startswith(_MODIFIED):
        first = rule.get("first")
        divisor = Fraction(first or 0)
        named = 0 < divisor < _SECOND and name == f"{_MODIFIED}{divisor}"
        right = {**_names_even_steps(2, -1), "first": first if named else name[len(_MODIFIED) :]}
    kind = rule["type"]
    stands_alone = kind in ("PowerRule", "QuotaRule") or (kind != "MeanRule" and rule["power"] == 1)
    named = right is not None or stands_alone
    hold("fairness.rule_type_cannot_verified", named, name=name, kind=kind)
    if right is not None and stated != right:
        what = worded(f"fairness.other_{'quota' if kind == 'QuotaRule' else 'divisors'}")
        parameters = ", ".join(f"{entry} {value}" for entry, value in right.items())
        raise false("fairness.rule_name_what", name=name, what=what, names_listed=parameters)
    return right is not None


def own_rules(document: Document) -> tuple[Bilingual, ...]:
    """Return a sentence on every rule of a document that is none of the library's."""
    return tuple(dict.fromkeys(_said(rule) for rule in _rules(document) if not check_name(rule)))


def _rules(value: Json) -> Iterator[Document]:
    if isinstance(value, Mapping):
        rule = value.get("rule")
        if isinstance(rule, Mapping) and rule.get("type") in _KINDS:
            yield rule
        for inner in value.values():
            yield from _rules(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _rules(inner)


def _said(rule: Document) -> Bilingual:
    if rule["type"] == "QuotaRule":
        found = worded(f"fairness.{'droop_quota' if rule['droop'] else 'hare_quota'}")
    elif rule["type"] == "PowerRule":
        found = worded("fairness.divisors_of_power", power=f"{rule['raised']}/{rule['power']}")
    else:
        listed = [str(Fraction(divisor)) for divisor in rule.get("divisors", ())[:3]]
        if rule["type"] == "LinearRule":
            step, offset, first = rule["step"], rule["offset"], rule["first"]
            listed = [str(step * seat + offset) for seat in (1, 2, 3)]
            listed[0] = listed[0] if first is None else str(Fraction(first))
        found = worded("fairness.divisors_so_on", listed=", ".join(listed))
    name = f"{rule['name']!r:.80}"
    return worded("fairness.rule_none_library_checked", name=name, found=found)


Quotient: TypeAlias = tuple[bool, Fraction]
"""Whether it is infinite, and the fraction where it is not; ordered as pairs are."""
Quotients: TypeAlias = Callable[[int, int], Quotient]
"""From votes and a seat number from 1 up to the quotient of that seat."""

_INFINITE: Quotient = (True, Fraction(0))


def quotients_of(rule: Document, votes: Sequence[int], house_size: int) -> Quotients:
    """Return the quotients of a rule among parties with these votes, on whose sum a quota depends.

    As the fractions that the literature prints; the engine orders seats by scaled integers.
    """
    check_name(rule)
    if rule["type"] == "QuotaRule":  # how many quotas are left when a party pays for a seat
        quota = quota_of(rule, sum(votes), house_size)
        left_over = house_size - sum(v // quota for v in votes)
        filled = left_over <= sum(1 for v in votes if v)
        hold("fairness.left_after_whole_quotas", filled, left_over=left_over, quota=quota)
        return lambda own, seat: (False, own / quota - seat)
    if rule["type"] == "PowerRule":  # both raised to whole numbers, which keeps their order
        over, under = rule["raised"], rule["power"]
        known = 0 < over <= _LARGEST_POWER and 0 < under <= _LARGEST_POWER
        hold("fairness.power_of_rule", known, name=rule["name"], over=over, under=under)
        return lambda votes, seat: _over(votes**under, seat**over)
    if rule["name"] == "Huntington-Hill":  # squares over those of the mean, which keeps their order
        return lambda votes, seat: _over(votes * votes, seat * (seat - 1))
    if rule["type"] == "MeanRule":  # the mean of votes over the seat and over the one before it
        return lambda votes, seat: _over(votes * (2 * seat - 1), 2 * seat * (seat - 1))
    return _votes_over_divisors(rule, house_size)


def at_least(quotients: Quotients, votes: int, least: Quotient) -> int:
    """Return how many quotients of a list are at least `least`, in time of the answer's digits."""
    reached, beyond = 0, 1
    while quotients(votes, beyond) >= least:
        reached, beyond = beyond, beyond * 2
    while beyond - reached > 1:  # a range for bisect ends at the machine's word
        middle = (reached + beyond) // 2
        if quotients(votes, middle) >= least:
            reached = middle
        else:
            beyond = middle
    return reached


def _votes_over_divisors(rule: Document, house_size: int) -> Quotients:
    """Return votes over the divisors that are listed, from there on over those in even steps."""
    name, step, offset = rule["name"], 0, 0
    if rule["type"] == "ListedRule":
        divisors = list(map(Fraction, rule["divisors"]))
        rising = all(a < b for a, b in pairwise([Fraction(-1), *divisors]))
        enough = rising and len(divisors) >= house_size
        hold("fairness.divisors_listed", enough, name=name, listed=len(divisors))
    else:
        step, offset = rule["step"], rule["offset"]
        steady = step >= 1 and step + offset >= 0
        hold("fairness.rule_step_offset", steady, name=name, step=step, offset=offset)
        divisors = [] if rule["first"] is None else [Fraction(rule["first"])]
        for first in divisors:
            below = 0 <= first < 2 * step + offset
            hold("fairness.rule_first_divisor", below, name=name, first=first)

    def quotient(votes: int, seat: int) -> Quotient:
        if seat > len(divisors) and not step:
            return False, Fraction(-1)
        divisor = divisors[seat - 1] if seat <= len(divisors) else Fraction(step * seat + offset)
        return _over(votes, divisor)

    return quotient


def _over(figure: int, divisor: int | Fraction) -> Quotient:
    return (False, Fraction(figure) / divisor) if divisor else _INFINITE


def quota_of(rule: Document, votes: int, seats: int) -> Fraction:
    """Return the votes for one of these seats, whole ones under Droop's rule."""
    if rule["droop"]:
        return Fraction(votes // (seats + 1) + 1)
    return Fraction(votes, seats)


@frozen
class Claim:
    """A party or alliance in a sharing-out, and the least and the most it may be given."""

    name: str
    votes: int
    seats: int
    floor: int
    cap: int


class Lots:
    """The recorded draws, each of which must decide exactly one tie; seeds are drawn again."""

    def __init__(self, lots: Iterable[Document]) -> None:
        self._left = [read_lot(lot) for lot in lots]

    def decide(self, where: Bilingual, claimants: set[str], holders: set[str]) -> None:
        """Accept the holders of tied seats if a draw between the claimants made them so."""
        said = {"where": where, "held": listed(holders)}
        for place, (tied, winners) in enumerate(self._left):
            if tied == claimants:
                won = listed(winners)
                hold("fairness.gives_tied_seats_3", winners == holders, **said, won=won)
                del self._left[place]
                return
        raise false("fairness.gives_tied_seats_2", **said, tied=listed(claimants))

    def check_all_used(self) -> None:
        """Refuse a draw that decided nothing."""
        if self._left:
            raise false("fairness.lot_recorded_between", drawn=listed(self._left[0][0]))


def listed(names: set[str]) -> Bilingual:
    """Return names joined by "and"."""
    return both(" and ".join(sorted(names)), " og ".join(sorted(names)))


def check_sharing(
    claims: list[Claim], house_size: int, rule: Document, lots: Lots, *, where: Bilingual
) -> None:
    """Check one sharing-out of `house_size` seats; a lot that explains a tie here is used up."""
    names, shared = {claim.name for claim in claims}, sum(claim.seats for claim in claims)
    hold("fairness.two_claimants_one_name", len(names) == len(claims), where=where)
    sums = shared == house_size
    hold("fairness.where_shared", sums, where=where, shared=shared, house_size=house_size)
    for claim in claims:
        if not claim.floor <= claim.seats <= claim.cap:
            raise false("fairness.where_gives_name_seats", where=where, **asdict(claim))
    if not house_size or not any(claim.votes for claim in claims):
        return
    if rule["type"] == "QuotaRule":
        check_name(rule)
        _check_remainders(claims, house_size, rule, lots, where)
    else:
        quotients = quotients_of(rule, [claim.votes for claim in claims], house_size)
        _check_order(claims, quotients, lots, where)


def _check_remainders(
    claims: list[Claim], house_size: int, rule: Document, lots: Lots, where: Bilingual
) -> None:
    """Check who is held, the whole quotas of the others, and the order of their remainders."""
    free, narrow = _parted(claims, house_size)
    quota = Fraction(1)
    if free:
        left = house_size - sum(claim.floor for claim in narrow)
        quota = quota_of(rule, sum(claim.votes for claim in free), left)
        for claim in free:
            whole = max(claim.votes // quota, claim.floor)
            narrow.append(evolve(claim, floor=whole, cap=min(whole + 1, claim.cap)))
    left_over = house_size - sum(claim.floor for claim in narrow)
    filled = house_size <= sum(claim.cap for claim in narrow)
    hold("fairness.left_after_whole_quotas", filled, left_over=left_over, quota=quota)
    for claim in narrow:
        if not claim.floor <= claim.seats <= claim.cap:
            raise false("fairness.where_gives_name_seats_2", where=where, **asdict(claim))
    _check_order(narrow, lambda votes, seat: (False, votes / quota - seat), lots, where)


def _parted(claims: list[Claim], house_size: int) -> tuple[list[Claim], list[Claim]]:
    """Return the claims strictly between their bounds, and the others, held to the bound they have.

    One factor times the votes, cut to floors and caps, fills the house. It is looked for where
    lists leave their floors or reach their caps, the smallest such factor first: up to each of
    these what is given out is what the bounds give and the factor times the votes between them.
    A cap of the whole house is none.
    """
    voted = [claim for claim in claims if claim.votes]
    fixed = [evolve(claim, cap=claim.floor) for claim in claims if not claim.votes]
    bends = [(Fraction(claim.floor, claim.votes), -claim.floor, claim.votes) for claim in voted]
    capped = [claim for claim in voted if claim.cap < house_size]
    bends += [(Fraction(claim.cap, claim.votes), claim.cap, -claim.votes) for claim in capped]
    left = house_size - sum(claim.floor for claim in fixed)
    bounds, votes, factor = sum(claim.floor for claim in voted), 0, Fraction(0)
    for bend, bound, change in sorted(bends):
        if bounds + votes * bend >= left:
            break
        factor, bounds, votes = bend, bounds + bound, votes + change
    factor = Fraction(left - bounds, votes) if votes else factor
    free = []
    for claim in voted:
        share = factor * claim.votes
        if share <= claim.floor or (share >= claim.cap and claim.cap < house_size):
            bound = claim.floor if share <= claim.floor else claim.cap
            fixed.append(evolve(claim, floor=bound, cap=bound))
        else:
            free.append(claim)
    return free, fixed


def _check_order(claims: list[Claim], quotients: Quotients, lots: Lots, where: Bilingual) -> None:
    inside = {c.name: quotients(c.votes, c.seats) for c in claims if c.seats > c.floor}
    outside = {c.name: quotients(c.votes, c.seats + 1) for c in claims if c.seats < c.cap}
    if not inside or not outside:
        return
    winner, loser = min(inside, key=inside.__getitem__), max(outside, key=outside.__getitem__)
    weakest, strongest = inside[winner], outside[loser]
    if weakest < strongest:
        raise false("fairness.gives_seat_entitled", where=where, winner=winner, loser=loser)
    if weakest == strongest:
        holders = {name for name, quotient in inside.items() if quotient == weakest}
        others = {name for name, quotient in outside.items() if quotient == weakest}
        lots.decide(where, holders | others, holders)


_HOUSE = worded("fairness.house")


def check(document: Document) -> tuple[str, ...]:
    """Check an apportionment and return what was checked, one sentence each."""
    election = Election(*(document[name] for name in ("votes", "seats", "floors", "caps")))
    house_size, alliances, rule = (document[n] for n in ("house_size", "alliances", "rule"))
    check_names(election, alliances)
    threshold = _check_threshold(document, election)
    lots = Lots(document["lots"])
    sentences = []
    for where, claims, seats in election.sharings(outermost(election.votes, alliances), house_size):
        check_sharing(claims, seats, rule, lots, where=where)
        sentences.append(worded("fairness.no_quotient_outside_larger", where=where, seats=seats))
    lots.check_all_used()
    bounds, law = len(election.floors) + len(election.caps), document["bounds_source"]
    named = f"{law['act']} {law['section']}".strip() if law else ""
    return (
        worded("fairness.seats_sum_house_size", house_size=house_size, bounds=bounds),
        *sentences,
        *threshold,
        drawn(document),
        *([worded("fairness.floors_caps_rest_on", named=named)] if law else []),
    )


def _check_threshold(document: Document, election: Election) -> tuple[Bilingual, ...]:
    """Hold who is below a threshold to its floor, and everybody else to no such cap by it."""
    if document["threshold"] is None:
        return ()
    below = _below(document, election.votes, document["alliances"], document["unit"])
    for party in below:
        barred = election.caps.get(party) == election.floors.get(party, 0)
        hold("fairness.below_threshold", barred, name=party)
    return (worded("fairness.threshold_held", below=len(below)),)


def _below(
    document: Document, votes: Mapping[str, int], alliances: list[Document], unit: int = 1
) -> list[str]:
    """Return the parties below the threshold of the document, alone or together."""
    threshold = document["threshold"]
    total, share = threshold["total"], [Fraction(least) for _, least in threshold["share"]]
    hold("fairness.no_threshold", (share or threshold["votes"]) and max(share, default=0) <= 1)
    total = Fraction(sum(votes.values()), unit) if total is None else Fraction(total)
    below = []
    for member in outermost(votes, alliances):
        group = list(parties_of(member))
        own = sum(votes[party] for party in group)
        for pairs, base in ((threshold["share"], total), (threshold["votes"], Fraction(1))):
            known = {lists: Fraction(least) for lists, least in pairs if lists <= len(group)}
            if known and own < known[max(known)] * base * unit:
                below += group
                break
    return below


@frozen
class Election:
    """The figures of a document by party."""

    votes: Mapping[str, int]
    seats: Mapping[str, int]
    floors: Mapping[str, int] = field(factory=dict)
    caps: Mapping[str, int] = field(factory=dict)

    def claim(self, member: Json, seats: int) -> Claim:
        """Return a member's claim on these seats; without votes a party has none but its floor."""
        parties = list(parties_of(member))
        floors = {party: self.floors.get(party, 0) for party in parties}
        most = sum(self.caps.get(p, seats) if self.votes[p] else floors[p] for p in parties)
        return Claim(
            member if isinstance(member, str) else member["label"],
            sum(self.votes[party] for party in parties),
            sum(self.seats[party] for party in parties),
            sum(floors.values()),
            min(most, seats),
        )

    def sharings(
        self, members: list[Json], seats: int, where: Bilingual = _HOUSE
    ) -> Iterator[tuple[Bilingual, list[Claim], int]]:
        """Yield where seats are shared, the claims on them, and how many; outer before inner."""
        yield where, [self.claim(member, seats) for member in members], seats
        for member in members:
            if not isinstance(member, str):
                inside = sum(self.seats[party] for party in parties_of(member))
                label = worded("fairness.alliance_name", name=member["label"])
                yield from self.sharings(member["members"], inside, label)


def outermost(parties: Iterable[str], alliances: list[Document]) -> list[Json]:
    """Return the parties that stand alone, and then the alliances."""
    joined = {party for alliance in alliances for party in parties_of(alliance)}
    return [*(party for party in parties if party not in joined), *alliances]


def parties_of(member: Json) -> Iterator[str]:
    """Yield the parties of an alliance, inner ones included; a party is its own."""
    if isinstance(member, str):
        yield member
        return
    hold("fairness.alliance_empty", member["members"], name=member["label"])
    for inner in member["members"]:
        yield from parties_of(inner)


def check_names(election: Election, alliances: list[Document]) -> None:
    """Refuse figures of parties that have no votes entry, and parties joined twice."""
    votes = election.votes
    hold("fairness.there_no_votes", any(votes.values()))
    others = set(election.seats) ^ set(votes)
    hold("fairness.votes_seats_do_not", not others, others=others)
    joined = Counter(party for alliance in alliances for party in parties_of(alliance))
    for name in (*election.floors, *election.caps, *joined):
        hold("fairness.bound_or_alliance_names", name in votes, name=name)
    for party, times in joined.items():
        hold("fairness.two_alliances", times == 1, twice=party)


def check_batch(document: Document) -> tuple[str, ...]:
    """Check every row of a batch as one election, some 1.3 milliseconds for ten parties."""
    votes, seats, tied = (_rows(document, *of) for of in (("votes",), ("seats",), ("tied", 1)))
    elections, house = len(votes), document["house_size"]
    houses = [house] * elections if type(house) is int else _rows(document, "house_size", 1)
    floors = [[0] * len(row) for row in votes]
    if document["floors"] is not None:
        floors = _rows(document, "floors")
        floors = floors * elections if len(floors) == 1 else floors
    lengths = {*map(len, (votes, seats, tied, houses, floors))}
    hold("fairness.votes_seats_ties_differ", len(lengths) == 1)
    alliances = [_alliance(member) for member in document["alliances"]]
    joined = Counter(column for alliance in alliances for column in parties_of(alliance))
    for column, times in joined.items():
        hold("fairness.column_two_alliances", times == 1, twice=column)
    below = 0
    for number, said in enumerate(tied):
        where = worded("fairness.election_number", number=number)
        row = (votes[number], seats[number], floors[number])
        width, given = len(row[0]), len(row[1])
        alike = width == given == len(row[2])
        hold("fairness.where_number", alike, where=where, number=given, number_2=width)
        names = [str(column) for column in range(width)]
        election = Election(*(dict(zip(names, of, strict=True)) for of in row))
        if document["threshold"] is not None:
            held = _below(document, election.votes, alliances)
            below += len(held)
            election = evolve(election, caps={name: election.floors[name] for name in held})
        if _found_tied(election, houses[number], alliances, document["rule"], where) != said:
            raise false(f"fairness.said_to_be_{'tied' if said else 'untied'}", where=where)
    checked = worded("fairness.every_election_all_no", elections=elections)
    lowest = worded("fairness.tied_there_lowest_columns", number=sum(tied))
    if document["threshold"] is None:
        return checked, lowest
    return worded("fairness.threshold_held", below=below), checked, lowest


class _LowestColumns(Lots):
    """In place of lots: equal claims go to the lowest columns, and the row is marked."""

    def __init__(self) -> None:
        super().__init__(())
        self.met = False

    def decide(self, where: Bilingual, claimants: set[str], holders: set[str]) -> None:
        """Accept the holders of tied seats if they are the lowest of the claimants."""
        self.met = True
        order = sorted(claimants, key=lambda name: int(name.partition("+")[0]))
        if set(order[: len(holders)]) != holders:
            raise false("fairness.gives_tied_seats", where=where, holders=listed(holders))


def _found_tied(
    election: Election, house: int, alliances: list[Document], rule: Document, where: Bilingual
) -> bool:
    """Check one row and return whether a tie was met."""
    names = election.votes.keys()
    if not any(election.votes.values()):
        hold("fairness.there_seats", not any(election.seats.values()), where=where)
        return True
    known = {name for alliance in alliances for name in parties_of(alliance)} <= names
    hold("fairness.alliance_names_column_not", known, number=len(names))
    ties = _LowestColumns()
    for place, claims, shared in election.sharings(outermost(names, alliances), house):
        check_sharing(claims, shared, rule, ties, where=Bilingual.joined([where, place], ": "))
    return ties.met


def _alliance(member: Json) -> Document:
    """Return nested column numbers as the alliances of one election, named by their columns."""
    if type(member) is int or not member:
        raise unreadable("alliances", member, worded("fairness.columns"))
    members = [str(m) if type(m) is int else _alliance(m) for m in member]
    parties = sorted((p for m in members for p in parties_of(m)), key=int)
    return {"members": members, "label": "+".join(parties) + "+"}


def _rows(document: Document, name: str, depth: int = 2) -> list[Any]:
    """Return the rows of an array, or its figures where it has one dimension."""
    array = document[name]
    if len(array["shape"]) != depth:
        raise unreadable(name, array["rows"], worded("fairness.rows"))
    return list(array["rows"])


def check_explaining(document: Document) -> tuple[Bilingual, ...]:
    """Check that each structure gives the seats without a lot, and stands once and in order."""
    election = Election(document["votes"], document["seats"])
    house, depth, rule = sum(election.seats.values()), document["depth"], document["rule"]
    before, seen = 0, set()
    check_names(election, [])
    for number, structure in enumerate(document["structures"]):
        where = worded("fairness.structure_number", number=number)
        check_names(election, structure)
        shallow = all(_levels(alliance) <= depth for alliance in structure)
        hold("fairness.structure_levels", shallow, where=where, depth=depth)
        joined = sum(1 for alliance in structure for _ in parties_of(alliance))
        same = frozenset(map(_joined, structure))
        hold("fairness.structure_order", same not in seen and joined >= before, where=where)
        before = joined
        seen.add(same)
        for _, claims, seats in election.sharings(outermost(election.votes, structure), house):
            check_sharing(claims, seats, rule, Lots(()), where=where)
    return (
        worded("fairness.structures_explain", structures=len(seen), seats=house),
        Taken.of(worded("fairness.structures_all"))
        if document["complete"]
        else worded("fairness.structures_some"),
    )


def _levels(member: Json) -> int:
    """Return how many alliances stand inside one another; those of one list are refused."""
    if isinstance(member, str):
        return 0
    hold("fairness.alliance_of_one", len(member["members"]) > 1, name=member["label"])
    return 1 + max(map(_levels, member["members"]))


def _joined(member: Json) -> object:
    """Return a list, or an alliance as what it joins, in no order."""
    return member if isinstance(member, str) else frozenset(map(_joined, member["members"]))


def check_pairs(document: Document) -> tuple[Bilingual, ...]:
    """Check what either list of each pair has alone and together, and what lots can add."""
    votes, house, rule = document["votes"], document["house_size"], document["rule"]
    check_names(Election(votes, votes), document["fixed"])
    members = outermost(votes, document["fixed"])
    free = {member: votes[member] for member in members if isinstance(member, str)}
    pooled = {
        f"{alliance['label']} ": sum(votes[party] for party in parties_of(alliance))
        for alliance in document["fixed"]
    }
    alone = _least_and_most({**free, **pooled}, house, rule)
    seen = set()
    for pair in document["pairs"]:
        party, partner = pair["party"], pair["partner"]
        two = worded("fairness.pair_of", party=party, partner=partner)
        others = {name: count for name, count in free.items() if name not in (party, partner)}
        known = len(others) == len(free) - 2 and document["party"] in (None, *free)
        hold("fairness.pair_names", known and (party, partner) not in seen, where=two)
        seen.add((party, partner))
        outer = {"": free[party] + free[partner], **pooled, **others}
        own, shared = (
            {n: free[n] for n in (party, partner)},
            _least_and_most(outer, house, rule)[""],
        )
        inside = [_least_and_most(own, seats, rule)[party] for seats in shared]
        least, most = min(low for low, _ in inside), max(high for _, high in inside)
        same = (pair["alone"], pair["seats"], pair["lot"]) == (alone[party][0], least, most - least)
        hold("fairness.pair_seats", same, where=two, seats=least, alone=alone[party][0])
    return (worded("fairness.pairs_shared", pairs=len(seen), seats=house),)


def _least_and_most(
    votes: dict[str, int], house: int, rule: Document
) -> dict[str, tuple[int, int]]:
    """Return the seats of each if every lot goes against it, and if every lot goes for it."""
    voting = {name: count for name, count in votes.items() if count}
    found = dict.fromkeys(votes, (0, 0))
    if not house or not voting:
        return found
    quotients = quotients_of(rule, list(votes.values()), house)
    own = {
        n: [quotients(count, seat) for seat in range(1, house + 1)] for n, count in voting.items()
    }
    cut = sorted((quotient for each in own.values() for quotient in each), reverse=True)[house - 1]
    above = {name: sum(quotient > cut for quotient in each) for name, each in own.items()}
    level = {name: each.count(cut) for name, each in own.items()}
    left = house - sum(above.values())
    for name, won in above.items():
        least = won + max(left - sum(level.values()) + level[name], 0)
        found[name] = least, won + min(left, level[name])
    return found
