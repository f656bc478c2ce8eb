"""KL's board: seats by national votes alone. Its published results are the proof of the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DHONDT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.inputs import Figures

__all__ = ["compose_board"]


def compose_board(votes: Figures, seats: int = 17, *, lots: Iterable[Lot] = ()) -> Apportionment:
    """Compose KL's board from the votes of the whole country, without ex officio members.

    Which parties sit in KL's board after this municipal election?

    Parameters
    ----------
    votes : mapping of str to int, or pandas Series
        Votes by party and registered list co-operation. Percentages are passed in whole
        hundredths, as far as they were published.
    seats : int
        Seats in the board.
    lots : iterable of Lot
        Recorded draws.

    Returns
    -------
    Apportionment
        By d'Hondt, without alliances; ``.seats`` sums to `seats`.

    Raises
    ------
    InvalidInputError, UnresolvedTieError
        As `kkr_allocation.apportion` does.

    Notes
    -----
    Source: KL's love § 6 (the seats go by the votes). That d'Hondt does it is checked: it gives
    the published boards of 2014, 2018 and 2022.

    Examples
    --------
    The board of 2018-22, from the shares of 2017 in hundredths of a per cent:

    >>> import kkr_allocation as kkr
    >>> shares = {"A": 3245, "V": 2306, "C": 880, "O": 875, "Ø": 600, "F": 570, "B": 460}
    >>> kkr.compose_board(shares).seats
    {'A': 7, 'V': 5, 'C': 1, 'O': 1, 'Ø': 1, 'F': 1, 'B': 1}
    """
    return apportion(votes, seats, DHONDT, lots=lots)
