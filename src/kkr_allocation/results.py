"""What every result can do: explain itself, show itself, prove itself, be written down.

A result is a frozen record of its inputs and its answer. How it is put into words and tables is
the business of the presentation, how it is proved that of the verifier; both lie above the
arithmetic and are looked up by name when they are first asked for. This module is the only place
where a lower layer reaches a higher one.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from kkr_allocation.explanations import checked_language

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.explanations import Certificate, Explanation, Language

__all__ = ["Result", "presented"]


class Result:
    """The common surface of all results."""

    __slots__ = ()

    def explain(self, language: Language = "en") -> Explanation:
        """Return numbered steps from the inputs to the answer, each with its source.

        Parameters
        ----------
        language : {"en", "da"}
            The language of the texts.
        """
        explained: Explanation = self._present("explanation", checked_language(language))
        return explained

    def to_frame(self) -> pd.DataFrame:
        """Return the result as a frame with fixed columns."""
        frame: pd.DataFrame = self._present("frame")
        return frame

    def verify(self) -> Certificate:
        """Recompute the certificate with code that shares nothing with the engine.

        Raises
        ------
        VerificationError
            If the result does not follow from its inputs, saying where.
        InvalidInputError
            If the result has no document, as `to_json` says.
        """
        verify = importlib.import_module("kkr_allocation.fairness.verify").verify
        certificate: Certificate = verify(self)
        return certificate

    def to_json(self) -> str:
        """Return the result as a JSON document with its inputs; `kkr.from_json` reads it back.

        Raises
        ------
        InvalidInputError
            If the result holds something that cannot be written, such as a rule with a function
            of the user's own, or the format has no document of its kind, as of a sweep or a scan.
        """
        exchange = importlib.import_module("kkr_allocation.exchange")
        return str(exchange.to_json(self))

    def _repr_html_(self) -> str:
        return str(self._present("html"))

    def _present(self, view: str, *arguments: object) -> Any:  # noqa: ANN401  (each view has its type)
        """Call the view `view` of this kind of result."""
        presentation = importlib.import_module("kkr_allocation.presentation")
        return presentation.view_of(type(self), view)(self, *arguments)


def presented(home: str, view: str, *arguments: object) -> Any:  # noqa: ANN401  (each view has its type)
    """Return what a module of the presentation makes of the parts of a result.

    Parameters
    ----------
    home : str
        The module.
    view : str
        A function of that module.
    *arguments : object
        What it is called with.
    """
    module = importlib.import_module(f"kkr_allocation.presentation.{home}")
    return getattr(module, view)(*arguments)
