"""Names to posts: `appoint` fills the fora lawfully, fairly, and in one provable way."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.appointments.conflict import infeasible
from kkr_allocation.appointments.levels import objectives
from kkr_allocation.appointments.lexicographic import Search
from kkr_allocation.appointments.model import Pair, Task, built
from kkr_allocation.appointments.programme import Clock
from kkr_allocation.appointments.register import Register
from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules, Wish
from kkr_allocation.appointments.substitutes import chairs as chosen_chairs
from kkr_allocation.appointments.substitutes import substitutes
from kkr_allocation.errors import Bilingual, InvalidInputError, KkrAllocationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.lexicographic import Solution

__all__ = ["appoint"]


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
) -> Appointments:
    """Fill all posts with names: the rules hold, and the wishes in their order of importance.

    Who should sit where, so that every group has its posts, the acts are kept, and nobody can
    name an appointment that serves the agreed wishes better?

    Parameters
    ----------
    fora : sequence of Forum
        The fora of the entitlement.
    candidates : iterable of Candidate
        The people who can be appointed.
    entitlement : Entitlement
        Who may fill how many posts. Between alliances its table binds in every forum, between
        the lists of an alliance only the totals of a package.
    wishes : iterable of Wish, optional
        What the groups would like.
    fixed : iterable of (forum, candidate)
        Appointments that stand.
    chairs : mapping of str to str, optional
        Who takes the chair, where it is agreed. Otherwise a mayor takes it, if there is one: a
        proposal, since no rule was found that says who does.
    rules : AppointmentRules
        The limit of posts and the order of the wishes.
    time_limit : float, optional
        Seconds; after them the best answer so far is returned, with its gaps.
    progress : callable, optional
        Called with a sentence about what is being solved.

    Returns
    -------
    Appointments
        Every post is filled by an eligible person of an entitled list; each level's value is
        proven best unless the time ran out (``.levels[i].gap``), as ``.stopped_after`` says.

    Raises
    ------
    InvalidInputError
        If fora, candidates and entitlement do not fit together, or a wish, a fixed appointment
        or a chair names what is not there.
    InfeasibleError
        If the rules cannot all be met; ``.conflict`` is an irreducible set of rules in words
        and ``.relaxation`` a cheapest change that was tried.
    KkrAllocationError
        If the time ran out before any appointment was found, or the solver could not prove a wish
        best though no time was set.

    Notes
    -----
    Levels are whole numbers, solved one after another with HiGHS, each kept at its optimum from
    then on. Among equally good appointments a fixed preference from the names' digests picks
    one, so that neither the order of rows nor, for one version of HiGHS, the machine matters.
    The answer is checked in whole numbers afterwards; see `verify`.

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
    register = Register(fora, candidates)
    agreed = dict(chairs or {})
    wanted = tuple(map(_wish, wishes or ()))
    stand = tuple(dict.fromkeys([*map(_pair, fixed), *agreed.items()]))
    _check(register, entitlement, wanted, stand)
    _check_chairs(register.fora, agreed)
    task = Task(
        tuple(sorted(register.fora, key=lambda forum: forum.name)),
        tuple(sorted(register.candidates, key=lambda person: person.name)),
        entitlement,
        rules,
        tuple(sorted(stand)),
    )
    clock = Clock(_seconds(time_limit))
    model = built(task)
    search = Search(model, clock, progress or _silent)
    found = search.feasible()
    if found is False:
        raise infeasible(task)
    if found is None:
        raise KkrAllocationError(
            Bilingual(
                f"no appointment was found within {time_limit} seconds",
                da=f"der blev ikke fundet en udpegning på {time_limit} sekunder",
            ),
            why=Bilingual(
                "the time ran out before the rules were met",
                da="tiden løb ud, før reglerne var opfyldt",
            ),
            do=Bilingual(
                "Raise time_limit, or leave it out", da="Giv mere tid, eller udelad grænsen"
            ),
        )
    solution = search.run(list(objectives(task, model.pairs, wanted)))
    seated: dict[str, list[str]] = {forum.name: [] for forum in task.fora}
    for forum_name, name in sorted(solution.appointed):
        seated[forum_name].append(name)
    taken = chosen_chairs(task, seated, agreed)
    party = {person.name: person.party for person in task.candidates}
    order = {name: place for place, name in enumerate(entitlement.strengths)}
    members = {
        forum.name: tuple(
            name
            for _, _, name in sorted(
                (name != taken.get(forum.name), order[party[name]], name)
                for name in seated[forum.name]
            )
        )
        for forum in register.fora
    }
    return Appointments(
        register.fora,
        register.candidates,
        entitlement,
        rules,
        wanted,
        stand,
        agreed,
        members,
        {forum.name: taken[forum.name] for forum in register.fora if forum.name in taken},
        substitutes(task, members),
        solution.levels,
        solution.differing,
        stopped_after=_stopped(solution, time_limit),
    )


