"""What the statutes of KL's bodies are known to say, provision by provision."""

from __future__ import annotations

import datetime as dt

import attrs
from attrs import frozen

from kkr_allocation.sources import Source, SourceStatus

__all__ = ["KKR_PROVISIONS", "NO_READING_FITS", "REPRESENTATIVES_PROVISIONS", "Provision"]


@frozen
class Provision:
    """One reading of one rule, and the source it rests on.

    Parameters
    ----------
    rule : str
        A choice of `kkr.Statutes` such as ``"size_rule"``, or a rule that leaves no choice.
    reading : str
        The choice as it is written: ``"DIVISOR"``, ``"1/50"``, ``"d'Hondt"``; for a rule without
        a choice, what it says.
    source : Source
        Where it comes from, and how it is known.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> rule = kkr.STATUTES_2018.provisions[0]
    >>> rule.rule, rule.source.status.value
    ('members', 'published')
    """

    rule: str
    reading: str
    source: Source


_PUBLISHED, _CHECKED = SourceStatus.PUBLISHED, SourceStatus.CHECKED
_INFERRED, _OPEN, _REFUTED = SourceStatus.INFERRED, SourceStatus.OPEN, SourceStatus.REFUTED

_BODIES = "http://kl.dk/Kommunalpolitik1/Politisk-organisation/KLs-nye-valgperiode/"
_COMPOSITION = Source(
    "KL: Sammensætningen af de fem KKR 2018-2022",
    "note 1",
    _PUBLISHED,
    version=dt.date(2017, 12, 19),
    page="https://www.kl.dk/nyhed/2017/december/sammensaetningen-af-de-fem-kkr-2018-2022/",
)
_ELECTION = Source(
    "KL: Valg og konstituering af KKR 2018-2022",
    "",
    _PUBLISHED,
    page="http://kl.dk/Kommunalpolitik1/Kommunekontaktrad/Valg-og-konstituering-af-KKR-2018---2022/",
)
_ENTITLED = Source(
    "KL's love",
    "§ 6",
    _PUBLISHED,
    page="http://www.kl.dk/Kommunalpolitik1/Politisk-organisation/Stemmetal-ved-KV17/",
)


def _statute(section: str, status: SourceStatus) -> Source:
    return Source("KL's love", section, status, page=_BODIES)


KKR_PROVISIONS = (
    Provision("members", "mayors ex officio, supplementary members", _statute("§ 15", _PUBLISHED)),
    Provision("votes", "the last municipal election in the region", _statute("§ 15", _PUBLISHED)),
    Provision("entitled", "parties and registered co-operations", _ENTITLED),
    Provision("threshold", "1/50", _COMPOSITION),
    Provision("threshold_base", "VALID", attrs.evolve(_COMPOSITION, status=_INFERRED)),
    Provision("threshold_base", "CAST", attrs.evolve(_COMPOSITION, status=_OPEN)),
    Provision("council_seat_required", "True", _COMPOSITION),
    Provision("size_rule", "ROUND_UP", _statute("§ 15", _CHECKED)),
    Provision("size_rule", "EXACT_SHARE", _statute("§ 15", _REFUTED)),
    Provision("size_rule", "DIVISOR", _statute("§ 15", _REFUTED)),
    Provision("outsider_mayors", "members like all mayors", _statute("§ 15", _CHECKED)),
    Provision("outsiders", "ON_TOP", _statute("§ 15", _CHECKED)),
    Provision("outsiders", "INSIDE", _statute("§ 15", _OPEN)),
    Provision(
        "cap_factor",
        "2",
        attrs.evolve(_COMPOSITION, act="KKR's forretningsorden", section="", version=None),
    ),
    Provision("mayors_stay", "only supplementary seats give way", _statute("§ 15", _INFERRED)),
    Provision("at_cap", "SHARE_ANEW", _statute("§ 15", _OPEN)),
    Provision("at_cap", "RAISE_PRICE", _statute("§ 15", _OPEN)),
    Provision("rule", "d'Hondt", _statute("§ 15", _INFERRED)),
    Provision("seat_for_every_eligible", "True", attrs.evolve(_COMPOSITION, status=_INFERRED)),
    Provision("seat_for_every_eligible", "False", attrs.evolve(_COMPOSITION, status=_OPEN)),
    Provision("supplementary", "elected inside each party or co-operation", _ELECTION),
    Provision("substitutes", "the deputy mayor; a personal substitute", _ELECTION),
)
"""KKR: what is published, checked, inferred and open (docs/explanation/statutes.md weighs it)."""

NO_READING_FITS = "no reading found gives both published sizes"
"""What the provision on the "published_sizes" of KL's assembly says."""

REPRESENTATIVES_PROVISIONS = (
    Provision("published_sizes", NO_READING_FITS, _statute("§§ 12-13", _OPEN)),
    *(
        attrs.evolve(
            provision,
            reading="None" if provision.rule == "cap_factor" else provision.reading,
            source=_statute("§§ 12-13", _OPEN),
        )
        for provision in KKR_PROVISIONS
    ),
)
"""KL's assembly of representatives: that the rules of the KKR hold for it too is open."""
