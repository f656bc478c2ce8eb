"""Check any result from what is written down, with code that never imports the engine.

An opponent who trusts neither the library nor the secretariat can run this on what is published.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

from kkr_allocation.documents.format import document_of, held, parsed
from kkr_allocation.documents.shapes import too_deep
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import Certificate
from kkr_allocation.fairness.verify.apportionments import own_rules
from kkr_allocation.fairness.verify.documents import AS_WRITTEN, DEADLINE, KINDS, Taken, bound
from kkr_allocation.inputs import is_above_zero
from kkr_allocation.results import Result
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from kkr_allocation.documents.codec import Json
    from kkr_allocation.fairness.verify.documents import Document


def verify(result: Result | str | Document, *, time_limit: float | None = None) -> Certificate:
    """Check that a result follows from its inputs, and say what was checked.

    Can this result be trusted, whoever computed it?

    Parameters
    ----------
    result : Result, str or mapping
        A result, the JSON text that ``result.to_json()`` wrote, or the object in that text, as
        a mapping of any type.
    time_limit : float, optional
        Seconds for the proofs that nothing serves the fora better; after them the rest is held
        and the certificate says, in ``.taken``, that these were not proven again.

    Returns
    -------
    Certificate
        What was recomputed and held; what is taken as given, in ``.taken``; and in ``.binds`` which
        inputs it is about: their SHA-256, and of a council whether figures and statutes are those
        bundled with the library, and how the library knows its readings.

    Raises
    ------
    InvalidInputError
        If it is no result, the document does not have the shape of its kind, or the time limit is
        not above zero.
    VerificationError
        If the result does not follow from its inputs, saying where.

    Notes
    -----
    Inputs are taken as they stand: votes, mayors and figures, statutes with the sections they
    name, and where a rule is laid down. Hold them against the published ones,
    ``result.statutes == kkr.STATUTES_2018``.

    A lot with a seed is drawn again as `draw` documents it, so that nobody can draw until it
    suits; that the seed was agreed on before the draw is not in the document. A lot by hand is
    taken as stated, and the certificate counts both. The name of a rule of the library is believed
    only with its type and parameters; a rule of another name is named with the divisors or the
    quota that were taken.

    The shape is held first: no entry is missing, misspelt or one too many, values have their type,
    names stand on one line without control or invisible characters, numbers have at most 400
    digits, days are days of the calendar.

    Seats are checked by their certificate, not computed again: at each level the smallest quotient
    that won a seat is at least as large as the largest that won none, and equal only where a
    recorded lot decided. All in fractions.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.verify import verify
    >>> text = kkr.apportion({"A": 24062, "V": 18311}, 5).to_json()
    >>> print(verify(text))
    The seats sum to the house size, 5, and keep 0 floors and caps.
    In the house no quotient outside is larger than one of the 5 seats inside.
    No lot was drawn, and none was needed.
    Bound are 42373 votes in all, SHA-256 ...

    One seat moved, and the check fails:

    >>> verify(text.replace('"A": 3', '"A": 4').replace('"V": 2', '"V": 1'))
    Traceback (most recent call last):
    ...
    kkr_allocation.errors.VerificationError: the house gives A a seat that V is entitled to. ...
    """
    if isinstance(result, Result):
        document = document_of(result)
    elif isinstance(result, Mapping):
        try:
            document = held(_plain(result))
        except RecursionError:
            raise too_deep(AS_WRITTEN) from None
    else:
        document = parsed(result)
    home, check_name, _ = KINDS[document["kind"]]
    check: Any = getattr(importlib.import_module(f"{__name__}.{home}"), check_name)
    if time_limit is not None and not is_above_zero(time_limit):
        raise InvalidInputError(**refusal("fairness.time_limit", limit=time_limit))
    before = DEADLINE.set(monotonic() + (inf if time_limit is None else time_limit))
    try:
        lines = (*check(document), *own_rules(document))
        binds = bound(document)
    except RecursionError:
        raise too_deep(AS_WRITTEN) from None
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        # A check follows names from one part of the document to another, and trusts none of them.
        raise InvalidInputError(
            worded("fairness.document_does_not_hold", error=error),
            why=worded("fairness.name_or_figure_one"),
            do=AS_WRITTEN,
        ) from None
    finally:
        DEADLINE.reset(before)
    taken = tuple(line for line in (*lines, *binds) if isinstance(line, Taken))
    held_lines, bound_lines = ([one for one in said if one not in taken] for said in (lines, binds))
    return Certificate((*taken, *held_lines), taken, tuple(bound_lines))


def _plain(value: Json) -> Json:
    """Return a value in the types that reading a JSON text gives."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
