"""Two-way apportionments as frames, steps and HTML."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Noun, Text, rule_name
from kkr_allocation.presentation.sheet import table
from kkr_allocation.sources import BALINSKI_DEMANGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    import pandas as pd

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.apportionment.twoway import TwoWayApportionment
    from kkr_allocation.placements.tables import TableDistribution
    from kkr_allocation.sources import Source


# Tables with both margins fixed, as frames, steps and HTML, whatever is shared in them.


_TITLE = Text(
    en="How {total:was|were} shared in two ways by {rule}",
    da="Fordeling af {total} på to led efter {rule}",
)
_MARGINS = Text(
    en="A table of {rows} and {columns}; the totals of both are decided beforehand: {totals}.",
    da="En tabel med {rows} og {columns}; begges antal er besluttet på forhånd: {totals}.",
)
_DIVIDED = Text(
    en="In every cell the {figures} are divided by the divisor of the row and by that of the "
    "column, and the quotient is rounded by {rule}; the divisors make all totals come out.",
    da="I hvert felt deles {figures} med rækkens og med kolonnens divisor, og kvotienten afrundes "
    "efter {rule}; divisorerne er sådan, at alle antal passer.",
)
_SQUARES = Text(
    en=" The divisors below are squares, and are compared with the squares of the {figures}.",
    da=" Divisorerne nedenfor er kvadrater og sammenlignes med kvadraterne af {figures}.",
)
_ROUNDED = Text(
    en="Every cell is its exact claim rounded up or down, so that all totals come out and the sum "
    "of the squared differences is the least there is: a claim whose fraction exceeds the "
    "thresholds of its row and its column together is rounded up, one below them down.",
    da="Hvert felt er det nøjagtige krav afrundet op eller ned, så alle antal passer, og summen af "
    "de kvadrerede afvigelser er den mindst mulige: et krav, hvis brøkdel overstiger rækkens og "
    "kolonnens tærskel tilsammen, rundes op, et under dem ned.",
)
_ROW_THRESHOLDS = Text(
    en="The thresholds of the rows: {divisors}.", da="Rækkernes tærskler: {divisors}."
)
_COLUMN_THRESHOLDS = Text(
    en="The thresholds of the columns: {divisors}.", da="Kolonnernes tærskler: {divisors}."
)
_ROWS = Text(en="The divisors of the rows: {divisors}.", da="Rækkernes divisorer: {divisors}.")
_COLUMNS = Text(
    en="The divisors of the columns: {divisors}.", da="Kolonnernes divisorer: {divisors}."
)
_FLOOR = Text(en="{cell} keeps at least {count}.", da="{cell} beholder mindst {count}.")
_CAP = Text(en="{cell} takes at most {count}.", da="{cell} får højst {count}.")
_FORBIDDEN = Text(en="{cell} takes nothing.", da="{cell} får intet.")
_LOT = Text(
    en="Several tables were equally good: lots were drawn between {claimants}, won by {winners}.",
    da="Flere tabeller var lige gode: der blev trukket lod mellem {claimants}, vundet af "
    "{winners}.",
)
_SEEDED = Text(en=" The draw follows from the seed {seed}.", da=" Lodtrækningen følger af {seed}.")
_RESULT = Text(en="{row}: {cells}.", da="{row}: {cells}.")


@frozen
class SharedTable:
    """What a two-way table shows, in the words of its job."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    rule: str
    source: Source
    power: int
    """What its divisors are raised to; 0 for thresholds of rounded claims."""
    floors: dict[Cell, int]
    caps: dict[Cell, int]
    forbidden: tuple[Cell, ...]
    lots: tuple[Lot, ...]
    cells: list[list[int]]
    row_prices: tuple[Fraction, ...]
    column_prices: tuple[Fraction, ...]
    figures: Text
    noun: Callable[[int], Noun]

    def frame(self, answer: str, **figures: list[int] | list[float]) -> pd.DataFrame:
        """Return one row a cell: row, column, the figures given, floor, cap, and the answer."""
        import pandas as pd

        cells = [(i, j) for i in range(len(self.rows)) for j in range(len(self.columns))]
        caps = self.caps | dict.fromkeys(self.forbidden, 0)
        return pd.DataFrame(
            {
                "row": [self.rows[i] for i, _ in cells],
                "column": [self.columns[j] for _, j in cells],
                **figures,
                "floor": [self.floors.get(cell, 0) for cell in cells],
                "cap": pd.array([caps.get(cell) for cell in cells], dtype="Int64"),
                answer: [self.cells[i][j] for i, j in cells],
            }
        )

    def explanation(self, language: Language) -> Explanation:
        """Return the steps from the figures and both margins to the answer."""
        method = BALINSKI_DEMANGE if self.power else self.source
        steps = [
            Step(number, text, method if number > 1 else self.source)
            for number, text in enumerate(self._sentences(language), start=1)
        ]
        total = self.noun(sum(self.row_totals))
        title = _TITLE.text(language, total=total, rule=rule_name(self.rule, language))
        return Explanation(title, language, tuple(steps))

    def _sentences(self, language: Language) -> Iterator[str]:
        margins = (
            *zip(self.rows, self.row_totals, strict=True),
            *zip(self.columns, self.column_totals, strict=True),
        )
        yield _MARGINS.text(
            language,
            rows=nouns.rows(len(self.rows)),
            columns=nouns.columns(len(self.columns)),
            totals=[f"{name} {total}" for name, total in margins],
        )
        yield from self._method(language)
        for text, bounds in ((_FLOOR, self.floors), (_CAP, self.caps)):
            for cell, number in bounds.items():
                yield text.text(language, cell=self._label(cell), count=self.noun(number))
        for cell in self.forbidden:
            yield _FORBIDDEN.text(language, cell=self._label(cell))
        for lot in self.lots:
            drawn = _LOT.text(language, claimants=lot.claimants, winners=lot.winners)
            yield drawn + (_SEEDED.text(language, seed=lot.seed) if lot.seed else "")
        for name, row in zip(self.rows, self.cells, strict=True):
            cells = [f"{column} {count}" for column, count in zip(self.columns, row, strict=True)]
            yield _RESULT.text(language, row=name, cells=cells)

    def _method(self, language: Language) -> Iterator[str]:
        """Say how figures became whole numbers, and by which prices."""
        if self.power:
            divided = _DIVIDED.text(
                language, figures=self.figures, rule=rule_name(self.rule, language)
            )
            squares = _SQUARES.text(language, figures=self.figures) if self.power > 1 else ""
            yield divided + squares
            of_rows, of_columns = _ROWS, _COLUMNS
        else:
            yield _ROUNDED.text(language)
            of_rows, of_columns = _ROW_THRESHOLDS, _COLUMN_THRESHOLDS
        yield of_rows.text(language, divisors=_named(self.rows, self.row_prices))
        yield of_columns.text(language, divisors=_named(self.columns, self.column_prices))

    def _label(self, cell: Cell) -> str:
        return f"{self.rows[cell[0]]} × {self.columns[cell[1]]}"

    def html(self) -> str:
        """Return the answer with both margins as a table for a notebook."""
        rows: list[list[object]] = [
            [name, *cells, total]
            for name, cells, total in zip(self.rows, self.cells, self.row_totals, strict=True)
        ]
        total = sum(self.row_totals)
        rows.append(["", *self.column_totals, total])
        caption = f"{self.noun(total).text('en')} by {self.rule}"
        return table(caption, ["", *self.columns, ""], rows)


