"""What the municipalities ask for and agree on, as data: wishes, transfers, deductions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Attribute, asdict, field, frozen

from kkr_allocation.apportionment.rules import LARGEST_REMAINDER, Rule
from kkr_allocation.apportionment.ties import Lot, Replay
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.inputs import Figures, whole_number, whole_numbers
from kkr_allocation.placements.keys import known_places
from kkr_allocation.placements.shares import WISHES, share_places
from kkr_allocation.results import read_only
from kkr_allocation.words import both, refusal, refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable


def _asked(asked: Figures) -> dict[str, int]:
    return whole_numbers(asked, "wishes")


def _lots(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    return Replay(lots).recorded


@frozen(field_transformer=read_only)
class Wishes:
    """Extra places the municipalities ask for, beyond their base (grunddimensionering).

    Parameters
    ----------
    asked : mapping of str to int
        Extra places by name.
    most : int, optional
        Extra places to grant in all; without it every wish is granted.
    rule : Rule
        How `most` places are rationed among the wishes, each in proportion to what it asks and
        never beyond it.
    lots : iterable of Lot
        Recorded draws for ties between wishes.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> wishes = kkr.Wishes({"Skive": 6, "Struer": 3}, most=3)
    >>> kkr.distribute(10, {"Skive": 3, "Struer": 2}, wishes=wishes).places
    {'Skive': 8, 'Struer': 5}
    """

    asked: Mapping[str, int] = field(converter=_asked)
    most: int | None = field(default=None, kw_only=True)
    rule: Rule = field(default=LARGEST_REMAINDER, kw_only=True)
    lots: tuple[Lot, ...] = field(default=(), kw_only=True, converter=_lots)

    @most.validator
    def _check_most(self, _: Attribute[int | None], most: int | None) -> None:
        if most is not None:
            whole_number(most, "most")


@frozen
class Transfer:
    """Places one municipality gives to another, both agreeing; the sum stays as it is.

    Both may agree past a limit; `Distribution.beyond_limits` says so.

    Parameters
    ----------
    giver, receiver : str
        The two municipalities.
    places : int
        How many, at least one.
    consent : str
        Where the agreement is written down, such as "e-mails of 3 and 5 May 2019".

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> agreed = kkr.Transfer("Skive", "Struer", 2, consent="minutes of 3 May, item 4")
    >>> kkr.distribute(10, {"Skive": 3, "Struer": 2}, transfers=[agreed]).places
    {'Skive': 4, 'Struer': 6}
    """

    giver: str
    receiver: str
    places: int
    consent: str = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be an agreement between two."""
        if self.giver == self.receiver:
            problem = worded("placements.municipality_cannot_give_places")
        elif whole_number(self.places, "places of a transfer") == 0:
            problem = worded("placements.nothing_given")
        elif not self.consent.strip():
            problem = worded("placements.both_must_agreed_not")
        else:
            return
        raise refused("placements.no_transfer", problem=problem, **asdict(self))


def grant(
    wishes: Wishes, base: Mapping[str, int], highs: Mapping[str, int], multiple: int
) -> dict[str, int]:
    """Return the extra places granted, for every place of the base, which never falls.

    They come in multiples, to which a wish is rounded down. `highs` counts multiples and binds base
    and extra places together.
    """
    known_places(wishes.asked, base, "wishes")
    wanted = {place: wishes.asked.get(place, 0) // multiple for place in base}
    for place, most in highs.items():
        wanted[place] = min(wanted[place], most - base[place] // multiple)
    extra = sum(wanted.values())
    if wishes.most is None or wishes.most // multiple >= extra:
        Replay(wishes.lots).close()
        granted: Mapping[str, int] = wanted
    else:
        granted = share_places(
            {place: Fraction(lots) for place, lots in wanted.items()},
            wishes.most // multiple,
            wishes.rule,
            caps=wanted,
            lots=wishes.lots,
            within=WISHES,
            multiple=multiple,
        ).seats
    return {place: lots * multiple for place, lots in granted.items()}


def transfer(transfers: Iterable[Transfer], places: Mapping[str, int]) -> dict[str, int]:
    """Return the places after the agreed transfers, made one after the other."""
    left = dict(places)
    for agreed in transfers:
        known_places(dict.fromkeys((agreed.giver, agreed.receiver)), places, "transfers")
        if left[agreed.giver] < agreed.places:
            raise _too_many(agreed.giver, left[agreed.giver], agreed.places, "placements.gives")
        left[agreed.giver] -= agreed.places
        left[agreed.receiver] += agreed.places
    return left


def deduct(deductions: Mapping[str, int], places: Mapping[str, int]) -> dict[str, int]:
    """Return the places less those of the pupils a private provider is itself responsible for."""
    known_places(deductions, places, "deductions")
    for place, pupils in deductions.items():
        if pupils > places[place]:
            raise _too_many(place, places[place], pupils, "placements.leaves")
    return {place: number - deductions.get(place, 0) for place, number in places.items()}


def _too_many(place: str, has: int, gives: int, doing: str) -> InfeasibleError:
    given = worded(doing, places=gives)
    return InfeasibleError(
        **refusal("placements.place_given", place=place, has=has, given=given, gives=gives - has),
        conflict=(
            worded("placements.place_holds", place=place, has=has),
            both(f"{place} {given}", f"{place} {given.da}"),
        ),
        relaxation={place: has},
    )
