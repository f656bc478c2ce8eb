"""Requirements as a secretariat writes them in a cell, in Danish, and back."""

from __future__ import annotations

import re

from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    AtMostReappointments,
    From,
    NotAlsoIn,
    Requirement,
    Trait,
    Who,
)
from kkr_allocation.errors import Bilingual, Count, InvalidInputError

__all__ = ["phrase_of", "requirements_in"]

_TRAITS = {
    "borgmester": Trait.MAYOR,
    "borgmestre": Trait.MAYOR,
    "KKR-medlem": Trait.KKR_MEMBER,
    "KKR-medlemmer": Trait.KKR_MEMBER,
    "ikke-politiker": Trait.NON_POLITICIAN,
    "ikke-politikere": Trait.NON_POLITICIAN,
    "kvinde": Trait.WOMAN,
    "kvinder": Trait.WOMAN,
    "mand": Trait.MAN,
    "mænd": Trait.MAN,
}
_FOLDED = {word.casefold(): trait for word, trait in _TRAITS.items()}
_PLURALS = {trait: word for word, trait in _TRAITS.items()}
_SINGULARS = {trait: word for word, trait in reversed(_TRAITS.items())}
_WORDS = {"en": 1, "én": 1, "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}
_COUNT = re.compile(rf"(mindst|højst)\s+(\d+|{'|'.join(_WORDS)})\s+(.+)", re.IGNORECASE)
_AGE = re.compile(r"under\s+(\d+)\s+år", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*([^,()]+?)\s*\(([^()]+)\)\s*")
_NOT_ALSO = re.compile(r"ikke også i\s+(.+)", re.IGNORECASE)


def requirements_in(text: str) -> tuple[Requirement, ...]:
    """Return the requirements in a text, separated by semicolons.

    Parameters
    ----------
    text : str
        Such as ``"mindst 1 fra Lolland, Guldborgsund; højst 2 borgmestre; under 75 år"``. What
        municipalities are called together stands before them: ``fra øerne (Samsø, Læsø)``.

    Raises
    ------
    InvalidInputError
        If a part is none of the known phrases.

    Examples
    --------
    >>> [str(rule) for rule in requirements_in("mindst 2 kvinder; højst 1 genudpegning")]
    ['at least 2 women', 'at most 1 re-appointment']
    """
    return tuple(_requirement(part.strip()) for part in text.split(";") if part.strip())


def _requirement(part: str) -> Requirement:
    if match := _AGE.fullmatch(part):
        return AgeLimit(int(match[1]))
    if match := _NOT_ALSO.fullmatch(part):
        return NotAlsoIn(tuple(name.strip() for name in match[1].split(",")))
    match = _COUNT.fullmatch(part)
    found = _counted(match[1].casefold(), _number(match[2]), match[3].strip()) if match else None
    if found is None:
        listed = (
            "mindst/højst N borgmestre, KKR-medlemmer, ikke-politikere, kvinder, mænd, "
            "fra KOMMUNE, KOMMUNE; højst N fra samme kommune; højst N genudpegninger; under N år; "
            "ikke også i FORUM"
        )
        raise InvalidInputError(
            Bilingual(f"the requirement is {part!r}", da=f"kravet er {part!r}"),
            why=Bilingual(f"it is none of: {listed}", da=f"det er ingen af disse: {listed}"),
            do=Bilingual(
                "Write it as one of these, separated by semicolons",
                da="Skriv det som et af dem, adskilt med semikolon",
            ),
        )
    return found


def _number(text: str) -> int:
    """Return a number that stands in figures or, up to five, in letters."""
    return _WORDS.get(text.casefold()) or int(text)


def _counted(bound: str, posts: int, who: str) -> Requirement | None:
    kind = AtLeast if bound == "mindst" else AtMost
    folded = who.casefold()
    if folded in _FOLDED:
        return kind(posts, _FOLDED[folded])
    if kind is AtMost and folded in {"genudpegning", "genudpegninger"}:
        return AtMostReappointments(posts)
    if kind is AtMost and folded == "fra samme kommune":
        return AtMostFromOneMunicipality(posts)
    if folded.startswith("fra ") and folded != "fra samme kommune":
        together = _TOGETHER.fullmatch(who[4:])
        label, listed = (together[1], together[2]) if together else ("", who[4:])
        return kind(posts, From(tuple(name.strip() for name in listed.split(",")), label))
    return None


def phrase_of(rule: Requirement) -> str:
    """Return a requirement as it is written in a cell.

    Parameters
    ----------
    rule : Requirement
        The requirement.

    Examples
    --------
    >>> phrase_of(AtMost(2, Trait.MAYOR)), phrase_of(AtLeast(1, Trait.MAYOR))
    ('højst 2 borgmestre', 'mindst 1 borgmester')
    """
    match rule:
        case AgeLimit():
            return f"under {rule.years} år"
        case NotAlsoIn():
            return f"ikke også i {', '.join(rule.fora)}"
        case AtMostReappointments():
            return f"højst {Count(rule.times):genudpegning|genudpegninger}"
        case AtMostFromOneMunicipality():
            return f"højst {rule.posts} fra samme kommune"
        case AtLeast() | AtMost():
            bound = "mindst" if isinstance(rule, AtLeast) else "højst"
            return f"{bound} {rule.posts} {_who(rule.who, rule.posts)}"
        case _:
            raise InvalidInputError(
                f"the requirement is {rule!r}",
                why="it has no phrase",
                do="Pass one of kkr_allocation.appointments.requirements",
            )


def _who(who: Who, posts: int) -> str:
    if isinstance(who, From):
        listed = ", ".join(who.municipalities)
        return f"fra {who.label} ({listed})" if who.label else f"fra {listed}"
    return (_SINGULARS if posts == 1 else _PLURALS)[who]
