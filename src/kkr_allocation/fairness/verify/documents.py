"""What the checks of documents have in common: their refusals, names, ratios and lots.

The verifier works on JSON objects, not the library's classes. Their shape was held to its schema
before a check begins (`kkr_allocation.documents.shapes`), so that entries are taken as they stand.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from collections.abc import Collection, Iterable, Mapping
from contextvars import ContextVar
from fractions import Fraction
from functools import cache
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import both, entry, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kkr_allocation.documents.codec import Json


Document: TypeAlias = Mapping[str, Any]
AS_WRITTEN = worded("fairness.as_written")
NONE = both("none", "ingen")

_WORDS = {
    "alliances": "valgforbund",
    "asked": "ønsker",
    "base": "sidste års pladser",
    "candidates": "kandidater",
    "caps": "lofter",
    "deductions": "fradrag",
    "entitled": "berettigede lister",
    "floors": "mindstetal",
    "fora": "fora",
    "key": "nøgle",
    "keys": "nøgler",
    "largest change": "største ændring",
    "lots": "lodtrækninger",
    "mayors": "borgmestre",
    "multiple": "multiplum",
    "places": "pladser",
    "represented": "repræsenterede lister",
    "rule": "regel",
    "strengths": "styrker",
    "total": "sum",
    "votes": "stemmer",
}
"""What a secretariat calls the entries of a document that a refusal names."""


def called(name: str) -> Bilingual:
    """Return what an entry is called, as nouns stand in a list."""
    return both(name, _WORDS[name])


def unreadable(name: str, value: object, wanted: Bilingual) -> InvalidInputError:
    """Return the error that says what stands where the format has something else."""
    return InvalidInputError(
        worded("fairness.document_name_value", name=name, value=value),
        why=worded("fairness.format_there", wanted=wanted),
        do=AS_WRITTEN,
    )


def false(key: str, /, **figures: object) -> VerificationError:
    """Return the error that says which claim does not hold, and why; names of a set in order."""
    told = dict(figures)
    for name, figure in figures.items():
        if isinstance(figure, set | tuple):
            told[name] = ", ".join(sorted(figure) if isinstance(figure, set) else figure)
    what, why = (worded(f"{key}:{part}", **told) for part in ("what", "why"))
    return VerificationError(what, why=why, do=worded("fairness.not_to_be_used"))


def hold(key: str, claim: object, /, **figures: object) -> None:
    """Refuse a document in which a claim does not hold."""
    if not claim:
        raise false(key, **figures)


def negated(stated: object) -> Bilingual:
    """Return the word that denies what is stated; empty if it is not stated."""
    return both("not " * bool(stated), "ikke " * bool(stated))


def ratios(figures: Mapping[str, str]) -> dict[str, Fraction]:
    """Return exact figures by name."""
    return {name: Fraction(figure) for name, figure in figures.items()}


def known(names: Iterable[str], places: Collection[str], where: str) -> None:
    """Refuse a name for which there is nothing: misspelt, it would be no limit and no wish."""
    listed = ", ".join(repr(name) for name in names if name not in places)
    hold("fairness.where_names_listed", not listed, where=called(where), listed=f"{listed:.80}")


def drawn(*documents: Document) -> str:
    """Return the line of a certificate about the lots, once each is known to decide a tie."""
    seeds = [lot["seed"] for document in documents for lot in document["lots"]]
    if not seeds:
        return worded("fairness.no_lot_drawn_none")
    again = sum(bool(seed) for seed in seeds)
    by_hand = len(seeds) - again
    return worded("fairness.every_lot_all_decides", number=len(seeds), by_hand=by_hand, again=again)


def read_lot(
    lot: Document,
    first: Callable[[Sequence[str]], set[str]] | None = None,
    fora: Collection[str] = (),
) -> tuple[set[str], set[str]]:
    """Return who took part in a draw, of one of these fora or of none, and who won.

    A lot with a seed is drawn again; `first` gives the winners from the order, else the first do.
    """
    claimants, winners, seed = tuple(lot["claimants"]), tuple(lot["winners"]), lot["seed"]
    said = {"claimants": claimants, "winners": winners}
    who, won = set(claimants), set(winners)
    hold("fairness.lot_between_won_no", set() < won < who, **said)
    named = lot["forum"] is None or lot["forum"] in fora
    hold("fairness.lot_of_no_such_forum", named, claimants=claimants, forum=lot["forum"])
    if seed:
        order = sorted(who, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
        drawn = first(order) if first else set(order[: len(won)])
        hold("fairness.lot_between_won", drawn == won, **said, seed=seed, drawn=drawn)
    return who, won


DEADLINE: ContextVar[float] = ContextVar("DEADLINE", default=inf)
"""When the proofs of this check are to stop, on the clock of `time.monotonic`."""
Proven = TypeVar("Proven")


class OutOfTimeError(Exception):
    """The time for the proofs ran out; what was checked before holds."""


def time_left() -> float:
    """Return the seconds that are left for proofs, or end them."""
    left = DEADLINE.get() - monotonic()
    if left <= 0:
        raise OutOfTimeError
    return left


def within_time(prove: Callable[[], Proven]) -> Proven | None:
    """Return what a proof gives, None where its time ran out."""
    try:
        return prove()
    except OutOfTimeError:
        return None


class Taken(Bilingual):
    """A line of a certificate on what is taken as given, without which nothing is proven."""

    __slots__ = ()

    @classmethod
    def of(cls, said: Bilingual) -> Taken:
        """Return the same words."""
        return cls(said, da=said.da)


# What a certificate binds: the inputs by their digest. Figures, names and sources are those the
# document states, so they are held against what is bundled (``scripts/write_schemas.py``).


KINDS = {
    "alliance_pairs": ("apportionments", "check_pairs", "pairs"),
    "appointments": (
        "appointments",
        "check",
        "members chairs substitutes levels differing stopped_after",
    ),
    "apportionment": ("apportionments", "check", "seats"),
    "batch": ("apportionments", "check_batch", "seats tied"),
    "comparison": ("councils", "check_comparison", "steps"),
    "composition": (
        "councils",
        "check",
        "eligible outsiders cap capped binding house_size seats mayors supplementary",
    ),
    "distribution": ("places", "check", "base granted places"),
    "entitlement": ("entitlement", "check", "shares table departures unique"),
    "explaining_alliances": ("apportionments", "check_explaining", "structures complete"),
    "key": ("places", "check_key", ""),
    "picking_order": ("entitlement", "check_picking_order", "turns"),
    "planned_places": ("places", "check_planned_places", "divisions places"),
    "smoothed_years": ("places", "check_smoothed_years", "places"),
    "sweep": ("councils", "check_sweep", "tallies"),
    "table": ("two_way", "check_table", "places row_prices column_prices"),
    "twoway": ("two_way", "check", "seats row_divisors column_divisors"),
}
"""By kind a module of this folder, its function, and which entries are the answer; it is computed
from all others."""
_INSIDE = {"after": "composition", "before": "composition", "entitlement": "entitlement"}
"""The results inside others, by the name of their field."""
FIGURES = ("votes", "mayors", "municipalities", "places", "votes_valid", "votes_cast")
"""The figures of a region that come from an election."""
_STATUTES = entry("fairness.choices")
_STRENGTH = ("REFUTED", "OPEN", "INFERRED", "CHECKED", "PUBLISHED")
"""How a reading can be known, the weakest first."""


def digest(value: Json) -> str:
    """Return the SHA-256 of a value: JSON in UTF-8, entries by name, no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def inputs_of(document: Document, kind: str) -> dict[str, Json]:
    """Return what the answer is computed from: all of the document but the answer and envelope."""
    left_out = {"format", "version", *KINDS[kind][2].split()}
    inputs = {name: value for name, value in document.items() if name not in left_out}
    for name in inputs.keys() & _INSIDE.keys():
        inputs[name] = inputs_of(inputs[name], _INSIDE[name])
    return inputs


