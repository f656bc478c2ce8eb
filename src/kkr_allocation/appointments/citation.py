"""An act or by-law as a secretariat writes it in a cell, and back."""

from __future__ import annotations

import re

from kkr_allocation.sources import Source, SourceStatus

__all__ = ["cell_of_source", "source_in"]

_CITED = re.compile(r"(?P<act>[^§\[]+)(?P<section>§[^\[]*)?(?:\[(?P<status>.*)\])?")
_STATUSES = {status.word("da"): status for status in SourceStatus}


def source_in(text: str) -> Source | None:
    """Return the act and section in a text; None where it is empty.

    Parameters
    ----------
    text : str
        An act, from the first ``§`` its section, and in brackets how it is known: such as
        ``"lov om erhvervsfremme § 10 stk. 2 [udledt]"``. Without brackets it is published.

    Examples
    --------
    >>> print(source_in("lov om erhvervsfremme § 10 stk. 2 nr. 2"))
    lov om erhvervsfremme § 10 stk. 2 nr. 2 [published]
    >>> source_in("lokal aftale [udledt]").status
    <SourceStatus.INFERRED: 'inferred'>
    """
    match = _CITED.fullmatch(text.strip())
    status = _STATUSES.get((match["status"] or SourceStatus.PUBLISHED.word("da")) if match else "")
    if match is None or status is None:
        return Source(text.strip(), "", SourceStatus.PUBLISHED) if text.strip() else None
    return Source(match["act"].strip(), (match["section"] or "").strip(), status)


def cell_of_source(source: Source | None) -> str:
    """Return a source as it is written in a cell.

    Parameters
    ----------
    source : Source or None
        Its date and page are not written.

    Examples
    --------
    >>> cell_of_source(source_in("sundhedsloven § 204 (2022)"))
    'sundhedsloven § 204 (2022)'
    """
    if source is None:
        return ""
    known = source.status is SourceStatus.PUBLISHED
    return f"{source.act} {source.section}".strip() if known else source.cited("da")
