"""Print the lowest versions that pyproject.toml declares, as pins for pip.

Run from the root of the checkout: ``python scripts/minimum_versions.py test``. One line a package,
``numpy==2.0``, for what the library depends on and for the extras that are named, with the extras
of its own that these name. The nightly run installs just these, so that what is declared is tried.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
)["project"]


def needed(texts: list[str]) -> Iterator[Requirement]:
    """Yield requirements; an extra of the library's own stands for those that it names."""
    for requirement in map(Requirement, texts):
        if requirement.name == PROJECT["name"]:
            for extra in sorted(requirement.extras):
                yield from needed(PROJECT["optional-dependencies"][extra])
        else:
            yield requirement


def pins(extras: list[str]) -> list[str]:
    """Return a pin to the lowest declared version of every package that is needed."""
    own = f"{PROJECT['name']}[{','.join(extras)}]"
    lowest: dict[str, str] = {}
    for requirement in needed([*PROJECT["dependencies"], own]):
        floors = [bound.version for bound in requirement.specifier if bound.operator == ">="]
        if len(floors) != 1 or requirement.name in lowest:
            message = f"{requirement} has not one lowest version: declare name>=version, once"
            raise SystemExit(message)
        lowest[requirement.name] = floors[0]
    return [f"{name}=={version}" for name, version in sorted(lowest.items())]


if __name__ == "__main__":
    print(*pins(sys.argv[1:]), sep="\n")
