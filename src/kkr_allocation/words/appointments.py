"""What wishes and requirements are called, by the names that a document has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.words import worded

if TYPE_CHECKING:
    from kkr_allocation.errors import Bilingual

__all__ = ["WISHES", "people"]

WISHES = {
    "SEX_IN_FORUM": worded("appointments.sex_in_forum"),
    "SEX_OVERALL": worded("appointments.sex_overall"),
    "MUNICIPALITIES": worded("appointments.spread_over_municipalities"),
    "FORUM_WANTS": worded("appointments.what_fora_want"),
    "GROUP_WISHES": worded("appointments.wishes_of_groups"),
    "CANDIDATE_WISHES": worded("appointments.wishes_of_candidates"),
    "CONTINUITY": worded("appointments.continuity"),
}


def people(trait: str, posts: int) -> Bilingual:
    """Return so many people of a kind.

    Examples
    --------
    >>> people("MAYOR", 1), people("WOMAN", 2).da
    ('1 mayor', '2 kvinder')
    """
    match trait:
        case "MAYOR":
            return worded("appointments.mayors", posts=posts)
        case "KKR_MEMBER":
            return worded("appointments.kkr_members", posts=posts)
        case "NON_POLITICIAN":
            return worded("appointments.non_politicians", posts=posts)
        case "WOMAN":
            return worded("appointments.women", posts=posts)
        case "MAN":
            return worded("appointments.men", posts=posts)
    raise KeyError(trait)
