"""The check of `Appointments`: every hard rule, every wish's value, and that nothing betters it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from kkr_allocation.documents.shapes import dotted
from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.verify import entitlement as verify_entitlement
from kkr_allocation.fairness.verify.documents import (
    count,
    counts,
    entry,
    false,
    in_danish,
    part,
    ratio,
    records,
    texts,
)
from kkr_allocation.fairness.verify.entitlement import agreed_posts, blocks, table_of
from kkr_allocation.fairness.verify.integer_proof import Answers, Proof
from kkr_allocation.fairness.verify.wishes import (
    LEVELS,
    Seating,
    Seats,
    Sum,
    Wish,
    barred,
    requirement_in_words,
    rules_of,
    seats_of,
    short_of,
    value_of,
    wish_of,
)
from kkr_allocation.inputs import MOST_POINTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.verify.documents import Document


# The members of an appointment: every post filled by whom it belongs to, requirements kept.


_COUNTING = {"AtLeast", "AtMost", "AtMostFromOneMunicipality"}


def check_members(document: Document, seating: Seating) -> None:
    """Check that every post is filled as the lists are entitled to and the fora require.

    Parameters
    ----------
    document : mapping
        The whole document, whose entitlement was checked.
    seating : Seating
        Who sits where.

    Raises
    ------
    VerificationError
        If a post is empty or another list's, somebody has too many or may not sit there, or a
        requirement is not kept.
    """
    _check_posts(document, seating)
    _check_entitlement(part(document, "entitlement"), seating)
    for name in seating.members:
        _check_forum(document, seating, name)


def _check_posts(document: Document, seating: Seating) -> None:
    limit = count(part(document, "rules"), "posts_per_person")
    held = Counter(name for names in seating.members.values() for name in names)
    for name, posts in held.items():
        if posts > limit:
            raise false(
                f"{name} has {Count(posts):post|posts}",
                why=f"nobody has more than {limit}",
                da=f"{name} har {Count(posts):plads|pladser}",
                da_why=f"ingen har mere end {limit}",
            )
    for forum, names in seating.members.items():
        posts = count(seating.fora[forum], "posts")
        if len(names) != posts or len(set(names)) != posts:
            raise false(
                f"{forum} has not {Count(posts):different member|different members}",
                why="every post is filled",
                da=f"{forum} har ikke {Count(posts):medlem|forskellige medlemmer}",
                da_why="hver plads besættes",
            )


def _check_entitlement(entitlement: Document, seating: Seating) -> None:
    table, joined = table_of(entitlement), blocks(entitlement)
    seats = {
        forum: Counter(str(entry(person, "party")) for person in seating.seated(forum))
        for forum in seating.members
    }
    for forum, held in seats.items():
        for block, parties in joined.items():
            posts = sum(table[forum][party] for party in parties)
            if sum(held[party] for party in parties) != posts:
                raise false(
                    f"{block} has not {Count(posts):post|posts} in {forum}",
                    why="it is entitled to",
                    da=f"{block} har ikke {Count(posts):plads|pladser} i {forum}",
                    da_why="det har den ret til",
                )
    for (forum, party), posts in agreed_posts(entitlement).items():
        if seats[forum][party] < posts:
            raise false(
                f"{party} has not {Count(posts):post|posts} in {forum}",
                why="other lists left it that many there by agreement",
                da=f"{party} har ikke {Count(posts):plads|pladser} i {forum}",
                da_why="så mange har andre lister overladt den dér efter aftale",
            )
    packages = part(entitlement, "packages")
    for package in packages:
        names = texts(packages, package)
        for party in counts(entitlement, "strengths"):
            posts = sum(table[name][party] for name in names)
            if sum(seats[name][party] for name in names) != posts:
                raise false(
                    f"{party} has not {Count(posts):post|posts} in {package}",
                    why="its total",
                    da=f"{party} har ikke {Count(posts):plads|pladser} i pakken {package}",
                    da_why="det har den i alt",
                )


def _check_forum(document: Document, seating: Seating, name: str) -> None:
    forum = seating.fora[name]
    for person in seating.seated(name):
        _check_eligible(forum, person, whole=part(document, "rules").get("whole_term") is True)
    for rule in records(forum, "requirements"):
        kind = entry(rule, "type")
        if kind in _COUNTING and short_of(rule, seating.seated(name)):
            required = requirement_in_words(rule)
            raise false(
                f"{name} has not {required}",
                why="it is required",
                da=f"{name} har ikke {required.da}",
                da_why="det er et krav",
            )
        if kind == "NotAlsoIn":
            for other in texts(rule, "fora"):
                both = set(seating.members[name]) & set(seating.members[other])
                if both:
                    raise false(
                        f"{min(both)} is in {name} and {other}",
                        why="nobody may be",
                        da=f"{min(both)} er i {name} og {other}",
                        da_why="det må ingen være",
                    )


def _check_eligible(forum: Document, person: Document, *, whole: bool) -> None:
    reason = barred(forum, person, whole=whole)
    if reason:
        raise false(
            f"{entry(person, 'name')} {reason}: {entry(forum, 'name')}",
            why="only eligible people are appointed",
            da=f"{entry(person, 'name')} {reason.da}: {entry(forum, 'name')}",
            da_why="kun den, der kan sidde dér, udpeges",
        )


# Who stood beforehand, who takes the chair, and in what order the members of a forum stand.


def check_chairs(document: Document, seating: Seating) -> None:
    """Check fixed appointments, chairs and the order of members.

    Parameters
    ----------
    document : mapping
        The document of the appointment.
    seating : Seating
        Who sits where.

    Raises
    ------
    VerificationError
        If someone who stood beforehand is missing, a chair is no member or not the one agreed on,
        a mayor is passed over without agreement, or members stand out of order.
    """
    _check_fixed(document, seating)
    _check_order(document, seating)
    _check_agreed_chairs(document)


def _check_fixed(document: Document, seating: Seating) -> None:
    for forum, name in entry(document, "fixed"):
        if name not in seating.members[forum]:
            raise false(
                f"{name} is not in {forum}",
                why="that appointment stood beforehand",
                da=f"{name} er ikke i {forum}",
                da_why="den udpegning lå fast på forhånd",
            )
    chairs = part(document, "chairs")
    for strange in sorted({*chairs, *part(document, "substitutes")} - set(seating.fora)):
        raise false(
            f"{strange} has a chair or substitutes",
            why="there is no such forum in the document",
            da=f"{strange} har en formand eller stedfortrædere",
            da_why="dokumentet har intet sådant forum",
        )
    for forum, known in seating.fora.items():
        if (entry(known, "chair") is True) != (forum in chairs):
            raise false(
                f"the chair of {forum} is wrong",
                why="a forum with a chair has one",
                da=f"formanden for {forum} er forkert",
                da_why="et forum, hvor formanden er KKR's, har en, og andre har ingen",
            )
        if forum in chairs:
            _check_chair(document, seating, forum, str(chairs[forum]))


def _check_chair(document: Document, seating: Seating, forum: str, chair: str) -> None:
    if chair not in seating.members[forum]:
        raise false(
            f"the chair of {forum} is no member",
            why="the chair is a member",
            da=f"formanden for {forum} er ikke medlem",
            da_why="formanden er et af medlemmerne",
        )
    mayors = [entry(person, "name") for person in seating.seated(forum) if entry(person, "mayor")]
    if mayors and chair not in mayors and forum not in part(document, "agreed_chairs"):
        raise false(
            f"{chair} takes the chair of {forum}, and {mayors[0]} is a mayor",
            why="a mayor takes it unless another chair was agreed on",
            da=f"{chair} er formand for {forum}, og {mayors[0]} er borgmester",
            da_why="en borgmester er formand, medmindre en anden er aftalt",
        )


def _check_agreed_chairs(document: Document) -> None:
    chairs = part(document, "chairs")
    for forum, name in part(document, "agreed_chairs").items():
        if forum not in chairs:
            raise false(
                f"{forum} has no chair to agree on",
                why="its chair is no post of the KKR",
                da=f"{forum} har ingen formand at aftale",
                da_why="formandsposten er ikke KKR's at besætte",
            )
        if chairs[forum] != name:
            raise false(
                f"{chairs[forum]} chairs {forum}",
                why="another chair was agreed on",
                da=f"{chairs[forum]} er formand for {forum}",
                da_why="en anden formand var aftalt",
            )
        if [forum, name] not in entry(document, "fixed"):
            raise false(
                f"the agreed chair of {forum} did not stand",
                why="who takes it is a member",
                da=f"den aftalte formand for {forum} lå ikke fast",
                da_why="den, der får posten, er medlem",
            )


def _check_order(document: Document, seating: Seating) -> None:
    """Check that the chair stands first, and then the lists one after another, each by name."""
    chairs = part(document, "chairs")
    before: set[tuple[str, str]] = set()
    for forum, names in seating.members.items():
        if forum in chairs and chairs[forum] != names[0]:
            raise false(
                f"{chairs[forum]} takes the chair of {forum} and does not stand first",
                why="the chair is the first of the members, as protocols show",
                da=f"{chairs[forum]} er formand for {forum} og står ikke først",
                da_why="formanden er den første af medlemmerne, som protokoller viser dem",
            )
        rest = names[1:] if forum in chairs else names
        home = {name: str(entry(seating.people[name], "party")) for name in rest}
        lists = list(dict.fromkeys(home.values()))
        before.update(combinations(lists, 2))
        by_name = sorted(rest, key=lambda name: (lists.index(home[name]), name))
        if by_name != list(rest) or any(pair[::-1] in before for pair in combinations(lists, 2)):
            raise false(
                f"the members of {forum} are out of order",
                why="the lists follow one another as in the other fora, each one's people by name",
                da=f"medlemmerne af {forum} står ikke i orden",
                da_why="listerne følger efter hinanden som i de andre fora, og hver listes "
                "personer efter navn",
            )


# Substitutes, read from the document of an appointment alone: who they are, and from where.


_WANTED = {
    "none": Bilingual("the forum has no substitutes", da="forummet har ingen stedfortrædere"),
    "personal": Bilingual("each of them has a substitute", da="hvert medlem har en stedfortræder"),
    "shared": Bilingual(
        "those of a list share a substitute",
        da="de, der er fra samme liste, deler en stedfortræder",
    ),
}


def check_substitutes(document: Document, seating: Seating) -> None:
    """Check every forum's substitutes.

    Parameters
    ----------
    document : mapping
        The whole document.
    seating : Seating
        Who sits where.

    Raises
    ------
    VerificationError
        If a substitute is no substitute of that forum, one for all is several people, or fewer
        are from their members' municipalities than could be.
    """
    stated = part(document, "substitutes")
    whole = part(document, "rules").get("whole_term") is True
    for forum, known in seating.fora.items():
        kind = entry(known, "substitutes")
        others = part(stated, forum) if forum in stated else {}
        if set(others) != (set() if kind == "none" else set(seating.members[forum])):
            raise false(
                f"the substitutes of {forum} are not of its members",
                why=_WANTED[kind],
                da=f"stedfortræderne i {forum} er ikke dem, dets medlemmer skal have",
                da_why=_WANTED[kind].da,
            )
        if kind == "personal" and len(set(others.values())) != len(others):
            raise false(
                f"a substitute in {forum} stands in twice",
                why="each member has one",
                da=f"en stedfortræder i {forum} er det for to",
                da_why="hvert medlem har sin egen",
            )
        for member, name in others.items():
            _check_one(seating, forum, member, name, whole=whole)
        for party in {str(entry(seating.people[member], "party")) for member in others}:
            _check_list(seating, forum, party, others, whole=whole)


def _check_one(seating: Seating, forum: str, member: str, name: str, *, whole: bool) -> None:
    person = seating.people[name]
    if name in seating.members[forum]:
        raise false(
            f"{name} is a member of {forum}",
            why="a substitute is another person",
            da=f"{name} er medlem af {forum}",
            da_why="en stedfortræder er en anden person",
        )
    if entry(person, "party") != entry(seating.people[member], "party"):
        raise false(
            f"{name} is of another list than {member}",
            why="it is the same list",
            da=f"{name} er fra en anden liste end {member}",
            da_why="det skal være samme liste",
        )
    if reason := barred(seating.fora[forum], person, whole=whole):
        raise false(
            f"{name} {reason}: {forum}",
            why="only eligible people are substitutes",
            da=f"{name} {reason.da}: {forum}",
            da_why="kun den, der kan sidde dér, er stedfortræder",
        )


def _check_list(
    seating: Seating, forum: str, party: str, others: Mapping[str, str], *, whole: bool
) -> None:
    """Check that as many substitutes of a list as possible are from the member's municipality."""
    home = {name: str(entry(person, "municipality")) for name, person in seating.people.items()}
    own = {
        member: name
        for member, name in others.items()
        if entry(seating.people[member], "party") == party
    }
    free = Counter(
        home[name]
        for name, person in seating.people.items()
        if entry(person, "party") == party
        and name not in seating.members[forum]
        and not barred(seating.fora[forum], person, whole=whole)
    )
    seated = Counter(home[member] for member in own)
    near = {place: min(number, free[place]) for place, number in seated.items()}
    if entry(seating.fora[forum], "substitutes") == "shared":
        if len(set(own.values())) > 1:
            raise false(
                f"list {party} has several substitutes in {forum}",
                why="they share one",
                da=f"liste {party} har flere stedfortrædere i {forum}",
                da_why="den deler én",
            )
        most = max(number if free[place] else 0 for place, number in seated.items())
    else:
        most = sum(near.values())
    held = sum(home[member] == home[name] for member, name in own.items())
    if held != most:
        raise false(
            f"{held} of list {party}'s substitutes in {forum} are from the member's municipality",
            why=f"{most} could be, and as many as possible are",
            da=f"{held} af stedfortræderne for liste {party} i {forum} er fra medlemmets kommune",
            da_why=f"{most} kunne være det, og det skal så mange som muligt",
        )


