"""The check of a `Composition`, of two of them, and of what draws around one gave."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.errors import Bilingual, VerificationError
from kkr_allocation.fairness.verify import apportionments
from kkr_allocation.fairness.verify.documents import called, drawn, false, hold, negated
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.verify.documents import Document


_ADAMS = {"name": "Adams", "source": None, **apportionments.LIBRARY["Adams"]}
"""The rule that raises the price of a seat until the claims, rounded up, fit."""
_TWICE = both("a list twice", "en liste to gange")
_NOBODY = both("nobody", "ingen")
_MOST_HOUSES = 1_000
"""Beyond the mayors; no council is a tenth as large."""


def check(document: Document) -> tuple[str, ...]:
    """Check a composition and return what was checked, one sentence each."""
    basis, statutes = document["basis"], document["statutes"]
    votes, mayors = _pooled(basis, "votes"), _pooled(basis, "mayors")
    _check_basis(basis, votes, mayors)
    total = basis["votes_valid" if statutes["threshold_base"] == "VALID" else "votes_cast"]
    hold("fairness.threshold_share_votes_cast", total is not None)
    inside = [name for name in votes if _is_eligible(name, votes[name], total, basis, statutes)]
    outside = {name: n for name, n in mayors.items() if n and name not in inside}
    _check_lists(document, "eligible", set(inside), worded("fairness.eligible"))
    _check_lists(document, "outsiders", set(outside), worded("fairness.outsiders"))
    _check_members(document, mayors, set(inside), set(outside))
    most = members = _fixed_size(statutes)
    if members is None and statutes["cap_factor"] is not None:
        most = int(Fraction(statutes["cap_factor"]) * basis["municipalities"])
    caps = document["cap"], None if members is not None else most
    stated, right = (worded("fairness.none") if cap is None else cap for cap in caps)
    hold("fairness.cap_or_none", caps[0] == caps[1], stated=stated, right=right)
    room = None if most is None else most - sum(outside.values())
    own_votes, own_mayors = ({name: of[name] for name in inside} for of in (votes, mayors))
    house = Eligible(statutes, own_votes, own_mayors, room).house(document)
    return (
        worded("fairness.eligible_votes_right_council", number=len(votes), number_2=len(inside)),
        worded("fairness.every_mayor_all_member", number=sum(mayors.values())),
        *house.checked,
        *_shared(house, votes, document),
        drawn(document),
        *_check_what_if(basis),
    )


def _check_what_if(basis: Document) -> tuple[Bilingual, ...]:
    """Hold what is stated instead of an election's figures to the figures; say how much it is."""
    mayors, votes = basis["other_mayors"], basis["other_votes"]
    stated = [(one["municipality"], one.get("name", "")) for one in (*mayors, *votes)]
    once = len({*stated}) == len(stated)
    strange = {place for place, _ in stated if place not in basis["places"] or not once}
    strange |= {one["municipality"] for one in (*mayors, *votes) if one["before"] == one["after"]}
    named = Counter(one["after"] for one in mayors)
    moved: Counter[str] = Counter()
    for one in votes:
        moved[one["name"]] += one["after"]
    for counted, figures in ((named, basis["mayors"]), (moved, basis["votes"])):
        strange |= {name for name, number in counted.items() if number > figures.get(name, 0)}
    hold("fairness.what_if_not_in_figures", not strange, strange=strange)
    return (worded("fairness.council_of_what_if", figures=len(stated)),) if stated else ()


def check_comparison(document: Document) -> tuple[str, ...]:
    """Check two councils, each by itself, and then that the steps lead from one to the other."""
    councils = document["before"], document["after"]
    checked = [check(council) for council in councils]
    names = dict.fromkeys(name for of in councils for name in _pooled(of["basis"], "votes"))
    right = {name: steps for name in names if (steps := _steps(councils, name))}
    for name in {**right, **document["steps"]}:
        stated, same = document["steps"].get(name, {}), right.get(name)
        hold("fairness.steps_of_list", stated == (same or {}), name=name, stated=stated, right=same)
    return (
        worded("fairness.first_council"),
        *checked[0],
        worded("fairness.second_council"),
        *checked[1],
        worded("fairness.steps_lead_over", lists=len(right)),
    )


