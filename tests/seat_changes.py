"""Every single-seat change of a result's document, the rest of the document following it.

A change takes a seat away, adds one, or moves one; in a table it also goes round a rectangle, so
that every row and column keeps its sum.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]


def single_changes(seats: dict[str, int]) -> Iterator[dict[str, int]]:
    """One seat more, one less, one moved."""
    for party in seats:
        yield seats | {party: seats[party] + 1}
        if seats[party]:
            yield seats | {party: seats[party] - 1}
            for other in seats:
                if other != party:
                    yield seats | {party: seats[party] - 1, other: seats[other] + 1}


def table_changes(seats: list[list[int]]) -> Iterator[list[list[int]]]:
    """One seat more, one less, one moved within a row or column, and round a rectangle."""
    rows, columns = range(len(seats)), range(len(seats[0]) if seats else 0)
    cells = list(product(rows, columns))
    for cell in cells:
        yield from _moved(seats, [], [cell])
        yield from _moved(seats, [cell], [])
    for giver, taker in permutations(cells, 2):
        if giver[0] == taker[0] or giver[1] == taker[1]:
            yield from _moved(seats, [giver], [taker])
    for (i, k), (j, m) in product(combinations(rows, 2), permutations(columns, 2)):
        yield from _moved(seats, [(i, j), (k, m)], [(i, m), (k, j)])


def _moved(
    seats: list[list[int]], givers: list[tuple[int, int]], takers: list[tuple[int, int]]
) -> Iterator[list[list[int]]]:
    """Yield the table after the move, if every giver has a seat."""
    if all(seats[i][j] for i, j in givers):
        changed = [list(row) for row in seats]
        for (i, j), step in (*((g, -1) for g in givers), *((t, 1) for t in takers)):
            changed[i][j] += step
        yield changed


def of_mapping(document: Document, answer: str = "seats") -> Iterator[Document]:
    """Change an answer that has seats by name."""
    for seats in single_changes(document[answer]):
        yield document | {answer: seats}


def of_batch(document: Document) -> Iterator[Document]:
    """Change one row of an array, or the mark that says whether it is tied."""
    rows, marks = document["seats"]["rows"], document["tied"]["rows"]
    for number, row in enumerate(rows):
        for seats in single_changes({str(column): n for column, n in enumerate(row)}):
            changed = [*rows[:number], list(seats.values()), *rows[number + 1 :]]
            yield document | {"seats": document["seats"] | {"rows": changed}}
        other = [*marks[:number], not marks[number], *marks[number + 1 :]]
        yield document | {"tied": document["tied"] | {"rows": other}}


def of_council(document: Document) -> Iterator[Document]:
    """Change the members of a list, with who is elected and the house size; or what set them."""
    for seats in single_changes(document["seats"]):
        held = {name: number for name, number in seats.items() if number}
        mayors = {name: document["mayors"].get(name, 0) for name in held}
        elected = {name: number - mayors[name] for name, number in held.items()}
        if min(elected.values(), default=0) >= 0:
            yield document | {
                "seats": held,
                "mayors": mayors,
                "supplementary": elected,
                "house_size": sum(held.values()),
            }
    yield document | {"capped": not document["capped"]}
    yield document | {"cap": 1 if document["cap"] is None else document["cap"] + 1}
    for entry, name in product(("binding", "eligible", "outsiders"), document["seats"]):
        others = [other for other in document[entry] if other != name]
        yield document | {entry: others if name in document[entry] else [*others, name]}


def of_table(document: Document, answer: str = "seats") -> Iterator[Document]:
    """Change a two-way table."""
    for seats in table_changes(document[answer]["rows"]):
        yield document | {answer: document[answer] | {"rows": seats}}


def of_places(document: Document) -> Iterator[Document]:
    """Change the base, what is granted, and the places that follow from both."""
    for answer in ("base", "granted"):
        for changed in of_mapping(document, answer):
            base, granted = changed["base"], changed["granted"]
            places = {name: base[name] + granted[name] for name in base}
            for move in document["transfers"]:
                places[move["giver"]] -= move["places"]
                places[move["receiver"]] += move["places"]
            for name, pupils in document["deductions"].items():
                places[name] -= pupils
            yield changed | {"places": {name: max(number, 0) for name, number in places.items()}}
    yield from of_mapping(document, "places")


def of_entitlement(document: Document) -> Iterator[Document]:
    """Change posts of the table or of the shares; where sums hold, departures in all ways too."""
    table = document["table"]
    fora, parties = list(table), list(document["strengths"])
    rows = [[table[forum][party] for party in parties] for forum in fora]
    for changed in table_changes(rows):
        posts = {
            forum: dict(zip(parties, row, strict=True))
            for forum, row in zip(fora, changed, strict=True)
        }
        touched = [f for f, old, new in zip(fora, rows, changed, strict=True) if old != new]
        right_sums = _sums(changed) == _sums(rows)
        for size in range(len(touched) + 1 if right_sums else 1):
            for turned in combinations(touched, size):
                departures = [*set(document["departures"]) ^ set(turned)]
                yield document | {"table": posts, "departures": departures}
    for package, share in document["shares"].items():
        for changed_share in of_mapping(share):
            yield document | {"shares": document["shares"] | {package: changed_share}}


def of_standing(document: Document) -> Iterator[Document]:
    """Change posts that stand in all that must agree, or what is carried alone."""
    table, carried = document["table"], document["carried"]
    for forum, row in table.items():
        share = document["shares"][forum]
        for (changed,) in table_changes([list(row.values())]):
            seats = dict(zip(row, changed, strict=True))
            stands = document["shares"] | {forum: share | {"floors": seats, "seats": seats}}
            for turned in ((), (forum,)):
                departures = [*set(document["departures"]) ^ set(turned)]
                yield document | {
                    "table": table | {forum: seats},
                    "shares": stands,
                    "departures": departures,
                }
    for forum, row in carried["filled"].items():
        for (changed,) in table_changes([list(row.values())]):
            filled = carried["filled"] | {forum: dict(zip(row, changed, strict=True))}
            yield document | {"carried": carried | {"filled": filled}}
    for place, _ in enumerate(carried["log"]):
        log = [*carried["log"][:place], *carried["log"][place + 1 :]]
        yield document | {"carried": carried | {"log": log}}
    for changed_meeting in of_entitlement(carried["entitlement"]):
        yield document | {"carried": carried | {"entitlement": changed_meeting}}


def _sums(rows: list[list[int]]) -> tuple[list[int], list[int]]:
    return list(map(sum, rows)), list(map(sum, zip(*rows, strict=True)))


def of_appointments(document: Document) -> Iterator[Document]:
    """Seat another candidate in a post, or let two members change fora; chairs follow."""
    members = document["members"]
    posts = [(forum, place) for forum in members for place in range(len(members[forum]))]
    for forum, place in posts:
        for person in document["candidates"]:
            if person["name"] not in members[forum]:
                yield _seated(document, {(forum, place): person["name"]})
    for one, other in combinations(posts, 2):
        first, second = members[one[0]][one[1]], members[other[0]][other[1]]
        if one[0] != other[0] and first != second:
            yield _seated(document, {one: second, other: first})


def _seated(document: Document, chosen: dict[tuple[str, int], str]) -> Document:
    """Return the document with other people in these posts, in the order members stand in.

    Who takes a chair's or a member's post takes the chair and the substitute too.
    """
    changed = deepcopy({name: document[name] for name in ("members", "chairs", "substitutes")})
    for (forum, place), name in chosen.items():
        before = changed["members"][forum][place]
        changed["members"][forum][place] = name
        if changed["chairs"].get(forum) == before:
            changed["chairs"][forum] = name
        others = changed["substitutes"].get(forum, {})
        if before in others:
            changed["substitutes"][forum] = {
                name if member == before else member: other for member, other in others.items()
            }
    strengths = list(document["entitlement"]["strengths"])
    place = {p["name"]: (strengths.index(p["party"]), p["name"]) for p in document["candidates"]}
    for forum, names in changed["members"].items():
        names.sort(key=place.__getitem__)
        if forum in changed["chairs"]:
            names.remove(changed["chairs"][forum])
            names.insert(0, changed["chairs"][forum])
    return document | changed
