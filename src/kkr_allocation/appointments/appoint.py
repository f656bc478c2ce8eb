"""Names to posts: `appoint` fills the fora lawfully, fairly, and in one provable way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from kkr_allocation.appointments.entitlement import Deviation, Entitlement, Over, entitle
from kkr_allocation.appointments.forum import Forum, Register
from kkr_allocation.appointments.model import Pair, Task, bar, infeasible, occupied
from kkr_allocation.appointments.people import Candidate, Member
from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules, LevelResult, Wish
from kkr_allocation.appointments.search import Chances, Drawing, Drawn, Search, chances_of
from kkr_allocation.appointments.solver import Clock
from kkr_allocation.appointments.wishes import GenderBalance, preference
from kkr_allocation.errors import KkrAllocationError
from kkr_allocation.explanations import checked_language, shortened
from kkr_allocation.inputs import by_name, known_names, one_of, several, whole_number
from kkr_allocation.results import Result, progress_bar, read_only
from kkr_allocation.words import refusal, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.explanations import Explanation, Language


@frozen(field_transformer=read_only)
class Appointments(Result):
    """Who sits where, with all that it follows from.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Dialogforum", 1)]
    >>> people = [kkr.Candidate("A1", "Greve", "A")]
    >>> kkr.appoint(fora, people, kkr.entitle(fora, {"A": 5})).members
    {'Dialogforum': ('A1',)}
    """

    fora: tuple[Forum, ...] = field(repr=False)
    candidates: tuple[Candidate, ...] = field(repr=False)
    entitlement: Entitlement = field(repr=False)
    rules: AppointmentRules = field(repr=False)
    wishes: tuple[Wish, ...] = field(repr=False)
    fixed: tuple[Pair, ...] = field(repr=False)
    agreed_chairs: Mapping[str, str] = field(repr=False)
    """Who was to take the chair by agreement, by forum; they stand among the fixed."""
    members: Mapping[str, tuple[str, ...]] = field(repr=shortened)
    """Names by forum; the chair first, then by list and name."""
    chairs: Mapping[str, str] = field(repr=shortened)
    """Who takes the chair, by forum with a chair: agreed, or else proposed."""
    substitutes: Mapping[str, Mapping[str, str]] = field(repr=False)
    """The substitute of each member, by forum with substitutes."""
    levels: tuple[LevelResult, ...] = field(repr=shortened)
    """What each wish came to, in the order of the rules."""
    differing: int | None
    """The most posts in which another appointment with the same values differs, if known."""
    reasons: Mapping[str, str] = field(factory=dict, repr=False)
    """Why a forum deviates from equally many women and men."""
    stopped_after: Fraction | None = field(default=None, repr=False)
    """Seconds after which the search was stopped: only then can a value lie above its bound."""
    closest_to: tuple[Pair, ...] = field(default=(), repr=False)
    """Earlier appointments in these fora that were to stand, of people withdrawn since too."""
    drawn: Drawn | None = field(default=None, repr=False)
    """The lot among equally good appointments, where one was drawn."""

    @property
    def task(self) -> Task:
        """What was to be filled, for solving it again."""
        return Task(
            *(self.fora, self.candidates, self.entitlement, self.rules),
            *(self.fixed, self.wishes, self.closest_to),
        )

    @property
    def changed(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Who left and who came since the appointments to be closest to, by forum."""
        found = {}
        for forum, names in self.members.items() if self.closest_to else ():
            before = [name for place, name in self.closest_to if place == forum]
            came = tuple(name for name in names if name not in before)
            left = tuple(sorted(set(before).difference(names)))
            if left or came:
                found[forum] = left, came
        return found

    @property
    def is_unique(self) -> bool | None:
        """Whether no other appointment has the same values; None where it is not known."""
        return None if self.differing is None else self.differing == 0

    @property
    def is_proven(self) -> bool:
        """Whether every level is the best there is."""
        return all(level.proven for level in self.levels)

    @property
    def sex_not_stated(self) -> tuple[str, ...]:
        """Appointed people whose sex is not stated; they are counted apart."""
        seated = {name for names in self.members.values() for name in names}
        return tuple(p.name for p in self.candidates if p.sex is None and p.name in seated)

    @property
    def seats_ending_early(self) -> tuple[Pair, ...]:
        """Forum and member where a council seat ends before the forum's term."""
        until = {person.name: person.seat_until for person in self.candidates}
        return tuple(
            (forum.name, name)
            for forum in self.fora
            for name in self.members[forum.name]
            if forum.ends and (end := until[name]) and end < forum.ends
        )

    @property
    def seats_unchecked(self) -> tuple[str, ...]:
        """Fora whose term has no known end, though a member's council seat has one."""
        ending = {person.name for person in self.candidates if person.seat_until is not None}
        return tuple(
            forum.name
            for forum in self.fora
            if forum.ends is None and not ending.isdisjoint(self.members[forum.name])
        )

    @property
    def gender(self) -> tuple[GenderBalance, ...]:
        """The members of each forum by sex, with the reasons given."""
        sex = {person.name: person.sex for person in self.candidates}
        counts = {f: Counter(sex[name] for name in names) for f, names in self.members.items()}
        return tuple(
            GenderBalance(forum, n["F"], n["M"], n[None], self.reasons.get(forum, ""))
            for forum, n in counts.items()
        )

    def why(self, forum: str, candidate: str, language: Language = "en") -> Explanation:
        """Say why this person has this post, who else could, and what it would cost.

        Whose post it is and who else may have it; the best appointment without the person, and what
        each wish falls short with and without; then each of the others in the person's place, with
        what that costs. Each is solved anew, which takes about as long as `appoint`.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> fora = [kkr.Forum("Dialogforum", 1)]
        >>> people = [kkr.Candidate("A1", "Greve", "A", wishes=("Dialogforum",)),
        ...           kkr.Candidate("A2", "Greve", "A")]
        >>> result = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 5}))
        >>> print(result.why("Dialogforum", "A1"))
        A1 in Dialogforum
        1. The post belongs to A; A1 is of list A and from Greve, and may sit there. (...)
        2. Of A these too may sit there: A2. (...)
        3. The best appointment without A1 has A2 there. (...)
        ...
        """
        spoken = checked_language(language)
        explained: Explanation = self._present("post_explanation", forum, candidate, spoken)
        return explained

    explain_post = why

    def chances(
        self,
        *,
        draws: int = 100,
        seed: int | str = 1,
        time_limit: float | None = None,
        progress: Callable[[str], object] | None = None,
    ) -> Chances:
        """Return each person's chance of each forum, if a lot is drawn among the equally good.

        Where not all equally good appointments can be looked at, so many lots are drawn from the
        seed; after `time_limit` seconds the chances are those of the draws made so far. After
        Ctrl-C they are the ``.partial`` of the KeyboardInterrupt, and `progress` is called with a
        sentence before each draw.

        A KkrAllocationError says that the wishes are not proven to be served best, or that the time
        sufficed for no draw.
        """
        drawing = Drawing(seed, self.drawn.most) if self.drawn else Drawing(seed)
        with progress_bar(whole_number(draws, "draws") + len(self.levels), "steps") as advance:
            search = Search(self.task, Clock(time_limit), _steps(progress, advance))
            return chances_of(search, self.levels, drawing, draws)

    def with_reasons(self, reasons: Mapping[str, str]) -> Appointments:
        """Return the appointments with these reasons for deviating from sex balance, by forum."""
        given = by_name(reasons, "reasons", '{"RAR Fyn": "one list has only men"}')
        known_names(given, self.members, "reasons")
        return evolve(self, reasons={**self.reasons, **given})

    def final(self) -> Appointments:
        """Return the appointments if they can be decided: every deviation has its reason."""
        if missing := [row.forum for row in self.gender if row.lacks_reason]:
            raise refused("appointments.equally_many_women_men", listed=", ".join(missing))
        return self


