"""The command ``kkr-allocation``: a thin door to the library's functions."""

from __future__ import annotations

import sys

from kkr_allocation.errors import KkrAllocationError

__all__ = ["main"]


def main() -> None:
    """Run the command; what the library refuses goes to standard error, with exit code 2."""
    try:
        from kkr_allocation.cli.commands import app
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"The command needs {error.name}, which is not installed. "
            "Run: pip install kkr-allocation[cli]\n"
        )
        sys.exit(2)
    try:
        app()
    except KkrAllocationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
