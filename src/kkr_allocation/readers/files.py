"""Opening what users have: a file, a folder or a zip, within bounds.

Nothing is read before its size is known, an archive is judged by what it would unpack to, and a
folder by what is in it: a link that leads out of it is refused.
Text is decoded as what it is: UTF-8 with or without a byte order mark, UTF-16 with one, or
Windows-1252.
"""

from __future__ import annotations

import io
import lzma
import os
import re
import struct
import zipfile
import zlib
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import Factory, field, frozen

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers.bounds import too_large
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator


# How a file is called in a refusal, what the system answers, and several refusals in one.


_SHOWN = 20

_SYSTEM: tuple[tuple[type[BaseException], Bilingual], ...] = (
    (
        FileNotFoundError,
        Bilingual("there is no such file or folder", da="der er ingen sådan fil eller mappe"),
    ),
    (IsADirectoryError, Bilingual("it is a folder", da="det er en mappe")),
    (
        NotADirectoryError,
        Bilingual("a folder on its way is a file", da="en mappe på vejen er en fil"),
    ),
    (FileExistsError, Bilingual("it is there already", da="den findes allerede")),
    (
        PermissionError,
        Bilingual(
            "access to it is denied, or another program has it open",
            da="der er ikke adgang til den, eller den er åben i et andet program",
        ),
    ),
)


def said_by_system(error: Exception) -> Bilingual:
    """Return in words why the system could not open, read or write a file.

    Examples
    --------
    >>> said_by_system(IsADirectoryError(21, "Is a directory")).da
    'det er en mappe'
    """
    for kind, said in _SYSTEM:
        if isinstance(error, kind):
            return said
    why = getattr(error, "strerror", None) or error
    return Bilingual(f"the system says: {why}", da=f"systemet svarer: {why}")


def called(name: str) -> str:
    """Return a name as it can begin a sentence: quoted where it could be taken for a word.

    Examples
    --------
    >>> called("votes.csv"), called("votes")
    ('votes.csv', "'votes'")
    """
    return name if "." in name else repr(name)


class Refusals:
    """All that is wrong with a heap of files, so that they are fetched or corrected in one go.

    Parameters
    ----------
    name : str
        The folder or archive, for the message.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[InvalidInputError] = []

    def add(self, error: InvalidInputError) -> None:
        """Note what is wrong."""
        self._found.append(error)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is refused inside, and go on."""
        try:
            yield
        except InvalidInputError as error:
            self.add(error)

    def raise_if_any(self) -> None:
        """Refuse the files if something was noted.

        Raises
        ------
        InvalidInputError
            With the refusal that was noted; where there are several, with the first twenty of
            them in full, each on lines of its own.
        """
        if self._found:
            raise self.together()

    def together(self, *last: InvalidInputError) -> InvalidInputError:
        """Return everything that was noted as one refusal."""
        found = [*self._found, *last]
        if len(found) == 1:
            return found[0]
        more = len(found) - _SHOWN
        named = called(self._name)
        heading = Bilingual(
            f"{named} has {len(found)} things to correct:",
            da=f"{named} har {len(found)} fejl, der skal rettes:",
        )
        each = [Bilingual(f"- {error}", da=f"- {error.message('da')}") for error in found[:_SHOWN]]
        rest = [Bilingual(f"and {more} more", da=f"og {more} mere")] if more > 0 else []
        return InvalidInputError(
            Bilingual.joined([heading, *each, *rest, ""], "\n"),
            why=Bilingual(
                "An election is read when all of its files are sound",
                da="Et valg læses, når alle dets filer er i orden",
            ),
            do=Bilingual(
                "Correct them all, and read it again",
                da="Ret dem alle, og læs det igen",
            ),
        )


_MEGABYTE = 1 << 20
_LARGEST_FILE = 32 * _MEGABYTE
_LARGEST_WORKBOOK = 16 * _MEGABYTE
_LARGEST_ARCHIVE = 1024 * _MEGABYTE
_MOST_FILES = 20_000
_WORKBOOK_PART = "[Content_Types].xml"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,  # encrypted
    NotImplementedError,  # packed in a way Python does not know
    EOFError,
)
FETCH_AGAIN = Bilingual("Fetch it again", da="Hent den igen")
_FOLDERS = re.compile(r"[/\\]")
_UTF8_NAME = 0x800
_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


