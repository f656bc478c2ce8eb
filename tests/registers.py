"""A small register, invented in full: list letter and number for names."""

from __future__ import annotations

import datetime as dt

from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.appointments.requirements import requirements_in
from kkr_allocation.presentation.templates import write_events_template, write_register

FORA = (
    kkr.Forum("RAR Fyn", 3, chair=True, substitutes="personal", kind="nominates"),
    kkr.Forum("Dialogforum", 2, wanted=requirements_in("mindst 1 borgmestre")),
)
HOMES = ("Odense", "Assens", "Kerteminde")


def candidates(number=12):
    return [
        kkr.Candidate(
            f"{'AVF'[i % 3]}{i}",
            HOMES[i % 3 - i % 2],
            "AVF"[i % 3],
            sex=("F", "M")[i % 2],
            mayor=i == 4,
            held={"Dialogforum": 1} if i == 1 else {},
            wishes=("RAR Fyn",) if i == 3 else (),
        )
        for i in range(number)
    ]


def filled_register(path):
    """Write a register and fill in strengths, one fixed appointment and a wish."""
    write_register(path, FORA, candidates(), municipalities=HOMES)
    book = load_workbook(path)
    for row in (["A", 9, "rød"], ["V", 7, None], ["F", 4, "rød"]):
        book["Lister"].append(row)
    book["Aftaler"].append(["RAR Fyn", "V", "F", 1, "aftalt på mødet"])
    book["Faste"].append(["RAR Fyn", "A0", "ja"])
    book["Gruppeønsker"].append(["Dialogforum", "V7", 2])
    book["Begrundelser"].append(["Dialogforum", "to mænd er foreslået"])
    for row, people in enumerate((205, 41, 24), start=2):
        book["Kommuner"].cell(row, 2).value = people
    book.save(path)
    return book


_SMALL = [
    kkr.Forum("RAR Fyn", 1, chair=True),
    kkr.Forum("Dialogforum", 1, substitutes="personal"),
]
MEETING = kkr.appoint(
    _SMALL,
    [kkr.Candidate(f"A{n}", "Odense", "A") for n in range(4)],
    kkr.entitle(_SMALL, {"A": 1}),
    chairs={"RAR Fyn": "A0"},
)


def filled_log(path):
    """Write a log with an event of most kinds."""
    book = load_workbook(write_events_template(path))
    day = dt.date(2027, 5, 1)
    for cells in (
        [day, "udtræder", "RAR Fyn", "A0"],
        [day, "ny kandidat", None, "A9"],
        [day, "udpeges", "RAR Fyn", "A9"],
        [day, "bliver formand", "RAR Fyn", "A9"],
        [day, "forum oprettes", "Sundhedsråd", None, None, "A: 2"],
        [day, "ny periode", "Dialogforum", None, None, None, dt.date(2030, 1, 1)],
        [day, "skifter liste", None, "A1", "B"],
    ):
        book["Hændelser"].append(cells)
    book["Kandidater"].append(["A9", "Odense", "A"])
    book["Fora"].append(["Sundhedsråd", 2])
    book.save(path)