# Costs of a substitute, each more than all those below it together.
_ELSEWHERE = 2**42
"""From another municipality."""
_ANOTHER = 2**36
"""Another than the one who stands."""
_KEPT_OUT = 2**30
"""Who could not step in as posts are."""
_LOAD = 2**20
"""Each post a person already is a substitute for; the fixed preference is below it."""


def chosen_chairs(
    task: Task,
    members: Mapping[str, Collection[str]],
    agreed: Mapping[str, str],
    before: Mapping[str, str],
) -> dict[str, str]:
    """Return who takes the chair: who was agreed on, else a mayor, who had it, or as preferred."""
    people = {person.name: person for person in task.candidates}

    def found(forum: str) -> str:
        order = preference(((forum, name) for name in members[forum]), 2**16)
        return min(
            members[forum],
            key=lambda n: (not people[n].mayor, before.get(forum) != n, order[forum, n], n),
        )

    return {f.name: agreed.get(f.name) or found(f.name) for f in task.fora if f.chair}


def substitutes(
    task: Task | Appointments,
    members: Mapping[str, Collection[str]],
    standing: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, dict[str, str]]:
    """Return each member's substitute, by forum and member.

    As many as possible are from the member's municipality; then those stay who are `standing`; then
    as many as possible could step in beside their posts; then those come first who are substitutes
    less often in the fora before. Posts as a substitute do not count among a person's posts.
    """
    load: Counter[str] = Counter()
    found: dict[str, dict[str, str]] = {}
    for forum in sorted(task.fora, key=lambda forum: forum.name):
        if forum.substitutes == "none":
            continue
        seated: dict[str, list[Candidate]] = defaultdict(list)
        others: dict[str, list[Candidate]] = defaultdict(list)
        for person in sorted(task.candidates, key=lambda person: person.name):
            if person.name in members[forum.name]:
                seated[person.party].append(person)
            elif not bar(forum, person, task.rules):
                others[person.party].append(person)
        found[forum.name] = {}
        kept = (standing or {}).get(forum.name, {})
        for party, people in seated.items():
            cost = preference(((forum.name, one.name) for one in others[party]), 2**10)
            for one in others[party]:
                held = _posts(members, one.name)
                barred = any(occupied(task.fora, forum, held, task.rules))
                cost[forum.name, one.name] += _KEPT_OUT * barred + _LOAD * load[one.name]
            pairs = _matched(forum, people, others[party], cost, kept)
            load.update(set(pairs.values()))
            found[forum.name] |= pairs
    return found


