"""A workbook that would grow to gigabytes is refused before a library builds a cell of it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from xml.parsers import expat

import openpyxl
import pytest

import kkr_allocation as kkr
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_events, read_register

WHOLE = "A1:XFD1048576"
GROWS = {
    "merged": f'</sheetData><mergeCells><mergeCell ref="{WHOLE}"/></mergeCells>',
    "merged often": "</sheetData><mergeCells>" + '<mergeCell ref="A1:Z999"/>' * 9 + "</mergeCells>",
    "linked": f'</sheetData><hyperlinks><hyperlink ref="{WHOLE}" location="A1"/></hyperlinks>',
    "far link": '</sheetData><hyperlinks><hyperlink ref="XFD1048576" location="A1"/></hyperlinks>',
    "far cell": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    "many rows": "<row/>" * 200_001 + "</sheetData>",
    "many rules": "</sheetData>" + "<dataValidation/>" * 200_001,
    "many cells": '<row r="3">' + '<c r="A3"><v>1</v></c>' * 500_001 + "</row></sheetData>",
}
READERS = {
    "compose": lambda path: kkr.read_votes(path, year=2021),
    "appoint": read_register,
    "distribute": read_places,
    "refill": lambda path: read_events(path, None),
}


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """Write a small workbook in which a piece of a part is another."""
    book = openpyxl.Workbook()
    for row in (["Kommune", "Bogstav", "Stemmer"], ["Greve", "A", 100]):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return path


@pytest.mark.parametrize("job", READERS)
@pytest.mark.parametrize("kind", GROWS)
def test_what_would_grow_is_refused_at_once(kind: str, job: str, tmp_path: Path) -> None:
    path = rewritten(
        tmp_path / "bomb.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", GROWS[kind]
    )
    begun = time.monotonic()
    with pytest.raises(kkr.InvalidInputError) as caught:
        READERS[job](path)
    assert time.monotonic() - begun < 2
    assert "makes it larger than a table that a person fills in" in caught.value.why
    assert "sheet1.xml" in caught.value.why


def test_a_bomb_is_refused_within_300_megabytes(tmp_path: Path) -> None:
    # What the system keeps of a process from before it began (ru_maxrss) has its parent's memory.
    path = rewritten(
        tmp_path / "bomb.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", GROWS["merged"]
    )
    code = (
        "import sys, kkr_allocation as kkr\n"
        "from kkr_allocation.readers.places import read_places\n"
        "try:\n    read_places(sys.argv[1])\nexcept kkr.InvalidInputError:\n    print('refused')\n"
        "most = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(most.split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(kkr.__file__).parents[1])},
    )
    said, kilobytes = done.stdout.split()
    assert said == "refused"
    assert int(kilobytes) < 300_000


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused(part: str, tmp_path: Path) -> None:
    for declared in (
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a">',
    ):
        root = {
            "sheet1.xml": "<worksheet",
            "workbook.xml": "<workbook",
            "styles.xml": "<styleSheet",
        }
        tag = root[part.rpartition("/")[2]]
        path = rewritten(tmp_path / "bomb.xlsx", part, tag, declared + tag)
        with pytest.raises(kkr.InvalidInputError, match="declares entities"):
            read_register(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet', "declares entities"),
        ("</sheetData>", GROWS["far cell"], "larger than a table"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_sheet_in_a_part_of_any_name_is_held_too(
    old: str, new: str, said: str, encoding: str, tmp_path: Path
) -> None:
    plain = rewritten(tmp_path / "plain.xlsx", "xl/worksheets/sheet1.xml", old, new)
    path = tmp_path / "renamed.xlsx"
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode().replace("sheet1.xml", "sheet1.dat")
            sheet = name.endswith("sheet1.xml")
            written = text.encode(encoding) if sheet else text.encode()
            after.writestr(name.replace("sheet1.xml", "sheet1.dat"), written)
    with pytest.raises(kkr.InvalidInputError, match=said):
        kkr.read_votes(path, year=2021)


def test_entities_are_stopped_at_without_any_help_of_the_library_of_xml(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Expat bounds what entities unfold to since 2.4; an old one, as here, is never asked to."""
    told: list[str] = []

    class Old:
        """A parser that unfolds whatever comes after the declaration of a document's type."""

        def __init__(self) -> None:
            self.made = made()

        def __setattr__(self, name: str, value: object) -> None:
            if name == "made":
                object.__setattr__(self, name, value)
            else:
                setattr(self.made, name, value)

        def Parse(self, part: bytes, final: bool) -> None:  # noqa: FBT001, N802  (as of expat)
            self.made.EntityDeclHandler = lambda *entity: told.append(entity[0])
            for byte in part:  # an old one hears of entities one by one
                self.made.Parse(bytes([byte]), False)  # noqa: FBT003  (as of expat)
            self.made.Parse(b"", final)

    made = expat.ParserCreate
    monkeypatch.setattr(expat, "ParserCreate", Old)
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: told.append("openpyxl"))
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path = rewritten(
        tmp_path / "laughs.xlsx",
        "xl/worksheets/sheet1.xml",
        "<worksheet",
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><worksheet',
    )
    with pytest.raises(kkr.InvalidInputError, match="declares entities"):
        kkr.read_votes(path, year=2021)
    assert told == []


def test_a_link_to_another_workbook_is_not_followed(tmp_path: Path) -> None:
    """What is read is the value that stands in the table; nothing outside is opened or asked."""
    plain = rewritten(
        tmp_path / "plain.xlsx",
        "xl/worksheets/sheet1.xml",
        "<v>100</v>",
        "<f>[1]Ark1!A1</f><v>100</v>",
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = "http://schemas.openxmlformats.org/package/2006/relationships"
    to = '<Relationship Id="rId9" Type="{}/externalLink{}" Target="{}"{}/>'
    there = to.format(office, "Path", "http://127.0.0.1:9/x.xlsx", ' TargetMode="External"')
    refers = f'<externalReferences><externalReference xmlns:r="{office}" r:id="rId9"/>'
    written = {
        "xl/workbook.xml": ("<calcPr", f"{refers}</externalReferences><calcPr"),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            to.format(office, "", "/xl/externalLinks/link.xml", "") + "</Relationships>",
        ),
    }
    path = tmp_path / "linked.xlsx"
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            assert written.get(name, ("", ""))[0] in text
            after.writestr(name, text.replace(*written.get(name, ("\0", ""))))
        book = f'<externalBook xmlns:r="{office}" r:id="rId9"/>'
        link = f'<externalLink xmlns="{main}">{book}</externalLink>'
        after.writestr("xl/externalLinks/link.xml", link)
        after.writestr(
            "xl/externalLinks/_rels/link.xml.rels",
            f'<Relationships xmlns="{head}">{there}</Relationships>',
        )
    assert len(openpyxl.load_workbook(path)._external_links) == 1
    asked: list[str] = []
    sys.addaudithook(lambda event, _: asked.append(event) if event.startswith("socket.") else None)
    assert kkr.read_votes(path, year=2021).council("Greve").lists[0].votes == 100
    assert asked == []


@pytest.mark.parametrize("span", ["A5:Z5", "A5:XFD5"])
def test_a_title_merged_over_the_table_is_no_bomb(span: str, tmp_path: Path) -> None:
    path = rewritten(
        tmp_path / "votes.xlsx",
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        f'</sheetData><mergeCells><mergeCell ref="{span}"/></mergeCells>',
    )
    assert kkr.read_votes(path, year=2021).council("Greve").lists[0].votes == 100
