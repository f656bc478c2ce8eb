"""What a type checker says to those who use the library: mypy reads this, and nobody runs it.

A line that has to be refused ignores that error, and mypy refuses an ignore that is not needed.
"""

from __future__ import annotations

import kkr_allocation as kkr


def a_misspelt_name_is_refused() -> None:
    kkr.aportion({"A": 1}, 1)  # type: ignore[attr-defined]  # no such name


def what_is_read_is_a_result(text: str) -> str:
    result = kkr.from_json(text)
    result.seats  # type: ignore[attr-defined]  # noqa: B018  (its kind is asked first)
    result.verify()
    return result.to_json()


def once_its_kind_is_known_it_has_its_own_fields(text: str) -> int:
    result = kkr.from_json(text)
    assert isinstance(result, kkr.Composition)
    return result.seats["A"] + result.house_size


def a_result_does_not_change(result: kkr.Apportionment) -> None:
    result.seats["A"] = 5  # type: ignore[index]  # a mapping without a way to change it
