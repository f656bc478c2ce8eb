"""The protocols of appointments, on paper and on screen, and the balance of women and men."""

from __future__ import annotations

import sys
from datetime import date
from fractions import Fraction

import attrs
import pytest
from docx import Document
from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.appointments.wishes import GenderBalance
from kkr_allocation.datasets.fora import load_example_register
from kkr_allocation.presentation.agenda_item import letters_sheet, paper, report_of_appointments
from kkr_allocation.presentation.sheet import Sheet, protocol, sheet_of_result
from kkr_allocation.presentation.writers import write, write_letters, write_papers

STRENGTHS = {"A": 7, "V": 4}
INSIDE = kkr.Lot(("C", "D"), ("D",))


@pytest.fixture(scope="module")
def result():
    fora = [
        kkr.Forum("RAR Fyn", 3, chair=True, substitutes="shared"),
        kkr.Forum("Dialogforum <Syd>", 2),
    ]
    people = [
        kkr.Candidate(
            f"{'AV'[i % 2]}{i}",
            ("Odense", "Assens", "Kerteminde")[i % 3],
            "AV"[i % 2],
            sex="M" if i else None,
            mayor=i == 3,
        )
        for i in range(8)
    ]
    return kkr.appoint(fora, people, kkr.entitle(fora, STRENGTHS))


def test_every_view_has_every_post(result):
    sheets = protocol(result, "da")
    assert [sheet.title for sheet in sheets] == [
        "Udpegninger efter forum",
        "Udpegninger efter liste",
        "Udpegninger efter kommune",
        "Udpegninger efter person",
        "Listebogstaver i hvert forum",
        "Listernes ret til pladser",
        "Kvotientprotokol",
        "Kvinder og mænd",
    ]
    frame = result.to_frame()
    for sheet in sheets[:4]:
        place = sheet.headings.index("Navn")
        assert sorted(row[place] for row in sheet.rows) == sorted(frame["name"])
    for sheet, heading in zip(sheets[1:4], ("Liste", "Kommune", "Navn"), strict=True):
        assert sheet.headings[0] == heading
        first = [row[0] for row in sheet.rows]
        assert first == sorted(first)
    assert sheets[0].rows[0][1] == "formand"
    assert sheets[4].rows[0][:2] == ("RAR Fyn", 3)
    assert [row[1] for row in sheets[0].rows] == ["formand", 2, 3, 1, 2]
    assert sheets[5].rows[-1][:4] == ("I alt", 5, *result.entitlement.totals.values())


def test_the_chair_is_who_is_said_to_take_it(result):
    other = attrs.evolve(result, chairs={"RAR Fyn": result.members["RAR Fyn"][1]})
    assert [row[1] for row in protocol(other, "da")[0].rows[:3]] == [1, "formand", 3]


def test_people_are_listed_with_their_numbers_by_size():
    fora = [kkr.Forum("f", 3)]
    people = [kkr.Candidate(f"A{number}", "Odense", "A") for number in (10, 2, 1)]
    sheet = protocol(kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1})), "da")[3]
    assert [row[0] for row in sheet.rows] == ["A1", "A2", "A10"]


@pytest.fixture(scope="module")
def agreed():
    fora = [kkr.Forum("f", 2, kkr="KKR Fyn", chair=True), kkr.Forum("g", 3, kkr="KKR Fyn")]
    people = [
        kkr.Candidate(f"{party}{n}", "Odense", party, sex="FM"[n % 2], seat_until=date(1999, 1, 1))
        for party in "ABV"
        for n in range(5)
    ]
    deviation = kkr.Deviation("f", "A", "V", 1, "aftalt på mødet")
    strengths = {"A": 5, "B": 4, "V": 4}
    share = kkr.entitle(fora, strengths, alliances=[["A", "B"]], deviations=[deviation])
    return kkr.appoint(fora, people, share, fixed=[("f", "V2")], chairs={"f": "V2"})


AGREED = "A overlader 1 plads i f til V: aftalt på mødet."


def test_an_agreement_stands_with_its_reason_in_protocol_and_steps(agreed):
    right, lists = protocol(agreed, "da")[5:7]
    assert right.title == "Valgforbundenes ret til pladser"
    assert right.note.startswith(AGREED)
    assert lists.title == "Listernes pladser, som aftalt og foreslået"
    assert lists.note.endswith("er et forslag.")
    table = agreed.entitlement.table
    assert [row[2:5] for row in lists.rows[:-2]] == [tuple(row.values()) for row in table.values()]
    explained = agreed.explain("da")
    assert AGREED in [step.text for step in explained]
    assert explained.title == "KKR Fyn: 5 pladser besat blandt 15 kandidater"


