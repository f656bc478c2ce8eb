"""What the wishes and requirements in the document of an appointment are called in a sentence.

A document has their codes; a secretariat has never seen those, and is told in its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
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
_LEAST = Bilingual("at least", da="mindst")
_MOST = Bilingual("at most", da="højst")
_TRAITS = {
    "MAYOR": ("mayor|mayors", "borgmester|borgmestre"),
    "KKR_MEMBER": ("member of the KKR|members of the KKR", "KKR-medlem|KKR-medlemmer"),
    "NON_POLITICIAN": ("non-politician|non-politicians", "ikke-politiker|ikke-politikere"),
    "WOMAN": ("woman|women", "kvinde|kvinder"),
    "MAN": ("man|men", "mand|mænd"),
}


def requirement_in_words(rule: Document) -> Bilingual:
    """Return a requirement that counts people, in words.

    Parameters
    ----------
    rule : mapping
        The requirement as a document has it.

    Examples
    --------
    >>> said = requirement_in_words({"type": "AtLeast", "posts": 2, "who": "WOMAN"})
    >>> print(said, said.da, sep=" / ")
    at least 2 women / mindst 2 kvinder
    """
    posts = Count(count(rule, "posts"))
    if entry(rule, "type") == "AtMostFromOneMunicipality":
        return Bilingual(
            f"at most {posts} from one municipality", da=f"højst {posts} fra samme kommune"
        )
    bound = _LEAST if entry(rule, "type") == "AtLeast" else _MOST
    who = entry(rule, "who")
    if isinstance(who, str):
        words, ord_da = _TRAITS[who]
        return Bilingual(f"{bound} {posts:{words}}", da=f"{bound.da} {posts:{ord_da}}")
    place = part(rule, "who")
    named = entry(place, "label") or ", ".join(texts(place, "municipalities"))
    return Bilingual(f"{bound} {posts} from {named}", da=f"{bound.da} {posts} fra {named}")
