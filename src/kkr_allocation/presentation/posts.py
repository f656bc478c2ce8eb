"""Appointments as frames, protocols and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.alternative import also_possible, next_best
from kkr_allocation.appointments.appoint import kept_out
from kkr_allocation.appointments.rules import BALANCE, PRACTICE, Level
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.entitlements import agreed_sentences
from kkr_allocation.presentation.language import Text, alphabetical, in_steps
from kkr_allocation.presentation.sheet import table
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.rules import LevelResult
    from kkr_allocation.explanations import Explanation, Language


_COUNCIL = Source(
    "KKR practice: appointees sit in a council",
    "",
    SourceStatus.PUBLISHED,
    danish="KKR's praksis: de udpegede sidder i en kommunalbestyrelse",
)

_TITLE = Text(en="{posts} filled from {people}", da="{posts} besat blandt {people}")
_TITLE_OF_KKR = Text(
    en="{kkr}: {posts} filled from {people}", da="{kkr}: {posts} besat blandt {people}"
)
_RULES = Text(
    en="All posts are filled within the entitlement of the lists, the requirements of the fora "
    "and at most {limit} a person; {fixed} stood beforehand.",
    da="Alle pladser er besat inden for listernes ret, foraenes krav og højst {limit} pr. person; "
    "{fixed} lå fast på forhånd.",
)
_CHAIRS_AGREED = Text(en="Chairs agreed on: {chairs}.", da="Aftalt formand: {chairs}.")
_CHAIRS_PROPOSED = Text(
    en="Chairs proposed, a mayor where there is one: {chairs}.",
    da="Foreslået formand, en borgmester hvor der er en: {chairs}.",
)
LEVELS = {
    Level.SEX_IN_FORUM: Text(
        en="Women and men short of half of a forum's posts: {value}",
        da="Kvinder og mænd, der mangler for at nå halvdelen af et forums pladser: {value}",
    ),
    Level.SEX_OVERALL: Text(
        en="Women and men short of half of all posts: {value}",
        da="Kvinder og mænd, der mangler for at nå halvdelen af alle pladser: {value}",
    ),
    Level.MUNICIPALITIES: Text(
        en="Posts outside the municipalities' shares: {value}",
        da="Pladser uden for kommunernes andele: {value}",
    ),
    Level.FORUM_WANTS: Text(
        en="Posts short of what the fora want: {value}",
        da="Pladser, der mangler i foraenes ønsker: {value}",
    ),
    Level.GROUP_WISHES: Text(
        en="Points of the groups' wishes not granted: {value}",
        da="Point af gruppernes ønsker, der ikke er opfyldt: {value}",
    ),
    Level.CANDIDATE_WISHES: Text(
        en="Posts of people who did not ask for the forum: {value}",
        da="Pladser til personer, der ikke har ønsket forummet: {value}",
    ),
    Level.CONTINUITY: Text(
        en="Posts of people who do not hold one there now: {value}",
        da="Pladser til personer, der ikke sidder der nu: {value}",
    ),
}
_PROVEN = Text(en="; it cannot be fewer", da="; det kan ikke være færre")
_GAP = Text(
    en="; at least {bound}, the time ran out before more was proven",
    da="; mindst {bound}, tiden løb ud, før mere var bevist",
)
_UNIQUE = Text(
    en="No other appointment serves these wishes as well.",
    da="Ingen anden udpegning opfylder ønskerne lige så godt.",
)
_OTHERS = Text(
    en="Others serve these wishes as well, differing in up to {posts}; a fixed preference drawn "
    "from the names picked this one.",
    da="Andre opfylder ønskerne lige så godt, med op til {posts} til forskel; en fast rækkefølge "
    "dannet af navnene har valgt denne.",
)
_UNSTATED = Text(
    en="Sex not stated, counted apart: {names}.", da="Køn ikke oplyst, talt for sig: {names}."
)
_EARLY = Text(
    en="{name} in {forum}: the council seat ends before the forum's term.",
    da="{name} i {forum}: mandatet i kommunalbestyrelsen slutter før forummets periode.",
)
_UNCHECKED = Text(
    en="Whether the council seats last as long as the term is not checked in {fora}, "
    "whose end is not stated.",
    da="Det er ikke kontrolleret, om mandaterne i kommunalbestyrelsen varer perioden ud i {fora}, "
    "fordi Slut ikke er oplyst.",
)
_KEPT_OUT = Text(
    en="Substitutes who could not step in beside the posts they have ({rule}): {names}.",
    da="Stedfortrædere, der ikke kan indtræde oven i de pladser, de har ({rule}): {names}.",
)
_HEADINGS = ["Forum", "#", "Name", "List", "Municipality", "Sex", "Substitute"]


def _rows(result: Appointments) -> Iterator[tuple[str, int, str, str, str, str | None, str]]:
    people = {person.name: person for person in result.candidates}
    for forum, names in result.members.items():
        others = result.substitutes.get(forum, {})
        for post, name in enumerate(names, start=1):
            person = people[name]
            where = person.party, person.municipality, person.sex
            yield forum, post, name, *where, others.get(name, "")


def appointments_frame(result: Appointments) -> pd.DataFrame:
    """Return one row a post: forum, post, name, party, municipality, sex, substitute.

    `post` is 1 for the chair of a forum with a chair; `sex` is missing where it is not stated;
    `substitute` is empty where the forum has none.
    """
    import pandas as pd

    columns = ["forum", "post", "name", "party", "municipality", "sex", "substitute"]
    return pd.DataFrame(list(_rows(result)), columns=columns)


def appointments_html(result: Appointments) -> str:
    """Return the posts as a table."""
    rows = [["" if cell is None else cell for cell in row] for row in _rows(result)]
    return table("Appointments", _HEADINGS, rows)


def appointments_explanation(result: Appointments, language: Language) -> Explanation:
    """Return the rules, each wish and what it came to, and what else to know."""
    steps = [*_rule_steps(result, language), *_notes(result, language)]
    posts = sum(map(len, result.members.values()))
    people = nouns.candidates(len(result.candidates))
    kkr = {forum.kkr for forum in result.fora}
    title = _TITLE_OF_KKR if len(kkr) == 1 and all(kkr) else _TITLE
    said = title.text(language, kkr=min(kkr), posts=nouns.posts(posts), people=people)
    return in_steps(said, language, steps)


def _rule_steps(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    limit = nouns.posts(result.rules.posts_per_person)
    yield _RULES.text(language, limit=limit, fixed=nouns.posts(len(result.fixed))), PRACTICE
    for agreed in agreed_sentences(result.entitlement.deviations, language):
        yield agreed, PRACTICE
    if result.chairs:
        yield _chairs(result, language), PRACTICE
    for level in result.levels:
        yield _level(level, language), level.level.source


def _chairs(result: Appointments, language: Language) -> str:
    """Say who takes the chair by agreement, and who is proposed for it."""
    proposed = result.chairs.items() - result.agreed_chairs.items()
    sentences = [
        text.text(language, chairs=[f"{name} ({forum})" for forum, name in sorted(chairs)])
        for text, chairs in (
            (_CHAIRS_AGREED, result.agreed_chairs.items()),
            (_CHAIRS_PROPOSED, proposed),
        )
        if chairs
    ]
    return " ".join(sentences)


def _level(level: LevelResult, language: Language) -> str:
    ending = (_PROVEN if level.proven else _GAP).text(language, bound=level.bound)
    return f"{LEVELS[level.level].text(language, value=level.value)}{ending}."


def _notes(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    if result.is_unique:
        yield _UNIQUE.text(language), PRACTICE
    elif result.differing:
        yield _OTHERS.text(language, posts=nouns.posts(result.differing)), PRACTICE
    yield from _to_know(result, language)


def _to_know(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    if result.sex_not_stated:
        yield _UNSTATED.text(language, names=result.sex_not_stated), BALANCE
    for forum, name in result.seats_ending_early:
        yield _EARLY.text(language, name=name, forum=forum), _COUNCIL
    if result.seats_unchecked:
        yield _UNCHECKED.text(language, fora=result.seats_unchecked), _COUNCIL
    by_rule: dict[str, list[str]] = {}
    for forum, name, rule in kept_out(result):
        by_rule.setdefault(in_language(rule, language), []).append(f"{name} ({forum})")
    for rule, names in by_rule.items():
        yield _KEPT_OUT.text(language, names=names, rule=rule), PRACTICE


def appointments_note(result: Appointments, language: Language) -> str:
    """Return what has to be known before the posts are decided, one a line."""
    return "\n".join(text for text, _ in _to_know(result, language))


# One post explained: why this person, who else could have it, and what the next best costs.


_POST_TITLE = Text(en="{name} in {forum}", da="{name} i {forum}")
_POST = Text(
    en="The post belongs to {block}; {name} is of list {party} and from {home}, and may sit there.",
    da="Pladsen tilhører {block}; {name} er fra liste {party} og {home} og må sidde der.",
)
_FIXED = Text(
    en="The appointment stood beforehand; no wish decided it.",
    da="Udpegningen lå fast på forhånd; intet ønske afgjorde den.",
)
_POST_OTHERS = Text(
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
    return in_steps(_POST_TITLE.text(language, name=candidate, forum=forum), language, steps)


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
    yield (_POST_OTHERS if others else _NOBODY).text(language, block=block, others=others), source


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
