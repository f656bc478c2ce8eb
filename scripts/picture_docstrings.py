"""Show the docstrings of pictures on the site as `picture_of` completes them.

MkDocs reads the package without running it, so it would show only what stands in the file.
"""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING, Any

import griffe

if TYPE_CHECKING:
    from griffe import Function


class Completed(griffe.Extension):
    """Take the docstring of each picture from the function itself."""

    def on_function(self, *, func: Function, **_: Any) -> None:  # noqa: ANN401  (griffe's own)
        """Replace the docstring of a function that is decorated as a picture."""
        if func.docstring and any(
            str(decorator.value).startswith("picture_of(") for decorator in func.decorators
        ):
            drawn = getattr(importlib.import_module(func.module.path), func.name)
            func.docstring.value = inspect.getdoc(drawn) or ""