def bound(document: Document) -> tuple[Bilingual, ...]:
    """Return what is bound, one sentence each."""
    known = digest(inputs_of(document, document["kind"]))
    if document["kind"] == "composition":
        basis = document["basis"]
        name = basis["name"] or worded("fairness.no_name")
        sums = {figure: sum(basis[figure].values()) for figure in ("votes", "mayors")}
        sums["municipalities"] = basis["municipalities"]
        said = worded("fairness.bound_region", name=name, digest=known, **sums)
        return said, *_of_figures(basis), *_of_statutes(document["statutes"])
    votes = document.get("votes")
    if isinstance(votes, Mapping) and "shape" not in votes:
        return (worded("fairness.bound_votes", votes=sum(votes.values()), digest=known),)
    return (worded("fairness.bound_inputs", digest=known),)


@cache
def _bundled() -> Document:
    file = importlib.resources.files(__package__) / "bundled.json"
    bundled: Document = json.loads(file.read_text(encoding="utf-8"))
    return bundled


def _of_figures(basis: Document) -> Iterator[Bilingual]:
    """Yield whether the figures are bundled ones, and which names are not as bundled."""
    found = _bundled()["figures"].get(digest({name: basis[name] for name in FIGURES}))
    own = worded("fairness.figures_own")
    yield worded("fairness.figures_bundled", **found) if found else own
    known, stated = _bundled()["names"], basis["names"].items()
    names = [f"{key}: {name}" for key, name in stated if key in known and name not in known[key]]
    if found and basis["name"] != found["region"]:
        names.append(f"{found['region']}: {basis['name']}")
    if names:
        yield worded("fairness.names_differ", listed=", ".join(names))


