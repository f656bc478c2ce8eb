"""Documents that an adversary would write: none is accepted by the command with exit code 0.

`mutated_results` moves single seats. Here the whole of a document is made to agree with itself:
the fields that the checks compare are changed together. Beside each stands what is right: 1 it is
false, 2 it cannot be read, 3 something in it is taken as given.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.appointments.events import (
    ForumClosed,
    ForumCreated,
    NewTerm,
    RegionsMerged,
    Resigned,
)
from kkr_allocation.appointments.succession import refill, state_on
from kkr_allocation.cli.commands import app
from kkr_allocation.documents.format import KINDS
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.documents import inputs_of
from tests.result_samples import every_kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORUM = kkr.Forum("f", 3)
STRENGTHS = {"A": 7, "V": 2}
PEOPLE = [
    kkr.Candidate(f"{party}{number}", "Køge", party, sex="FM"[number % 2], wishes=("f",))
    for party in "AV"
    for number in range(4)
]


def entitled(seats: dict[str, int] | None = None) -> dict[str, Any]:
    """Return an entitlement; with seats one that agrees with itself that they stood before."""
    found: dict[str, Any] = json.loads(kkr.entitle([FORUM], STRENGTHS, over="forum").to_json())
    if seats:
        found["shares"]["f"] |= {"floors": seats, "seats": seats}
        found["table"] = {"f": seats}
        found["departures"] = ["f"]
    return found


def appointed(**changes: Any) -> dict[str, Any]:
    entitlement = kkr.entitle([FORUM], STRENGTHS, over="forum")
    found: dict[str, Any] = json.loads(kkr.appoint([FORUM], PEOPLE, entitlement).to_json())
    return found | changes


def on_posts_that_stand() -> dict[str, Any]:
    """Return an appointment of one A and two V, where A is entitled to all or all but one."""
    seats = {"A": 1, "V": 2}
    right = kkr.entitle([FORUM], {"A": 4, "V": 6}, over="forum")
    found: dict[str, Any] = json.loads(kkr.appoint([FORUM], PEOPLE, right).to_json())
    stood = entitled(seats)
    found["entitlement"] |= {k: v for k, v in stood.items() if k in found["entitlement"]}
    return found


def council(change: Callable[[dict[str, Any]], object], **rules: Any) -> dict[str, Any]:
    statutes = attrs.evolve(kkr.STATUTES_2018, **rules)
    made = kkr.compose({"A": 60, "V": 40}, {"A": 2, "V": 1}, municipalities=3, statutes=statutes)
    document: dict[str, Any] = json.loads(made.to_json())
    change(document)
    return document


def promoted(document: dict[str, Any]) -> None:
    for provision in document["statutes"]["provisions"]:
        if provision["source"]["status"] == "INFERRED":
            provision["source"]["status"] = "PUBLISHED"


def one_more(document: dict[str, Any]) -> None:
    document["seats"]["A"] += 1
    document["supplementary"]["A"] += 1
    document["house_size"] += 1


def lower_cap(document: dict[str, Any]) -> None:
    document["statutes"]["cap_factor"] = "1/1"
    document["cap"] = 3


def batch() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(kkr.apportion_batch([[5, 5], [7, 2]], 3).to_json())
    document["seats"]["rows"][0], document["tied"]["rows"][0] = [1, 2], True
    return document


DAY = dt.date(2027, 5, 1)
FORA = [FORUM, kkr.Forum("g", 3), kkr.Forum("h", 1)]
RULES = kkr.AppointmentRules(posts_per_person=3)


def later(start: kkr.Appointments, *events: Any) -> kkr.Appointments:
    """Return a meeting's appointments after what happened, the vacancies filled."""
    return refill(state_on(start, events, DAY))


@cache
def refilled() -> kkr.Appointments:
    """Return appointments after three meetings; h was closed, and k came, as its strengths give."""
    start = kkr.appoint(FORA, PEOPLE, kkr.entitle(FORA, STRENGTHS), rules=RULES)
    second = later(start, Resigned(DAY, "f", start.members["f"][0]), ForumClosed(DAY, "h"))
    third = later(second, ForumCreated(DAY, kkr.Forum("k", 2), {"A": 2}), NewTerm(DAY, "g"))
    return later(third, Resigned(DAY, "g", third.members["g"][0]))


