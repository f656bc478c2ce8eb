"""Ties and lots: equal claims stop the work until a lot is drawn, recorded and replayed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import field, frozen

from kkr_allocation.errors import Bilingual, KkrAllocationError
from kkr_allocation.inputs import listed_names, one_of, several
from kkr_allocation.results import read_only
from kkr_allocation.words import both, refusal, refused, worded

_WRITTEN_OUT = 40


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return listed_names(names, both("claimants or winners", "deltagere eller vindere"))


@frozen
class Tie:
    """Equal claims for fewer seats than there are claimants.

    Parameters
    ----------
    claimants : tuple of str
        Parties, or alliances by their label, in the order of the votes.
    seats : int
        The seats at stake: at least one, fewer than the claimants.
    within : str
        The label of the alliance whose seats are shared; empty for the election as a whole.
    stake : {"seat", "post"}
        What is drawn for: a seat, or a post of a forum.
    forum : str or None
        The forum, or group of fora, whose posts are shared by themselves; its lot names it.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Tie(("B", "Ø"), 1).sentence("da")
    'Træk lod mellem B og Ø om 1 mandat'
    """

    claimants: tuple[str, ...] = field(converter=_names)
    seats: int
    within: str = ""
    stake: Literal["seat", "post"] = field(default="seat", kw_only=True)
    forum: str | None = field(default=None, kw_only=True)

    def sentence(self, language: str = "en") -> str:
        """Say in one sentence what has to be drawn."""
        said = self._said()
        return said.da if language == "da" else str(said)

    def _said(self) -> Bilingual:
        *first, last = self.claimants
        return worded(
            "apportionment.draw_lots",
            first=", ".join(first),
            last=last,
            prize=self._prize(),
            inside=self._inside() if self.within else "",
        )

    def _prize(self) -> Bilingual:
        post = self.stake == "post"
        return worded(f"apportionment.{'posts' if post else 'seats'}_drawn", seats=self.seats)

    def _inside(self) -> Bilingual:
        return worded("apportionment.drawn_within", within=self.within)

    @property
    def taker(self) -> str:
        """Where the draw is passed to, for the message; empty for the function that was called."""
        return ""

    def first(self, order: Sequence[str]) -> tuple[str, ...]:
        """Return who wins when the claimants are drawn in this order."""
        return tuple(order[: self.seats])

    def admits(self, winners: Collection[str]) -> bool:
        """Whether just these claimants can win together."""
        return len(winners) == self.seats


class UnresolvedTieError(KkrAllocationError):
    """Equal claims that only a lot can decide.

    Parameters
    ----------
    tie : Tie
        The claimants and the seats at stake.
    partial : mapping of str to int
        The seats that are certain whatever the lot says, per claimant of the level where the
        tie stands; with the seats at stake they sum to what that level shares out.
    others : sequence of sequences of str
        The claimants of recorded draws that do not belong to this tie.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.apportion({"A": 1, "B": 1}, 1)
    Traceback (most recent call last):
    kkr_allocation.apportionment.ties.UnresolvedTieError: Draw lots between A and B for 1 seat...
    """

    def __init__(
        self, tie: Tie, partial: Mapping[str, int], others: Sequence[Sequence[str]] = ()
    ) -> None:
        self.tie = tie
        self.partial = dict(partial)
        unfit = "; ".join(", ".join(claimants) for claimants in others)
        few = len(tie.claimants) <= _WRITTEN_OUT  # a large table has more than anyone reads
        named = f", forum={tie.forum!r}" if tie.forum else ""
        lot = f"lots=[kkr.Lot({tie.claimants if few else 'error.tie.claimants'}, winners{named})]"
        super().__init__(
            **refusal(
                f"apportionment.{'decided_by_another_lot' if unfit else 'decided_by_lot'}",
                said=tie._said(),  # noqa: SLF001  (in both languages at once)
                unfit=unfit,
                taker=tie.taker,
                lot=lot,
                seats=tie.seats,
            )
        )


@frozen(field_transformer=read_only)
class Outcome:
    """What a function gave: a result, or the tie that stopped it; see `ties`.

    Parameters
    ----------
    result : object or None
        What the function returned; None where a lot is to be drawn first.
    tie : Tie or TwoWayTie, or None
        The claimants and the seats at stake.
    partial : mapping of str to int
        The seats that are certain whatever the lot says; empty where all are.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.ties(kkr.apportion, {"A": 3, "B": 1}, 2).result.seats
    {'A': 2, 'B': 0}
    """

    result: Any
    tie: Tie | None = None
    partial: Mapping[str, int] = field(factory=dict)


def ties(function: Callable[..., Any], *arguments: Any, **options: Any) -> Outcome:  # noqa: ANN401  (the function's own)
    """Call a function and return a tie as data, where it would raise `UnresolvedTieError`.

    What comes out in a hundred cases, some of which need a lot?

    Parameters
    ----------
    function : callable
        Any function of the library that can meet a tie, such as `kkr_allocation.apportion`.
    *arguments, **options
        What it is called with.

    Returns
    -------
    Outcome
        With ``.result``, or with ``.tie`` and ``.partial``. Nothing is drawn; every other error is
        raised as ever. Of several ties the first: with its lot as ``lots=`` comes the next.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> outcome = kkr.ties(kkr.apportion, {"A": 2, "B": 1}, 2)
    >>> outcome.tie.claimants, outcome.partial
    (('A', 'B'), {'A': 1, 'B': 0})
    """
    if not callable(function):
        raise refused("inputs.no_function", argument="function", given=function)
    try:
        return Outcome(function(*arguments, **options))
    except UnresolvedTieError as error:
        return Outcome(None, error.tie, error.partial)


@frozen
class Lot:
    """A draw that was made: who took part and who won.

    Parameters
    ----------
    claimants : sequence of str
        All who took part.
    winners : sequence of str
        Those who won one seat each.
    seed : str
        What the draw was computed from, if it was; empty for a draw by hand.
    forum : str or None
        The forum, or group of fora, whose posts were drawn for where each is shared by itself.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> lot = kkr.Lot(("A", "B"), ("B",))
    >>> kkr.apportion({"A": 10, "B": 10}, 3, lots=[lot]).seats
    {'A': 1, 'B': 2}
    """

    claimants: tuple[str, ...] = field(converter=_names)
    winners: tuple[str, ...] = field(converter=_names)
    seed: str = ""
    forum: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a draw that cannot have been one."""
        claimants, winners = self.claimants, self.winners
        wrong = {
            "apportionment.claimant_named_twice": len(set(claimants)) < len(claimants),
            "apportionment.winner_named_twice": len(set(winners)) < len(winners),
            "apportionment.winner_not_among_claimants": not set(winners) <= set(claimants),
            "apportionment.lot_at_least_one": not 0 < len(winners) < len(claimants),
        }
        for problem in (key for key, found in wrong.items() if found):
            raise refused(
                "apportionment.not_a_draw",
                claimants=claimants,
                winners=winners,
                claimants_2=", ".join(claimants),
                winners_2=", ".join(winners) or "ingen",
                problem=worded(problem),
            )


