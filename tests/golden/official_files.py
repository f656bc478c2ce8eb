"""Reads official files and compares what stands in them with the figures that are bundled.

Run by hand for whole regions: ``python -m tests.golden.official_files FOLDER``, where the folder
has zips named after their year, such as kv2025_nordjylland.zip.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Iterator


def figures(council: kkr.Council) -> dict[str, Any]:
    """Return what official files state of a council: all but its mayor."""
    stated: dict[str, Any] = {
        entry.key: (
            entry.letter,
            entry.name,
            " ".join(entry.ballot_name.split()),
            entry.votes,
            entry.seats,
            entry.candidates,
        )
        for entry in council.lists
    }
    stated["alliances"] = {frozenset(alliance.parties()) for alliance in council.alliances}
    stated["valid, cast, eligible, seats, uncounted"] = (
        council.votes_valid,
        council.votes_cast,
        council.eligible_voters,
        council.council_seats,
        council.uncounted,
    )
    return stated


def bundled(council: kkr.Council, *, seats: bool) -> dict[str, Any]:
    """Return the bundled figures; without seats and voters where the files have votes alone."""
    stated = figures(council)
    if not seats:
        for key, value in stated.items():
            if key not in {"alliances", "valid, cast, eligible, seats, uncounted"}:
                stated[key] = (*value[:4], None, value[5])
        stated["valid, cast, eligible, seats, uncounted"] = (
            council.votes_valid,
            None,
            None,
            None,
            0,
        )
    return stated


def differences(election: kkr.Election) -> Iterator[str]:
    """Yield what an election that was read has otherwise than the bundled one."""
    right = kkr.load_election(election.year)
    for council in election.councils:
        if not council.lists:
            continue
        stated = figures(council)
        known = bundled(right.council(council.municipality), seats=election.year == 2025)
        for key in {**stated, **known}:
            if stated.get(key) != known.get(key):
                yield f"{council.municipality}, {key}: {stated.get(key)}, not {known.get(key)}"


def passed_on(election: kkr.Election) -> Iterator[str]:
    """Yield the councils whose official seats do not follow from what was read of them."""
    for council in election.councils:
        official = {entry.key: entry.seats for entry in council.lists}
        if council.council_seats and dict(council.apportion().seats) != official:
            yield f"{council.municipality}: the seats do not follow from votes and alliances"


def read_alike(path: Path, folder: Path) -> Iterator[str]:
    """Read a zip, as it is and unpacked, and yield what is wrong with what was read."""
    start = time.perf_counter()
    election = kkr.read_votes(path)
    seconds = time.perf_counter() - start
    shutil.unpack_archive(path, folder)
    if kkr.read_votes(folder).councils != election.councils:
        yield f"{path.name}: the zip and the folder are not read alike"
    yield from differences(election)
    yield from passed_on(election)
    councils = sum(bool(council.lists) for council in election.councils)
    print(f"{path.name}: {councils} councils of {election.name} in {seconds:.1f} s")  # noqa: T201  (run by hand)


def main(folder: Path) -> int:
    """Read every zip by itself, and all zips of an election together."""
    zips = sorted(folder.glob("kv*.zip")) if folder.is_dir() else []
    if not zips:
        print(f"{folder} is not there, or holds no zip of official files: NOTHING WAS READ")  # noqa: T201  (run by hand)
        return 0
    wrong = []
    with tempfile.TemporaryDirectory() as place:
        for path in zips:
            together = Path(place, path.name[:6])
            together.mkdir(exist_ok=True)
            shutil.copy(path, together)
            wrong += read_alike(path, Path(place, "unpacked", path.stem))
        for together in sorted(Path(place).glob("kv*")):
            election = kkr.read_votes(together)
            councils = sum(council.has_votes for council in election.councils)
            print(f"all zips of {election.name} together: {councils} councils")  # noqa: T201  (run by hand)
            wrong += differences(election)
    print(*wrong, sep="\n")  # noqa: T201  (run by hand)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
