"""Share training places by a key, to the last place: `distribute` and `scale`.

The sharing is `apportion` on the key's figures made whole; limits stand before it, and what the
municipalities wish for and agree on after it, each kept apart so that the sum can be followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from attrs import Attribute, field, frozen

from kkr_allocation.apportionment import rules as known_rules
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.apportionment.rules import LARGEST_REMAINDER, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, UnresolvedTieError
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, are_texts, each_of, one_of, whole_number, whole_numbers
from kkr_allocation.placements import shares
from kkr_allocation.placements.keys import common_integers, exact_weights, known_places
from kkr_allocation.placements.limits import Limits, MaxChange, by_place, check_feasible
from kkr_allocation.results import Asked, Result, read_only
from kkr_allocation.words import both, refusal, refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.placements.limits import Bound


def _asked(asked: Figures) -> dict[str, int]:
    return whole_numbers(asked, "wishes")


def _lots(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    return Replay(lots).recorded


@frozen(field_transformer=read_only)
class Wishes:
    """Extra places the municipalities ask for, beyond their base (grunddimensionering).

    Without `most` every wish `asked` is granted. Otherwise so many places are rationed by the rule,
    each in proportion to what is asked and never beyond it; `lots` decide ties between wishes.

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

    Both may agree past a limit; `Distribution.beyond_limits` says so. `consent` is where the
    agreement is written down, such as "e-mails of 3 and 5 May 2019".

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
        if not are_texts(self.giver, self.receiver) or self.giver == self.receiver:
            problem = worded("placements.municipality_cannot_give_places")
        elif whole_number(self.places, "places of a transfer") == 0:
            problem = worded("placements.nothing_given")
        elif not are_texts(self.consent):
            problem = worded("placements.both_must_agreed_not")
        else:
            return
        raise refused("placements.no_transfer", problem=problem, **attrs.asdict(self))


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
    if wishes.most is None or wishes.most // multiple >= sum(wanted.values()):
        Replay(wishes.lots).close()
        granted: Mapping[str, int] = wanted
    else:
        granted = shares.share_places(
            {place: Fraction(lots) for place, lots in wanted.items()},
            wishes.most // multiple,
            wishes.rule,
            caps=wanted,
            lots=wishes.lots,
            within=shares.WISHES,
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
        about="giver" if doing == "placements.gives" else "deductions",
    )


