"""What entries of a document are called in Danish, where a refusal names one of them.

A document has English names for its entries; a secretariat is told in its own words.
"""

from __future__ import annotations

__all__ = ["in_danish"]

_WORDS = {
    "alliances": "valgforbund",
    "asked": "ønsker",
    "base": "sidste års pladser",
    "candidates": "kandidater",
    "caps": "lofter",
    "deductions": "fradrag",
    "entitled": "berettigede lister",
    "floors": "mindstetal",
    "fora": "fora",
    "key": "nøgle",
    "keys": "nøgler",
    "largest change": "største ændring",
    "lots": "lodtrækninger",
    "mayors": "borgmestre",
    "multiple": "multiplum",
    "places": "pladser",
    "represented": "repræsenterede lister",
    "rule": "regel",
    "strengths": "styrker",
    "total": "sum",
    "votes": "stemmer",
}


def in_danish(name: str) -> str:
    """Return what an entry is called in Danish, as nouns stand in a list.

    Parameters
    ----------
    name : str
        The entry's name in the document.

    Examples
    --------
    >>> in_danish("floors")
    'mindstetal'
    """
    return _WORDS[name]
