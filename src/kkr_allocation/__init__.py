"""Compose the Danish KKR, fill their fora and share their training places, exactly.

Public names are imported on first use, so that ``import kkr_allocation`` stays quick. The one list
of them is ``__init__.pyi``, which type checkers read too.
"""

from __future__ import annotations

import lazy_loader

__version__ = "0.1.0"

__getattr__, _, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
