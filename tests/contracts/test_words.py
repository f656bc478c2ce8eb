"""The sentences as data: each is asked for, in both languages, with the figures it has."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.words import catalogue, refusal, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(kkr.__file__).parent
WINGS = sorted(path.stem for path in (PACKAGE / "words").glob("*.toml"))
ASKING = {"false", "refusal", "worded"}
ENGLISH = re.compile(r"\b(?:the|is|are|was|has|of|and|not|there|its|with)\b")
"""Words that no Danish sentence has."""
BARE_PLURAL = re.compile(
    r"\{\w+\} (?:seats|votes|lists|mayors|posts|places|lots|elections|members|parties|"
    r"municipalities|fora|turns|years|mandater|pladser|stemmer|lister|borgmestre)\b"
)
"""A figure before a plural that does not agree with it."""


def texts(entry: dict[str, Any], language: str) -> dict[str, str]:
    """Return the parts of an entry in a language; a sentence by itself is the part "text"."""
    said = entry[language]
    return {"text": said} if isinstance(said, str) else said


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for wing in WINGS:
        for name, entry in catalogue(wing).items():
            yield f"{wing}.{name}", entry


ENTRIES = dict(entries())


def figures(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


def keys_of(node: ast.expr) -> list[str]:
    """Return the keys that an argument can be: a choice between two names gives two."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    pieces = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces.append([str(part.value)])
            continue
        assert isinstance(part, ast.FormattedValue)
        choice = part.value
        if isinstance(choice, ast.IfExp):
            pieces.append([*keys_of(choice.body), *keys_of(choice.orelse)])
        else:
            return []  # the key of the caller, with a part of it
    return ["".join(found) for found in itertools.product(*pieces)]


def asked() -> Iterator[tuple[str, set[str], str]]:
    """Yield every key that the code asks for, the figures it gives, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKING and node.args:
                given = {word.arg for word in node.keywords if word.arg}
                for key in keys_of(node.args[0]) if not isinstance(node.args[0], ast.Name) else ():
                    if "." in key:
                        yield (
                            key.partition(":")[0],
                            given,
                            f"{path.relative_to(PACKAGE)}:{node.lineno}",
                        )


ASKED = list(asked())


def test_every_key_is_asked_for_and_every_key_asked_for_is_there() -> None:
    assert {key for key, _, _ in ASKED} == set(ENTRIES)


@pytest.mark.parametrize("key", ENTRIES)
def test_both_languages_say_the_same_parts(key: str) -> None:
    entry = ENTRIES[key]
    english, danish = texts(entry, "en"), texts(entry, "da")
    assert english.keys() == danish.keys()
    assert english.keys() in ({"text"}, {"what", "why"}, {"what", "why", "do"})


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