# Every wish of an appointment held to its bound: nothing serves it better, those before kept.


def check_bounds(document: Document, seating: Seating) -> Counter[Proof]:
    """Prove every level's bound again, and how far another answer as good can differ.

    Parameters
    ----------
    document : mapping
        The document of the appointment, whose rules and values hold.
    seating : Seating
        Who sits where.

    Returns
    -------
    Counter of Proof
        How many levels' bounds were proven, by kind of proof; a bound of zero needs none.

    Raises
    ------
    VerificationError
        If a figure is larger than `MOST_POINTS`, a level is left out, an appointment serves a
        wish better than its bound, or another answer as good differs in more posts than stated,
        or none in as many.
    """
    _check_sizes(document)
    seats = seats_of(document, seating)
    answers, stated = Answers(len(seats.columns)), _columns(seats)
    for rule in rules_of(seats):
        if _missed(rule, stated):
            raise false(
                "a rule of the document is not kept by the appointment it states",
                why="a bound over answers of which it is none would prove nothing",
                da="den anførte udpegning overholder ikke en af filens regler",
                da_why="en grænse for svar, som den ikke er blandt, ville intet bevise",
            )
        answers.row(dict.fromkeys(rule.columns, 1), rule.low, rule.high)
    levels = {str(entry(level, "level")): level for level in records(document, "levels")}
    order = texts(part(document, "rules"), "order")
    if [name for name in order if name in levels] != [*levels]:
        raise false(
            "the wishes are not in the order of the rules",
            why="it says what comes first",
            da="ønskerne står ikke i reglernes rækkefølge",
            da_why="den siger, hvad der går forud",
        )
    proofs: Counter[Proof] = Counter()
    for name in order:
        wish = wish_of(name, seats)
        if name in levels:
            bound, value = count(levels[name], "bound"), count(levels[name], "value")
            if _cost(wish, stated) != value:
                raise false(
                    f"{LEVELS[name]}: it does not fall short by {value}",
                    why="its sums say so",
                    da=f"{LEVELS[name].da}: der mangler ikke {value}",
                    da_why="det siger optællingen",
                )
            proofs.update(_settled(answers, name, wish, bound, value))
        elif not _is_idle(wish, seats):
            if value_of(name, seating, document):
                raise false(
                    f"{LEVELS[name]}: the wish is left out",
                    why="something falls short of it",
                    da=f"{LEVELS[name].da}: ønsket er udeladt",
                    da_why="det er ikke helt opfyldt",
                )
            _settled(answers, name, wish, 0, 0)
    _check_differing(document, seats, answers)
    return proofs


