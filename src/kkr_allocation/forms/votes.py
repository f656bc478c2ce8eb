"""The tables of votes and mayors: the words that people use for columns, and for rows of totals."""

from __future__ import annotations

from kkr_allocation.forms.columns import Column, Form, folded_heading

MUNICIPALITY, LETTER, LIST, VOTES, SEATS = "Kommune", "Bogstav", "Liste", "Stemmer", "Mandater"
CAST, YEAR, MAYOR = "Afgivne stemmer", "År", "Borgmester"


def _column(name: str, en: str, headings: str) -> Column:
    """Return a column by its Danish and English name, with its other headings."""
    return Column(name, tuple(headings.split("; ")), en=en)


_PLACE = _column(
    MUNICIPALITY,
    "municipality",
    "Kommunenavn; Kommuner; Område; Kommunekode; Kommunenr; Kommunenummer; Municipality; "
    "Municipalities; Municipality code; Area",
)
_LETTER = _column(
    LETTER,
    "list letter",
    "Listebogstav; Partibogstav; Bogstavbetegnelse; Listebetegnelse; Letter; List letter; "
    "Party letter",
)
_LIST = _column(
    LIST,
    "list",
    "Listenavn; Partinavn; Parti; Partier; Lister; Parti/liste; Liste/parti; "
    "Kandidatliste; List; List name; Party; Party name",
)
_VOTES = _column(
    VOTES,
    "votes",
    "Stemmetal; Antal stemmer; Stemmer i alt; Stemmer ialt; Stemmeantal; Stemmeoptælling; "
    "Votes; Number of votes; Total votes",
)
_SEATS = _column(
    SEATS,
    "seats",
    "Mandat; Antal mandater; Mandattal; Seats; Council seats",
)
_CAST = _column(
    CAST,
    "votes cast",
    "Afgivne; Afgivne stemmer i alt; Afgivet; Votes cast; Turnout",
)
_YEAR = _column(
    YEAR,
    "year",
    "Valgår; Valg; Year; Election",
)
_MAYOR = _column(
    MAYOR,
    "mayor",
    "Borgmestre; Borgmesterens navn; Navn; Mayor; Name",
)
_MAYORS_LIST = Column(
    LIST,
    (
        *_LIST.headings,
        "Borgmesterens parti",
        "Borgmesterparti",
        "Borgmesterens liste",
        "Mayor's party",
    ),
    en="list",
)

_ONE = (LETTER, LIST)
LONG = Form(
    (_PLACE, _LETTER, _LIST, _VOTES, _SEATS, _CAST, _YEAR),
    needs=((MUNICIPALITY,), _ONE, (VOTES,)),
    dated=VOTES,
    beside=(LIST, LETTER),
)
"""One row for each municipality and list."""

WIDE = Form((_PLACE, _YEAR), needs=((MUNICIPALITY,),), open=True)
"""One row for each municipality, and a column for each list."""

LISTS = Form(LONG.columns[1:], needs=(_ONE, (VOTES,)), dated=VOTES, beside=(LIST, LETTER))
"""One row for each list of the one municipality that the sheet is named after."""

TURNED = Form((_LETTER, _LIST), needs=(_ONE,), beside=(LIST, LETTER), open=True)
"""One row for each list, and a column for each municipality."""

MAYORS = Form(
    (_PLACE, _LETTER, _MAYORS_LIST, _MAYOR),
    needs=((MUNICIPALITY,), (*_ONE, MAYOR)),
    beside=(LIST, LETTER),
)
"""One row for each municipality: the list of its mayor, in a column of its own or with the name."""

VALID, CAST_ROW, BLANK = "valid", "cast", "blank"
INVALID, ELECTORATE, TURNOUT = "invalid", "electorate", "turnout"
_KINDS = {
    VALID: (
        "Gyldige stemmer; Gyldige stemmer i alt; Gyldige i alt; Gyldige; I alt gyldige "
        "stemmer; I alt gyldige; Antal gyldige stemmer; Valid votes; Valid; Total valid "
        "votes; Valid votes, total; Valid votes in total"
    ),
    CAST_ROW: (
        "Afgivne stemmer; Afgivne stemmer i alt; I alt afgivne stemmer; Antal afgivne "
        "stemmer; Afgivne; Votes cast; Total votes cast; Votes cast in total; Ballots "
        "cast; Total votes"
    ),
    BLANK: (
        "Blanke stemmer; Blanke; Blank stemme; Blanke stemmesedler; Antal blanke stemmer; "
        "Blank votes; Blank; Blank ballots"
    ),
    INVALID: (
        "Ugyldige stemmer; Ugyldige; Andre ugyldige stemmer; Andre ugyldige; Øvrige "
        "ugyldige stemmer; Øvrige ugyldige; Blanke og ugyldige stemmer; Blanke og "
        "ugyldige; Ugyldige og blanke stemmer; Blanke og andre ugyldige stemmer; Ugyldige "
        "stemmer i alt; Ikke godkendte stemmer; Invalid votes; Invalid; Other invalid "
        "votes; Blank and invalid votes; Blank or invalid votes; Rejected votes; Spoiled "
        "votes"
    ),
    ELECTORATE: (
        "Stemmeberettigede; Antal stemmeberettigede; Vælgere; Antal vælgere; Vælgertal; "
        "Stemmeberettigede vælgere; Stemmeberettigede i alt; Eligible voters; Electorate; "
        "Registered voters; Persons entitled to vote; Entitled to vote; Number of voters"
    ),
    TURNOUT: (
        "Valgdeltagelse; Stemmeprocent; Stemmepct; Stemmedeltagelse; Valgdeltagelse i "
        "pct; Valgdeltagelse pct; Valgdeltagelse i procent; Deltagelse; Turnout; Turnout, "
        "per cent; Turnout percentage; Voter turnout"
    ),
}
_ROWS = {folded_heading(words): kind for kind, each in _KINDS.items() for words in each.split("; ")}
"""Rows that are not lists, by what they are called; folded as headings are."""


def row_kind(name: str) -> str:
    """Return what a row is that is no list; empty for a list.

    Examples
    --------
    >>> row_kind("Andre ugyldige stemmer:"), row_kind("Venstre")
    ('invalid', '')
    """
    return _ROWS.get(folded_heading(name), "")
