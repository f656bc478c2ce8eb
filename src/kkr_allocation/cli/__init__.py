"""The command ``kkr-allocation``: a thin door to the library's functions."""

from __future__ import annotations

import sys
from io import TextIOWrapper

__all__ = ["main"]


def main() -> None:
    """Run the command, or say what has to be installed for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        from kkr_allocation.cli.commands import app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"typer", "rich"}:
            raise
        sys.stderr.write(
            f"The command needs {error.name}, which is not installed. "
            'Run: pip install "kkr_allocation[cli]"\n'
        )
        sys.exit(2)
    app()
