"""Legal sources: which act, which section, of which date, and how sure we are.

The status is shown wherever the rule is used, so that a reader sees which figures rest on what.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from enum import Enum
from importlib.resources import files
from typing import Any, Literal

from attrs import Attribute, field, frozen

from kkr_allocation.words import refused


class SourceStatus(Enum):
    """How a rule is known.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [status.value for status in kkr.SourceStatus]
    ['published', 'checked', 'inferred', 'open', 'refuted']
    """

    PUBLISHED = "published"
    """Stated on a public page or in an act."""
    CHECKED = "checked"
    """Reproduced by arithmetic on published figures."""
    INFERRED = "inferred"
    """The reading that fits best; stated nowhere that we have found."""
    OPEN = "open"
    """Several readings are possible and nothing found decides between them."""
    REFUTED = "refuted"
    """Published figures contradict it."""

    def word(self, language: Literal["en", "da"]) -> str:
        """Return the status in one word of the language."""
        return self.value if language == "en" else _DANISH[self]


def _said(_: object, attribute: Attribute[Any], value: object) -> None:
    if not isinstance(value, SourceStatus if attribute.name == "status" else str) or not value:
        raise refused("inputs.source", name=attribute.name, value=value)


@frozen
class Source:
    """Where a rule comes from.

    Parameters
    ----------
    act : str
        The act, by-law or paper, in the language it is written in.
    section : str
        The section, such as ``"§ 15"``; empty where the source has none.
    status : SourceStatus
        How the rule is known.
    version : datetime.date or None
        The date of the version read; None where it was not stated.
    page : str
        An address where it can be read; empty where none is known.
    danish : str
        What a practice that is no act is called in Danish; empty where `act` serves both languages.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> source = kkr.Source("KL's love", "§ 15", kkr.SourceStatus.INFERRED)
    >>> print(source, source.cited("da"), sep=" / ")
    KL's love § 15 [inferred] / KL's love § 15 [udledt]
    """

    act: str = field(validator=_said)
    section: str
    status: SourceStatus = field(validator=_said)
    version: dt.date | None = None
    page: str = ""
    danish: str = ""

    def __str__(self) -> str:
        """Return the source as it is cited in English."""
        return self.cited("en")

    def cited(self, language: Literal["en", "da"]) -> str:
        """Return act and section as cited, and the status in brackets."""
        return f"{self.reference(language)} [{self.status.word(language)}]"

    def reference(self, language: Literal["en", "da"] = "en") -> str:
        """Return act, section and version."""
        act = self.danish or self.act if language == "da" else self.act
        name = f"{act} {self.section}".strip()
        dated = {"en": str(self.version), "da": f"{self.version:%d-%m-%Y}"} if self.version else {}
        return f"{name}, {dated[language]}" if dated else name


@frozen
class Stated(Source):
    """Figures of those who ask, which no page says, under a rule that one does or under none."""

    rule: Source | None = None

    def cited(self, language: Literal["en", "da"]) -> str:
        """Return where the figures are from, and the rule with its own source."""
        rule = f"; {_RULE[language]}: {self.rule.cited(language)}" if self.rule else ""
        return self.reference(language) + rule


_RULE = {"en": "the rule", "da": "reglen"}
_DANISH = {
    SourceStatus.PUBLISHED: "offentliggjort",
    SourceStatus.CHECKED: "efterregnet",
    SourceStatus.INFERRED: "udledt",
    SourceStatus.OPEN: "åbent",
    SourceStatus.REFUTED: "modsagt",
}
_STATUSES = {word: status for status, word in _DANISH.items()}
_CITED = re.compile(rf"([^§\[]+)(§[^\[]*)?(?:\[({'|'.join(_STATUSES)}|)\])?")


def source_in(text: str) -> Source | None:
    """Return the act, from the first ``§`` its section, and in brackets how it is known.

    Without brackets it is published; None where the text is empty.
    """
    match = _CITED.fullmatch(text.strip())
    act, section, status = match.groups("") if match else (text, "", "")
    known = _STATUSES.get(status, SourceStatus.PUBLISHED)
    return Source(act.strip(), section.strip(), known) if text.strip() else None


def cell_of_source(source: Source | None) -> str:
    """Return a source as `source_in` reads it; of a published one neither status nor date."""
    if source is None:
        return ""
    known = source.status is SourceStatus.PUBLISHED
    return f"{source.act} {source.section}".strip() if known else source.cited("da")


_KNOWN = tomllib.loads(files(__package__).joinpath("sources.toml").read_text(encoding="utf-8"))


def known(name: str) -> Source:
    """Return a source that the rules rest on, from ``sources.toml``; most are published."""
    of = {"section": "", "status": "published"} | _KNOWN[name]
    return Source(**{**of, "status": SourceStatus(of["status"])})


BALINSKI_YOUNG, PUKELSHEIM = known("BALINSKI_YOUNG"), known("PUKELSHEIM")
BALINSKI_DEMANGE, COX = known("BALINSKI_DEMANGE"), known("COX")
TIJDEMAN, WEIGHTED_ENVY = known("TIJDEMAN"), known("WEIGHTED_ENVY")