def _columns(seats: Seats) -> frozenset[int]:
    """Return the columns of the members, each of whom the rules must know."""
    for forum, person in seats.seating.rows():
        name = str(entry(person, "name"))
        if (forum, name) not in seats.columns:
            raise false(
                f"{name} cannot sit in {forum}",
                why="something bars the person, or the list is entitled to nothing",
                da=f"{name} kan ikke sidde i {forum}",
                da_why="noget udelukker personen, eller listen har ikke ret til noget",
            )
    return frozenset(
        seats.columns[forum, str(entry(person, "name"))] for forum, person in seats.seating.rows()
    )


def _missed(one: Sum, stated: frozenset[int]) -> int:
    """Return by how much a sum of the stated appointment misses its bounds."""
    number = sum(column in stated for column in one.columns)
    above = 0 if one.high is None else max(number - one.high, 0)
    return max(one.low - number, above)


def _cost(wish: Wish, stated: frozenset[int]) -> int:
    """Return by how much the stated appointment falls short of a wish."""
    single = sum(cost for column, cost in wish.costs.items() if column in stated)
    return wish.constant + single + sum(_missed(one, stated) for one in wish.sums)


def _check_sizes(document: Document) -> None:
    """Refuse points and posts so large that a search in floats could lose one; see MOST_POINTS."""
    sizes = [count(wish, "points") for wish in records(document, "wishes")]
    for forum in records(document, "fora"):
        rules = (*records(forum, "requirements"), *records(forum, "wanted"))
        sizes += [count(rule, "posts") for rule in rules if "posts" in rule]
    if max(sizes, default=0) > MOST_POINTS:
        raise false(
            f"a wish or requirement counts {max(sizes):,}",
            why=f"bounds are proven of figures up to {MOST_POINTS:,}; no others are appointed by",
            da=f"et ønske eller krav tæller {dotted(max(sizes))}",
            da_why=f"grænser bevises for tal op til {dotted(MOST_POINTS)}; der udpeges ikke efter "
            "andre",
        )