def _named(names: tuple[str, ...], prices: tuple[Fraction, ...]) -> list[str]:
    return [f"{name} {price}" for name, price in zip(names, prices, strict=True)]


_VOTES = Text(en="votes", da="stemmerne")


def frame(result: TwoWayApportionment) -> pd.DataFrame:
    """Return one row a cell: row, column, votes, quotient, floor, cap, seats.

    `quotient` is the votes by both divisors, before rounding; a float for the eye only.
    """
    power = result.rule.power
    quotients = [
        count**power / (row * column)
        for votes, row in zip(result.votes, result.row_divisors, strict=True)
        for count, column in zip(votes, result.column_divisors, strict=True)
    ]
    return _shared(result).frame(
        "seats",
        votes=list(chain.from_iterable(result.votes)),
        quotient=[float(quotient) ** (1 / power) for quotient in quotients],
    )


def explanation(result: TwoWayApportionment, language: Language) -> Explanation:
    """Return the steps from the votes and both margins to the seats."""
    return _shared(result).explanation(language)


def html(result: TwoWayApportionment) -> str:
    """Return the seats with both margins as a table for a notebook."""
    return _shared(result).html()


def _shared(result: TwoWayApportionment) -> SharedTable:
    return SharedTable(
        rows=result.rows,
        columns=result.columns,
        row_totals=result.row_seats,
        column_totals=result.column_seats,
        rule=result.rule.name,
        source=result.rule.source,
        power=result.rule.power,
        floors=result.floors,
        caps=result.caps,
        forbidden=result.forbidden,
        lots=result.lots,
        cells=result.seats.tolist(),
        row_prices=result.row_divisors,
        column_prices=result.column_divisors,
        figures=_VOTES,
        noun=nouns.seats,
    )


# Two-way distributions of places as frames, steps and HTML.


_WEIGHTS = Text(en="weights", da="vægtene")


def places_frame(result: TableDistribution) -> pd.DataFrame:
    """Return one row a cell: row, column, weight, claim, floor, cap, places.

    `claim` is what was rounded: the weight by both divisors, or under controlled rounding the
    weight itself. `weight` and `claim` are floats for the eye only.
    """
    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    return _places_shared(result).frame(
        "places",
        weight=[float(result.weights[i][j]) for i, j in cells],
        claim=[_claim(result, i, j) for i, j in cells],
    )


def _claim(result: TableDistribution, row: int, column: int) -> float:
    weight = result.weights[row][column]
    if not isinstance(result.rule, DivisorRule):
        return float(weight)
    power = result.rule.power
    divisor = result.row_prices[row] * result.column_prices[column]
    claim: float = float(weight**power / divisor) ** (1 / power)
    return claim


def places_explanation(result: TableDistribution, language: Language) -> Explanation:
    """Return the steps from the weights and both margins to the places."""
    return _places_shared(result).explanation(language)


def places_html(result: TableDistribution) -> str:
    """Return the places with both margins as a table for a notebook."""
    return _places_shared(result).html()


def _places_shared(result: TableDistribution) -> SharedTable:
    return SharedTable(
        rows=result.rows,
        columns=result.columns,
        row_totals=result.row_totals,
        column_totals=result.column_totals,
        rule=result.rule.name,
        source=result.rule.source,
        power=result.rule.power if isinstance(result.rule, DivisorRule) else 0,
        floors=result.floors,
        caps=result.caps,
        forbidden=result.forbidden,
        lots=result.lots,
        cells=result.places.tolist(),
        row_prices=result.row_prices,
        column_prices=result.column_prices,
        figures=_WEIGHTS,
        noun=nouns.places,
    )
