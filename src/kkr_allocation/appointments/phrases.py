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
)
from kkr_allocation.errors import InvalidInputError

__all__ = ["phrase_of", "requirements_in"]

_TRAITS = {
    "borgmester": Trait.MAYOR,
    "borgmestre": Trait.MAYOR,
    "kkr-medlem": Trait.KKR_MEMBER,
    "kkr-medlemmer": Trait.KKR_MEMBER,
    "ikke-politiker": Trait.NON_POLITICIAN,
    "ikke-politikere": Trait.NON_POLITICIAN,
    "kvinde": Trait.WOMAN,
    "kvinder": Trait.WOMAN,
    "mand": Trait.MAN,
    "mænd": Trait.MAN,
}
_PLURALS = {trait: word for word, trait in _TRAITS.items()}
_COUNT = re.compile(r"(mindst|højst)\s+(\d+)\s+(.+)", re.IGNORECASE)
_AGE = re.compile(r"under\s+(\d+)\s+år", re.IGNORECASE)
_NOT_ALSO = re.compile(r"ikke også i\s+(.+)", re.IGNORECASE)


def requirements_in(text: str) -> tuple[Requirement, ...]:
    """Return the requirements in a text, separated by semicolons.

    Parameters
    ----------
    text : str
        Such as ``"mindst 1 fra Lolland, Guldborgsund; højst 2 borgmestre; under 75 år"``.

    Raises
    ------
    InvalidInputError
        If a part is none of the known phrases.

    Examples
    --------
    >>> [str(rule) for rule in requirements_in("mindst 2 kvinder; højst 1 genudpegning")]
    ['at least 2 women', 'at most 1 re-appointment(s)']
    """
    return tuple(_requirement(part.strip()) for part in text.split(";") if part.strip())


def _requirement(part: str) -> Requirement:
    if match := _AGE.fullmatch(part):
        return AgeLimit(int(match[1]))
    if match := _NOT_ALSO.fullmatch(part):
        return NotAlsoIn(tuple(name.strip() for name in match[1].split(",")))
    match = _COUNT.fullmatch(part)
    found = _counted(match[1].casefold(), int(match[2]), match[3].strip()) if match else None
    if found is None:
        raise InvalidInputError(
            f"the requirement is {part!r}",
            why="it is none of: mindst/højst N borgmestre, KKR-medlemmer, ikke-politikere, "
            "kvinder, mænd, fra KOMMUNE, KOMMUNE; højst N fra samme kommune; højst N "
            "genudpegninger; under N år; ikke også i FORUM",
            do="Write it as one of these, separated by semicolons",
        )
    return found


def _counted(bound: str, posts: int, who: str) -> Requirement | None:
    kind = AtLeast if bound == "mindst" else AtMost
    folded = who.casefold()
    if folded in _TRAITS:
        return kind(posts, _TRAITS[folded])
    if kind is AtMost and folded in {"genudpegning", "genudpegninger"}:
        return AtMostReappointments(posts)
    if kind is AtMost and folded == "fra samme kommune":
        return AtMostFromOneMunicipality(posts)
    if folded.startswith("fra ") and folded != "fra samme kommune":
        return kind(posts, From(tuple(name.strip() for name in who[4:].split(","))))
    return None


def phrase_of(rule: Requirement) -> str:
    """Return a requirement as it is written in a cell.

    Parameters
    ----------
    rule : Requirement
        The requirement; the label of `From` is not written.

    Examples
    --------
    >>> phrase_of(AtMost(2, Trait.MAYOR)), phrase_of(AgeLimit(75))
    ('højst 2 borgmestre', 'under 75 år')
    """
    match rule:
        case AgeLimit():
            return f"under {rule.years} år"
        case NotAlsoIn():
            return f"ikke også i {', '.join(rule.fora)}"
        case AtMostReappointments():
            return f"højst {rule.times} genudpegninger"
        case AtMostFromOneMunicipality():
            return f"højst {rule.posts} fra samme kommune"
        case AtLeast() | AtMost():
            who = rule.who
            named = (
                f"fra {', '.join(who.municipalities)}" if isinstance(who, From) else _PLURALS[who]
            )
            return f"{'mindst' if isinstance(rule, AtLeast) else 'højst'} {rule.posts} {named}"
        case _:
            raise InvalidInputError(
                f"the requirement is {rule!r}",
                why="it has no phrase",
                do="Pass one of kkr_allocation.appointments.requirements",
            )