def kept_out(appointments: Appointments) -> Iterator[tuple[str, str, str]]:
    """Yield each forum and substitute whose own posts keep them out, with the rule that says so."""
    members = appointments.members
    for forum in appointments.fora:
        for name in dict.fromkeys(appointments.substitutes.get(forum.name, {}).values()):
            for rule in occupied(
                appointments.fora, forum, _posts(members, name), appointments.rules
            ):
                yield forum.name, name, rule.words
                break


def _posts(members: Mapping[str, Collection[str]], name: str) -> list[str]:
    return [forum for forum, names in members.items() if name in names]


def _matched(
    forum: Forum,
    seated: list[Candidate],
    others: list[Candidate],
    cost: Mapping[Pair, int],
    standing: Mapping[str, str],
) -> dict[str, str]:
    from scipy.optimize import linear_sum_assignment

    price = np.array(
        [
            [
                _ELSEWHERE * (one.municipality != other.municipality)
                + _ANOTHER * (standing.get(one.name, other.name) != other.name)
                + cost[forum.name, other.name]
                for other in others
            ]
            for one in seated
        ],
        dtype=float,
    )
    if forum.substitutes == "shared":
        return dict.fromkeys((one.name for one in seated), others[price.sum(0).argmin()].name)
    return {
        seated[row].name: others[column].name
        for row, column in zip(*linear_sum_assignment(price), strict=True)
    }


def _steps(
    progress: Callable[[str], object] | None, advance: Callable[[int], object]
) -> Callable[[str], object]:
    """Return what is called with each step: the caller's function, or the bar."""
    if progress is None:
        return lambda _: advance(1)
    if not callable(progress):
        raise refused("inputs.no_function", argument="progress", given=progress)
    return progress