@frozen
class Content:
    """One file's bytes.

    Parameters
    ----------
    name : str
        The file's name, for messages: nothing in it that a terminal would obey.
    data : bytes
        What is in it.
    workbook : bool
        Whether it is an Excel workbook.
    file : str
        Its own name, without folder and archive.
    """

    name: str
    data: bytes
    workbook: bool = False
    file: str = field(default=Factory(lambda self: _FOLDERS.split(self.name)[-1], takes_self=True))


def unreadable(name: str, why: str, do: str) -> InvalidInputError:
    """Return the refusal of a file, with its name first."""
    named = called(name)
    what = Bilingual(f"{named} cannot be read", da=f"{named} kan ikke læses")
    return InvalidInputError(what, why=why, do=do)


def place_of(path: object) -> Path:
    """Return a path as one, refusing what is none, such as the table that a file was read into.

    Parameters
    ----------
    path : path-like
        The path.
    """
    if isinstance(path, str | os.PathLike):
        return Path(path)
    kind = type(path).__name__
    raise InvalidInputError(
        Bilingual(f"the file to read is {kind}", da=f"filen, der skal læses, er {kind}"),
        why=Bilingual("a file is known by its path", da="en fil kendes på sin sti"),
        do=Bilingual(
            "Pass the path; figures that are read already go to kkr.compose or with_mayors",
            da="Angiv stien; tal, der er læst, kan gives direkte til kkr.compose eller with_mayors",
        ),
    )


def contents(path: str | os.PathLike[str]) -> Iterator[Content]:
    """Yield the content of a file, or of every file in a folder or a zip.

    Raises
    ------
    InvalidInputError
        If it is no path, there is no such file, it is larger than any election, it is a zip that
        is damaged,
        encrypted or unpacks to more than any election, an old Excel file or a PDF.
    """
    place = place_of(path)
    try:
        if place.is_dir():
            yield from _in_folder(place)
        elif place.is_file():
            yield from _in_file(on_one_line(place.name), _bytes_of(place))
        else:
            raise unreadable(
                str(path),
                Bilingual(
                    "there is no such file or folder", da="der er ingen sådan fil eller mappe"
                ),
                Bilingual(
                    "Check the path and its spelling", da="Se efter, om navnet er stavet rigtigt"
                ),
            )
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise unreadable(
            str(path),
            said_by_system(error),
            Bilingual(
                "Check the path and who may read it",
                da="Se efter, om navnet er stavet rigtigt, og hvem der må læse den",
            ),
        ) from None


def _bytes_of(place: Path) -> bytes:
    _check_size(place.name, place.stat().st_size, _LARGEST_FILE)
    return place.read_bytes()


def _in_folder(folder: Path) -> Iterator[Content]:
    files = sorted(
        islice((place for place in folder.rglob("[!.]*") if place.is_file()), _MOST_FILES + 1)
    )
    _check_count(folder.name, len(files))
    for place in files:
        if not place.resolve().is_relative_to(folder.resolve()):
            raise unreadable(
                str(place.relative_to(folder)),
                Bilingual(
                    f"it is a link to a file outside {folder.name}",
                    da=f"det er en genvej til en fil uden for {folder.name}",
                ),
                Bilingual(
                    "Copy the file itself into the folder", da="Kopiér selve filen til mappen"
                ),
            )
    _check_size(folder.name, sum(place.stat().st_size for place in files), _LARGEST_ARCHIVE)
    number = size = 0
    for place in files:
        name = on_one_line(str(place.relative_to(folder)))
        for content in _unpacked_once(name, _bytes_of(place)):
            number, size = number + 1, size + len(content.data)
            _check_count(folder.name, number)
            _check_size(folder.name, size, _LARGEST_ARCHIVE)
            yield content


def _unpacked_once(name: str, data: bytes) -> Iterator[Content]:
    """Yield a file, or what is in it where it is a zip; a zip inside a zip is left as it is."""
    if data.startswith(_ZIP):
        yield from _in_zip(name, data)
    else:
        yield Content(name, data)