@frozen(kw_only=True, field_transformer=read_only)
class Distribution(Result, Asked):
    """The places of each municipality, with all that they follow from.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shared = kkr.distribute(5, {"Herning": 300, "Skive": 100})
    >>> shared.places, shared.total
    ({'Herning': 4, 'Skive': 1}, 5)
    """

    total: int
    """Places shared by the key."""
    key: Mapping[str, Fraction] = field(repr=False)
    rule: Rule
    limits: Limits = field(repr=False)
    wishes: Wishes | None = field(repr=False)
    transfers: tuple[Transfer, ...] = field(repr=False)
    deductions: Mapping[str, int] = field(repr=False)
    """Pupils private providers are responsible for."""
    lots: tuple[Lot, ...] = field(repr=False)
    base: Mapping[str, int] = field(repr=False)
    """The places shared by the key; they sum to `total`."""
    granted: Mapping[str, int] = field(repr=False)
    """Extra places granted."""
    places: Mapping[str, int] = field(repr=shortened)
    """The answer: base, plus granted, after transfers, less deductions. It sums to
    ``total + sum(granted) - sum(deductions)``."""
    title: str = field(default="", repr=False)

    @property
    def claims(self) -> dict[str, Fraction]:
        """The exact claim of each place, before rounding and limits; they sum to the total."""
        return shares.yearly_claims(self.total, self.key)

    @property
    def transferred(self) -> dict[str, int]:
        """The places each has gained, or lost, by transfers; they sum to zero."""
        moved = dict.fromkeys(self.key, 0)
        for agreed in self.transfers:
            moved[agreed.giver] -= agreed.places
            moved[agreed.receiver] += agreed.places
        return moved

    @property
    def cut(self) -> shares.DivisorInterval | shares.RemainderCut | None:
        """The divisors, or the remainders, that prove the base.

        With a `multiple` above one they count multiples, not single places.
        """
        return shares.cut_of(self.sharing())

    @property
    def beyond_limits(self) -> dict[str, Bound]:
        """The limit that agreements took a place past, of those where they did.

        Pupils of private providers are not taken off yet: they count towards a floor.
        """
        past = {}
        for place, moved in self.transferred.items():
            low, high = self.limits.low(place), self.limits.high(place)
            number = self.base[place] + self.granted[place] + moved
            if number < low.places:
                past[place] = low
            elif high is not None and number > high.places:
                past[place] = high
        return past

    def sharing(self) -> Apportionment:
        """Return the sharing of the base as the apportionment it is."""
        multiple = self.limits.multiple
        return Apportionment(
            common_integers(self.key),
            self.total // multiple,
            self.rule,
            (),
            self.limits.lows(self.key),
            self.limits.highs(self.key),
            self.lots,
            {place: places // multiple for place, places in self.base.items()},
        )

    def explain_place(self, place: str, language: Language = "en") -> str:
        """Say in one line why this place of the key has the number it has."""
        line: str = self._present("place_line", place, language)
        return line

    def compare(
        self,
        rules: Iterable[Rule] | None = None,
        *,
        last_year: Figures | None = None,
        inhabitants: Figures | None = None,
    ) -> RuleComparison:
        """Share the same total under other rules, against last year and per inhabitant.

        The limits are the same; wishes, transfers and deductions are left out. By default it is the
        two remainder rules and five divisor rules, and the base of the largest change. Places are
        counted per 1,000 `inhabitants`, or any other figure.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> ours = kkr.distribute(747, {"dagtilbud": 39, "social": 37, "skole": 24})
        >>> ours.compare([kkr.DHONDT, kkr.ADAMS]).places
        {"d'Hondt": {'dagtilbud': 291, 'social': 277, 'skole': 179},
         'Adams': {'dagtilbud': 291, 'social': 276, 'skole': 180}}
        """
        given = _RULES if rules is None else rules
        compared = each_of(given, Rule, "rules", made_by="kkr.DHONDT")  # type: ignore[type-abstract]  # an abstract class is a kind too
        limits = self.limits
        if not compared:
            raise refused("placements.no_rules")
        bounds = attrs.asdict(limits, recurse=False)
        places: dict[str, Mapping[str, int]] = {}
        without: dict[str, str] = {}
        for rule in compared:
            try:
                # The rule of the result itself keeps its lots.
                same = rule == self.rule
                shared = self if same else distribute(self.total, self.key, rule, **bounds)
                places[rule.name] = shared.base
            except (InfeasibleError, UnresolvedTieError) as error:
                without[rule.name] = error.what
        before = limits.change
        last = whole_numbers(last_year, "last_year") if last_year is not None else {}
        people = whole_numbers(inhabitants, "inhabitants") if inhabitants is not None else {}
        known_places(last, self.key, "last_year")
        known_places(people, self.key, "inhabitants")
        return RuleComparison(
            distribution=self,
            places=places,
            without_answer=without,
            last_year=last or (dict(before.base) if before else {}),
            inhabitants=people,
        )


def distribute(
    total: int,
    key: Key | Figures,
    rule: Rule = LARGEST_REMAINDER,
    *,
    floors: Figures | int | None = None,
    caps: Figures | int | None = None,
    change: MaxChange | None = None,
    multiple: int = 1,
    wishes: Wishes | None = None,
    transfers: Iterable[Transfer] = (),
    deductions: Figures | None = None,
    lots: Iterable[Lot] = (),
    title: str = "",
) -> Distribution:
    """Share places by a key, exactly, within the limits agreed.

    How many pupils does each municipality train, so that the sum is right to the last place?

    Parameters
    ----------
    total : int
        Places to share by the key, from 0 up.
    key : Key, mapping of str to int, Fraction or Decimal, or pandas Series
        The figure each place has a claim by.
    rule : Rule
        How the claims are rounded.
    floors, caps : mapping of str to int, or int, optional
        Fewest and most places; one number holds for all. A floor holds even where the key gives
        nothing, and without a figure in the key nothing is won beyond it.
    change : MaxChange, optional
        The largest change from last year.
    multiple : int
        Places are given in multiples of this number only.
    wishes : Wishes, optional
        Extra places beyond `total`. Caps and the largest change hold for both together.
    transfers : iterable of Transfer
        Places moved by consent after the sharing, past a limit too: see Notes.
    deductions : mapping of str to int, optional
        Pupils a private provider is itself responsible for, taken off last.
    lots : iterable of Lot
        Recorded draws for ties in the sharing; those between wishes belong to `wishes`.
    title : str
        The heading of the annex, such as "SSA 2026, KKR Sjælland".

    Returns
    -------
    Distribution
        ``.places`` sums to ``total + sum(granted) - sum(deductions)``.

    Raises
    ------
    InvalidInputError
        If a figure cannot be used, or a limit names a place the key does not have.
    InfeasibleError
        If the limits cannot all be met, with the nearest total that works.
    UnresolvedTieError
        If equal claims compete for the last places.

    Notes
    -----
    ``apportion`` on integers in the proportions of the key. Droop's quota counts whole figures,
    so that for that rule alone the key's unit matters: fractions are counted in parts of their
    common denominator. Cost ``O(places * sqrt(places))``.

    Limits bind what the KKR gives: the base and the extra places. Two municipalities may agree past
    them in writing; `Distribution.beyond_limits` names each such place.

    Source: KL's yearly dimensionering; the default rule is inferred (a remainder rule is needed,
    since the rounded shares of Sjælland 2019 sum to 746 of 747).

    Examples
    --------
    Sjælland's 747 places for pædagog students at 39, 37 and 24 per cent:

    >>> import kkr_allocation as kkr
    >>> kkr.distribute(747, {"dagtilbud": 39, "social": 37, "skole": 24}).places
    {'dagtilbud': 291, 'social': 277, 'skole': 179}
    """
    shared = whole_number(total, "total")
    figures = exact_weights(key, "key")
    if not any(figures.values()):
        raise refused(f"placements.{'key_of_zeros' if figures else 'key_of_nothing'}")
    if whole_number(multiple, "multiple") == 0:
        raise refused("placements.multiple")
    if wishes is not None:
        one_of(wishes, Wishes, "wishes", made_by='kkr.Wishes({"Skive": 3})')
    limits = Limits(
        floors=by_place(floors, figures, "floors"),
        caps=by_place(caps, figures, "caps"),
        change=change,
        multiple=multiple,
    )
    known_places(() if change is None else change.base, figures, "base of the largest change")
    check_feasible(shared, figures, limits)
    each = limits.multiple
    highs = limits.highs(figures)
    sharing = shares.share_places(
        figures,
        shared // each,
        rule,
        floors=limits.lows(figures),
        caps=highs,
        lots=lots,
        multiple=each,
    )
    base = {place: lot * each for place, lot in sharing.seats.items()}
    granted = grant(wishes, base, highs, each) if wishes else dict.fromkeys(base, 0)
    moved = each_of(transfers, Transfer, "transfers")
    taken = {} if deductions is None else whole_numbers(deductions, "deductions")
    wanted = {place: places + granted[place] for place, places in base.items()}
    return Distribution(
        total=shared,
        key=figures,
        rule=rule,
        limits=limits,
        wishes=wishes,
        transfers=moved,
        deductions=taken,
        lots=sharing.lots,
        base=base,
        granted=granted,
        places=deduct(taken, transfer(moved, wanted)),
        title=title,
    )


def scale(
    base: Figures,
    new_total: int,
    rule: Rule = LARGEST_REMAINDER,
    *,
    floors: Figures | int | None = None,
    caps: Figures | int | None = None,
    change: MaxChange | None = None,
    multiple: int = 1,
    wishes: Wishes | None = None,
    transfers: Iterable[Transfer] = (),
    deductions: Figures | None = None,
    lots: Iterable[Lot] = (),
    title: str = "",
) -> Distribution:
    """Scale last year's places to a new total, rounded so that the sum is right.

    What does each municipality take when the national minimum goes from 2,200 to 3,000?

    Parameters
    ----------
    base : mapping of str to int
        Last year's places (grunddimensionering); claims are ``base * new_total / sum(base)``.
    new_total : int
        The new total.
    rule, floors, caps, change, multiple, wishes, transfers, deductions, lots, title
        As in `distribute`, and so are its errors.

    Source: Herning and Kalundborg, SSH 2020 (checked at these two points).

    Examples
    --------
    From 2,200 to 3,000 places in 2020:

    >>> import kkr_allocation as kkr
    >>> kkr.scale({"Herning": 34, "Kalundborg": 21, "the rest": 2145}, 3000).places
    {'Herning': 46, 'Kalundborg': 29, 'the rest': 2925}
    """
    last = whole_numbers(base, "base")
    return distribute(
        new_total,
        last,
        rule,
        floors=floors,
        caps=caps,
        change=change,
        multiple=multiple,
        wishes=wishes,
        transfers=transfers,
        deductions=deductions,
        lots=lots,
        title=title,
    )


_RULES = (
    LARGEST_REMAINDER,
    known_rules.LARGEST_REMAINDER_DROOP,
    known_rules.SAINTE_LAGUE,
    known_rules.DHONDT,
    known_rules.ADAMS,
    known_rules.HUNTINGTON_HILL,
    known_rules.DANISH,
)


@frozen(kw_only=True, field_transformer=read_only)
class RuleComparison(Result):
    """Places under several rules, side by side."""

    distribution: Distribution = field(repr=False)
    places: Mapping[str, Mapping[str, int]] = field(repr=shortened)
    """By rule and place; without the rules that gave no answer."""
    without_answer: Mapping[str, str] = field(repr=False)
    """By rule: the tie to be decided by lot, or the house it cannot fill."""
    last_year: Mapping[str, int] = field(repr=False)  # of those known
    inhabitants: Mapping[str, int] = field(repr=False)
    """What places are counted per 1,000 of, of those known."""

    def most(self, place: str) -> tuple[str, ...]:
        """Return the rules under which this place has most."""
        best = max(shared[place] for shared in self.places.values())
        return tuple(rule for rule, shared in self.places.items() if shared[place] == best)

    def fewest(self, place: str) -> tuple[str, ...]:
        """Return the rules under which this place has fewest."""
        worst = min(shared[place] for shared in self.places.values())
        return tuple(rule for rule, shared in self.places.items() if shared[place] == worst)
