"""Documents of another shape than their kind has are refused, at every door and in words."""

from __future__ import annotations

import json
import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.cli.commands import documents
from kkr_allocation.fairness.verify import verify
from tests.result_samples import every_kind

if TYPE_CHECKING:
    from pathlib import Path

LONG = 10**400


FORGED: list[tuple[str, str, object, str]] = [
    ("appointments", "fora.0.wanted.0.type", "AtLeastt", ".wanted[0].type is 'AtLeastt'"),
    ("appointments", "rules.whole_term", "true", "appointments.rules.whole_term is 'true'"),
    ("appointments", "fora.0.starts", 2026, ".starts is 2026. The format has a day"),
    ("appointments", "fora.0.ends", "2026-02-30", ".ends is '2026-02-30'"),
    ("appointments", "candidates.0.seat_until", "20250101", ".seat_until is '20250101'"),
    ("appointments", "candidates.0.seat_until", "2025-W01-1", ".seat_until is '2025-W01-1'"),
    ("appointments", "levels.0.level", "SEX", "one of SEX_IN_FORUM, SEX_OVERALL"),
    ("appointments", "wishes.0.points", 10**15, "a whole number up to 1,000,000"),
    ("appointments", "fora.0.note", "a\x1b[1m", "a text without control or invisible characters"),
    ("entitlement", "invented", [], "entitlement.invented is []. The format has no entry"),
    ("entitlement", "table.f.A", "2", "entitlement.table['f']['A'] is '2'"),
    ("entitlement", "fora.0.posts", 10**7, "fora[0].posts is 10000000"),
    ("entitlement", "alliances.0.label", "V+C\nKL has approved this result.", "on one line"),
    ("entitlement", "alliances.0.label", "V\u202e", "without control or invisible characters"),
    ("entitlement", "alliances.0.label", "V\u200b", "without control or invisible characters"),
    ("entitlement", "alliances.0.label", " ", "without control or invisible characters"),
    ("entitlement", "strengths.A\u200b", 1, r"strengths['A\u200b'] is 'A\u200b'"),
    ("entitlement", "strengths. ", 1, "a text on one line, not empty"),
    ("entitlement", "strengths.\x1b[2J", 1, r"strengths['\x1b[2J'] is '\x1b[2J'"),
    ("apportionment", "votes.A", 6000.0, "votes['A'] is 6000.0"),
    ("apportionment", "votes.A", True, "votes['A'] is True"),
    ("apportionment", "votes.A", -1, "a whole number from 0 up"),
    ("apportionment", "votes.A", LONG, "a whole number of at most 400 digits"),
    ("apportionment", "rule.first", "1/0", "rule.first is '1/0'"),
    ("apportionment", "rule.first", "1/2\n", 'a fraction written as "p/q"'),
    ("apportionment", "rule.source.status", "TRUE", "one of PUBLISHED, CHECKED"),
    ("composition", "basis.mayors.A", 10**5, "a whole number up to 10,000"),
    ("composition", "basis.name", "x\ny", "composition.basis.name is 'x\\ny'"),
    ("composition", "statutes.outsiders", "FOO", "statutes.outsiders is 'FOO'"),
    ("distribution", "key.Greve", "1/" + "9" * 401, "each of at most 400 digits"),
    (
        "distribution",
        "key",
        {f"M{number}": f"1/{LONG // 10 - 2 * number - 1}" for number in range(12)},
        "common denominator has at most 4,000 digits",
    ),
    ("distribution", "title", "a\x85b", "distribution.title is 'a\\x85b'"),
    ("batch", "votes.numbers", "int128", "batch.votes.numbers is 'int128'"),
    (
        "batch",
        "votes",
        {"shape": [1, 1], "numbers": "int8", "rows": [[128]]},
        "a type that holds the numbers",
    ),
    ("apportionment", "rule.type", "Own", "rule.type is 'Own'"),
    ("apportionment", "alliances.0.members.0", 1, "members[0] is 1"),
    ("batch", "votes.shape", [3, 2], "The format has the shape of the rows"),
    ("batch", "votes.shape", [2], "The format has the shape of the rows"),
    ("twoway", "rows", ["row 1", "row 1"], "twoway.rows[1] is 'row 1'. The format has each once"),
    ("twoway", "forbidden", [[0, 1], [0, 1]], "twoway.forbidden[1] is [0, 1]"),
    ("twoway", "floors", [[[0, 0], 3], [[0, 0], 0]], "twoway.floors[1]"),
    ("twoway", "lots.0.claimants", ["A", "A"], "each once"),
    ("table", "rule.type", "X", "one of LinearRule, MeanRule"),
    ("planned_places", "places", [[["a"], 1], [["a"], 2]], "planned_places.places[1]"),
]


