"""The sentences as data: each is asked for, in both languages, with the figures it has."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, get_args

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.rules import Level
from kkr_allocation.composition.size import Turn
from kkr_allocation.composition.statutes import AtCap, Outsiders, SizeRule, ThresholdBase
from kkr_allocation.forms import places, register
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import catalogue, refusal, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import Enum

PACKAGE = Path(kkr.__file__).parent
PRESENTATION = PACKAGE / "presentation"
WINGS = sorted(path.stem for path in (PACKAGE / "words").glob("*.toml"))
ASKING = {"false", "hold", "infeasible", "refusal", "refused", "say", "sheet_of", "worded"}
ENGLISH = re.compile(r"\b(?:the|is|are|was|has|of|and|not|there|its|with)\b")
"""Words that no Danish sentence has."""
ALSO_NAMES = {
    "at_cap",
    "before",
    "cap",
    "column",
    "council",
    "election",
    "forum",
    "list",
    "log",
    "matter",
    "mayors_stay",
    "members",
    "municipality",
    "none",
    "places",
    "posts",
    "reading",
    "seat_for_every_eligible",
    "seats",
    "status",
    "threshold_base",
    "turn",
}
"""Keys whose names are columns or rules too: where one stands by itself it asks for nothing."""
BARE_PLURAL = re.compile(
    r"\{\w+\} (?:seats|votes|lists|mayors|posts|places|lots|elections|members|parties|"
    r"municipalities|fora|turns|years|mandater|pladser|stemmer|lister|borgmestre)\b"
)
"""A figure before a plural that does not agree with it."""


def texts(entry: dict[str, Any], language: str) -> dict[str, str]:
    """Return the parts of an entry in a language; a sentence by itself is the part "text"."""
    said = entry[language]
    if isinstance(said, str):
        return {"text": said}
    return {part: " | ".join(text) if part == "headings" else text for part, text in said.items()}


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for wing in WINGS:
        for name, entry in catalogue(wing).items():
            yield f"{wing}.{name}", entry


ENTRIES = dict(entries())


def figures(text: str) -> set[str]:
    parts = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name]
    return {name.partition(".")[0] for name, _ in parts}.union(*(figures(of) for _, of in parts))


def keys_of(node: ast.expr) -> list[str]:
    """Return the keys that an argument can be: a choice between two names gives two."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*keys_of(node.body), *keys_of(node.orelse)]
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return []  # what stands where the name or the table is made
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    pieces = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces.append([str(part.value)])
            if ":" in str(part.value):
                break  # one of its parts
            continue
        assert isinstance(part, ast.FormattedValue)
        choice = part.value
        if isinstance(choice, ast.IfExp):
            pieces.append([*keys_of(choice.body), *keys_of(choice.orelse)])
        else:
            return []  # the key of the caller, with a part of it
    return ["".join(found) for found in itertools.product(*pieces)]


def whole(key: str, path: Path) -> str:
    """Return a key with its wing, which the modules of the presentation leave out."""
    own = key and "." not in key and path.is_relative_to(PRESENTATION)
    return f"presentation.{key}" if own else key


def gathered(function: ast.FunctionDef) -> dict[str, set[str]]:
    """Return the names of the figures in each table that a function writes out for a sentence."""
    found: dict[str, list[set[str]]] = {}
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign) or len(node.targets) > 1:
            continue
        pairs = [(node.targets[0], node.value)]
        if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(node.targets[0].elts, node.value.elts, strict=True))
        for target, value in pairs:
            if isinstance(target, ast.Name) and isinstance(value, ast.Dict):
                keys = {key.value for key in value.keys if isinstance(key, ast.Constant)}
                found.setdefault(target.id, []).append({str(key) for key in keys})
            elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                for keys in found.get(ast.unparse(target.value), []):
                    keys.add(str(target.slice.value))
    return {name: tables[0] for name, tables in found.items() if len(tables) == 1}


def asked() -> Iterator[tuple[str, set[str], str]]:
    """Yield every key that the code asks for, the figures it gives, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
        home = {node: function for function in functions for node in ast.walk(function)}
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKING and node.args:
                given = {word.arg for word in node.keywords if word.arg}
                beside = [ast.unparse(word.value) for word in node.keywords if word.arg is None]
                tables = gathered(home[node]) if beside else {}
                if any(name not in tables for name in beside):
                    continue  # figures that another function gathered
                given = given.union(*(tables[name] for name in beside))
                for part in keys_of(node.args[0]):
                    key = whole(part.partition(":")[0], path)
                    if "." in key:
                        yield key, given, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def written() -> Iterator[str]:
    """Yield every key that stands in the code, asked for there or passed on."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value.partition(":")[0]
                key = name if name in ALSO_NAMES else whole(name, path)
                if key in ENTRIES:
                    yield key