def _is_idle(wish: Wish, seats: Seats) -> bool:
    """Say whether all appointments meet a wish alike, as when nobody wishes for anything."""
    costs = {wish.costs.get(column, 0) for column in seats.columns.values()}
    return not wish.sums and len(costs) <= 1


def _settled(answers: Answers, name: str, wish: Wish, bound: int, value: int) -> list[Proof]:
    """Prove a wish's bound, and let nothing fall short of it by more from now on."""
    if not value:
        for one in wish.sums:
            answers.row(dict.fromkeys(one.columns, 1), one.low, one.high)
        answers.row(wish.costs, None, -wish.constant)
        return []
    costs = dict(wish.costs)
    for one in wish.sums:
        ones = dict.fromkeys(one.columns, 1)
        if one.low:
            below = answers.column(one.low)
            answers.row(ones | {below: 1}, one.low, None)
            costs[below] = 1
        if one.high is not None and one.high < len(ones):
            above = answers.column(len(ones))
            answers.row(ones | {above: -1}, None, one.high)
            costs[above] = 1
    proof = answers.settle(costs, bound - wish.constant, value - wish.constant)
    if proof is None:
        raise false(
            f"{LEVELS[name]}: it can fall short by less than {bound}",
            why="an answer was found",
            da=f"{LEVELS[name].da}: der kan mangle mindre end {bound}",
            da_why="der er fundet en udpegning, hvor det er så",
        )
    return [proof]