def appoint(
    fora: Sequence[Forum],
    candidates: Iterable[Candidate],
    entitlement: Entitlement,
    *,
    wishes: Iterable[Wish] | None = None,
    fixed: Iterable[Pair] = (),
    chairs: Mapping[str, str] | None = None,
    rules: AppointmentRules = APPOINTMENT_RULES,
    time_limit: float | None = None,
    progress: Callable[[str], object] | None = None,
    closest_to: Appointments | Iterable[Pair] = (),
    lots: Drawing | None = None,
) -> Appointments:
    """Fill all posts with names: the rules hold, and the wishes in their order of importance.

    Who should sit where, so that every group has its posts, the acts are kept, and nobody can
    name an appointment that serves the agreed wishes better?

    Parameters
    ----------
    fora, candidates
        The fora of the entitlement, and the people who can be appointed.
    entitlement : Entitlement
        Who may fill how many posts. Between alliances its table binds in every forum, between
        the lists of an alliance only the totals of a package.
    wishes : iterable of Wish, optional
        What the groups would like.
    fixed : iterable of (forum, candidate)
        Appointments that stand.
    chairs : mapping of str to str, optional
        Who takes the chair, where it is agreed. Otherwise a mayor is proposed, if there is one:
        no rule was found that says who takes it.
    rules : AppointmentRules
        The limit of posts and the order of the wishes.
    time_limit : float, optional
        Seconds; after them the best answer so far is returned, with its gaps.
    progress : callable, optional
        Called with a sentence about what is being solved.
    closest_to : Appointments or iterable of (forum, candidate)
        Earlier appointments, as many of which as can be are to stand: a wish before all others,
        unless `rules` names it in its order. Chairs and substitutes stay too where they can.
    lots : Drawing, optional
        Draw by lot among equally good appointments.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C is pressed; its ``.partial`` is the best so far, once any was found.
    InvalidInputError
        If the arguments do not fit together, or one names what is not there.
    InfeasibleError
        If the rules cannot all be met; ``.conflict`` is an irreducible set of rules in words
        and ``.relaxation`` a cheapest change that was tried.
    KkrAllocationError
        If the time ran out before any appointment was found or a lot could be drawn, or the
        solver could not prove a wish best though no time was set.

    Notes
    -----
    Levels are whole numbers, solved one after another with HiGHS, each kept at its optimum from
    then on; where the time ran out, ``.levels[i].gap`` says what may be left. Equally good
    appointments are told apart by the lot or a fixed preference from the names' digests, so that
    neither the order of rows nor, for one version of HiGHS, the machine matters. The answer is
    checked in whole numbers afterwards; see `verify`.

    Sources: ligestillingsloven §§ 9, 10 a (sex balance); sections of the fora's own acts.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Sundhedskoordinationsudvalg", 2)]
    >>> people = [kkr.Candidate("A1", "Greve", "A", sex="F"),
    ...           kkr.Candidate("A2", "Lejre", "A", sex="M"),
    ...           kkr.Candidate("V1", "Greve", "V", sex="M")]
    >>> entitlement = kkr.entitle(fora, {"A": 5, "V": 4})
    >>> kkr.appoint(fora, people, entitlement).members
    {'Sundhedskoordinationsudvalg': ('A1', 'V1')}
    """
    one_of(entitlement, Entitlement, "entitlement", made_by="kkr.entitle(...)")
    one_of(rules, AppointmentRules, "rules", made_by="attrs.evolve(kkr.APPOINTMENT_RULES, ...)")
    register = Register(fora, candidates)
    agreed = {} if chairs is None else by_name(chairs, "chairs", '{"RAR Fyn": "A1"}')
    wanted = () if wishes is None else several(wishes, "wishes")
    stand = tuple(dict.fromkeys([*map(_pair, several(fixed, "fixed")), *agreed.items()]))
    _check(register, entitlement, wanted, stand)
    for forum in register.fora:
        if (chair := agreed.get(forum.name)) and not forum.chair:
            raise refused("appointments.no_chair_post", chair=chair, name=forum.name)
    if isinstance(closest_to, Appointments):
        members, chaired, stood_in = closest_to.members, closest_to.chairs, closest_to.substitutes
        listed = [(forum, name) for forum, names in members.items() for name in names]
    else:
        chaired, stood_in, pairs = {}, {}, several(closest_to, "closest_to")
        listed = [_pair(pair, "closest_to") for pair in pairs]
    near = tuple(dict.fromkeys(pair for pair in listed if pair[0] in entitlement.table))
    if not isinstance(lots, Drawing | None):
        raise refused("appointments.not_a_drawing", lots=lots)
    task = Task(register.fora, register.candidates, entitlement, rules, stand, wanted, near)
    clock = Clock(time_limit)
    with progress_bar(len(rules.order) + 4, "steps") as advance:
        search = Search(task, clock, _steps(progress, advance))
        found = search.feasible()
        if found is False:
            raise infeasible(task)
        if found is None:
            late = refusal("appointments.no_appointment_found_within", time_limit=time_limit)
            raise KkrAllocationError(**late)
        levels, drawn, differing, pressed = _searched(search, lots)
    names = [forum.name for forum in register.fora]
    seated = {place: sorted(n for f, n in search.appointed if f == place) for place in names}
    taken = chosen_chairs(task, seated, agreed, chaired)
    order = {party: place for place, party in enumerate(entitlement.strengths)}
    rank = {person.name: (order.get(person.party, 0), person.name) for person in task.candidates}
    members = {
        place: tuple(sorted(seated[place], key=lambda n: (n != taken.get(place), rank[n])))
        for place in names
    }
    result = Appointments(
        register.fora,
        register.candidates,
        entitlement,
        rules,
        wanted,
        stand,
        agreed,
        members,
        {place: taken[place] for place in names if place in taken},
        substitutes(task, members, stood_in),
        levels,
        differing,
        stopped_after=clock.elapsed if pressed else _stopped(levels, differing, time_limit),
        closest_to=near,
        drawn=drawn,
    )
    if pressed:
        pressed.partial = result  # type: ignore[attr-defined]  # the best so far, with its gaps
        raise pressed
    return result


