"""The rules of appointing as data: the limit of posts, and what matters before what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.people import figure, yes_or_no
from kkr_allocation.inputs import several, whole_number, whole_numbers
from kkr_allocation.results import read_only
from kkr_allocation.sources import Source, SourceStatus, known
from kkr_allocation.words import both, refused, wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.errors import Bilingual

PRACTICE = Source("KKR practice", "", SourceStatus.INFERRED, danish="KKR's praksis")
BALANCE = known("BALANCE")
"""Who proposes members proposes equally many women and men; a deviation needs a reason that is
stated at the same time."""

_CALLED = wishes()


class Level(Enum):
    """A wish that is counted by what falls short of it: zero is the best there is."""

    SEX_IN_FORUM = _CALLED["SEX_IN_FORUM"]
    """Women and men short of half a forum's posts, rounded down, summed over the fora."""
    SEX_OVERALL = _CALLED["SEX_OVERALL"]
    """Women and men short of half of all posts, rounded down."""
    MUNICIPALITIES = _CALLED["MUNICIPALITIES"]
    """Posts below the whole part or above the next whole number of each municipality's share."""
    FORUM_WANTS = _CALLED["FORUM_WANTS"]
    """Posts short of the fora's `wanted`."""
    GROUP_WISHES = _CALLED["GROUP_WISHES"]
    """Points of wishes that are not granted."""
    CANDIDATE_WISHES = _CALLED["CANDIDATE_WISHES"]
    """Posts of people who did not ask for that forum."""
    CONTINUITY = _CALLED["CONTINUITY"]
    """Posts of people who do not hold one there now."""
    KEPT = _CALLED["KEPT"]
    """Posts that lose the holder they had in the appointments to be closest to; in no usual order,
    and first where it has a say."""

    @property
    def source(self) -> Source:
        """Return the rule the wish rests on."""
        return BALANCE if self in {Level.SEX_IN_FORUM, Level.SEX_OVERALL} else PRACTICE

    @property
    def words(self) -> Bilingual:
        """Return the wish in words of both languages."""
        return _CALLED[self.name]

    def __str__(self) -> str:
        """Return the wish in words."""
        return str(self.words)


def _points(value: object) -> int:
    return figure(value, both("points of a wish", "point for et ønske"))


@frozen
class LevelResult:
    """What a level came to."""

    level: Level
    value: int  # what falls short of the wish
    bound: int  # no appointment that keeps the rules and the levels before has less

    @property
    def proven(self) -> bool:
        """Whether the value is the best there is."""
        return self.value == self.bound

    @property
    def gap(self) -> int:
        """Return how much better an appointment might be."""
        return self.value - self.bound


@frozen
class Wish:
    """What a group would like: one of its people in a forum.

    Its points, from 0 to 1,000,000, say how much it matters against the other wishes.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Wish("Dialogforum", "A1", 2)
    Wish(forum='Dialogforum', candidate='A1', points=2)
    """

    forum: str
    candidate: str
    points: int = field(default=1, converter=_points)


def _levels(value: Iterable[Level]) -> tuple[Level, ...]:
    return several(value, "order")


def _limit(value: object) -> int:
    return whole_number(value, "posts_per_person")


def _population(value: Mapping[str, int]) -> dict[str, int]:
    return whole_numbers(value, "population")


@frozen(kw_only=True, field_transformer=read_only)
class AppointmentRules:
    """How posts are filled; another reading is `attrs.evolve` of this one.

    Parameters
    ----------
    posts_per_person : int
        The most posts a person has, at least 1.
    order : sequence of Level
        The wishes, the most important first; a level left out does not count, but for posts that
        keep their holder: they are first if left out, where `appoint` is told of earlier ones.
    population : mapping of str to int
        People by municipality, for shares of the posts by population; empty for equal shares
        among the municipalities that have candidates.
    whole_term : bool
        Whether a council seat must last to the end of the forum's term, and not only beyond its
        start, where both are known.

    Examples
    --------
    >>> import attrs
    >>> import kkr_allocation as kkr
    >>> attrs.evolve(kkr.APPOINTMENT_RULES, posts_per_person=3).posts_per_person
    3
    """

    posts_per_person: int = field(default=2, converter=_limit)
    order: tuple[Level, ...] = field(default=tuple(Level)[:-1], converter=_levels)
    population: Mapping[str, int] = field(factory=dict, converter=_population, repr=False)
    whole_term: bool = field(default=False, validator=yes_or_no)

    def __attrs_post_init__(self) -> None:
        """Refuse rules by which nobody could be appointed, and what is no order of wishes."""
        if not self.posts_per_person:
            raise refused("appointments.posts_per_person", "posts_per_person")
        if self.population and not any(self.population.values()):
            raise refused("appointments.population_no_people")
        if not set(self.order) <= set(Level) or len(set(self.order)) != len(self.order):
            raise refused("appointments.order_of_levels", listed=", ".join(map(str, self.order)))


APPOINTMENT_RULES = AppointmentRules()
"""At most two posts a person; sex balance first, then spread, wishes and continuity."""
