"""A progress bar for work that takes longer than two seconds, where a person is watching."""

from __future__ import annotations

import contextlib
import importlib.util
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["progress_bar"]

_DELAY = 2.0
"""Seconds after which the bar appears."""


@contextlib.contextmanager
def progress_bar(total: int, unit: str) -> Iterator[Callable[[int], object]]:
    """Yield a function that moves the bar on.

    Nothing is shown outside a terminal, before two seconds have passed, or where tqdm is not
    installed.

    Parameters
    ----------
    total : int
        The whole work.
    unit : str
        What it is counted in.
    """
    if importlib.util.find_spec("tqdm") is None:
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=f" {unit}", unit_scale=True, delay=_DELAY, disable=None) as bar:
        yield bar.update
