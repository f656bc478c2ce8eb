"""Reading which list each mayor belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.datasets import BUNDLED_YEARS
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.files import contents, unreadable
from kkr_allocation.readers.plain import MUNICIPALITY, has_list, list_of
from kkr_allocation.readers.tables import table_of
from kkr_allocation.readers.tally import municipality_in, party_in

if TYPE_CHECKING:
    import os

    from kkr_allocation.readers.tables import Row

__all__ = ["read_mayors"]


_WANTED = Bilingual("municipality and party (kommune, parti)", da="kommune og parti")


def read_mayors(path: str | os.PathLike[str]) -> dict[str, str]:
    r"""Read the mayors' lists from a table of municipality and party, in CSV or Excel.

    Answers "who are the ex officio members?" by list; names of persons are not read.

    Parameters
    ----------
    path : path-like
        A table with a column for the municipality (kommune) and one for the letter (bogstav) or
        the name (parti, liste) of the mayor's list, or for both in one as in
        ``"Socialdemokratiet (A)"``.

    Returns
    -------
    dict of str to str
        The letter of a national party, or the local list as written, by municipality, as
        ``"L. Borgerlisten"`` where it has a letter of its own. Pass it to `Election.with_mayors`.

    Raises
    ------
    InvalidInputError
        If the file is no such table, a municipality is unknown or stands twice, or a row has no
        list, or the letter of one party with the name of another.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import kkr_allocation as kkr
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "mayors.csv")
    ...     _ = table.write_text("kommune;parti\nGreve Kommune;Venstre\nOdsherred;Nyt Ods\n")
    ...     kkr.read_mayors(table)
    {'Greve': 'V', 'Odsherred': 'Nyt Ods'}
    """
    files = list(contents(path))
    if len(files) != 1:
        raise unreadable(
            str(path),
            Bilingual("it is not one file", da="det er ikke én fil"),
            Bilingual("Pass one table of mayors", da="Angiv én tabel over borgmestre"),
        )
    table = table_of(files[0], _known, _WANTED)
    mayors: dict[str, str] = {}
    for row in table.rows:
        municipality = municipality_in(row.first(*MUNICIPALITY), row.place)
        if municipality is None or municipality.name in mayors:
            raise InvalidInputError(
                Bilingual(
                    f"{row.place}: {row.first(*MUNICIPALITY)} has a mayor too many",
                    da=f"{row.place.da}: {row.first(*MUNICIPALITY)} har en borgmester for meget",
                ),
                why=Bilingual(
                    "a municipality has one mayor, and Christiansø is none",
                    da="en kommune har én borgmester, og Christiansø er ingen kommune",
                ),
                do=Bilingual("Remove the row", da="Fjern rækken"),
            )
        mayors[municipality.name] = _party_or_list(row, municipality.name)
    return mayors


def _known(columns: frozenset[str]) -> bool:
    return bool(columns.intersection(MUNICIPALITY)) and has_list(columns)


def _party_or_list(row: Row, municipality: str) -> str:
    """Return a party's letter by its name, else the list as written, with its letter first."""
    letter, name = list_of(row)
    for year in reversed(BUNDLED_YEARS):
        party = party_in(letter, name, year, municipality, place=row.place) if name else None
        if party:
            return party.letter
    return f"{letter}. {name}" if name and len(letter) == 1 else name or letter