def stood(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> dict[str, Any]:
    """Return the entitlement to posts that stand, once it and what it carries are changed."""
    document: dict[str, Any] = json.loads(refilled().entitlement.to_json())
    change(document, document["carried"])
    return document


def standing_in(document: dict[str, Any], forum: str, seats: dict[str, int]) -> None:
    """Have a forum's posts stand, in all that the checks compare."""
    document["shares"][forum] |= {"floors": seats, "seats": seats}
    document["table"][forum] = seats
    rest = [other for other in document["departures"] if other != forum]
    document["departures"] = [*rest, forum] if seats != {"A": 2, "V": 1} else rest


def one_moved(document: dict[str, Any], carried: dict[str, Any], *, deep: bool) -> None:
    """Give V a post of A's in f: in what stands and was filled, or in the meeting's table too."""
    seats = {p: n + (p == "V") - (p == "A") for p, n in document["table"]["f"].items()}
    standing_in(document, "f", seats)
    carried["filled"]["f"] = seats
    if deep:
        carried["entitlement"]["table"]["f"] = seats
        (share,) = carried["entitlement"]["shares"].values()
        share["seats"] = {p: n + (p == "V") - (p == "A") for p, n in share["seats"].items()}


def created_anew(document: dict[str, Any], carried: dict[str, Any]) -> None:
    """Have the log close a forum and create it with posts to an adversary's liking."""
    seats = {"A": 0, "V": 3}
    closed = {"type": "ForumEvent", "on": "2027-05-01", "forum": "f", "posts": {}, "kkr": ""}
    carried["log"] += [closed, closed | {"posts": seats}]
    standing_in(document, "f", seats)


def capped() -> dict[str, Any]:
    """Return posts of a forum created anew that follow from a cap of the adversary's own."""
    start = kkr.appoint([FORUM], PEOPLE, kkr.entitle([FORUM], STRENGTHS))
    again = later(start, ForumClosed(DAY, "f"), ForumCreated(DAY, FORUM, {"A": 1, "V": 2}))
    document: dict[str, Any] = json.loads(again.entitlement.to_json())
    document["shares"]["f"]["caps"] = document["caps"] = {"A": 1}
    return document


def packed() -> dict[str, Any]:
    """Return fora that the log created, packed into one package that is right in sum."""
    start = kkr.appoint([FORUM], PEOPLE, kkr.entitle([FORUM], {"A": 6, "V": 4}))
    made = [kkr.Forum(f"k{number}", 1) for number in range(4)]
    log = [ForumCreated(DAY, one, {p: 1}) for one, p in zip(made, "VVAA", strict=True)]
    document: dict[str, Any] = json.loads(later(start, *log).entitlement.to_json())
    share = document["shares"]["k0"]
    for one in made:
        del document["shares"][one.name], document["packages"][one.name]
    halves = {"A": 2, "V": 2}
    document["shares"]["x"] = share | {"house_size": 4, "seats": halves, "floors": halves}
    document["packages"]["x"] = [one.name for one in made]
    return document | {"unique": False}


def nested(_: dict[str, Any], carried: dict[str, Any], depth: int = 1) -> None:
    """Have the meeting that is carried carry itself, to some depth."""
    for _ in range(depth):
        inner = json.loads(json.dumps(carried["entitlement"] | {"carried": None}))
        carried["entitlement"]["carried"] = {**carried, "entitlement": inner}
        carried = carried["entitlement"]["carried"]


EARLIER = dt.date(2027, 4, 1)


@cache
def joined() -> kkr.Appointments:
    """Return appointments of two regions that merged, both of which have f, and what came after."""
    ours, theirs = (
        [kkr.Forum("f", 3, kkr="KKR X"), kkr.Forum("g", 3, kkr="KKR X")],
        [kkr.Forum(name, 3, kkr="KKR Y") for name in ("f", "m", "n")],
    )
    start = kkr.appoint(ours, PEOPLE, kkr.entitle(ours, STRENGTHS), rules=RULES)
    strangers = [attrs.evolve(one, name=f"{one.name}x", wishes=()) for one in PEOPLE]
    turned = kkr.entitle(theirs, {"A": 2, "V": 7})
    there = kkr.appoint(theirs, strangers, turned, rules=RULES)
    there = refill(state_on(there, [Resigned(EARLIER, "f", there.members["f"][0])], EARLIER))
    other = state_on(there, [ForumClosed(EARLIER, "n")], DAY)
    first = later(start, RegionsMerged(DAY, "KKR Z", other))
    return later(first, ForumClosed(DAY, "g"), Resigned(DAY, "m", first.members["m"][0]))


def came_in(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> dict[str, Any]:
    """Return the entitlement of two regions, once it and the entry of the other are changed."""
    document: dict[str, Any] = json.loads(joined().entitlement.to_json())
    change(document, document["carried"]["log"][0])
    return document


def swapped(document: dict[str, Any], entry: dict[str, Any]) -> None:
    """Give each region the posts of the other's forum of the same name."""
    entry["ours"], entry["theirs"] = {"f": "f (KKR Y)"}, {"f": "f (KKR X)"}
    one, two = "f (KKR X)", "f (KKR Y)"
    for held in (document["table"], document["shares"]):
        held[one], held[two] = held[two], held[one]
    document["departures"] = [
        {one: two, two: one}.get(forum, forum) for forum in document["departures"]
    ]


def renamed(document: dict[str, Any], entry: dict[str, Any]) -> None:
    """Leave our forum, which both regions have, its name, wherever it stands."""
    entry["ours"] = {}
    for held in (document["table"], document["shares"], document["packages"]):
        held["f"] = held.pop("f (KKR X)")
    document["packages"]["f"] = ["f"]
    for forum in document["fora"]:
        forum["name"] = {"f (KKR X)": "f"}.get(forum["name"], forum["name"])
    document["departures"] = [f.replace("f (KKR X)", "f") for f in document["departures"]]


def with_itself(kkr_name: str) -> dict[str, Any]:
    """Return posts that a region has twice, as it was joined with a copy of itself."""
    forum = kkr.Forum("f", 3, kkr=kkr_name)
    start = kkr.appoint([forum], PEOPLE, kkr.entitle([forum], STRENGTHS), rules=RULES)
    document: dict[str, Any] = json.loads(later(start).entitlement.to_json())
    other = f"f ({kkr_name})"
    document["carried"]["log"].append(
        {
            "type": "RegionJoined",
            "on": "2027-05-01",
            "kkr": "KKR Z",
            "carried": json.loads(json.dumps(document["carried"])),
            "ours": {},
            "theirs": {"f": other},
        }
    )
    document["fora"].append(document["fora"][0] | {"name": other})
    for held in (document["table"], document["shares"]):
        held[other] = held["f"]
    document["packages"][other] = [other]
    document["departures"] += [other] * bool(document["departures"])
    return document


def one_region(name: str, people: list[kkr.Candidate], **strengths: int) -> kkr.Appointments:
    """Return the appointments of a region of one forum."""
    forum = kkr.Forum(name, 3, kkr=f"KKR {name}")
    return kkr.appoint([forum], people, kkr.entitle([forum], strengths), rules=RULES)


STRANGERS = [attrs.evolve(one, name=f"{one.name}x", wishes=()) for one in PEOPLE]
OWN = [attrs.evolve(one, wishes=()) for one in PEOPLE]


def apportioned(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(kkr.apportion({"A": 5, "B": 5, "C": 1}, 4).to_json())
    return document | changes


LOT = {"claimants": ["A", "B"], "winners": ["A"], "seed": "", "forum": None}
HARE = json.loads(kkr.apportion({"A": 1}, 1, kkr.LARGEST_REMAINDER).to_json())["rule"]
BEST = appointed()["levels"]
FORGED: dict[str, tuple[Callable[[], dict[str, Any]], int]] = {
    "floors equal any seats": (lambda: entitled({"A": 0, "V": 3}), 3),
    "floors equal some other seats": (lambda: entitled({"A": 1, "V": 2}), 3),
    "an appointment on such an entitlement": (on_posts_that_stand, 3),
    "posts that stand, and no meeting": (lambda: stood(lambda d, _: d.update(carried=None)), 3),
    "an event left out": (lambda: stood(lambda _, c: c["log"].pop()), 1),
    "the first event left out": (lambda: stood(lambda _, c: c["log"].pop(0)), 1),
    "an event twice": (lambda: stood(lambda _, c: c["log"].append(c["log"][-1])), 1),
    "an event invented": (
        lambda: stood(lambda _, c: c["log"].append(c["log"][0] | {"forum": "f"})),
        1,
    ),
    "an event of no forum": (lambda: stood(lambda _, c: c["log"][0].update(forum="x")), 1),
    "other posts of the forum created": (
        lambda: stood(lambda _, c: c["log"][1].update(posts={"A": 1, "V": 1})),
        1,
    ),
    "a forum closed and created anew to one's liking": (lambda: stood(created_anew), 3),
    "the same, by a cap": (capped, 1),
    "fora created to one's liking, in one package": (packed, 1),
    "a log out of the order of its days": (
        lambda: stood(lambda _, c: c["log"][1].update(on="1999-01-01")),
        1,
    ),
    "other posts filled": (lambda: stood(lambda d, c: one_moved(d, c, deep=False)), 1),
    "other posts carried": (lambda: stood(lambda d, c: one_moved(d, c, deep=True)), 1),
    "a list that the meeting did not know filled posts": (
        lambda: stood(lambda _, c: c["filled"]["h"].update(X=0)),
        1,
    ),
    "other strengths than the meeting's": (
        lambda: stood(lambda _, c: c["entitlement"].update(strengths={"A": 2, "V": 7})),
        1,
    ),
    "a deviation among posts that stand": (
        lambda: stood(
            lambda d, _: d.update(
                deviations=[{"forum": "k", "giver": "A", "taker": "V", "posts": 1, "reason": "x"}],
                table=d["table"] | {"k": {"A": 1, "V": 1}},
            )
        ),
        1,
    ),
    "a meeting that carries another": (lambda: stood(nested), 1),
    "meetings in meetings without end": (
        lambda: stood(lambda d, c: nested(d, c, depth=400)),
        2,
    ),
    "a meeting, and nothing stands": (
        lambda: entitled() | {"carried": stood(lambda *_: None)["carried"]},
        1,
    ),
    "a region that came in left out": (
        lambda: came_in(lambda d, _: d["carried"]["log"].pop(0)),
        1,
    ),
    "a region that came in twice": (
        lambda: came_in(lambda d, entry: d["carried"]["log"].insert(0, entry)),
        1,
    ),
    "other posts filled in the region that came in": (
        lambda: came_in(lambda _, e: e["carried"]["filled"].update(m={"A": 3, "V": 0})),
        1,
    ),
    "other strengths of the region that came in": (
        lambda: came_in(
            lambda _, e: e["carried"]["entitlement"].update(strengths={"A": 7, "V": 2})
        ),
        1,
    ),
    "an event left out of the log that came in": (
        lambda: came_in(lambda _, e: e["carried"]["log"].pop()),
        1,
    ),
    "a region that came in before its log ends": (
        lambda: came_in(lambda _, e: e.update(on="2027-03-01")),
        1,
    ),
    "the fora of one name given to the other region": (lambda: came_in(swapped), 1),
    "the fora of one name not told apart": (
        lambda: came_in(lambda _, e: e.update(ours={}, theirs={})),
        1,
    ),
    "a forum that both have left as it was called": (lambda: came_in(renamed), 1),
    "a region joined with itself": (lambda: with_itself("KKR X"), 1),
    "a region of no name joined with itself": (lambda: with_itself(""), 1),
    "a forum renamed that one region alone has": (
        lambda: came_in(lambda _, e: e["theirs"].update(m="m (KKR Y)")),
        1,
    ),
    "floors that are not all the seats": (
        lambda: (d := entitled({"A": 1, "V": 2}), d["shares"]["f"].update(floors={"V": 2}))[0],
        1,
    ),
    "a stopped search that left nothing open": (lambda: appointed(stopped_after="60/1"), 1),
    "a stopped search that left open what is proven": (
        lambda: appointed(stopped_after="60/1", differing=None),
        3,
    ),
    "a gap nobody stopped at": (lambda: appointed(differing=None), 1),
    "a level below its proof": (
        lambda: appointed(levels=[level | {"value": level["value"] + 1} for level in BEST]),
        1,
    ),
    "a reading promoted to published": (lambda: council(promoted), 3),
    "a member more than the claims": (lambda: council(one_more), 1),
    "a cap that would have been met": (lambda: council(lower_cap), 1),
    "a mayor that no list has": (lambda: council(lambda d: d["mayors"].update(V=2)), 1),
    "a share of votes that were not cast": (
        lambda: council(lambda d: d["basis"].update(votes_valid=99)),
        1,
    ),
    "a lot won by the other": (lambda: apportioned(lots=[LOT]), 1),
    "a seat more than votes give": (lambda: apportioned(seats={"A": 2, "B": 1, "C": 1}), 1),
    "a rule under another's name": (
        lambda: apportioned(rule=HARE | {"name": "largest remainder (Droop)"}),
        1,
    ),
    "a tie given to the last column": (batch, 1),
    "a misspelt entry": (lambda: {"seatz": {}, **apportioned()}, 2),
    "a number as a float": (lambda: apportioned(house_size=4.0), 2),
    "an entry left out": (lambda: {k: v for k, v in apportioned().items() if k != "caps"}, 2),
    "a list in two forms of its letters": (
        lambda: apportioned(votes={"\u00c5": 5, "A\u030a": 4}, seats={"\u00c5": 2, "A\u030a": 2}),
        2,
    ),
}


def verified(path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", str(path), "--language", "en", *options])
    return done.exit_code, done.output


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_document_is_never_accepted(name: str, tmp_path: Path) -> None:
    forge, right = FORGED[name]
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(forge(), ensure_ascii=False), encoding="utf-8")
    code, output = verified(path)
    assert code == right, output
    assert output.startswith({1: "Refused: ", 3: "NOT PROVEN: "}.get(right, "")), output


def test_posts_that_stand_follow_from_the_meeting_that_is_carried(tmp_path: Path) -> None:
    """After three meetings the first is carried, and of the log what created or closed a forum."""
    again = refilled()
    path = tmp_path / "again.json"
    path.write_text(again.to_json(), encoding="utf-8")
    code, output = verified(path)
    assert code == 0, output
    assert "with 2 events that created or closed a forum" in output
    assert kkr.from_json(again.to_json()) == again
    carried = again.entitlement.carried
    assert carried is not None
    assert carried.entitlement.carried is None
    assert [(event.forum, event.posts) for event in carried.log] == [("h", {}), ("k", {"A": 2})]


def test_what_was_agreed_at_the_meeting_is_counted_where_its_posts_stand() -> None:
    agreed = kkr.Deviation("f", "A", "V", 1, "agreed")
    entitlement = kkr.entitle([FORUM], STRENGTHS, deviations=[agreed])
    again = later(kkr.appoint([FORUM], PEOPLE, entitlement))
    (line,) = (line for line in again.verify().checks if "agreed deviation" in line)
    assert line.startswith("1 agreed deviation moves posts, and 0 lists")


def test_a_log_goes_on_from_the_last_day_of_what_is_carried() -> None:
    early = ForumClosed(dt.date(2027, 4, 1), "k")
    with pytest.raises(kkr.InvalidInputError, match="before others that changed on"):
        refill(state_on(refilled(), [early], dt.date(2028, 1, 1)))


def test_lists_of_an_alliance_share_their_posts_as_the_meeting_filled_them() -> None:
    fora = [kkr.Forum("f", 2), kkr.Forum("g", 2)]
    entitlement = kkr.entitle(fora, {"A": 1, "V": 1}, alliances=[["A", "V"]])
    start = kkr.appoint(fora, PEOPLE, entitlement, fixed=[("f", "A0"), ("f", "A1")])
    again = later(start, Resigned(DAY, "f", "A0"))
    assert again.entitlement.table != entitlement.table
    assert again.verify().proven


def test_posts_of_regions_that_merged_follow_from_both_of_their_meetings(tmp_path: Path) -> None:
    again = joined()
    assert set(again.entitlement.table) == {"f (KKR X)", "f (KKR Y)", "m"}
    path = tmp_path / "joined.json"
    path.write_text(again.to_json(), encoding="utf-8")
    code, output = verified(path)
    assert code == 0, output
    assert "with 2 events that created or closed a forum" in output
    assert "1 region came in, each with the posts that its own meeting and log left" in output
    assert kkr.from_json(again.to_json()) == again
    assert again.verify().proven


def test_a_forum_created_in_the_other_region_is_held_to_the_strengths_there() -> None:
    """Three posts by 9 and 1 are V3 (9, 4 1/2, 3), by 7 and 2 A3 (7, 3 1/2, 2 1/3)."""
    ours, there = one_region("g", OWN, A=7, V=2), one_region("m", STRANGERS, V=9, A=1)
    new = kkr.Forum("k", 3, kkr="KKR m")
    for posts, proven in (({"V": 3}, True), ({"A": 3}, False)):
        created = [ForumCreated(DAY, new, posts)]
        joined = RegionsMerged(DAY, "KKR Z", state_on(there, created, DAY))
        assert later(there, *created).entitlement.verify().proven is proven
        assert later(ours, joined).entitlement.verify().proven is proven


@pytest.mark.parametrize("first", ["ours", "theirs", "merger"])
def test_a_merger_before_what_the_appointments_rest_on_is_refused(first: str) -> None:
    ours, there = one_region("g", OWN, A=7, V=2), one_region("m", STRANGERS, V=9, A=1)
    late, new = dt.date(2028, 1, 1), kkr.Forum("k", 1, kkr="KKR m")
    created = [ForumCreated(late, new, {"V": 1})]
    if first == "ours":
        ours = refill(state_on(ours, created, late))
    elif first == "theirs":
        there = refill(state_on(there, created, late))
    events = [RegionsMerged(DAY, "KKR Z", state_on(there, [], DAY))]
    if first == "merger":
        ours = refill(state_on(ours, [RegionsMerged(late, "Z", state_on(there, [], late))], late))
        events = [ForumClosed(DAY, "g")]
    with pytest.raises(kkr.InvalidInputError, match="2027-05-01, before others that changed on"):
        refill(state_on(ours, events, DAY))


def test_a_kkr_in_two_forms_of_its_letters_is_one() -> None:
    forms = [kkr.Forum("f", 3, kkr=f"KKR {of}") for of in ("A\u030a", "B")]
    ours, there = (
        kkr.appoint([forum], people, kkr.entitle([forum], STRENGTHS), rules=RULES)
        for forum, people in zip(forms, (OWN, STRANGERS), strict=True)
    )
    again = later(ours, RegionsMerged(DAY, "KKR A\u030a", state_on(there, [], DAY)))
    assert set(again.entitlement.table) == {"f (KKR \u00c5)", "f (KKR B)"}
    assert again.verify().proven


def test_a_meeting_that_carries_itself_in_memory_is_refused() -> None:
    document = stood(lambda *_: None)
    document["carried"]["entitlement"] = {
        k: v for k, v in document.items() if k not in {"format", "version", "kind"}
    }
    document["carried"]["entitlement"]["carried"] = document["carried"]
    with pytest.raises(kkr.InvalidInputError, match="inside"):
        verify(document)


def test_not_proven_is_said_in_danish_and_for_each_of_several(tmp_path: Path) -> None:
    path = tmp_path / "several.json"
    path.write_text(json.dumps([apportioned(), entitled({"A": 0, "V": 3})]), encoding="utf-8")
    code, output = verified(path)
    assert code == 3
    assert output.startswith("Accepted: ")
    assert "NOT PROVEN: entitlement to posts" in output
    done = CliRunner().invoke(app, ["verify", str(path), "--language", "da"])
    assert "IKKE BEVIST: ret til pladser" in done.output


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_answered_is_no_part_of_what_is_bound(kind: str) -> None:
    document = json.loads(every_kind()[kind].to_json())
    inputs = inputs_of(document, kind)
    backwards = dict(reversed(document.items()))
    assert every_kind()[kind].verify().binds == kkr.from_json(json.dumps(backwards)).verify().binds
    assert "kind" in inputs
    assert not {"format", "version", "seats", "tied", "members", "places"} & set(inputs) or (
        kind in {"composition", "explaining_alliances"}  # which are asked about these seats
    )


def test_one_vote_more_is_another_digest_and_the_same_answer_is_not() -> None:
    one, same, more = (
        kkr.apportion(votes, 3).verify().binds
        for votes in ({"A": 10, "V": 5}, {"V": 5, "A": 10}, {"A": 11, "V": 5})
    )
    assert one == same
    assert one != more


SJAELLAND = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")


def test_a_council_of_bundled_figures_says_so() -> None:
    said = str(SJAELLAND.verify())
    assert "17 municipalities, 447044 votes in all, 17 mayors" in said
    assert "those of the bundled election KV2021, KKR Sjælland" in said
    assert "The statutes are the bundled ones, KL's love 2018" in said
    assert "inferred: what the threshold is a share of" in said


def test_a_mayor_moved_is_said_and_refused_against_the_election(tmp_path: Path) -> None:
    stated = SJAELLAND.basis
    moved = kkr.compose(
        stated.votes,
        {**stated.mayors, "A": 7, "V": 7},
        municipalities=17,
        entitled=stated.entitled,
        represented=stated.represented,
        total_votes=stated.votes_valid,
    )
    assert "not those of a bundled election" in str(moved.verify())
    path = tmp_path / "moved.json"
    document = json.loads(moved.to_json())
    mayors = document["basis"]["mayors"]
    document["basis"] = json.loads(SJAELLAND.to_json())["basis"] | {"mayors": mayors}
    path.write_text(json.dumps(document), encoding="utf-8")
    code, output = verified(path, "--against", "2021")
    assert code == 1
    assert "Mayors A: 7, in the election 8; mayors V: 7, in the election 6" in output
    path.write_text(SJAELLAND.to_json(), encoding="utf-8")
    code, output = verified(path, "--against", "2021")
    assert code == 0
    assert "are those of KV2021, figure by figure" in output


def test_names_that_are_not_the_bundled_ones_are_said() -> None:
    document = json.loads(SJAELLAND.to_json())
    document["basis"]["names"]["V"] = "Socialdemokratiet"
    document["basis"]["name"] = "KKR Fyn"
    said = str(kkr.from_json(json.dumps(document)).verify())
    assert "V: Socialdemokratiet, KKR Sjælland: KKR Fyn" in said
    assert "does not have so" not in str(SJAELLAND.verify())


def test_other_statutes_are_said_and_their_own_sources_are_their_own() -> None:
    other = attrs.evolve(kkr.STATUTES_2018, threshold=Fraction(1, 20))
    certificate = SJAELLAND.under(other).verify()
    assert "differ from the bundled ones, KL's love 2018, in: the threshold." in str(certificate)
    assert certificate.proven


@pytest.mark.parametrize(
    ("written", "options", "exits", "said"),
    [
        (apportioned(), ["--against", "2021"], 2, "--against is typed with a result"),
        (apportioned(), ["--against", "2019"], 2, "elections are those of 2013, 2021 and 2025"),
    ],
)
def test_what_cannot_be_held_against_an_election_is_refused(
    tmp_path: Path, written: dict[str, Any], options: list[str], exits: int, said: str
) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    code, output = verified(path, *options)
    assert code == exits
    assert said in output


def test_time_that_is_out_leaves_the_proofs_open_and_the_rules_held(tmp_path: Path) -> None:
    fora = [kkr.Forum("f", 3), kkr.Forum("g", 2)]
    entitlement = kkr.entitle(fora, STRENGTHS)
    result = kkr.appoint(fora, PEOPLE, entitlement, rules=kkr.AppointmentRules(posts_per_person=2))
    assert result.verify(time_limit=60).proven
    certificate = result.verify(time_limit=1e-9)
    assert [line.split(":")[0] for line in certificate.taken] == [
        "NOT PROVEN again, as the time was out"
    ] * 2
    path = tmp_path / "result.json"
    path.write_text(result.to_json(), encoding="utf-8")
    assert verified(path, "--time-limit", "0.000001")[0] == 3
    document = json.loads(result.to_json())
    document["members"]["f"][0] = "nobody"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert verified(path, "--time-limit", "0.000001")[0] == 1
    with pytest.raises(kkr.InvalidInputError, match="time_limit is 0"):
        result.verify(time_limit=0)


def test_a_document_that_is_too_long_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kkr_allocation.documents.format.LARGEST", 100)
    path = tmp_path / "long.json"
    path.write_text(text := json.dumps(apportioned()), encoding="utf-8")
    code, output = verified(path)
    assert code == 2
    said = f"The document has {len(text):,} characters. Documents of up to 100 are read"
    assert said in output
    monkeypatch.setattr("kkr_allocation.cli.commands.LARGEST", len(text) // 5)
    code, output = verified(path)  # more bytes than so many signs can take: it is not opened
    assert code == 2
    assert "is not a written result. It holds" in output


def test_doubled_names_are_found_in_linear_time() -> None:
    """Twenty thousand lists took 5 s; two hundred thousand take one."""
    votes = ",".join(f'"L{number}":1' for number in range(200_000))
    text = f'{{"format":"kkr_allocation","version":2,"votes":{{{votes},"L199999":1}}}}'
    start = time.process_time()
    with pytest.raises(kkr.InvalidInputError, match="'L199999' twice"):
        kkr.from_json(text)
    assert time.process_time() - start < 5
