"""The command, as ``kkr-allocation`` and ``python -m kkr_allocation.cli``."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from kkr_allocation.cli.arguments import spoken_language
from kkr_allocation.errors import in_language, install_command
from kkr_allocation.words import worded

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
        needed = worded("cli.command_needs_not_installed", name=error.name)
        said = in_language(needed, spoken_language(sys.argv))
        sys.stderr.write(f"{said}:\n    {install_command('rich', 'tqdm', 'typer')}\n")
        sys.exit(2)
    app()


if __name__ == "__main__":
    main()
