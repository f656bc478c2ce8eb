"""One post explained: why this person, who else could have it, and what the next best costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.alternative import also_possible, next_best
from kkr_allocation.appointments.rules import Level
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.explanations import Explanation, Step
from kkr_allocation.presentation.entitlement import agreed_sentences
from kkr_allocation.presentation.language import Text, alphabetical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.sources import Source

__all__ = ["post_explanation"]

_TITLE = Text(en="{name} in {forum}", da="{name} i {forum}")
_POST = Text(
    en="The post belongs to {block}; {name} is of list {party} and from {home}, and may sit there.",
    da="Pladsen tilhører {block}; {name} er fra liste {party} og {home} og må sidde der.",
)
_FIXED = Text(
    en="The appointment stood beforehand; no wish decided it.",
    da="Udpegningen lå fast på forhånd; intet ønske afgjorde den.",
)
_OTHERS = Text(
    en="Of {block} these too may sit there: {others}.",
    da="Fra {block} må også disse sidde der: {others}.",
)
_NOBODY = Text(
    en="Nobody else of {block} may sit there.", da="Ingen anden fra {block} må sidde der."
)
_CONFLICT = Text(
    en="Without {name}, these rules cannot all be met: {rules}.",
    da="Uden {name} kan disse regler ikke alle opfyldes: {rules}.",
)
_WITHOUT = Text(
    en="The best appointment without {name} has {newcomers} there.",
    da="Den bedste udpegning uden {name} har {newcomers} der.",
)
_WISH = Text(
    en="{wish}: {before} short with {name}, {after} without.",
    da="{wish}: mangler {before} med {name}, {after} uden.",
)
_EQUAL = Text(
    en="Both serve the wishes equally well; a fixed preference drawn from the names chose.",
    da="Begge opfylder ønskerne lige godt; en fast rækkefølge dannet af navnene har valgt.",
)


def post_explanation(
    result: Appointments, forum: str, candidate: str, language: Language
) -> Explanation:
    """Return the steps on one post; see `Appointments.explain_post`."""
    if candidate not in result.members.get(forum, ()):
        raise InvalidInputError(
            Bilingual(
                f"{candidate!r} in {forum!r} is asked about",
                da=f"der spørges til {candidate!r} i {forum!r}",
            ),
            why=Bilingual("that person does not sit there", da="den person sidder der ikke"),
            do=Bilingual(
                "Name a forum and one of its members", da="Skriv et forum og et af dets medlemmer"
            ),
        )
    steps = [
        *_possible(result, forum, candidate, language),
        *_compared(result, forum, candidate, language),
    ]
    return Explanation(
        _TITLE.text(language, name=candidate, forum=forum),
        language,
        tuple(Step(number, text, source) for number, (text, source) in enumerate(steps, start=1)),
    )


def _possible(
    result: Appointments, forum: str, name: str, language: Language
) -> Iterator[tuple[str, Source]]:
    """Yield whose post it is, and who else may have it."""
    place = next(one for one in result.fora if one.name == forum)
    person = next(one for one in result.candidates if one.name == name)
    source = place.legal_basis or Level.GROUP_WISHES.source
    blocks = result.entitlement.blocks.items()
    block = next(label for label, parties in blocks if person.party in parties)
    others = sorted(also_possible(result, forum, name), key=alphabetical)
    figures = {"name": name, "block": block, "party": person.party, "home": person.municipality}
    yield _POST.text(language, **figures), source
    agreed = (one for one in result.entitlement.deviations if one.forum == forum)
    for sentence in agreed_sentences(agreed, language):
        yield sentence, Level.GROUP_WISHES.source
    yield (_OTHERS if others else _NOBODY).text(language, block=block, others=others), source


def _compared(
    result: Appointments, forum: str, name: str, language: Language
) -> Iterator[tuple[str, Source]]:
    """Yield what each wish comes to with the person and without."""
    practice = Level.GROUP_WISHES.source
    if (forum, name) in result.fixed:
        yield _FIXED.text(language), practice
        return
    other = next_best(result, forum, name)
    if other.appointments is None:
        rules = in_language(Bilingual.joined(other.conflict), language)
        yield _CONFLICT.text(language, name=name, rules=rules), practice
        return
    yield _WITHOUT.text(language, name=name, newcomers=other.newcomers), practice
    before = {level.level: level.value for level in result.levels}
    for level, cost in other.costs.items():
        short = before.get(level, 0)
        words = in_language(level.words, language)
        wish = words[0].upper() + words[1:]
        figures = {"wish": wish, "name": name, "before": short, "after": short + cost}
        yield _WISH.text(language, **figures), level.source
    if not any(other.costs.values()):
        yield _EQUAL.text(language), practice
