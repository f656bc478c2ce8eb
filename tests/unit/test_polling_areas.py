"""Tables with a row for each polling area: their figures are added up, and all totals are held."""

from __future__ import annotations

import time

import pytest

import kkr_allocation as kkr

LONG = ["Kommune", "Valgsted", "Liste", "Stemmer"]
ROWS = [
    ["Greve", "Hundige", "A", 100],
    ["Greve", "Hundige", "V", 200],
    ["Greve", "Karlslunde", "A", 300],
    ["Greve", "Karlslunde", "V", 50],
]
WIDE = ["Kommune", "Afstemningsområde", "A", "V", "Blanke", "Afgivne stemmer"]
AREAS = [["Greve", "Hundige", 100, 200, 3, 303], ["Greve", "Karlslunde", 300, 50, 1, 351]]
WHOLE = ["Greve", "I alt", 400, 250, 4, 654]


def greve(election):
    return election.council("Greve")


def votes(election, place="Greve"):
    return {entry.key: entry.votes for entry in election.council(place).lists}


def refusal(source):
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_votes(source, year=2021)
    assert refused.value.message("da")
    return str(refused.value)


@pytest.mark.parametrize(
    "more",
    [
        [],
        [["Greve", "Hundige", "I alt", 300], ["Greve", "Karlslunde", "I alt", 350]],
        [["Greve", "", "A", 400], ["Greve", "", "V", 250]],
        [["Greve", "I alt", "", 650]],
        [["I alt", "", "", 650]],
        [["", "I alt", "", 650]],
        [["Greve", "I alt", "Gyldige stemmer", 650]],
        [["Greve", "Hundige i alt", "", 300], ["Greve", "Karlslunde i alt", "", 350]],
        [["Greve", "Hundige Total", "A", 100], ["Greve", "Karlslunde Total", "V", 50]],
    ],
)
def test_rows_of_areas_are_added_up_and_their_totals_held(book, more):
    read = kkr.read_votes(book([LONG, *ROWS, *more]), year=2021)
    assert votes(read) == {"A": 100 + 300, "V": 200 + 50}
    for row in more:
        wrong = [list(one) for one in more]
        wrong[more.index(row)][-1] += 1
        assert f"states {row[-1] + 1:,}" in refusal(book([LONG, *ROWS, *wrong]))


def test_a_municipality_with_areas_and_one_without_are_both_read(book):
    rows = [*ROWS, ["Greve", "", "A", 400], ["Solrød", "", "A", 7], ["Solrød", "", "V", 8]]
    read = kkr.read_votes(book([LONG, *rows]), year=2021)
    assert votes(read) == {"A": 400, "V": 250}
    assert votes(read, "Solrød") == {"A": 7, "V": 8}


def test_columns_of_lists_are_added_up_by_area(book):
    read = kkr.read_votes(book([WIDE, *AREAS, WHOLE]), year=2021)
    assert votes(read) == {"A": 400, "V": 250}
    assert greve(read).votes_cast == 400 + 250 + 4
    without = kkr.read_votes(book([WIDE, *AREAS]), year=2021)
    assert greve(without).votes_cast == 303 + 351
    for column in range(2, 6):
        wrong = [*WHOLE]
        wrong[column] += 1
        assert f"row 4, column {WIDE[column]}: " in refusal(book([WIDE, *AREAS, wrong]))


def test_any_figure_of_an_area_that_is_changed_is_caught(book):
    for row in range(2):
        for column in range(2, 6):
            wrong = [list(one) for one in AREAS]
            wrong[row][column] += 10
            said = refusal(book([WIDE, *wrong, WHOLE]))
            assert "row 4" in said or f"row {row + 2}" in said, (row, column)


def test_the_municipality_may_stand_in_the_title_alone(book):
    rows = [["Kommunalvalg 2021 i Greve"], WIDE[1:], *(row[1:] for row in [*AREAS, WHOLE])]
    read = kkr.read_votes(book(rows))
    assert votes(read) == {"A": 400, "V": 250}
    assert read.year == 2021


