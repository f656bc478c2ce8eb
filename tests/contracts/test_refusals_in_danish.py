"""Every refusal of the verifier is said in Danish too: as it is written, and as it is met."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.documents.shapes import described
from kkr_allocation.errors import in_language
from kkr_allocation.fairness.verify import verify
from tests import seat_changes
from tests.contracts import test_errors_shapes as shapes
from tests.properties import test_verify, test_verify_distribution
from tests.properties.test_fuzz_documents import JUNK, places
from tests.result_samples import every_kind
from tests.unit import test_composition_verify as councils
from tests.unit import test_forged_shares as shares
from tests.unit import test_forged_tables_and_places as tables
from tests.unit import test_plan_and_years as plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
ENGLISH = re.compile(r"\b(?:a|the|is|are|was|has|of|and|not|there|it|its|with)\b")
"""Words that no Danish sentence has, save the name of a rule."""
SPOILT = 70
"""Places of each document that are spoilt, about."""
DOORS = {"false", "unreadable", "_unreadable", "too_deep", "_Misfit"}
"""What makes a refusal, each with arguments that mypy holds to texts in both languages."""


def verifier() -> list[Path]:
    """Return the modules of the verifier, as the contract that keeps the engine out has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    modules = next(
        contract["source_modules"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("The verifier")
    )
    paths = [ROOT / "src" / module.replace(".", "/") for module in modules]
    return [
        file
        for path in paths
        for file in (sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")])
    ]


MODULES = verifier()


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def literal(node: ast.expr) -> str:
    """Return what is written out in a text; a figure or name in it is a gap."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = (part.value for part in parts if isinstance(part, ast.Constant))
    return "\0".join(map(str, texts))


def bilingual(node: ast.expr) -> bool:
    """Say whether an argument is a text that is made with its Danish."""
    return isinstance(node, ast.Call) and called(node) in {
        "Bilingual",
        "both",
        "refusal",
        "stands",
        "worded",
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_refusal_is_written_without_its_danish(path: Path) -> None:
    raised = [
        node.exc
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    for call in raised:
        if called(call) in DOORS:
            continue
        said = [
            *call.args,
            *(word.value for word in call.keywords if word.arg in {"why", None}),
        ]
        assert all(map(bilingual, said)), ast.unparse(call)


def test_every_description_in_a_schema_has_its_danish() -> None:
    folder = ROOT / "src" / "kkr_allocation" / "schemas"
    texts = {
        text
        for file in folder.glob("*.json")
        for text in re.findall(r'"description": ("(?:[^"\\]|\\.)*")', file.read_text("utf-8"))
    }
    assert texts
    for text in texts:
        description = json.loads(text)
        assert in_language(described(description), "da") != description


def plain(kind: str) -> dict[str, Any]:
    """Return the document of a small result."""
    document: dict[str, Any] = json.loads(every_kind()[kind].to_json())
    return document


def spoilt(kind: str) -> Iterator[dict[str, Any]]:
    """Yield a document with some of its places spoilt, each by the next junk."""
    text = every_kind()[kind].to_json()
    number = len(places(json.loads(text)))
    for place, junk in zip(range(0, number, 1 + number // SPOILT), cycle(JUNK)):
        document = json.loads(text)
        container, key = places(document)[place]
        container[key] = junk
        yield document


CHANGES: dict[str, Callable[[dict[str, Any]], Iterator[dict[str, Any]]]] = {
    "apportionment": seat_changes.of_mapping,
    "batch": seat_changes.of_batch,
    "composition": seat_changes.of_council,
    "twoway": seat_changes.of_table,
    "distribution": seat_changes.of_places,
    "table": partial(seat_changes.of_table, answer="places"),
    "entitlement": seat_changes.of_entitlement,
    "appointments": seat_changes.of_appointments,
}


def forged() -> Iterator[dict[str, Any]]:
    """Yield the documents that tests of the verifier have forged one by one."""
    yield from (shapes.forged(kind, path, value) for kind, path, value, _ in shapes.FORGED)
    yield from (make() for make, _ in shares.FORGED.values())
    yield from (test_verify.TIED | changes for changes, _ in test_verify.FALSE.values())
    yield from (forge() for forge, _ in (*councils.WRONG, *councils.UNREADABLE))
    for kind, change, _ in tables.FORGED:
        document = json.loads(tables.written()[kind])
        change(document)
        yield document
    for spoil, _ in plans.BROKEN_PLANS:
        document = json.loads(plans.plan().run().to_json())
        spoil(document)
        yield document
    shared = json.loads(kkr.distribute(10, {"A": 3, "B": 2}).to_json())
    yield from (shared | changes for changes, _ in test_verify_distribution.BROKEN)
    yield from (shared | {"limits": one} for one, _ in test_verify_distribution.BROKEN_LIMITS)


def refusals(documents: Iterator[dict[str, Any]]) -> Iterator[kkr.KkrAllocationError]:
    """Yield what the verifier says of the documents it refuses."""
    for document in documents:
        try:
            verify(document)
        except kkr.KkrAllocationError as error:
            yield error


def check_spoken(errors: Iterator[kkr.KkrAllocationError]) -> int:
    """Hold every part of what is said to its Danish, and return how many were heard."""
    heard = list(errors)
    for error in heard:
        for said in (error.what, error.why, error.do):
            assert in_language(said, "da") != str(said), said
    return len(heard)


@pytest.mark.parametrize("kind", every_kind())
def test_junk_anywhere_is_refused_in_danish(kind: str) -> None:
    assert check_spoken(refusals(spoilt(kind))) > 10


@pytest.mark.parametrize("kind", CHANGES)
def test_a_moved_seat_is_refused_in_danish(kind: str) -> None:
    few = islice(CHANGES[kind](plain(kind)), 25)
    assert check_spoken(refusals(few))


def test_every_forged_document_is_refused_in_danish() -> None:
    assert check_spoken(refusals(forged())) > 100
