"""Lay the collected figures of the municipal elections out as the tables of the package.

Usage: ``python scripts/take_over_elections.py FOLDER``. The folder has ``kv_votes.csv``,
``kv_councils.csv``, ``kv_alliances.csv``, ``municipalities.csv`` and ``valgdk/kv2021_*.zip`` and
``kv2025_*.zip``, the official files by region, from which the candidates are counted and the names
on the ballot taken. Lists are joined by municipality and letter; a list that one file has and
another lacks stops the script.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from pathlib import Path

from kkr_allocation.datasets.municipalities import find_municipality

YEARS = ("2013", "2021", "2025")
TABLES = Path(__file__).parent.parent / "src/kkr_allocation/datasets/tables"
CAST = {
    "official": "published",
    "valid official; cast and eligible = 2025 minus official difference": "derived",
    "valid official; cast from election page": "published",
}
LISTS = "election municipality letter list kind votes seats candidates ballot_name"
COUNCILS = (
    "election municipality seats eligible_voters votes_cast votes_cast_status votes_valid mayor"
    " mayor_status mayor_other mayor_page"
)
MAYORS = {
    "": "",
    "published": "published",
    "contested": "open",
    "election page of that year, address not kept": "published",
    "third agreement of 27 November 2025; the vote at the constituting meeting was not found": (
        "inferred"
    ),
}
MIRROR = re.compile(r"https?://.+/(content/wikipedia_en_[^/]+|ipfs/.+/wiki)/")
"""Stored copies of Wikipedia; the article's own address is given instead."""


def ballots(folder: Path) -> dict[tuple[str, str, str], tuple[str, int]]:
    """Return name on the ballot and number of candidates by year, municipality and letter."""
    found = {}
    for path in sorted(folder.glob("valgdk/kv20*_*.zip")):
        year = path.name[2:6]
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if year == "2021":
                    found |= _of_2021(name, archive.read(name))
                elif Path(name).name.startswith("kandidat-data-Kommunalvalg"):
                    found |= _of_2025(archive.read(name))
    return found


def _of_2025(content: bytes) -> dict[tuple[str, str, str], tuple[str, int]]:
    read = json.loads(content)
    return {
        ("2025", _place(read["Kommune"]), entry["Bogstavbetegnelse"] or ""): (
            entry["Navn"],
            len(entry["Kandidater"]),
        )
        for entry in read["Kandidatlister"]
    }


def _of_2021(name: str, content: bytes) -> dict[tuple[str, str, str], tuple[str, int]]:
    place = _place(re.fullmatch(r"Kommunalvalg_2021_(.+)_\d\d-.*", Path(name).name)[1])
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    names: dict[str, str] = {}
    persons: dict[str, set[str]] = {}
    for row in rows:
        letter = row["Bogstavbetegnelse"]
        names[letter] = row["Listenavn"]
        people = persons.setdefault(letter, set())
        if row["Navn"] != "Listestemmer":
            people.add(row["Navn"])
    return {("2021", place, letter): (names[letter], len(persons[letter])) for letter in names}


def _place(text: str) -> str:
    place = find_municipality(text)
    if place is None:
        raise SystemExit(f"no municipality is called {text!r}")
    return place.name


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a collected table."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("year", YEARS[0]) in YEARS]


def write(table: str, columns: str, lines: list[list[object]]) -> None:
    """Write a table of the package."""
    with (TABLES / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows(lines)


def main(folder: Path) -> None:
    """Write the three tables."""
    places = {row["code"]: row["name"] for row in rows(folder, "municipalities.csv")}
    votes = rows(folder, "kv_votes.csv")
    on_ballot = ballots(folder)
    lists = []
    for row in votes:
        year, place, letter = row["year"], places[row["municipality_code"]], row["letter"]
        ballot, candidates = on_ballot.pop((year, place, letter), ("", ""))
        if year != "2013" and not ballot:
            raise SystemExit(f"{place} {year} has no list {letter!r} in the official files")
        named = row["list_name"]
        figures = (row["kind"], row["votes"], row["seats"], candidates)
        other = "" if ballot == named else ballot
        lists.append([f"KV{year}", place, letter, named, *figures, other])
    if on_ballot:
        raise SystemExit(f"lists without votes: {sorted(on_ballot)}")
    write("council_lists", LISTS, lists)

    councils = []
    for row in rows(folder, "kv_councils.csv"):
        contested = row["mayor_other"] if row["mayor_status"] == "contested" else ""
        pages = re.findall(r"https?://[^\s;,]+[^\s;,)]", row["mayor_source"])
        pages = [
            MIRROR.sub("https://en.wikipedia.org/wiki/", page)
            for page in pages
            if "..." not in page
        ]
        voters = (row["eligible_voters"], row["votes_cast"], CAST[row["totals_status"]])
        mayor = (row["mayor_party"], MAYORS[row["mayor_status"]], contested, " ".join(pages))
        place = places[row["municipality_code"]]
        figures = (row["council_seats"], *voters, row["votes_valid"])
        councils.append([f"KV{row['year']}", place, *figures, *mayor])
    write("councils", COUNCILS, councils)

    write(
        "council_alliances",
        "election municipality letters",
        [
            [f"KV{row['year']}", places[row["municipality_code"]], row["letters"]]
            for row in rows(folder, "kv_alliances.csv")
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