def _check_differing(document: Document, seats: Seats, answers: Answers) -> None:
    if entry(document, "differing") is None:
        if entry(document, "stopped_after") is None:
            raise false(
                "how far another answer as good can differ is left out",
                why="a search that was not stopped says it",
                da="det er udeladt, hvor meget en anden lige så god udpegning kan afvige",
                da_why="en søgning, der ikke er standset, siger det",
            )
        return
    stated, rows = count(document, "differing"), seats.seating.rows()
    same = {seats.columns[forum, str(entry(person, "name"))]: 1 for forum, person in rows}
    kept = answers.least(same)
    if kept is None or len(rows) - kept != stated:
        raise false(
            f"another answer as good does not differ in {Count(stated):post|posts} at most",
            why="the search found one that differs in more, or none in as many",
            da="en anden lige så god udpegning afviger ikke på højst "
            f"{Count(stated):plads|pladser}",
            da_why="søgningen fandt en, der afviger på flere, eller ingen, der afviger på så mange",
        )


_SAID = (
    ("cannot", "cannot sit in", "ikke kan sidde i"),
    ("wishes", "wishes for", "ønsker"),
)


def check(document: Document) -> tuple[str, ...]:
    """Check appointments and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If a rule is broken, a level's value is another, its bound is not one, or another answer
        as good differs in another number of posts.
    """
    seating = _seating(document)
    entitled = verify_entitlement.check(part(document, "entitlement"))
    check_members(document, seating)
    check_chairs(document, seating)
    check_substitutes(document, seating)
    met = _check_levels(document, seating)
    levels = len(records(document, "levels"))
    fixed, agreed = len(entry(document, "fixed")), len(part(document, "agreed_chairs"))
    proven = _gaps_said(document)
    proofs = check_bounds(document, seating)
    return (
        Bilingual(
            f"{Count(len(seating.rows())):post is|posts are} filled in "
            f"{Count(len(seating.members)):forum|fora} within the entitlement, whose table was "
            "checked too.",
            da=f"{Count(len(seating.rows())):plads|pladser} i "
            f"{Count(len(seating.members)):forum|fora} er besat inden for listernes ret, hvis "
            "tabel også er efterprøvet.",
        ),
        *entitled,
        Bilingual(
            "Everyone is eligible, sits once in a forum and has no more posts than the limit; "
            f"every requirement, chair and substitute holds. "
            f"{Count(fixed):appointment|appointments} stood beforehand and "
            f"{Count(agreed):chair was|chairs were} agreed on, as stated.",
            da="Alle kan udpeges, sidder én gang i et forum og har ikke for mange pladser; alle "
            f"krav, formænd og stedfortrædere er i orden. "
            f"{Count(fixed):udpegning|udpegninger} lå fast på forhånd, og "
            f"{Count(agreed):formand|formænd} var aftalt, som anført.",
        ),
        Bilingual(
            f"{Count(levels):wish was|wishes were} counted again; {Count(met):falls|fall} short of "
            "nothing, which cannot be bettered.",
            da=f"{Count(levels):ønske|ønsker} er talt efter; {Count(met):er|er} helt opfyldt, og "
            "det kan ikke blive bedre.",
        ),
        Bilingual(
            f"The bounds of the others were proven again on rows set up for the check: "
            f"{proofs[Proof.MULTIPLIERS]} by multipliers in whole numbers, "
            f"{proofs[Proof.SEARCH]} by a search.",
            da="Grænserne for de øvrige er bevist igen på rækker, der er stillet op til det: "
            f"{proofs[Proof.MULTIPLIERS]} ved multiplikatorer i hele tal, "
            f"{proofs[Proof.SEARCH]} ved en søgning.",
        ),
        proven,
    )


