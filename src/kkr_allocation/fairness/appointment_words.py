"""What the wishes and requirements in the document of an appointment are called in a sentence.

A document has their codes; a secretariat has never seen those, and is told in its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.entries import count, entry, part, texts

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["LEVELS", "requirement_in_words"]

LEVELS = {
    "SEX_IN_FORUM": Bilingual(
        "sex balance in each forum", da="lige mange kvinder og mænd i hvert forum"
    ),
    "SEX_OVERALL": Bilingual("sex balance over all posts", da="lige mange kvinder og mænd i alt"),
    "MUNICIPALITIES": Bilingual("spread over municipalities", da="spredning på kommuner"),
    "FORUM_WANTS": Bilingual("what the fora want", da="foraenes ønsker"),
    "GROUP_WISHES": Bilingual("wishes of the groups", da="gruppernes ønsker"),
    "CANDIDATE_WISHES": Bilingual("wishes of the candidates", da="kandidaternes ønsker"),
    "CONTINUITY": Bilingual("continuity", da="kontinuitet"),
}
"""The wishes by the names that a document has for them."""
_TRAITS = {
    "MAYOR": ("mayor", "mayors"),
    "KKR_MEMBER": ("member of the KKR", "members of the KKR"),
    "NON_POLITICIAN": ("non-politician", "non-politicians"),
    "WOMAN": ("woman", "women"),
    "MAN": ("man", "men"),
}


def requirement_in_words(rule: Document) -> str:
    """Return a requirement that counts people, in words.

    Parameters
    ----------
    rule : mapping
        The requirement as a document has it.

    Examples
    --------
    >>> requirement_in_words({"type": "AtLeast", "posts": 2, "who": "WOMAN"})
    'at least 2 women'
    """
    posts = count(rule, "posts")
    if entry(rule, "type") == "AtMostFromOneMunicipality":
        return f"at most {posts} from one municipality"
    bound = "at least" if entry(rule, "type") == "AtLeast" else "at most"
    who = entry(rule, "who")
    if isinstance(who, str):
        return f"{bound} {posts} {_TRAITS[who][posts != 1]}"
    place = part(rule, "who")
    named = entry(place, "label") or ", ".join(texts(place, "municipalities"))
    return f"{bound} {posts} from {named}"