def test_no_list_reads_a_right_that_it_does_not_have(agreed):
    right, lists = protocol(agreed, "da")[5:7]
    assert right.headings == ("Forum", "Pladser", "A+B", "V")
    (share,) = agreed.entitlement.shares.values()
    of_lists = tuple(share.seats.values())
    assert lists.rows[-1] == ("Ret i alt", 5, *of_lists)
    assert lists.rows[lists.sum_row][2:] == tuple(agreed.entitlement.totals.values())
    # Before the agreement: A has the post in f that it left to V.
    assert right.rows[0][2:] == tuple(
        count + moved
        for count, moved in zip(agreed.entitlement.splits["f"].values(), (1, -1), strict=True)
    )
    assert right.rows[-1] == ("I alt", 5, share.seats["A"] + share.seats["B"], share.seats["V"])
    for sheet in (right, lists):
        places = range(1, len(sheet.headings))
        assert [sheet.total(p) for p in places] == [sheet.rows[sheet.sum_row][p] for p in places]


def test_the_item_says_what_to_decide_and_who_is_appointed(agreed):
    item = paper(agreed, "da")
    decide, who, *others = item.sections
    assert decide.blocks[0] == "1. KKR udpeger dem, der er nævnt nedenfor, til 5 pladser i 2 fora."
    assert AGREED in decide.blocks[1]
    (shown,) = who.blocks
    assert (
        shown.rows[0][2].splitlines()[0]
        == "V2 (V,\N{NO-BREAK SPACE}Odense,\N{NO-BREAK SPACE}formand)"
    )
    named = [line.split(" (")[0] for row in shown.rows[:-1] for line in row[2].splitlines()]
    assert named == agreed.to_frame()["name"].tolist()
    women, men = (sum(getattr(row, sex) for row in agreed.gender) for sex in ("women", "men"))
    assert shown.rows[-1] == ("I alt", 5, None, women, men)
    assert [shown.total(place) for place in (1, 3, 4)] == [5, women, men]
    rights, totals = (block for block in others[-2].blocks if isinstance(block, Sheet))
    assert rights.title == others[-2].heading == "Valgforbundenes ret til pladser"
    assert [row[3] for row in totals.rows] == [*agreed.entitlement.totals.values(), 5]
    assert sum(row[2] for row in totals.rows[:-1]) == totals.rows[-1][2] == 5
    assert AGREED not in str(others)


def test_reasons_and_missing_ones_are_decided(result):
    short = {row.forum: "kun mænd stillede op" for row in result.gender if row.short}
    assert "Der mangler en begrundelse" in paper(result, "da").sections[0].blocks[-1]
    stated = paper(result.with_reasons(short), "da")
    assert stated.sections[0].blocks[-1].startswith("2. KKR giver begrundelserne nedenfor")
    (reasons,) = stated.sections[2].blocks
    assert {row[0]: row[3] for row in reasons.rows} == short


def test_annexes_are_asked_for_by_name_in_either_language(result):
    short = len(paper(result, "da").sections)

    def added(*names):
        return [section.heading for section in paper(result, "da", names).sections[short:]]

    assert added("Kommune", "municipality") == ["Bilag 1: Udpegninger efter kommune"]
    assert added("blå bog") == added("book") == added("forum", "person", "kommune")
    assert len(added("alle")) == 8
    with pytest.raises(kkr.InvalidInputError, match="annex asked for is 'nix'"):
        added("nix")


def test_letters_have_a_page_a_person_and_the_same_figures_for_mail_merge(agreed, tmp_path):
    fora = (attrs.evolve(agreed.fora[0], kind="nominates"), agreed.fora[1])
    nominated = attrs.evolve(agreed, fora=fora)
    with pytest.raises(kkr.InvalidInputError, match="letters are to be written"):
        write_letters(nominated, tmp_path / "breve.html", "da")
    document, table = write_letters(nominated, tmp_path / "breve", "da", date(2026, 1, 30))
    rows = [line.split(";") for line in table.read_text("utf-8-sig").splitlines()]
    assert rows[0][:6] == ["Navn", "Liste", "Kommune", "KKR", "Forum", "Som"]
    assert sorted(row[0] for row in rows[1:]) == sorted(agreed.to_frame()["name"])
    assert ["V2", "V", "Odense", "KKR Fyn", "f", "formand (indstillet)"] in [r[:6] for r in rows]
    letters = Document(document)
    begun = [p for p in letters.paragraphs if p.style.name == "Heading 1"]
    people = [p.text for p in letters.paragraphs if p.style.name == "Heading 2"]
    assert people == [f"Kære {name}" for name in dict.fromkeys(row[0] for row in rows[1:])]
    assert [p.paragraph_format.page_break_before for p in begun] == [
        None,
        *[True] * (len(people) - 1),
    ]
    assert letters.paragraphs[1].text == "Mødet den 30-01-2026"


