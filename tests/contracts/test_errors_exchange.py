"""Each refusal of the exchange format and of the verifier's reader, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pytest

import kkr_allocation as kkr
from kkr_allocation.documents.codec import plain
from kkr_allocation.documents.format import document_of
from kkr_allocation.fairness.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = kkr.apportion({"A": 24062, "V": 18311}, 5, kkr.HUNTINGTON_HILL).to_json()
TWICE = '{"format": "kkr_allocation", "format": "kkr_allocation"}'
OWN = attrs.evolve(kkr.DEAN, name="own")

FORA = [kkr.Forum("f", 1)]
APPOINTED = json.loads(
    kkr.appoint(FORA, [kkr.Candidate("A1", "Greve", "A")], kkr.entitle(FORA, {"A": 1})).to_json()
)
BATCH = json.loads(kkr.apportion_batch(np.array([[2, 1]]), 3).to_json())


def changed(**entries: Any) -> str:
    """Return the document with other entries; an entry of None is left out."""
    document = json.loads(TEXT) | entries
    return json.dumps({name: value for name, value in document.items() if value != "gone"})


FIRST_VERSION = (
    "the document is of version 1, written before December 2026. This release reads version "
    "2, in which a council also says which votes its threshold is a share of and what gives "
    "way at the cap, and what a document does not say is not guessed. Read it with the "
    "release of kkr_allocation that wrote it, or compute the result again with this one, from"
    " the inputs that stand in it, and write it anew"
)

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no result": (lambda: document_of("x"), "the result is 'x'"),
    "no value": (lambda: plain(object(), "votes"), "votes is <object"),
    "not a number": (lambda: plain(float("nan"), "share"), "share is nan"),
    "too long": (
        lambda: kkr.apportion({"A": 10**5000}, 5).to_json(),
        "a number too long to be written",
    ),
    "no text": (lambda: kkr.from_json(b"{}"), "A result is written as text"),
    "no JSON": (lambda: kkr.from_json("{"), "is no JSON"),
    "too deep": (lambda: kkr.from_json("[" * 100_000), "is no JSON"),
    "twice": (lambda: kkr.from_json(TWICE), "the entry 'format' twice"),
    "NaN": (lambda: kkr.from_json('{"votes": NaN}'), "the document has NaN"),
    "no object": (lambda: kkr.from_json("[]"), '"format" is not "kkr_allocation"'),
    "another format": (lambda: kkr.from_json(changed(format="x")), '"format" is not'),
    "the first version": (
        lambda: kkr.from_json(changed(version=1)),
        FIRST_VERSION,
    ),
    "the first version verified": (lambda: verify(changed(version=1)), "version 1, written before"),
    "a later version": (
        lambda: kkr.from_json(changed(version=3)),
        "version 3. This release reads version 2. Read it with the release",
    ),
    "no version": (lambda: kkr.from_json(changed(version="gone")), "version None. This release"),
    "version true": (lambda: kkr.from_json(changed(version=True)), "version True. This"),
    "another kind": (lambda: kkr.from_json(changed(kind="x")), "the document holds 'x'"),
    "no kind": (lambda: kkr.from_json(changed(kind=["x"])), "the document holds ['x']"),
    "missing": (lambda: kkr.from_json(changed(votes="gone")), "an entry 'votes', which is missing"),
    "unknown": (lambda: kkr.from_json(changed(mayors=1)), "no entry 'mayors'"),
    "text votes": (lambda: kkr.from_json(changed(votes={"A": "1"})), "votes['A'] is '1'"),
    "true votes": (lambda: kkr.from_json(changed(votes={"A": True})), "a whole number there"),
    "float votes": (lambda: kkr.from_json(changed(votes={"A": 1.0})), "votes['A'] is 1.0"),
    "list votes": (lambda: kkr.from_json(changed(votes=[])), "an object there"),
    "no rule": (lambda: kkr.from_json(changed(rule=3)), "an object there"),
    "strange rule": (
        lambda: kkr.from_json(changed(rule={"type": "X"})),
        "rule.type is 'X'. The format has one of LinearRule, MeanRule, ListedRule",
    ),
    "own rule": (
        lambda: kkr.from_json(changed(rule={"type": "MeanRule", "name": "own"})),
        "one of Huntington-Hill, Dean",
    ),
    "rule named by a list": (
        lambda: kkr.from_json(changed(rule={"type": "MeanRule", "name": []})),
        "rule.name is []",
    ),
    "own rule written": (
        lambda: kkr.apportion({"A": 1}, 1, OWN).to_json(),
        "rule.name is 'own'. The format has one of Huntington-Hill, Dean",
    ),
    "function written": (
        lambda: kkr.apportion({"A": 1}, 1, attrs.evolve(OWN, source=repr)).to_json(),
        "rule.source is <built-in function repr>",
    ),
    "empty alliance": (
        lambda: kkr.from_json(changed(alliances=[{"members": [], "label": ""}])),
        "an alliance has no members",
    ),
    "no list": (lambda: kkr.from_json(changed(alliances={})), "a list there"),
    "verify no entry": (
        lambda: verify(changed(seats="gone")),
        "apportionment.seats is None. The format has an entry 'seats', which is missing",
    ),
    "verify no count": (lambda: verify(changed(house_size=-1)), "house_size is -1"),
    "verify no counts": (
        lambda: verify(changed(votes=[])),
        "apportionment.votes is []. The format has an object",
    ),
    "verify no lots": (lambda: verify(changed(lots=[1])), "apportionment.lots[0] is 1"),
    "verify no names": (
        lambda: verify(
            changed(lots=[{"claimants": "AV", "winners": ["A"], "seed": "", "forum": None}])
        ),
        "apportionment.lots[0].claimants is 'AV'. The format has a list",
    ),
    "verify what is not there": (
        lambda: verify(json.dumps(APPOINTED | {"fixed": [["Ghost", "A1"]]})),
        "the document does not hold together at 'Ghost'",
    ),
    "an array too large": (
        lambda: kkr.from_json(
            json.dumps(BATCH | {"votes": {"shape": [0, 10**18, 9], "numbers": "int64", "rows": []}})
        ),
        "batch.votes.rows is []. The format has rows of int64 only",
    ),
    "numbers of no type": (
        lambda: kkr.from_json(json.dumps(BATCH | {"votes": {**BATCH["votes"], "numbers": []}})),
        "batch.votes.numbers is []. The format has one of int8, int16, int32, int64",
    ),
    "verify no rule": (
        lambda: verify(changed(rule={"name": "x"})),
        "rule.type is None. The format has one of",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_words(case: str) -> None:
    call, fragment = REFUSED[case]
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do