def forged(kind: str, path: str, value: object) -> dict[str, Any]:
    """Return the document of a kind with another value at a path."""
    document: dict[str, Any] = json.loads(every_kind()[kind].to_json())
    part: Any = document
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in steps:
        part = part[step]
    part[last] = value
    return document


@pytest.mark.parametrize(("kind", "path", "value", "fragment"), FORGED)
def test_another_shape_is_refused_at_every_door(
    kind: str, path: str, value: object, fragment: str
) -> None:
    document = forged(kind, path, value)
    with pytest.raises(kkr.InvalidInputError) as caught:
        verify(document)
    assert fragment in str(caught.value)
    assert caught.value.do
    text = json.dumps(document)
    for door in (verify, kkr.from_json):
        with pytest.raises(kkr.InvalidInputError) as again:
            door(text)
        assert str(again.value) == str(caught.value)


def test_an_alliance_without_end_is_refused() -> None:
    within: Any = "A"
    for _ in range(3000):
        within = {"members": [within], "label": ""}
    document = forged("apportionment", "alliances", [within])
    with pytest.raises(kkr.InvalidInputError, match="nested too deeply"):
        verify(document)
    within = {"members": ["A"], "label": ""}
    for _ in range(300):
        within = {"members": [within], "label": ""}
    with pytest.raises(kkr.InvalidInputError, match="nested too deeply"):
        verify(json.dumps(forged("apportionment", "alliances", [within])))


@pytest.mark.parametrize("kind", every_kind())
def test_a_mapping_of_any_type_is_verified(kind: str) -> None:
    document = json.loads(every_kind()[kind].to_json())
    frozen = MappingProxyType({name: frozen_inside(item) for name, item in document.items()})
    assert verify(frozen) == verify(document)


def frozen_inside(value: Any) -> Any:
    """Return objects as mappings that nobody can change, and lists as tuples."""
    if isinstance(value, dict):
        return MappingProxyType({name: frozen_inside(item) for name, item in value.items()})
    return tuple(map(frozen_inside, value)) if isinstance(value, list) else value


def test_the_note_of_a_forum_has_lines() -> None:
    document = forged("appointments", "fora.0.note", "one\ntwo")
    assert verify(document)


def test_what_cannot_be_read_again_is_not_written() -> None:
    pair = kkr.Alliance(["A", "B"], label="A\nB")
    result = kkr.apportion({"A": 2, "B": 1}, 1, alliances=[pair])
    with pytest.raises(kkr.InvalidInputError, match="on one line, without control") as caught:
        result.to_json()
    assert "Compute it again with names on one line" in caught.value.do


def test_an_array_of_documents_names_no_entry_twice(tmp_path: Path) -> None:
    text = every_kind()["apportionment"].to_json()
    file = tmp_path / "results.json"
    file.write_text("[" + text.replace("{", '{"house_size": 7, ', 1) + "]", encoding="utf-8")
    with pytest.raises(kkr.InvalidInputError, match="the entry 'house_size' twice"):
        documents(file)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(kkr.InvalidInputError, match="no file of its own"):
            documents(file)