def _seating(document: Document) -> Seating:
    fora, people = _by_name(document, "fora"), _by_name(document, "candidates")
    named = part(document, "members")
    members = {forum: texts(named, forum) for forum in named}
    if set(fora) != set(members):
        raise false(
            "fora and members do not name the same fora",
            why="every forum is filled",
            da="fora og medlemmer nævner ikke de samme fora",
            da_why="hvert forum besættes",
        )
    entitled = _by_name(part(document, "entitlement"), "fora")
    for forum in {**fora, **entitled}:
        known = [count(listed[forum], "posts") for listed in (fora, entitled) if forum in listed]
        if len(known) == 1 or known[0] != known[1]:
            raise false(
                f"{forum} has other posts among the fora than in the entitlement",
                why="the entitlement says who fills which posts of these fora",
                da=f"{forum} har andre pladser blandt foraene end i listernes ret",
                da_why="listernes ret siger, hvem der besætter hvilke pladser i disse fora",
            )
    _check_names(document, fora, people)
    for forum in part(document, "reasons"):
        if forum not in fora:
            raise false(
                f"a reason is given for {forum}",
                why="there is no such forum",
                da=f"der er givet en begrundelse for {forum}",
                da_why="der er intet sådant forum",
            )
    for forum, names in members.items():
        for name in names:
            if name not in people:
                raise false(
                    f"{name} in {forum} is no candidate",
                    why="candidates are appointed",
                    da=f"{name} i {forum} er ikke kandidat",
                    da_why="det er kandidater, der udpeges",
                )
    return Seating(fora, people, members)