def draw(tie: Tie, *, seed: object) -> Lot:
    """Draw a lot that anyone can draw again from the seed.

    How is a lot drawn by computer so that an opponent can draw it again?

    Parameters
    ----------
    tie : Tie
        The tie to decide.
    seed : int or str
        Agreed on before the draw, such as tomorrow's lottery number.

    Returns
    -------
    Lot
        With the seed recorded, from which `verify` draws again.

    Raises
    ------
    InvalidInputError
        If the seed is None or empty.

    Notes
    -----
    Claimants are ordered by the SHA-256 digest of the seed, a line feed and the name, in UTF-8, and
    the first win. Cells of a two-way table win in this order if some tied table has them together.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.draw(kkr.Tie(("B", "Ø"), 1), seed="16 November 2021")
    Lot(claimants=('B', 'Ø'), winners=('Ø',), seed='16 November 2021', forum=None)
    """
    one_of(tie, Tie, "tie", made_by="error.tie")
    text = str(seed)
    if seed is None or not text:
        raise refused("apportionment.no_seed", seed="None" if seed is None else "empty")
    digests = {c: hashlib.sha256(f"{text}\n{c}".encode()).digest() for c in tie.claimants}
    first = tie.first(sorted(tie.claimants, key=digests.__getitem__))
    winners = tuple(c for c in tie.claimants if c in first)
    return Lot(tie.claimants, winners, text, forum=tie.forum)


class Replay:
    """Recorded lots, in any order, handed out to the ties they decide."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        self.recorded = several(lots, "lots")
        self._left = list(self.recorded)
        self._unnamed: dict[tuple[frozenset[str], int], str] = {}
        for lot in self._left:
            if not isinstance(lot, Lot):
                raise refused("apportionment.not_a_lot", lot=lot)

    def winners(self, tie: Tie, partial: Mapping[str, int]) -> tuple[str, ...]:
        """Return who won this tie, or raise `UnresolvedTieError` if no draw was made for it."""
        # A lot that names the tie's forum is taken first. Where one that names none fits the ties
        # of two fora, which it was drawn for would hang on their order.
        among = frozenset(tie.claimants)
        fitting = [
            lot
            for lot in self._left
            if set(lot.claimants) == among and lot.forum in {None, tie.forum}
        ]
        lot = min(
            fitting, key=lambda lot: (len(lot.winners) != tie.seats, not lot.forum), default=None
        )
        if tie.forum and not (lot and lot.forum):
            other = self._unnamed.setdefault((among, tie.seats), tie.forum)
            if other != tie.forum:
                names = ", ".join(tie.claimants)
                raise refused(
                    "apportionment.lot_names_no_forum", names=names, one=other, other=tie.forum
                )
        if lot is None:
            raise UnresolvedTieError(tie, partial, [lot.claimants for lot in self._left])
        if len(lot.winners) != tie.seats:
            names, number = ", ".join(lot.claimants), len(lot.winners)
            raise refused("apportionment.lot_between", names=names, number=number, seats=tie.seats)
        if not tie.admits(lot.winners):
            raise refused("apportionment.lot_without_table", winners=", ".join(lot.winners))
        self._left.remove(lot)
        return lot.winners

    def close(self) -> None:
        """Refuse draws that decided nothing: the figures are not those of the draw."""
        if self._left:
            claimants = ", ".join(self._left[0].claimants)
            raise refused("apportionment.lot_between_decides_nothing", claimants=claimants)


Shared = TypeVar("Shared")
Draws: TypeAlias = Mapping[str, tuple[Lot, ...]]
"""Draws by what they are made within."""


def shared_with(
    share: Callable[[Draws], Shared], lots: Iterable[Lot], drawn: Draws | None = None
) -> tuple[Shared, list[Lot]]:
    """Return what is shared once each tie has the first lot that fits it, and the lots left over.

    The share gets these and the draws that were made already, and raises its next tie.
    """
    left, held = list(lots), dict(drawn or {})
    while True:
        try:
            return share(held), left
        except UnresolvedTieError as error:
            tied, fora = {*error.tie.claimants}, {None, error.tie.forum}
            fits = (lot for lot in left if {*lot.claimants} == tied and lot.forum in fora)
            lot = max(fits, key=lambda one: one.forum or "", default=None)  # its own before others
            if lot is None:
                raise
            left.remove(lot)
            held[error.tie.within] = (*held.get(error.tie.within, ()), lot)
