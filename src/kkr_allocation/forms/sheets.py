"""Sheets that people fill in, as data: what each column is in Python, and how it is read."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import Factory, evolve, field, frozen

from kkr_allocation.forms.columns import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kkr_allocation.forms.columns import Form


def data_of(file: str) -> dict[str, Any]:
    """Return a file of descriptions."""
    return tomllib.loads(files(__package__).joinpath(file).read_text(encoding="utf-8"))


@frozen
class Field:
    """A column by its heading: what it is in Python, and how its cells are read, and of what."""

    heading: str
    name: str
    read: str
    of: str = ""


def fields_of(columns: Mapping[str, list[str] | Field]) -> dict[str, Field]:
    """Return columns, or settings, by heading."""
    return {
        heading: of if isinstance(of, Field) else Field(heading, *of)
        for heading, of in columns.items()
    }


@frozen(kw_only=True)
class Sheet:
    """A sheet, whose rows are read as its columns say."""

    name: str
    columns: dict[str, Field] = field(converter=fields_of)
    needs: Sequence[str]
    "The headings that must be there; and in each row something below them, unless `filled` says."
    filled: Sequence[str] = Factory(lambda of: of.needs, takes_self=True)
    once: Sequence[str] = ()
    "The fields that no two rows have in common."
    totals: Sequence[str] = ()
    "The fields that a row of totals sums; without any, every row is one of its own."
    alike: Sequence[str] = ()
    "The fields that all rows have, or none."
    unread: dict[str, Any] = field(factory=dict)
    "What a field is where its cell is empty or wrong; that is noted all the same."
    open: bool = False
    "Whether it has columns beside its own."

    def heading(self, name: str) -> str:
        """Return the heading of a field; empty where it is none of the sheet's."""
        return next((of.heading for of in self.columns.values() if of.name == name), "")

    def without(self, heading: str) -> Sheet:
        """Return the sheet without one of its columns."""
        others = {of: column for of, column in self.columns.items() if of != heading}
        return evolve(self, columns=others, alike=())

    def with_figures(self, names: Iterable[str]) -> Sheet:
        """Return the sheet with columns of figures beside its own, all of them filled in."""
        added = {name: Field(name, name, "figure") for name in names}
        return evolve(
            self,
            columns=self.columns | added,
            filled=(*self.filled, *added),
            totals=(*self.totals, *added),
            unread=self.unread | dict.fromkeys(added, Fraction(0)),
        )

    def form(self, headed: Mapping[str, str] | None = None) -> Form:
        """Return the table; `headed` are other headings by its own, or else those of Python."""
        own = {heading: of.name for heading, of in self.columns.items()}
        return form_of(self.name, own, self.needs, headed or own, open=self.open)