def test_an_area_may_be_called_as_its_municipality(book):
    rows = [[*row[:1], "Greve" if row[1] == "Hundige" else row[1], *row[2:]] for row in ROWS]
    read = kkr.read_votes(book([LONG, *rows, ["Greve", "Greve i alt", "", 650]]), year=2021)
    assert votes(read) == {"A": 400, "V": 250}


def test_a_list_without_its_area_is_never_lost(book):
    """An area that is written on the first of its rows alone would leave out the others."""
    rows = [[*row[:1], "" if row[2] == "V" else row[1], *row[2:]] for row in ROWS]
    said = refusal(book([LONG, *rows]))
    assert "row 3, column Stemmer: the lists sum to 0 votes, and the file states 200" in said
    assert "row 5, column Stemmer: the lists sum to 0 votes, and the file states 50" in said


def test_a_list_stands_once_in_an_area_however_it_is_written(book):
    twice = refusal(book([LONG, *ROWS, ["Greve", "Hundige", "Socialdemokratiet", 5]]))
    assert "A and Socialdemokratiet are one list in Greve, Hundige" in twice
    assert "twice in Greve, Hundige" in refusal(book([LONG, *ROWS, ROWS[0]]))


HEAD = ["Kommune", "Valgsted", "A", "V"]
HALL, SCHOOL = ["Greve", "Hal", 10, 7], ["Greve", "Skole", 3, 4]


@pytest.mark.parametrize(
    "name", ["Greve", "Kommunen samlet", "Slutresultat", "Stemmer", "1. kreds"]
)
def test_a_sum_under_any_name_is_asked_about_by_its_figures(book, name):
    whole = ["Greve", name, 10 + 3, 7 + 4]
    for rows in ([HALL, SCHOOL, whole], [whole, HALL, SCHOOL]):
        said = refusal(book([HEAD, *rows]))
        assert f"row {rows.index(whole) + 2}, column Valgsted: " in said
    more = [["Greve", "Bib", 1, 2], ["Greve", "Hus", 2, 1], ["Greve", "2. kreds", 1 + 2, 2 + 1]]
    said = refusal(book([HEAD, HALL, SCHOOL, ["Greve", "1. kreds", 13, 11], *more]))
    assert "row 4, column Valgsted: '1. kreds' has as much" in said
    assert "row 7, column Valgsted: '2. kreds' has as much" in said


def test_an_area_with_nearly_the_sum_or_with_nothing_is_an_area(book):
    rows = [
        ["Greve", "Stor", 13, 12],
        HALL,
        SCHOOL,
        *(["Greve", f"Nul {n}", 0, 0] for n in range(3)),
    ]
    read = kkr.read_votes(book([HEAD, *rows]), year=2021)
    assert votes(read) == {"A": 13 + 10 + 3, "V": 12 + 7 + 4}
    one = [["Greve", "Hal", "A", 10], ["Greve", "Bib", "A", 5], ["Greve", "Hus", "A", 5]]
    assert votes(kkr.read_votes(book([LONG, *one]), year=2021)) == {"A": 10 + 5 + 5}


@pytest.mark.parametrize("name", ["Mandater", "Blanke stemmer", "Pct.", "KV2017", "Hal, foreløbig"])
def test_a_row_that_is_no_area_is_never_added_to_the_lists(book, name):
    said = refusal(book([HEAD, HALL, SCHOOL, ["Greve", name, 5, 4]]))
    assert f"row 4, column Valgsted: {name!r} is not a polling area" in said


def test_an_area_in_two_spellings_is_one(book):
    assert "twice in Greve, Hal;" in refusal(book([HEAD, HALL, ["Greve", "HAL*", 10, 7]]))
    rows = [["Greve", "Hal", "A", 10], ["Greve", "hal ", "V", 7], ["Greve", "HAL i alt", "", 17]]
    read = kkr.read_votes(book([LONG, *rows]), year=2021)
    assert votes(read) == {"A": 10, "V": 7}


