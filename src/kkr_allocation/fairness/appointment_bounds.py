"""Every wish of an appointment held to its bound: nothing serves it better, those before kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.appointment_levels import Seating, value_of
from kkr_allocation.fairness.appointment_rows import Seats, Sum, Wish, rules_of, seats_of, wish_of
from kkr_allocation.fairness.appointment_words import LEVELS
from kkr_allocation.fairness.entries import count, entry, false, part, records, texts
from kkr_allocation.fairness.integer_proof import Answers, Proof
from kkr_allocation.inputs import MOST_POINTS
from kkr_allocation.shape_words import dotted

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["check_bounds"]


def check_bounds(document: Document, seating: Seating) -> Counter[Proof]:
    """Prove every level's bound again, and how far another answer as good can differ.

    Parameters
    ----------
    document : mapping
        The document of the appointment, whose rules and values hold.
    seating : Seating
        Who sits where.

    Returns
    -------
    Counter of Proof
        How many levels' bounds were proven, by kind of proof; a bound of zero needs none.

    Raises
    ------
    VerificationError
        If a figure is larger than `MOST_POINTS`, a level is left out, an appointment serves a
        wish better than its bound, or another answer as good differs in more posts than stated,
        or none in as many.
    """
    _check_sizes(document)
    seats = seats_of(document, seating)
    answers, stated = Answers(len(seats.columns)), _columns(seats)
    for rule in rules_of(seats):
        if _missed(rule, stated):
            raise false(
                "a rule of the document is not kept by the appointment it states",
                why="a bound over answers of which it is none would prove nothing",
                da="den anførte udpegning overholder ikke en af filens regler",
                da_why="en grænse for svar, som den ikke er blandt, ville intet bevise",
            )
        answers.row(dict.fromkeys(rule.columns, 1), rule.low, rule.high)
    levels = {str(entry(level, "level")): level for level in records(document, "levels")}
    order = texts(part(document, "rules"), "order")
    if [name for name in order if name in levels] != [*levels]:
        raise false(
            "the wishes are not in the order of the rules",
            why="it says what comes first",
            da="ønskerne står ikke i reglernes rækkefølge",
            da_why="den siger, hvad der går forud",
        )
    proofs: Counter[Proof] = Counter()
    for name in order:
        wish = wish_of(name, seats)
        if name in levels:
            bound, value = count(levels[name], "bound"), count(levels[name], "value")
            if _cost(wish, stated) != value:
                raise false(
                    f"{LEVELS[name]}: it does not fall short by {value}",
                    why="its sums say so",
                    da=f"{LEVELS[name].da}: der mangler ikke {value}",
                    da_why="det siger optællingen",
                )
            proofs.update(_settled(answers, name, wish, bound, value))
        elif not _is_idle(wish, seats):
            if value_of(name, seating, document):
                raise false(
                    f"{LEVELS[name]}: the wish is left out",
                    why="something falls short of it",
                    da=f"{LEVELS[name].da}: ønsket er udeladt",
                    da_why="det er ikke helt opfyldt",
                )
            _settled(answers, name, wish, 0, 0)
    _check_differing(document, seats, answers)
    return proofs


def _columns(seats: Seats) -> frozenset[int]:
    """Return the columns of the members, each of whom the rules must know."""
    for forum, person in seats.seating.rows():
        name = str(entry(person, "name"))
        if (forum, name) not in seats.columns:
            raise false(
                f"{name} cannot sit in {forum}",
                why="something bars the person, or the list is entitled to nothing",
                da=f"{name} kan ikke sidde i {forum}",
                da_why="noget udelukker personen, eller listen har ikke ret til noget",
            )
    return frozenset(
        seats.columns[forum, str(entry(person, "name"))] for forum, person in seats.seating.rows()
    )


def _missed(one: Sum, stated: frozenset[int]) -> int:
    """Return by how much a sum of the stated appointment misses its bounds."""
    number = sum(column in stated for column in one.columns)
    above = 0 if one.high is None else max(number - one.high, 0)
    return max(one.low - number, above)


def _cost(wish: Wish, stated: frozenset[int]) -> int:
    """Return by how much the stated appointment falls short of a wish."""
    single = sum(cost for column, cost in wish.costs.items() if column in stated)
    return wish.constant + single + sum(_missed(one, stated) for one in wish.sums)


def _check_sizes(document: Document) -> None:
    """Refuse points and posts so large that a search in floats could lose one; see MOST_POINTS."""
    sizes = [count(wish, "points") for wish in records(document, "wishes")]
    for forum in records(document, "fora"):
        rules = (*records(forum, "requirements"), *records(forum, "wanted"))
        sizes += [count(rule, "posts") for rule in rules if "posts" in rule]
    if max(sizes, default=0) > MOST_POINTS:
        raise false(
            f"a wish or requirement counts {max(sizes):,}",
            why=f"bounds are proven of figures up to {MOST_POINTS:,}; no others are appointed by",
            da=f"et ønske eller krav tæller {dotted(max(sizes))}",
            da_why=f"grænser bevises for tal op til {dotted(MOST_POINTS)}; der udpeges ikke efter "
            "andre",
        )


def _is_idle(wish: Wish, seats: Seats) -> bool:
    """Say whether all appointments meet a wish alike, as when nobody wishes for anything."""
    costs = {wish.costs.get(column, 0) for column in seats.columns.values()}
    return not wish.sums and len(costs) <= 1


def _settled(answers: Answers, name: str, wish: Wish, bound: int, value: int) -> list[Proof]:
    """Prove a wish's bound, and let nothing fall short of it by more from now on."""
    if not value:
        for one in wish.sums:
            answers.row(dict.fromkeys(one.columns, 1), one.low, one.high)
        answers.row(wish.costs, None, -wish.constant)
        return []
    costs = dict(wish.costs)
    for one in wish.sums:
        ones = dict.fromkeys(one.columns, 1)
        if one.low:
            below = answers.column(one.low)
            answers.row(ones | {below: 1}, one.low, None)
            costs[below] = 1
        if one.high is not None and one.high < len(ones):
            above = answers.column(len(ones))
            answers.row(ones | {above: -1}, None, one.high)
            costs[above] = 1
    proof = answers.settle(costs, bound - wish.constant, value - wish.constant)
    if proof is None:
        raise false(
            f"{LEVELS[name]}: it can fall short by less than {bound}",
            why="an answer was found",
            da=f"{LEVELS[name].da}: der kan mangle mindre end {bound}",
            da_why="der er fundet en udpegning, hvor det er så",
        )
    return [proof]


def _check_differing(document: Document, seats: Seats, answers: Answers) -> None:
    if entry(document, "differing") is None:
        if entry(document, "stopped_after") is None:
            raise false(
                "how far another answer as good can differ is left out",
                why="a search that was not stopped says it",
                da="det er udeladt, hvor meget en anden lige så god udpegning kan afvige",
                da_why="en søgning, der ikke er standset, siger det",
            )
        return
    stated, rows = count(document, "differing"), seats.seating.rows()
    same = {seats.columns[forum, str(entry(person, "name"))]: 1 for forum, person in rows}
    kept = answers.least(same)
    if kept is None or len(rows) - kept != stated:
        raise false(
            f"another answer as good does not differ in {Count(stated):post|posts} at most",
            why="the search found one that differs in more, or none in as many",
            da="en anden lige så god udpegning afviger ikke på højst "
            f"{Count(stated):plads|pladser}",
            da_why="søgningen fandt en, der afviger på flere, eller ingen, der afviger på så mange",
        )
