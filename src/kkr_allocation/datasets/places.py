"""Training places as published, and the populations that keys are made of."""

from __future__ import annotations

from functools import cache

from attrs import frozen

from kkr_allocation.datasets.municipalities import records, rows


@frozen
class Places:
    """Training places of an area, as published.

    Parameters
    ----------
    year : int
        The year; for pædagog the first year of the study year.
    area : str
        A KKR, a municipality or ``"Hele landet"``.
    education : str
        In the source's words, such as ``"SSH"``; a bracket says which of two published figures.
    places : int
        Places.
    note : str
        The source's remark.
    source : str
        Where it was published.
    """

    year: int
    area: str
    education: str
    places: int
    note: str
    source: str


@cache
def load_places() -> tuple[Places, ...]:
    """Return published training places of KKR, the country and two municipalities.

    Notes
    -----
    Texts and tables of the sources contradict one another twice (SSA 2018: 3,448 and 3,455;
    pædagog Syddanmark 2018: 1,100 and 1,110). Both figures are kept.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_places
    >>> [entry.places for entry in load_places() if entry.area == "Herning"]
    [34, 46, 50, 90]
    """
    return tuple(
        Places(
            int(row["year"]),
            row.get("municipality") or row["area"],
            row["education"],
            int(row["places"]),
            row.get("note", ""),
            row["source"],
        )
        for table in ("places_by_kkr", "places_by_municipality")
        for row in rows(table)
    )


@frozen
class SpecialisationShare:
    """A specialisation's share of a KKR's pædagog intake, in percent."""

    study_year: str  # such as "2018/2019"
    kkr: str
    specialisation: str
    percent: int
    source: str  # where it was published


@cache
def load_specialisation_shares() -> tuple[SpecialisationShare, ...]:
    """Return the shares of specialisations that two KKR set for pædagog.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_specialisation_shares
    >>> [share.percent for share in load_specialisation_shares()[:3]]
    [42, 37, 21]
    """
    return records(SpecialisationShare, "pedagogue_shares")


@frozen
class CollegePlaces:
    """Pædagog places of a college and a specialisation."""

    study_year: str
    kkr: str
    college: str
    specialisation: str
    places: int
    source: str  # where it was published


@cache
def load_college_places() -> tuple[CollegePlaces, ...]:
    """Return KKR Syddanmark's published table for pædagog 2018/2019: two colleges, three columns.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_college_places
    >>> [entry.places for entry in load_college_places()]
    [247, 224, 118, 219, 198, 104]
    """
    return records(CollegePlaces, "pedagogue_places")


@frozen
class Population:
    """A municipality's population."""

    year: int
    municipality: str  # Christiansø is among them, though it is not a municipality
    kkr: str  # empty for Christiansø
    persons: int


@cache
def load_populations() -> tuple[Population, ...]:
    """Return the population of every municipality in 2020.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_populations
    >>> sum(entry.persons for entry in load_populations())
    5822763
    """
    return records(Population, "population_by_municipality")


@frozen
class AgeGroup:
    """The persons of an age group in an area on 1 January."""

    year: int  # 2008 to 2020
    area: str  # a KKR, one of a few municipalities, or "Hele landet"
    ages: str  # such as "80+"; the groups overlap
    persons: int


@cache
def load_age_groups() -> tuple[AgeGroup, ...]:
    """Return age groups of the KKR and a few municipalities, 2008 to 2020.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_age_groups
    >>> elderly = [g for g in load_age_groups() if (g.year, g.ages) == (2018, "80+")]
    >>> len(elderly)
    12
    """
    return records(AgeGroup, "population_by_age")