def test_areas_that_are_other_municipalities_are_asked_about(book):
    rows = [["Valgsted", "A", "V"], ["Greve", 10, 7], ["Solrød - Skolen", 3, 4], ["Køge", 5, 6]]
    with pytest.raises(kkr.InvalidInputError, match="here begins Køge, Solrød, and the sheet is"):
        kkr.read_votes(book(rows), year=2021, municipality="Greve")


def test_a_list_is_one_however_each_area_calls_it(book):
    names = ["L. Fælleslisten", "Fælleslisten", "Liste L", "L"]
    rows = [["Greve", f"Sted {place}", name, 5] for place, name in enumerate(names)]
    rows += [["Greve", f"Sted {place}", "A", place] for place, _ in enumerate(names)]
    whole = ["Greve", "", "Fælleslisten", 20]
    read = kkr.read_votes(book([LONG, *rows, whole]), year=2021)
    assert votes(read) == {"Fælleslisten (Greve)": 4 * 5, "A": 0 + 1 + 2 + 3}
    rows[1][2] = "L. Fælleslisen"
    said = refusal(book([LONG, *rows]))
    assert "row 3, column Liste: in Greve it is 'L. Fælleslisten' elsewhere and" in said


def test_a_list_without_a_letter_is_not_taken_for_the_total(book):
    more = [["Greve", "Hundige", "Det Demokratiske Parti", 69], ["Greve", "Hundige", "I alt", 369]]
    whole = [["Greve", "I alt", "", 719], ["Greve", "", "Det Demokratiske Parti", 69]]
    read = kkr.read_votes(book([LONG, *ROWS, *more, *whole]), year=2021)
    assert votes(read) == {"A": 400, "V": 250, "Det Demokratiske Parti (Greve)": 69}


def test_areas_of_roman_numbers_and_what_only_the_municipality_has(book):
    rows = [["Greve", "I", 10, 7], ["Greve", "II", 3, 4], ["Greve", "I alt", 13, 11]]
    assert votes(kkr.read_votes(book([HEAD, *rows]), year=2021)) == {"A": 13, "V": 11}
    rows = [*ROWS, ["Greve", "", "Blanke", 5], ["Greve", "", "Afgivne stemmer", 655]]
    assert greve(kkr.read_votes(book([LONG, *rows]), year=2021)).votes_cast == 400 + 250 + 5
    rows[-1][-1] = 650
    assert "the file states 650" in refusal(book([LONG, *rows]))


@pytest.mark.parametrize("order", [1, -1])
def test_sums_on_a_sheet_of_their_own_are_held_and_not_added(book, order):
    sheets = {
        "Steder": [LONG, *ROWS],
        "I alt": [["Kommune", "Liste", "Stemmer"], ["Greve", "A", 400], ["Greve", "V", 250]],
    }
    read = kkr.read_votes(book(dict([*sheets.items()][::order])), year=2021)
    assert votes(read) == {"A": 400, "V": 250}
    sheets["I alt"][1] = ["Greve", "A", 401]
    assert "the file states 401" in refusal(book(dict([*sheets.items()][::order])))


def test_totals_of_thousands_of_areas_are_held_in_proportion(tmp_path):
    def seconds(areas):
        rows = ["Kommune;Valgsted;Liste;Stemmer"]
        for area in range(areas):
            rows += [
                f"Greve;Sted {area};A;7",
                f"Greve;Sted {area};V;8",
                f"Greve;Sted {area} i alt;;15",
            ]
        path = tmp_path / f"{areas}.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        start = time.process_time()
        assert votes(kkr.read_votes(path, year=2021)) == {"A": 7 * areas, "V": 8 * areas}
        return time.process_time() - start

    seconds(50)
    assert seconds(4_000) < 20 * seconds(400)


def test_seats_beside_areas_are_not_read_and_that_is_said(book):
    rows = [[*LONG, "Mandater"], *([*row, 9] for row in ROWS)]
    read = kkr.read_votes(book(rows), year=2021)
    assert greve(read).council_seats is None
    assert any("Mandater" in note for note in read.notes)
