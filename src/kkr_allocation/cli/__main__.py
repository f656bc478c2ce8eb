"""The command, as ``python -m kkr_allocation.cli``."""

from kkr_allocation.cli import main

if __name__ == "__main__":
    main()