def _in_file(name: str, data: bytes) -> Iterator[Content]:
    if data.startswith(_OLD_EXCEL):
        raise unreadable(
            name,
            Bilingual("it is an Excel file of before 2007", da="det er en Excel-fil fra før 2007"),
            Bilingual("Save it as .xlsx or CSV", da="Gem den som .xlsx eller CSV"),
        )
    if data.startswith(_PDF):
        raise unreadable(
            name,
            Bilingual("it is a PDF", da="det er en PDF"),
            Bilingual(
                "Find the figures as CSV, Excel or JSON",
                da="Find tallene som CSV, Excel eller JSON",
            ),
        )
    yield from _unpacked_once(name, data)


def _in_zip(name: str, data: bytes) -> Iterator[Content]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_count(name, len(members))
            workbook = any(member.filename == _WORKBOOK_PART for member in members)
            total = sum(member.file_size for member in members)
            _check_size(name, total, _LARGEST_WORKBOOK if workbook else _LARGEST_ARCHIVE)
            if workbook:
                for member in members:
                    _unpacked(archive, member)
                if why := too_large(archive):
                    raise unreadable(name, why, worded("readers.copy_the_table"))
                yield Content(name, data, workbook=True)
                return
            for member in sorted(members, key=lambda member: member.filename):
                if _passed_over(member.filename):
                    continue
                _check_size(member.filename, member.file_size, _LARGEST_FILE)
                inside = on_one_line(_name_of(member))
                own = _FOLDERS.split(inside)[-1]
                data = _unpacked(archive, member)
                yield Content(f"{name}, {inside}", data, file=own)
    except _DAMAGED as error:
        raise unreadable(
            name,
            Bilingual(
                f"it is a damaged or encrypted zip ({error})",
                da=f"det er en beskadiget eller krypteret zip-fil ({type(error).__name__})",
            ),
            Bilingual("Fetch it again, or unpack it", da="Hent den igen, eller pak den ud"),
        ) from None


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name, also where a computer of some years ago packed it.

    A zip says of a name whether it is in UTF-8. Where it does not, Python reads code page 437; what
    wrote it is a Mac, in UTF-8 all the same, or a Danish Windows in code page 850.
    """
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    with suppress(UnicodeEncodeError):
        written = member.filename.encode("cp437")
        for encoding in ("utf-8", "cp850"):
            with suppress(UnicodeDecodeError):
                return written.decode(encoding)
    return member.filename


def _passed_over(name: str) -> bool:
    """Say whether a member is a folder, or a file that a computer adds of its own."""
    return name.endswith("/") or name.rpartition("/")[2].startswith(".")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member up to the size it claims; one that holds more fails its checksum."""
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _check_count(name: str, files: int) -> None:
    if files > _MOST_FILES:
        raise unreadable(
            name,
            Bilingual(
                f"it holds more than {_MOST_FILES:,} files, and an election has fewer",
                da=f"den rummer over {_MOST_FILES} filer, og et valg har færre",
            ),
            Bilingual("Pass the folder of one election", da="Angiv mappen med ét valg"),
        )


def _check_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise unreadable(
            name,
            Bilingual(
                f"it holds {size // _MEGABYTE:,} MB, and no election needs more than"
                f" {limit // _MEGABYTE:,} MB",
                da=f"den fylder {size // _MEGABYTE} MB, og intet valg kræver mere end"
                f" {limit // _MEGABYTE} MB",
            ),
            Bilingual("Pass the file with the votes alone", da="Angiv filen med stemmerne alene"),
        )


def decoded(content: Content) -> str:
    """Return a text file's text.

    Raises
    ------
    InvalidInputError
        If the file is empty, no text, or a web page.
    """
    data = content.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    text = None
    for encoding in encodings:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\0" in text:
        raise unreadable(
            content.name,
            Bilingual("it is no text", da="den er ikke en tekst"),
            Bilingual("Pass CSV, Excel or JSON", da="Angiv CSV, Excel eller JSON"),
        )
    if not text.strip():
        raise unreadable(content.name, Bilingual("it is empty", da="den er tom"), FETCH_AGAIN)
    if text.lstrip()[:1] == "<":
        raise unreadable(
            content.name,
            Bilingual(
                "it is a web page, as one gets when a download fails",
                da="den er en webside, som man får, når en hentning går galt",
            ),
            Bilingual(
                "Open it in a browser to see what it says, and fetch the figures again",
                da="Åbn den i en browser for at se, hvad der står, og hent tallene igen",
            ),
        )
    return text