def _steps(councils: tuple[Document, Document], name: str) -> dict[str, int]:
    """Return what each step gives a list more, from its whole seats at each price or size."""
    inside = [name in council["eligible"] for council in councils]
    seats = [council["seats"].get(name, 0) for council in councils]
    if not all(inside):
        more = {"eligibility" if any(inside) else "outsiders": seats[1] - seats[0]}
    else:
        by_claims = [council["statutes"]["size_rule"] == "ROUND_UP" for council in councils]
        first, last = (_whole(council, council, name) for council in councils)
        own = _whole(councils[0], councils[1], name)
        more = {"votes": own - first, "price" if all(by_claims) else "size": last - own}
        for claims, rest in zip(by_claims, (first - seats[0], seats[1] - last), strict=True):
            step = "cap" if claims else "sharing"
            more[step] = more.get(step, 0) + rest
    return {step: number for step, number in more.items() if number}


def _whole(measure: Document, voted: Document, name: str) -> int:
    """Return a list's claim rounded up, or its share rounded down, of votes in another measure."""
    votes = {n: v for n, v in _pooled(voted["basis"], "votes").items() if n in voted["eligible"]}
    statutes, inside = measure["statutes"], measure["eligible"]
    if statutes["size_rule"] != "ROUND_UP":
        shared = sum(measure["seats"].get(n, 0) for n in inside)
        return int(shared * votes[name] // sum(votes.values()))
    mayors = {n: measure["mayors"].get(n, 0) for n in inside}
    cheapest = _price_of(_pooled(measure["basis"], "votes"), mayors)
    if cheapest is None:
        return int(statutes["seat_for_every_eligible"] and votes[name] > 0)
    return cheapest.bought(votes[name])


def _shared(house: House, votes: Mapping[str, int], document: Document) -> tuple[Bilingual, ...]:
    """Check the sharing of a house where there is one; return the line that says so."""
    seats, claims = document["seats"], []
    lots = apportionments.Lots(document["lots"])
    for name, least in house.floors.items():
        get = seats.get(name, 0)
        most = house.ceilings.get(name, house.seats if votes[name] else least)
        claims.append(apportionments.Claim(name, votes[name], get, least, most))
        right = house.rule is not None or get == least
        hold("fairness.name_get", right, name=name, get=get, claimed=least)
    if house.rule is not None:
        where = worded("fairness.council")
        apportionments.check_sharing(claims, house.seats, house.rule, lots, where=where)
    lots.check_all_used()
    if house.rule is None:
        return ()
    return (worded("fairness.council_no_quotient_outside", seats=house.seats),)


def _check_members(
    document: Document, mayors: Mapping[str, int], inside: set[str], outside: set[str]
) -> None:
    """Check that mayors and supplementary members add up to the members of each list."""
    seats, fixed, elected = (document[name] for name in ("seats", "mayors", "supplementary"))
    for name, number in mayors.items():
        hold("fairness.no_seat", not number or seats.get(name), name=name, number=number)
    for name, number in seats.items():
        hold("fairness.name_number", name in inside | outside and number, name=name, number=number)
        own, sitting, get = mayors[name], fixed.get(name), elected.get(name, _NOBODY)
        said = {"name": name, "mayors": own}
        hold("fairness.name_given_get", sitting == own, **said, get=sitting or 0)
        hold("fairness.name_elects_get", get == number - own, **said, get=get, number=number)
        hold("fairness.elects_members", name not in outside or number == own, name=name)
    hold("fairness.mayors_members_name_other", set(fixed) == set(elected) == set(seats))
    size, total = document["house_size"], sum(seats.values())
    hold("fairness.house_size", size == total, document=size, number=total)


@frozen
class Price:
    """The price of a seat: so many votes for so many mayors of a list that sets it."""

    votes: int
    mayors: int
    lists: tuple[str, ...]
    """All lists that have just as many votes for each mayor."""

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
        """Return the lines of a certificate about the price and every claim."""
        names = both(" and ".join(self.lists), " og ".join(self.lists))
        claims = [Bilingual.joined([n, self.written(v)], " ") for n, v in votes.items()]
        said = {"votes": self.votes, "mayors": self.mayors, "names": names}
        costs = worded("fairness.seat_costs_over_what", **said)
        return costs, worded("fairness.claims_at_price", listed=Bilingual.joined(claims))


def _price_of(votes: Mapping[str, int], mayors: Mapping[str, int]) -> Price | None:
    """Return the price of a seat among the eligible lists; None where none has a mayor.

    Whole numbers multiplied crosswise: no other list has fewer votes for each mayor.
    """
    sitting = [(name, number) for name, number in mayors.items() if number]
    lists = [n for n, m in sitting if all(votes[n] * k <= votes[p] * m for p, k in sitting)]
    return Price(votes[lists[0]], mayors[lists[0]], tuple(lists)) if lists else None


def _pooled(basis: Document, figure: str) -> dict[str, int]:
    """Return votes or mayors by list, the members of a co-operation added up."""
    lists, figures, unions = basis["votes"], basis[figure], basis["cooperations"]
    spelled = {name: " ".join(name.split()).casefold() for name in lists}
    times = Counter(spelled.values())
    alike = ", ".join(repr(name) for name in lists if times[spelled[name]] > 1)
    hold("fairness.alike_votes", not alike, alike=alike)
    joined = [member for members in unions.values() for member in members]
    for name in (*figures, *joined):
        hold("fairness.or_cooperates", name in lists, name=name, figure=called(figure))
    once = len(set(joined)) == len(joined) and not set(unions) & set(lists)
    hold("fairness.member_cooperation_counted_twice", once)
    for entered, barred in (("entitled", {*joined}), ("represented", set())):
        stated = {*(basis[entered] or ())}
        strange = stated - {*lists, *unions} or stated & barred
        entry = called(entered)
        hold("fairness.entered_names_strange", not strange, entered=entry, strange=strange)
    alone = {name: figures.get(name, 0) for name in lists if name not in joined}
    return alone | {n: sum(figures.get(m, 0) for m in members) for n, members in unions.items()}


def _check_basis(basis: Document, votes: Mapping[str, int], mayors: Mapping[str, int]) -> None:
    """Refuse votes and mayors that do not add up, and a contested mayor who is not among them."""
    listed, valid, cast = sum(votes.values()), basis["votes_valid"], basis["votes_cast"]
    hold("fairness.valid_valid", 0 < listed <= valid, valid=valid, listed=listed)
    hold("fairness.cast_cast", cast is None or cast >= valid, cast=cast, valid=valid)
    places, named, sitting = basis["municipalities"], {*basis["places"]}, basis["mayors"]
    there = not named or len(named) == places
    hold("fairness.there_places", there, places=places, number=len(named))
    number = sum(mayors.values())
    hold("fairness.number", number <= places, number=number, places=places)
    counted = Counter(holder[0] for holder in basis["contested"].values())
    strange = {place for place in basis["contested"] if named and place not in named}
    strange |= {name for name, number in counted.items() if number > sitting.get(name, 0)}
    hold("fairness.mayor_stated_contested", not strange, strange=strange)


def _is_eligible(name: str, votes: int, total: int, basis: Document, statutes: Document) -> bool:
    """Whether a list is entitled, reaches the threshold and sits in some council."""
    unions, entitled = basis["cooperations"], basis["entitled"]
    may_stand = entitled is None or name in entitled or name in unions
    represented = basis["represented"] if statutes["council_seat_required"] else None
    seated = represented is None or not {name, *unions.get(name, ())}.isdisjoint(represented)
    return may_stand and seated and Fraction(votes, total) >= Fraction(statutes["threshold"])


def _check_lists(document: Document, name: str, right: set[str], called: Bilingual) -> None:
    """Refuse an entry that does not name just these lists, each once."""
    stated = document[name]
    same = set(stated) == right and len(set(stated)) == len(stated)
    hold("fairness.wrong_about", same, called=called, others=set(stated) ^ right or _TWICE)


@frozen
class House:
    """The seats of the eligible lists as the statutes have them."""

    seats: int
    checked: tuple[Bilingual, ...]
    floors: Mapping[str, int]
    """The least of each list; all of it where there is no rule."""
    rule: Document | None = None
    """How the seats are shared within the bounds; None where nothing is left to share."""
    ceilings: Mapping[str, int] = field(factory=dict)
    binding: set[str] = field(factory=set)
    """The lists that set the price or the size, or exceed the cap."""
    capped: bool = False
    """Whether the mayors ask for more than the cap leaves."""


def _fixed_size(statutes: Document) -> int | None:
    """Return the members that the statutes fix; None where the mayors set the size."""
    stated = statutes["size_rule"]
    members: int | None = None if isinstance(stated, str) else stated["members"]
    return members


@frozen
class Eligible:
    """The votes and mayors of the eligible lists, and the house that the statutes give them."""

    statutes: Document
    votes: dict[str, int]
    mayors: dict[str, int]
    room: int | None
    """What a cap or a fixed size leaves them."""

    def house(self, document: Document) -> House:
        """Return the house once the document is known to state its size, cap and who set them."""
        for name, number in self.mayors.items():
            hold("fairness.eligible_mayors", not number or self.votes[name], name=name)
        hold("fairness.no_list_eligible", any(self.votes.values()))
        sitting, room, seats = sum(self.mayors.values()), self.room, document["seats"]
        fits = room is None or sitting <= room
        hold("fairness.council_does_not_fit", fits, number=sitting, room=room)
        by_price = self.statutes["size_rule"] == "ROUND_UP"
        if (members := _fixed_size(self.statutes)) is not None:
            said = worded("fairness.statutes_fix_all_mayors", members=members, seats=room or 0)
            house = House(room or 0, (said,), self.mayors, rule=self.statutes["rule"])
        else:
            house = self._rounded_up() if by_price else self._large_enough()
        share = sum(seats.get(name, 0) for name in self.votes)
        hold("fairness.eligible_lists_share", share == house.seats, shared=share, seats=house.seats)
        cut = document["capped"] is house.capped
        hold("fairness.size_stated_cut_cap", cut, negated=negated(house.capped))
        setters = worded("fairness.price" if by_price else "fairness.size")
        _check_lists(document, "binding", house.binding, setters)
        return house

    def _rounded_up(self) -> House:
        """Return the sum of the claims, or what of them the cap leaves."""
        floors = self._floors([name for name in self.votes if self.votes[name]])
        price = _price_of(self.votes, self.mayors)
        if price is None:
            said = worded("fairness.no_eligible_list_mayor")
            return House(sum(floors.values()), (said,), floors)
        claims = {name: price.bought(number) for name, number in self.votes.items()}
        room, wanted, binding = self.room, sum(claims.values()), set(price.lists)
        checked = price.checked(self.votes)
        if room is None or wanted <= room:
            said = worded("fairness.every_eligible_list_claim_2", wanted=wanted)
            if room is not None:
                said = worded("fairness.every_eligible_list_claim", wanted=wanted, room=room)
            return House(wanted, (*checked, said), claims, binding=binding)
        anew = self.statutes["at_cap"] == "SHARE_ANEW"
        sitting = sum(self.mayors.values())
        cut = worded(
            "fairness.claims_cap_leaves_without",
            wanted=wanted,
            room=room,
            way=worded(f"fairness.{'shared_anew' if anew else 'at_a_higher_price'}"),
            sitting=sitting,
            kept=sum(floors.values()) - sitting,
        )
        rule = self.statutes["rule"] if anew else _ADAMS
        return House(room, (*checked, cut), floors, rule, claims, binding, capped=True)

    def _large_enough(self) -> House:
        """Return the smallest house in which the mayors are no more than their lists are given."""
        floors, wanted = self._floors(list(self.votes)), self._smallest()
        binding: set[str] = set()
        if wanted is None:
            seats = self.room or 0
            binding = self._short(seats)
        else:
            seats = max(wanted, sum(floors.values()))
            if seats == wanted > 0:
                binding = self._short(seats - 1)
        said = worded("fairness.eligible_lists_what_their", seats=seats)
        rule = self.statutes["rule"]
        return House(seats, (said,), floors, rule, binding=binding, capped=wanted is None)

    def _floors(self, promised: list[str]) -> Mapping[str, int]:
        """Return the mayors, and a seat for each promised if the statutes give it and it fits."""
        mayors, room = self.mayors, self.room
        if not self.statutes["seat_for_every_eligible"]:
            return mayors
        least = {name: number or int(name in promised) for name, number in mayors.items()}
        return least if room is None or sum(least.values()) <= room else mayors

    def _short(self, house: int) -> set[str]:
        """Return the lists whose mayors exceed what a house of this size gives them."""
        return {name for name, needed in self._required(house).items() if needed > house}

    def _smallest(self) -> int | None:
        """Return the smallest house in which no list is short, None if there is no room for it."""
        rule, room = self.statutes["rule"], self.room
        if self.statutes["size_rule"] == "EXACT_SHARE" or rule["type"] != "QuotaRule":
            house = max(self._required(1).values(), default=0)
            return house if room is None or house <= room else None
        # Each list has its lower quota of Hare's; Droop's fills no house of more seats than a vote
        # and one for each list, and may leave many below that unfilled.
        last = max(self._by_share().values(), default=0)
        if rule["droop"] and last:
            last = sum(self.votes.values()) + len(self.votes)
        most = last if room is None else min(last, room)
        tried = min(most, sum(self.mayors.values()) + _MOST_HOUSES)
        for house in range(tried + 1):
            if not self._short(house):
                return house
        hold("fairness.size_rule_no_answer", most <= tried, tried=tried)
        hold("fairness.size_rule_no_answer_2", room is not None)
        return None

    def _required(self, house: int) -> dict[str, int]:
        """Return the seats that each list's mayors require; a quota depends on the house."""
        if self.statutes["size_rule"] == "EXACT_SHARE":
            return self._by_share()
        sitting = {name: number for name, number in self.mayors.items() if number}
        if not house:
            return sitting
        rule, voted = self.statutes["rule"], [votes for votes in self.votes.values() if votes]
        try:
            quotients = apportionments.quotients_of(rule, list(self.votes.values()), house)
        except VerificationError:
            if rule["type"] != "QuotaRule":
                raise
            return dict.fromkeys(sitting, house + 1)  # this quota cannot fill this house
        at_least = apportionments.at_least
        return {
            name: sum(at_least(quotients, v, quotients(self.votes[name], number)) for v in voted)
            for name, number in sitting.items()
        }

    def _by_share(self) -> dict[str, int]:
        votes, total = self.votes, sum(self.votes.values())
        return {n: -(-number * total // votes[n]) for n, number in self.mayors.items() if number}


def check_sweep(document: Document) -> tuple[str, ...]:
    """Check a sweep: its base, and twice what was counted of draws that only NumPy can make."""
    scenario, tallies, draws = (document[name] for name in ("scenario", "tallies", "draws"))
    base = scenario["base"]
    held = (check if base["type"] == "Composition" else apportionments.check)(base)
    each = len(tallies) == max(len(scenario["statutes"]), 1) and draws <= document["asked"]
    hold("fairness.sweep_tallies", each, tallies=len(tallies), draws=draws)
    for reading, tally in enumerate(tallies):
        same = tally["coalitions"] == scenario["coalitions"]
        hold("fairness.sweep_coalitions", same, reading=reading)
        _check_sums(tally, draws, reading)
        _check_joint(tally, reading)
    return (
        *held,
        worded("fairness.sweep_counted", draws=draws, readings=len(tallies)),
        worded("fairness.sweep_drawn", seed=str(document["seed"])),
    )


def _check_sums(tally: Document, draws: int, reading: int) -> None:
    """Hold each kind of count to the number of draws, and seats to houses."""
    seats, house = tally["seats"]["rows"], tally["house_size"]["rows"]
    decided = tally["decided"]
    members = sum(number * times for row in seats for number, times in enumerate(row))
    sums = {
        "draws": (decided + tally["tied"] + tally["refused"], draws),
        "lists": (len(seats), len(set(tally["lists"]))),
        "coalitions": (len(tally["majorities"]["rows"]), len(tally["coalitions"])),
        "house_size": (sum(house), decided),
        "members": (members, sum(size * times for size, times in enumerate(house))),
        **{f"list {place}": (sum(row), decided) for place, row in enumerate(seats)},
    }
    for what, (found, wanted) in sums.items():
        said = {"reading": reading, "what": what, "found": found, "wanted": wanted}
        hold("fairness.sweep_sums", found == wanted, **said)


def _check_joint(tally: Document, reading: int) -> None:
    """Count again from the combinations: the same where they are all there, else no more."""
    joint, times = tally["joint"]["rows"], tally["times"]["rows"]
    lists, widths = tally["lists"], {*map(len, joint)}
    formed = len(joint) == len(times) and widths <= {len(lists)} and 0 not in times
    once = len({tuple(row) for row in joint}) == len(joint)
    hold("fairness.sweep_joint", formed and once, reading=reading)
    again: Counter[object] = Counter()
    for row, often in zip(joint, times, strict=True):
        again["house", sum(row)] += often
        for place, seats in enumerate(row):
            again[place, seats] += often
        for place, group in enumerate(tally["coalitions"]):
            together = sum(row[lists.index(name)] for name in group)
            again["majority", place] += often * (2 * together > sum(row))
    rows: dict[object, list[int]] = dict(enumerate(tally["seats"]["rows"]))
    rows |= {"house": tally["house_size"]["rows"], "majority": tally["majorities"]["rows"]}
    counted: dict[object, int] = {(w, n): often for w in rows for n, often in enumerate(rows[w])}
    whole = sum(times) == tally["decided"]
    for what in again.keys() | counted.keys():
        found, said = again[what], counted.get(what, 0)
        if found > said or (whole and found != said):
            raise false("fairness.sweep_again", reading=reading, found=found, said=said)
