"""Refusals that tests allow: any of ours, as long as it can be read aloud in both languages."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Let a refusal pass that says what is wrong, why, and what to do; any other error fails."""
    refused: kkr.KkrAllocationError | None = None
    try:
        yield
    except kkr.KkrAllocationError as error:
        refused = error
    if refused is not None:
        assert all(part.strip() for part in (refused.what, refused.why, refused.do)), refused
        for language in ("en", "da"):
            said = refused.message(language)
            assert said.rstrip()[-1] in ".!?)", said
            assert "Traceback" not in said