def test_substitutes_have_letters_too(result):
    sheet = letters_sheet(result, "da")
    said = {(row[0], row[4]): row[5] for row in sheet.rows}
    for forum, others in result.substitutes.items():
        for name, other in others.items():
            assert name in said[other, forum].removeprefix("stedfortræder for ")


def test_a_term_without_an_end_is_not_passed_over_in_silence(agreed):
    said = (
        "Det er ikke kontrolleret, om mandaterne i kommunalbestyrelsen varer perioden ud i f og g, "
        "fordi Slut ikke er oplyst."
    )
    assert agreed.seats_unchecked == ("f", "g")
    assert agreed.explain("da")[-1].text == said
    several, *others = sheet_of_result(agreed, "da").note.splitlines()
    assert several.startswith("En af flere lige gode udpegninger med op til 4 pladser til forskel;")
    assert others == [said]


def test_the_screen_has_the_words_of_the_protocol(agreed):
    sheet = sheet_of_result(agreed, "da")
    assert sheet.rows[0][:3] == ("f", "formand", "V2")
    assert {row[5] for row in sheet.rows} == {"K", "M"}
    assert {row[5] for row in sheet_of_result(agreed, "en").rows} == {"F", "M"}


def test_a_danish_workbook_is_danish_and_keeps_its_headings_in_view(agreed, tmp_path):
    book = load_workbook(write([agreed], tmp_path / "p.xlsx", language="da"))
    steps = book.worksheets[-1]
    assert steps.title == "10 Trin for trin"
    assert steps["A2"].value == "KKR Fyn: 5 pladser besat blandt 15 kandidater"
    assert steps["C4"].value == "KKR's praksis [udledt]"
    headers = {(page.oddHeader.left.text, page.oddHeader.right.text) for page in book.worksheets}
    assert headers == {("KKR Fyn: 5 pladser besat blandt 15 kandidater", "&D")}
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"A4"}
    assert book.worksheets[0]["B5"].value == 2


def test_balances_count_and_ask_for_reasons(result):
    by_forum = {row.forum: row for row in result.gender}
    assert all(row.posts == len(result.members[row.forum]) for row in result.gender)
    short = [row.forum for row in result.gender if row.short]
    assert short == [forum for forum, row in by_forum.items() if row.lacks_reason]
    assert short
    with pytest.raises(kkr.InvalidInputError, match="equally many women and men are not proposed"):
        result.final()
    reasoned = result.with_reasons(dict.fromkeys(short, "only men are candidates"))
    assert reasoned.final() is reasoned
    assert kkr.from_json(reasoned.to_json()) == reasoned
    with pytest.raises(kkr.InvalidInputError, match="reasons names 'RAR'"):
        result.with_reasons({"RAR": "?"})
    assert "mangler" in {row[-1] for row in protocol(result, "da")[-1].rows}
    assert "only men are candidates" in {row[-1] for row in protocol(reasoned, "da")[-1].rows}


def test_the_quotient_protocol_has_every_post_in_its_order(result, tmp_path):
    sheet = protocol(result, "da")[6]
    assert sheet.headings == (
        "Nr.",
        "Liste eller valgforbund",
        "Styrke",
        "Divisor",
        "Kvotient",
        "Bemærkning",
    )
    assert sheet.rows == (
        ("1", "A", 7, 1, Fraction(7), None),
        ("2", "V", 4, 1, Fraction(4), None),
        ("3", "A", 7, 2, Fraction(7, 2), None),
        ("4", "A", 7, 3, Fraction(7, 3), None),
        ("5", "V", 4, 2, Fraction(2), None),
        (None, "A", 7, 4, Fraction(7, 4), "den næste, uden plads"),
    )
    assert [
        cell.value
        for cell in load_workbook(write([result], tmp_path / "p.xlsx")).worksheets[6][6][:6]
    ] == ["3", "A", 7, 2, 3.5, None]


def test_the_report_shows_the_entitlement_and_its_quotients(result):
    report = report_of_appointments(result, "da")
    tables = [
        block.title
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Sheet)
    ]
    assert len(tables) == len(set(tables))
    assert {"Listernes ret til pladser", "Kvotientprotokol", "Kvinder og mænd"} < set(tables)