def _seconds(limit: float | None) -> float | None:
    if limit is not None and not limit > 0:
        raise InvalidInputError(
            Bilingual(f"time_limit is {limit!r}", da=f"time_limit er {limit!r}"),
            why=Bilingual("nothing can be found in no time", da="intet kan findes på ingen tid"),
            do=Bilingual(
                "Pass a number of seconds above 0, or leave it out",
                da="Skriv et antal sekunder over 0, eller udelad det",
            ),
        )
    return limit


def _stopped(solution: Solution, limit: float | None) -> Fraction | None:
    """Return the time limit where it left something open, None where all was proven.

    Raises
    ------
    KkrAllocationError
        If something was left open though there was no limit.
    """
    proven = all(level.proven for level in solution.levels)
    if limit is None and not proven:
        raise KkrAllocationError(
            Bilingual(
                "the solver ended before every wish was proven best, though no time was set",
                da="løseren holdt op, før hvert ønske var bevist bedst, skønt ingen tid var sat",
            ),
            why=Bilingual(
                "it met a problem that it could not decide in floating point",
                da="den mødte en opgave, som den ikke kunne afgøre med kommatal",
            ),
            do=Bilingual(
                "Pass time_limit to accept the best appointment found, with its gaps",
                da="Angiv --time-limit for at tage den bedste udpegning, der er fundet",
            ),
        )
    if limit is None or (proven and solution.differing is not None):
        return None
    return Fraction(str(float(limit)))


def _pair(value: object) -> Pair:
    """Return forum and candidate of an appointment that stands."""
    match value:
        case (str(forum), str(candidate)):
            return forum, candidate
    raise InvalidInputError(
        f"fixed has {value!r:.80}",
        why="an appointment that stands is a forum and a candidate",
        do="Pass pairs of names, such as ('RAR Fyn', 'A1')",
    )


def _wish(value: object) -> Wish:
    if isinstance(value, Wish):
        return value
    raise InvalidInputError(
        f"wishes has {value!r:.80}",
        why="a wish of a group has a forum, a candidate and points",
        do="Pass kkr.Wish('RAR Fyn', 'A1'), with points if they differ",
    )


def _silent(_: str) -> None:
    """Say nothing about the progress."""


def _check(
    register: Register, entitlement: Entitlement, wishes: Sequence[Wish], fixed: Sequence[Pair]
) -> None:
    posts = {forum.name: forum.posts for forum in register.fora}
    entitled = {forum.name: forum.posts for forum in entitlement.fora}
    if posts != entitled:
        odd = sorted({name for name, _ in posts.items() ^ entitled.items()})
        raise InvalidInputError(
            f"fora and entitlement differ in {', '.join(odd)}",
            why="the entitlement says who fills which posts of these fora",
            do="Pass the fora the entitlement was made for",
        )
    people = {person.name for person in register.candidates}
    named = [
        *(("wishes", wish.forum, wish.candidate) for wish in wishes),
        *(("fixed", forum, candidate) for forum, candidate in fixed),
    ]
    for argument, forum, candidate in named:
        if forum not in posts or candidate not in people:
            raise InvalidInputError(
                f"{argument} has {candidate!r} in {forum!r}",
                why="there is no such candidate"
                if candidate not in people
                else f"the fora are {', '.join(posts)}",
                do="Correct the name",
            )


def _check_chairs(fora: Sequence[Forum], chairs: Mapping[str, str]) -> None:
    for forum in fora:
        if forum.name in chairs and not forum.chair:
            raise InvalidInputError(
                f"chairs has {chairs[forum.name]!r} in {forum.name!r}",
                why="the chair is not among the posts that are filled",
                do="Pass chair=True to the forum, or leave its chair out",
            )
