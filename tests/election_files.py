"""Writes an election in each of the formats that users have, as their sources write them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import kkr_allocation as kkr

AREAS = 2
OFFICIAL_NAMES = {  # as counts of data.valg.dk write them, in some municipalities
    "V": "Venstre, Danmarks Liberale Parti",
    "F": "SF - Socialistisk Folkeparti",
    "Æ": "Danmarksdemokraterne - Inger Støjberg",
    "Ø": "Enhedslisten - De Rød-Grønne",
}


def parts(total: int) -> list[int]:
    """Split votes on the polling areas, the last one taking the rest."""
    share = total // (AREAS + 1)
    return [share] * (AREAS - 1) + [total - share * (AREAS - 1)]


def counted(election: kkr.Election) -> Iterator[tuple[kkr.Council, list[kkr.CouncilList]]]:
    """Yield each municipality with votes, and its lists with votes."""
    for council in election.councils:
        lists = [entry for entry in council.lists if entry.votes is not None]
        if council.has_votes:
            yield council, lists


def official_name(entry: kkr.CouncilList) -> str:
    return OFFICIAL_NAMES.get(entry.letter, entry.name) if entry.kind == "party" else entry.name


def polling_areas(election: kkr.Election) -> Iterator[dict[str, Any]]:
    """Yield one document for each polling area, as data.valg.dk has them."""
    released = election.date + dt.timedelta(days=1)
    for council, lists in counted(election):
        shares = {entry.key: parts(entry.votes) for entry in lists}
        cast = parts(council.votes_cast) if council.votes_cast else [None] * AREAS
        for number in range(AREAS):
            yield {
                "Valgart": "Kommunalvalg",
                "Valgdag": f"{election.date:%d-%m-%Y}",
                "FrigivelsesTidspunktUTC": f"{released}T03:00:00.1234567Z",
                "Kommune": f"{council.municipality} Kommune",
                "Kommunekode": int(council.code),
                "Afstemningsområde": f"Område {number + 1}",
                "AfstemningsområdeDagiId": f"{council.code}{number}",
                "Resultatart": "Fintælling",
                "AfgivneStemmer": cast[number],
                "GyldigeStemmer": sum(share[number] for share in shares.values()),
                "Kandidatlister": [
                    {
                        "Bogstavbetegnelse": entry.letter,
                        "Navn": official_name(entry),
                        "KandidatlisteId": f"{council.code}-{entry.key}",
                        "Stemmer": shares[entry.key][number],
                        "Listestemmer": shares[entry.key][number] // 2,
                        "Kandidater": [],
                    }
                    for entry in lists
                ],
            }


def write_polling_areas(election: kkr.Election, folder: Path) -> None:
    for number, document in enumerate(polling_areas(election)):
        text = json.dumps(document, ensure_ascii=False)
        (folder / f"area-{number}.json").write_text(text, encoding="utf-8-sig")


def table(rows: list[list[Any]], delimiter: str = ";") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def candidate_export(election: kkr.Election) -> tuple[str, dict[str, str]]:
    """Return the export of valg.dk, and the municipality of each nomination district."""
    header = ["Opstillingskreds", "Afstemningsområde", "Partibogstav", "Partinavn", "Navn"]
    rows: list[list[Any]] = [[*header, "Stemmetal"]]
    districts = {}
    for council, lists in counted(election):
        district = f"{council.municipality}kredsen"
        districts[district] = council.municipality
        for entry in lists:
            for number, votes in enumerate(parts(entry.votes), start=1):
                where = [district, f"{number}. Område", entry.letter, official_name(entry)]
                rows.append([*where, "Partiliste", votes - votes // 3])
                rows.append([*where, "Kandidat 1", votes // 3])
    return table(rows), districts


def valgdatabase(election: kkr.Election) -> str:
    """Return the wide table of the election database, a column for each letter and name."""
    lists = {(e.letter, official_name(e)): None for _, found in counted(election) for e in found}
    prefix = f"{election.name} - "
    rows: list[list[Any]] = [
        ["Gruppe", "ValgstedId", "KredsNr", "StorKredsNr", "LandsdelsNr"]
        + [f"{prefix}{letter}. {name}" if letter else f"{prefix}{name}" for letter, name in lists]
        + [f"{prefix}Gyldige stemmer", f"{prefix}Afgivne stemmer", f"{prefix}Blanke stemmer"]
    ]
    for council, found in counted(election):
        shares = {(e.letter, official_name(e)): parts(e.votes) for e in found}
        cast = parts(council.votes_cast) if council.votes_cast else ["-"] * AREAS
        for number in range(AREAS):
            here = [shares[mark][number] if mark in shares else "-" for mark in lists]
            valid = sum(share[number] for share in shares.values())
            where = [f"{number}. Område", f"{council.code}00{number}", 1, 1, 1]
            rows.append([*where, *here, f"{valid},0", cast[number], "-"])
    return table(rows)


def statbank(election: kkr.Election) -> str:
    """Return VALGK3, which pools a municipality's local lists."""
    rows: list[list[Any]] = [["OMRÅDE", "PARTI", "STEMMER", "TID", "INDHOLD"]]
    rows.append(["Hele landet", "A. Socialdemokratiet", "Gyldige stemmer", election.year, 1])
    for council, lists in counted(election):
        pool = sum(entry.votes for entry in lists if entry.kind == "local")
        figures = [(f"{e.letter}. {e.name}", e.votes) for e in lists if e.kind == "party"]
        figures += [("Ikke-reserverede bogstaver i alt", pool)] if pool else []
        for party, votes in figures:
            rows.append([council.municipality, party, "Gyldige stemmer", election.year, votes])
            rows.append([council.municipality, party, "Valgte kvinder", election.year, 1])
    return table(rows)


def plain(election: kkr.Election) -> list[list[Any]]:
    """Return the rows of a plain table with seats."""
    rows: list[list[Any]] = [
        ["Kommune", "Bogstav", "Listenavn", "Stemmer", "Mandater", "Afgivne stemmer"]
    ]
    for council in election.councils:
        for entry in council.lists:
            if entry.votes is not None or entry.seats is not None:
                figures = [entry.votes, entry.seats, council.votes_cast]
                rows.append([council.municipality, entry.letter, entry.name, *figures])
    return rows