def test_equal_quotients_lots_and_alliances_are_in_the_quotient_protocol():
    fora = [kkr.Forum("f", 3), kkr.Forum("g", 1)]
    strengths = {"A": 4, "B": 2, "C": 2, "D": 2}
    drawn = kkr.Lot(("C+D", "A", "B"), ("A", "B"))
    joined = kkr.entitle(fora, strengths, alliances=[["C", "D"]], lots=[drawn, INSIDE])
    rows = protocol(joined, "en")[-1].rows
    assert [(row[0], row[1], row[2], row[-1]) for row in rows] == [
        (None, "1-2", "A", "same quotient as C+D"),
        (None, "1-2", "C+D", "same quotient as A"),
        (None, "3-4", "A", "by lot"),
        (None, "3-4", "B", "by lot"),
        (None, None, "C+D", "the next, without a post"),
        ("C+D", "1", "D", "by lot"),
        ("C+D", None, "C", "the next, without a post"),
    ]
    apart = kkr.entitle(fora, {"A": 5, "B": 3}, over="forum")
    sheet = protocol(apart, "da")[1]
    assert sheet.headings[0] == "Fordelt samlet"
    assert [row[0] for row in sheet.rows] == ["f", "f", "f", "f", "g", "g"]


def test_a_rule_without_quotients_has_no_quotient_protocol():
    fora = [kkr.Forum("f", 3), kkr.Forum("g", 2)]
    quota = kkr.entitle(fora, STRENGTHS, rule=kkr.LARGEST_REMAINDER)
    assert len(protocol(quota, "en")) == 1
    hill = protocol(kkr.entitle(fora, STRENGTHS, rule=kkr.HUNTINGTON_HILL), "en")[1]
    place = hill.headings.index("Quotient")
    assert [float(row[place]) for row in hill.rows if row[place]] == pytest.approx(
        [4.950, 2.858, 2.828, 2.021], abs=1e-3
    )


def test_a_passed_turn_is_said_in_danish():
    order = kkr.picking_order(kkr.entitle([kkr.Forum("f", 3)], STRENGTHS)).passed(1).swapped(1, 2)
    (sheet,) = protocol(order, "da")
    assert [row[3] for row in sheet.rows] == [
        "byttede med tur 2",
        "byttede med tur 1",
        "sprang tur 1 over",
    ]
    assert "(sprang tur 1 over). (Praksis i danske kommuner" in str(order.explain("da"))
    assert "(passed turn 1)." in str(order.explain("en"))


@pytest.mark.parametrize(
    ("women", "men", "not_stated", "short"),
    [(2, 2, 0, 0), (3, 2, 0, 0), (1, 3, 0, 1), (0, 1, 0, 0), (0, 4, 0, 2), (1, 1, 2, 2)],
)
def test_as_equal_as_the_number_allows(women, men, not_stated, short):
    balance = GenderBalance("f", women, men, not_stated)
    assert balance.short == short
    assert balance.lacks_reason == bool(short)
    assert GenderBalance("f", women, men, not_stated, reason="  ").lacks_reason == bool(short)
    assert not GenderBalance("f", women, men, not_stated, reason="no man stood").lacks_reason


def test_word_has_real_tables(result, tmp_path):
    path = write_papers([paper(result, "da", ["alle"])], tmp_path / "protokol.docx")
    made = Document(path)
    tables = [[cell.text for cell in table.rows[0].cells] for table in made.tables]
    assert len(tables) == 3 + 8
    assert tables[0][0] == "Forum"
    assert made.tables[0].rows[1].cells[0].text == "RAR Fyn"
    assert len(made.tables[0].rows) == 1 + 2 + 1
    assert len(made.tables[3].rows) == 1 + 5
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 2"]
    assert headings[-2:] == ["Bilag 7: Kvinder og mænd", "Bilag 8: Trin for trin"]


def test_excel_and_html_have_the_same_tables(result, tmp_path):
    book = load_workbook(write([result], tmp_path / "p.xlsx", language="da"))
    assert len(book.worksheets) == 9
    assert book.worksheets[0]["A4"].value == "RAR Fyn"
    note = [row[0].value for row in book.worksheets[7].iter_rows()][-1]
    assert "ligestillingsloven §§ 9, 10 a" in note
    page = write([result], tmp_path / "p.html").read_text(encoding="utf-8")
    assert page.count("<table>") == 8
    assert "Dialogforum &lt;Syd&gt;" in page


def test_a_missing_word_extra_is_named(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(kkr.KkrAllocationError, match=r"python\S* -m pip install python-docx$"):
        write([result], tmp_path / "p.docx")


def test_substitutes_stand_in_the_order_of_the_members_they_stand_in_for():
    made = load_example_register().appoint()
    (table,) = paper(made, "da").sections[1].blocks[:1]
    shown = {row[0].removesuffix(" (indstilles)"): row[3] for row in table.rows[:-1]}
    for forum in (name for name, others in made.substitutes.items() if others):
        others = dict.fromkeys(made.substitutes[forum].get(n) for n in made.members[forum])
        names = [line.split("\N{NO-BREAK SPACE}")[0] for line in shown[forum].split("\n")]
        assert names == [name for name in others if name]