def _check_names(
    document: Document, fora: dict[str, Document], people: dict[str, Document]
) -> None:
    """Refuse a bar or wish for what is not there: misspelt, it would be none."""
    asked = [
        (f"what {name} {english}", f"hvad {name} {danish}", forum, fora)
        for name, person in people.items()
        for entered, english, danish in _SAID
        for forum in texts(person, entered)
    ]
    for wish in records(document, "wishes"):
        asked += [("a wish", "et ønske", str(entry(wish, "forum")), fora)]
        asked += [("a wish", "et ønske", str(entry(wish, "candidate")), people)]
    for what, danish, name, known in asked:
        if name not in known:
            raise false(
                f"{what} has {name!r:.80}",
                why="there is none of that name",
                da=f"{danish} har {name!r:.80}",
                da_why="der er ingen af det navn",
            )


def _by_name(document: Document, part_name: str) -> dict[str, Document]:
    listed = records(document, part_name)
    found = {str(entry(one, "name")): one for one in listed}
    if len(found) < len(listed):
        twice = Counter(str(entry(one, "name")) for one in listed).most_common(1)[0][0]
        raise false(
            f"{twice} stands twice in {part_name}",
            why="each counts once",
            da=f"{twice} står to gange under {in_danish(part_name)}",
            da_why="hver tæller én gang",
        )
    return found


def _check_levels(document: Document, seating: Seating) -> int:
    """Return how many wishes are met in full."""
    met = 0
    for level in records(document, "levels"):
        name, value = str(entry(level, "level")), count(level, "value")
        counted = value_of(name, seating, document)
        if counted != value or count(level, "bound") > value:
            raise false(
                f"{LEVELS[name]}: it falls short by {counted}, not {value}",
                why="it was counted again",
                da=f"{LEVELS[name].da}: der mangler {counted}, ikke {value}",
                da_why="det er talt efter",
            )
        met += not value
    return met


def _others_open(said: Bilingual) -> Bilingual:
    """Add that a stopped search leaves open whether others are as good."""
    return Bilingual(
        f"{said} NOT PROVEN is whether another appointment serves them as well, as the search was "
        "stopped.",
        da=f"{said.da} IKKE BEVIST er, om en anden udpegning opfylder dem lige så godt, da "
        "søgningen blev standset.",
    )


def _gaps_said(document: Document) -> Bilingual:
    """Say which wishes are not proven to be served best; only a stopped search leaves any."""
    open_levels = [
        (LEVELS[str(entry(level, "level"))], count(level, "value"), count(level, "bound"))
        for level in records(document, "levels")
        if count(level, "bound") < count(level, "value")
    ]
    if not open_levels:
        said = Bilingual(
            "Every wish is at its bound: nothing that keeps the rules, and the wishes before it at "
            "theirs, serves it better.",
            da="Alle ønsker når deres grænse: intet, der holder reglerne og grænserne for de "
            "ønsker, der går forud, opfylder dem bedre.",
        )
        return said if entry(document, "differing") is not None else _others_open(said)
    name, value, bound = open_levels[0]
    if entry(document, "stopped_after") is None:
        raise false(
            f"{name}: it falls short by {value}, and no more than {bound} is proven",
            why="a search that was not stopped proves each wish served best",
            da=f"{name.da}: der mangler {value}, og kun {bound} er bevist",
            da_why="en søgning, der ikke er standset, beviser for hvert ønske, at det ikke kan "
            "blive bedre",
        )
    tenths = max(1, round(10 * ratio(document, "stopped_after")))
    after = f"{tenths // 10}.{tenths % 10}"
    return Bilingual(
        f"NOT PROVEN to be served best, as the search was stopped after {after} s: "
        + "; ".join(f"{name} falls short by {v}, proven is {b}" for name, v, b in open_levels)
        + ". The wishes after them were proven beside these values only.",
        da="IKKE BEVIST, at det ikke kan blive bedre, da søgningen blev standset efter "
        f"{after.replace('.', ',')} s: "
        + "; ".join(f"{name.da}: {v} mangler, bevist er {b}" for name, v, b in open_levels)
        + ". De ønsker, der følger efter, er kun bevist ved siden af disse tal.",
    )
