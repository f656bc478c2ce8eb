"""The quotient protocol: which quotient earned which post, and which was the next."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.sheet import Cell, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.apportionment.exact import Round
    from kkr_allocation.explanations import Language

__all__ = ["quotient_sheets"]

_TITLE = Text(en="Quotients", da="Kvotientprotokol")
_HEADINGS = (
    Text(en="Shared together", da="Fordelt samlet"),
    Text(en="Within", da="Inden for"),
    Text(en="No.", da="Nr."),
    Text(en="List or alliance", da="Liste eller valgforbund"),
    Text(en="Strength", da="Styrke"),
    Text(en="Divisor", da="Divisor"),
    Text(en="Quotient", da="Kvotient"),
    Text(en="Note", da="Bemærkning"),
)
_EQUAL = Text(en="same quotient as {others}", da="samme kvotient som {others}")
_LOT = Text(en="by lot", da="ved lodtrækning")
_NEXT = Text(en="the next, without a post", da="den næste, uden plads")
_NOTE = Text(
    en="Each strength is divided by the rule's divisors ({rule}); the largest quotients earn the "
    "posts. Equal quotients that all earn one change no number; lots decide their order when the "
    "groups choose in turn.",
    da="Hver styrke deles med reglens divisorer ({rule}); de største kvotienter giver pladserne. "
    "Lige store kvotienter, der alle giver plads, ændrer intet antal; vælger grupperne på skift, "
    "afgør lodtrækning deres rækkefølge.",
)
_AGREED = Text(
    en=" Agreed deviations follow after the sharing.",
    da=" Aftalte fravigelser følger efter fordelingen.",
)


def quotient_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return the quotients of an entitlement as one table; none where its rule has no quotients.

    Parameters
    ----------
    result : Entitlement
        Every package it shares out, and inside every alliance, has its own sequence.
    language : {"en", "da"}
        The language of headings and notes.
    """
    rule = result.rule
    if not isinstance(rule, DivisorRule):
        return ()
    rows = [
        (package if len(result.shares) > 1 else None, level.label or None, *row)
        for package, share in result.shares.items()
        for level in share.rounds()
        if level.house_size
        for row in _rows(rule, level, language)
    ]
    headings = tuple(heading.text(language) for heading in _HEADINGS)
    note = _NOTE.text(language, rule=rule.name)
    agreed = _AGREED.text(language) if result.deviations else ""
    sheet = Sheet(_TITLE.text(language), headings, tuple(rows), note + agreed)
    return (sheet.without_empty_columns(),)


def _rows(rule: DivisorRule, level: Round, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield number, name, strength, divisor, quotient and note, the largest quotient first."""
    priority = rule.priority(level.votes, level.house_size)
    columns = range(len(level.names))
    won = sorted(
        (-priority(level.votes[i], seat), i, seat)
        for i in columns
        for seat in range(1, level.seats[i] + 1)
    )
    after = sorted(
        (-priority(level.votes[i], level.seats[i] + 1), i, level.seats[i] + 1)
        for i in columns
        if level.votes[i] and not level.seats[i] == level.caps[i] < level.house_size
    )
    number = 0
    for claim, group in groupby(won, key=lambda entry: entry[0]):
        equal = [entry[1:] for entry in group]
        first, number = number + 1, number + len(equal)
        drawn = bool(after) and claim == after[0][0]
        for i, seat in equal:
            others = [level.names[other] for other, _ in equal if other != i]
            note = _LOT if drawn else _EQUAL if others else None
            yield (
                f"{first}-{number}" if others else str(number),
                *_figures(rule, level, i, seat),
                note.text(language, others=others) if note else None,
            )
    for _, i, seat in after[:1]:
        yield None, *_figures(rule, level, i, seat), _NEXT.text(language)


def _figures(rule: DivisorRule, level: Round, column: int, seat: int) -> tuple[Cell, ...]:
    """Return name, strength, divisor and quotient; no quotient where the divisor is zero."""
    divisor = Fraction(*rule.signpost(seat))
    votes = level.votes[column]
    quotient = votes**rule.power / divisor if divisor else None
    if rule.power != 1:  # the signposts are squares
        divisor = Fraction(sqrt(divisor))
        quotient = None if quotient is None else Fraction(sqrt(quotient))
    whole = divisor.numerator if divisor.denominator == 1 else divisor
    return level.names[column], votes, whole, quotient