ASKED = list(asked())


def test_every_key_is_asked_for_and_every_key_asked_for_is_there() -> None:
    asked_for = {key for key, _, _ in ASKED}
    assert asked_for <= set(ENTRIES)
    assert asked_for | set(written()) == set(ENTRIES)


@pytest.mark.parametrize("key", ENTRIES)
def test_both_languages_say_the_same_parts(key: str) -> None:
    entry = ENTRIES[key]
    english, danish = texts(entry, "en"), texts(entry, "da")
    assert english.keys() == danish.keys()
    if "why" in english:
        assert english.keys() in ({"what", "why"}, {"what", "why", "do"})
    if "headings" in english:
        assert english.keys() == {"title", "headings"}
        assert len(entry["en"]["headings"]) == len(entry["da"]["headings"])


def test_every_figure_that_is_given_stands_in_the_sentence_and_no_other() -> None:
    """A call that chooses between two sentences gives the figures of both."""
    idle: dict[str, set[str]] = {}
    for key, given, place in ASKED:
        entry = ENTRIES[key]
        told = [*texts(entry, "en").values(), *texts(entry, "da").values()]
        used = set().union(*map(figures, told))
        assert used <= given, f"{place}: {key} lacks {used - given}"
        idle[place] = idle.get(place, given) - used
    assert {place: figures for place, figures in idle.items() if figures} == {}


def lower(*kinds: Iterable[Enum]) -> set[str]:
    return {member.name.lower() for kind in kinds for member in kind}


PARTS = {
    "presentation.level": lower(Level),
    "presentation.reading": lower(SizeRule, ThresholdBase, AtCap, Outsiders) - {"divisor"},
    "presentation.status": {status.value for status in SourceStatus},
    "presentation.threshold_base": lower(ThresholdBase),
    "presentation.turn": set(get_args(Turn)),
    "readers.where": {
        of.of
        for sheet in (*register.SHEETS_READ.values(), register.LOG, *places.SHEETS.values())
        for of in sheet.columns.values()
        if of.of and of.read in {"known", "names", "list", "place"}
    }
    | {kind["rows"] for kind in register.EVENT_KINDS.values() if "rows" in kind},
}
"""Entries that have a part for each of several things."""


@pytest.mark.parametrize("key", PARTS)
def test_there_is_a_part_for_each(key: str) -> None:
    assert set(ENTRIES[key]["en"]) == PARTS[key]


def test_no_danish_sentence_has_english_words() -> None:
    for key, entry in ENTRIES.items():
        for part in texts(entry, "da").values():
            plain = re.sub(r"\{[^{}]*\}|\"[^\"]*\"", "", part)
            assert not ENGLISH.search(plain), f"{key}: {part}"


def test_what_is_counted_agrees_with_its_count() -> None:
    wrong = [
        f"{key}: {part}"
        for key, entry in ENTRIES.items()
        for language in ("en", "da")
        for part in texts(entry, language).values()
        if BARE_PLURAL.search(part) and key not in NEVER_ONE
    ]
    assert not wrong


NEVER_ONE = dict.fromkeys(
    ("apportionment.leaves_after_whole_quotas", "fairness.left_after_whole_quotas"),
    "the quota of largest remainder is a fraction",
) | {"composition.no_house_up_seats": "a large bound"}
NEVER_ONE |= dict.fromkeys(
    (
        "presentation.mayors_set_price",
        "presentation.mayor_sets_price",
        "presentation.raised_price",
        "presentation.seats_claimed_at_votes",
    ),
    "the price of a seat is an amount",
)
"""Figures that stand before a plural, and why they are never one."""


def test_a_sentence_counts_and_speaks_the_language_of_its_figures() -> None:
    said = worded("composition.cap_exceeded", most=5, mayors=1)
    assert (said, said.da) == (
        "the cap is 5, and 1 mayor sits ex officio",
        "loftet er 5, og der er 1 borgmester",
    )
    given = worded("placements.place_holds", place="Skive", has=3)
    parts = refusal("placements.place_given", place="Skive", has=3, given=given, gives=2)
    assert str(given) in parts["what"]
    assert given.da in parts["what"].da