def _searched(
    search: Search, lots: Drawing | None
) -> tuple[tuple[LevelResult, ...], Drawn | None, int | None, KeyboardInterrupt | None]:
    """Solve the levels and choose among equals; what Ctrl-C broke off, as far as it had come."""
    drawn = None
    try:
        levels = search.levels()
        if lots is None:
            search.prefer()
        else:
            drawn = search.draw(lots, levels)
        return levels, drawn, search.differing(), None
    except KeyboardInterrupt as pressed:
        return search.so_far(), None, None, pressed


def _stopped(
    levels: Iterable[LevelResult], differing: int | None, limit: float | None
) -> Fraction | None:
    """Return the time limit where it left something open, None where all was proven."""
    proven = all(level.proven for level in levels)
    if limit is None and not proven:
        raise KkrAllocationError(**refusal("appointments.solver_ended_before_every"))
    if limit is None or (proven and differing is not None):
        return None
    return Fraction(str(float(limit)))


def _pair(value: object, argument: str = "fixed") -> Pair:
    match value:
        case (str(forum), str(candidate)):
            return forum, candidate
    raise refused("appointments.not_a_pair", argument=argument, value=value)


def _check(
    register: Register, entitlement: Entitlement, wishes: Sequence[Any], fixed: Sequence[Pair]
) -> None:
    posts = {forum.name: forum.posts for forum in register.fora}
    entitled = {forum.name: forum.posts for forum in entitlement.fora}
    if posts != entitled:
        listed = ", ".join(sorted({name for name, _ in posts.items() ^ entitled.items()}))
        raise refused("appointments.fora_and_entitlement", listed=listed)
    if odd := [wish for wish in wishes if not isinstance(wish, Wish)]:
        raise refused("appointments.not_a_wish", value=odd[0])
    people = {person.name for person in register.candidates}
    named = [("wishes", wish.forum, wish.candidate) for wish in wishes]
    named += [("fixed", *pair) for pair in fixed]
    for argument, forum, candidate in named:
        if forum not in posts or candidate not in people:
            why = worded("appointments.fora_listed", listed=", ".join(posts))
            why = why if candidate in people else worded("appointments.no_such_candidate")
            figures = {"argument": argument, "candidate": candidate, "forum": forum, "why": why}
            raise refused("appointments.named_unknown", **figures)


@frozen(kw_only=True)
class FilledRegister:
    """What a filled-in register asks for."""

    register: Register
    strengths: dict[str, int]
    alliances: tuple[Alliance, ...]
    deviations: tuple[Deviation, ...] = ()
    fixed: tuple[Pair, ...]
    chairs: dict[str, str]
    wishes: tuple[Wish, ...]
    reasons: dict[str, str]
    rules: AppointmentRules
    packages: dict[str, tuple[str, ...]] = field(factory=dict)
    "Fora that are shared out together, by the name of the package; empty for all fora."
    members: tuple[Member, ...] = ()
    mail: dict[str, str] = field(factory=dict, repr=False)
    "The addresses of those who have one, by name; for letters, and in no document."
    notes: tuple[str, ...] = field(default=(), eq=False, repr=False)
    "What is odd in it and may be meant, such as two names that differ only in capitals."
    read: tuple[str, ...] = field(default=(), eq=False, repr=False)
    "What was taken for what in its sheets."

    def entitle(self, *, over: Over | None = None, lots: Iterable[Lot] = ()) -> Entitlement:
        """Return who may fill how many posts; without `over` each package by itself."""
        return entitle(
            self.register.fora,
            self.strengths,
            alliances=self.alliances,
            over=over or self.packages or "package",
            deviations=self.deviations,
            lots=lots,
        )

    def appoint(
        self,
        *,
        over: Over | None = None,
        lots: Iterable[Lot] = (),
        drawing: Drawing | None = None,
        **how: Any,  # noqa: ANN401  (what `appoint` takes besides)
    ) -> Appointments:
        """Return what the register asks for; `lots` decide ties of the entitlement."""
        how |= {"wishes": self.wishes, "fixed": self.fixed, "chairs": self.chairs}
        fora, people = self.register.fora, self.register.candidates
        entitlement = self.entitle(over=over, lots=lots)
        appointed = appoint(fora, people, entitlement, rules=self.rules, lots=drawing, **how)
        return appointed.with_reasons(self.reasons)