def _of_statutes(statutes: Document) -> Iterator[Bilingual]:
    """Yield how the statutes differ from bundled ones, and how the library knows each reading."""
    bundled = _bundled()["statutes"]
    known = next((one for one in bundled if one["name"] == statutes["name"]), bundled[0])
    differ = [name for name in _STATUTES["en"] if statutes[name] != known[name]]
    said = worded("fairness.statutes_differ", name=known["name"], listed=_listed(differ))
    yield said if differ else worded("fairness.statutes_bundled", name=known["name"])
    status = _status_by_reading(known["provisions"])
    by_status: dict[str, list[str]] = {}
    for name in _STATUTES["en"]:
        choice = statutes[name]
        reading = str(choice.get("name", choice) if isinstance(choice, Mapping) else choice)
        by_status.setdefault(status.get((name, reading), "OPEN"), []).append(name)
    ranked = [one for one in reversed(_STRENGTH) if one in by_status]
    known_as = [Bilingual.joined([_status(one), _listed(by_status[one])], ": ") for one in ranked]
    yield worded("fairness.readings_known", listed=Bilingual.joined(known_as))
    if known["name"] != statutes["name"]:
        return  # they cite sources of their own, which the library does not know
    for (name, reading), stated in _status_by_reading(statutes["provisions"]).items():
        right = status.get((name, reading), "OPEN")
        if name in _STATUTES["en"] and _STRENGTH.index(stated) > _STRENGTH.index(right):
            words = {"stated": _status(stated), "right": _status(right), "name": _listed([name])}
            yield Taken.of(worded("fairness.status_promoted", reading=reading, **words))


def _status_by_reading(provisions: Iterable[Document]) -> dict[tuple[str, str], str]:
    return {(one["rule"], one["reading"]): one["source"]["status"] for one in provisions}


def _listed(names: Iterable[str]) -> Bilingual:
    """Return what choices of statutes are called."""
    return Bilingual.joined((both(_STATUTES["en"][n], _STATUTES["da"][n]) for n in names), ", ")


def _status(name: str) -> Bilingual:
    status = SourceStatus[name]
    return both(status.word("en"), status.word("da"))
