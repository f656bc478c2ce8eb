"""Job 1 as a frame, KL's annex, a protocol, HTML, and its readings side by side."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.composition.alternatives import Reading, readings
from kkr_allocation.composition.statutes import written
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.composition_protocol import protocol, title
from kkr_allocation.presentation.language import Text, percent
from kkr_allocation.presentation.markup import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.results import Explanation, Language

__all__ = ["alternatives", "annex", "differences", "explanation", "frame", "html"]

_HEADINGS = (
    Text(en="List", da="Liste"),
    Text(en="Votes", da="Stemmer"),
    Text(en="Share", da="Andel"),
    Text(en="Mayors", da="Borgmestre"),
    Text(en="Supplementary members", da="Supplerende medlemmer"),
    Text(en="In all", da="I alt"),
)
_OTHERS = Text(en="Other lists", da="Øvrige lister")
_CHOICES = ("size_rule", "outsiders", "seat_for_every_eligible")


def _rows(council: Composition) -> Iterator[tuple[str, int, Fraction, int, int, int]]:
    """Yield the lists that are eligible or have a member, in the order of the votes."""
    for standing in council.standings:
        name = standing.name
        if standing.eligible or name in council.seats:
            seats = council.seats.get(name, 0)
            supplementary = seats - standing.mayors
            yield name, standing.votes, standing.share, standing.mayors, supplementary, seats


def frame(council: Composition) -> pd.DataFrame:
    """Return one row for each list that is eligible or has a member.

    Returns
    -------
    pandas.DataFrame
        Columns ``party``, ``votes``, ``share`` (of all votes cast, from 0 to 1), ``mayors``,
        ``supplementary`` and ``seats``.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> council.to_frame()
      party  votes  share  mayors  supplementary  seats
    0     A     60    0.6       1              1      2
    1     V     40    0.4       1              0      1
    """
    import pandas as pd

    columns = ["party", "votes", "share", "mayors", "supplementary", "seats"]
    rows = [(name, votes, float(share), *rest) for name, votes, share, *rest in _rows(council)]
    return pd.DataFrame(rows, columns=columns)


def annex(council: Composition, language: Language) -> pd.DataFrame:
    """Return the table as KL's annex shows it: full names, shares as text, a row of sums.

    The votes of the lists that are not in it stand in a row of their own, so that the votes are
    all those cast and the shares sum to 100 per cent but for rounding.

    Parameters
    ----------
    council : Composition
        The council.
    language : {"en", "da"}
        The language of the headings and shares.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> annex(council, "da")
       Liste  Stemmer   Andel  Borgmestre  Supplerende medlemmer  I alt
    0      A       60  60,0 %           1                      1      2
    1      V       40  40,0 %           1                      0      1
    2  I alt      100 100,0 %           2                      1      3
    """
    import pandas as pd

    rows: list[tuple[str | int, ...]] = [
        (council.basis.label(name), votes, percent(share, language), *rest)
        for name, votes, share, *rest in _rows(council)
    ]
    sums = [sum(column) for column in zip(*(row[3:] for row in _rows(council)), strict=True)]
    total = council.basis.votes_valid
    if others := total - sum(row[1] for row in _rows(council)):
        share = percent(Fraction(others, total), language)
        rows.append((_OTHERS.text(language), others, share, 0, 0, 0))
    rows.append((_HEADINGS[-1].text(language), total, percent(Fraction(1), language), *sums))
    return pd.DataFrame(rows, columns=[heading.text(language) for heading in _HEADINGS])


def explanation(council: Composition, language: Language) -> Explanation:
    """Return the protocol: the rules in their order, with the figures and a source each."""
    return protocol(council, language)


def html(council: Composition) -> str:
    """Return the annex as HTML, in English."""
    shown = annex(council, "en")
    return table(title(council, "en"), shown.columns, shown.itertuples(index=False, name=None))


def alternatives(council: Composition, language: Language = "en") -> pd.DataFrame:
    """Return the council under every reading of the open rules, one row each.

    Parameters
    ----------
    council : Composition
        One reading.
    language : {"en", "da"}
        The language of what is open.

    Returns
    -------
    pandas.DataFrame
        Columns ``size_rule``, ``outsiders``, ``seat_for_every_eligible``, ``this`` (whether it is
        the council's own reading), ``house_size``, ``capped``, ``difference`` (from this
        council, such as ``"A -1, V +2"``), ``open`` (the lot to draw or why the reading cannot be
        met; then the figures are missing) and one column of seats for each list.
    """
    import pandas as pd

    read = readings(council)
    lists = [
        standing.name
        for standing in council.standings
        if any(r.composition and standing.name in r.composition.seats for r in read)
    ]
    shown = pd.DataFrame([_alternative(council, reading, lists, language) for reading in read])
    return shown.astype(
        {"house_size": "Int64", "capped": "boolean", **dict.fromkeys(lists, "Int64")}
    )


def _alternative(
    council: Composition, reading: Reading, lists: list[str], language: Language
) -> dict[str, object]:
    choices = {name: getattr(reading.statutes, name) for name in _CHOICES}
    row: dict[str, object] = {
        name: choice if isinstance(choice, bool) else written(choice)
        for name, choice in choices.items()
    }
    row["this"] = all(getattr(council.statutes, name) == choices[name] for name in _CHOICES)
    other = reading.composition
    if other is None:
        missing = dict.fromkeys(("house_size", "capped"))
        still_open = in_language(reading.problem, language)
        return row | missing | {"difference": "", "open": still_open} | dict.fromkeys(lists)
    changed = ", ".join(f"{name} {n:+d}" for name, n in differences(council, other).items())
    return (
        row
        | {"house_size": other.house_size, "capped": other.capped}
        | {"difference": changed, "open": ""}
        | {name: other.seats.get(name, 0) for name in lists}
    )


def differences(council: Composition, other: Composition) -> dict[str, int]:
    """Return by how many members each list's group differs in the other council, if it does.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> smaller = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> larger = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 2}, municipalities=3)
    >>> differences(smaller, larger)
    {'A': 1, 'V': 1}
    """
    changes = {
        standing.name: other.seats.get(standing.name, 0) - council.seats.get(standing.name, 0)
        for standing in council.standings
    }
    return {name: change for name, change in changes.items() if change}
