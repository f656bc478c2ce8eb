"""The questions of the afternoon: why, what if, and what is different then."""

from __future__ import annotations

import json
import re
from inspect import signature
from typing import TYPE_CHECKING

import attrs
import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app
from kkr_allocation.cli.councils import asked_councils
from kkr_allocation.composition.basis import OtherMayor, OtherVotes
from kkr_allocation.fairness.verify import verify
from kkr_allocation.scenarios.margins import closest_exchange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KKR = "KKR Sjælland"
RULES = [kkr.SizeRule.ROUND_UP, kkr.SizeRule.EXACT_SHARE, kkr.SizeRule.DIVISOR, kkr.FixedSize(33)]


@pytest.fixture(scope="module")
def official() -> kkr.Composition:
    return kkr.compose_region(2025, KKR)


@pytest.fixture(scope="module")
def supposed() -> kkr.Composition:
    return kkr.compose_region(2025, KKR, mayors={"Stevns": "A"})


def said(explanation: object) -> str:
    return str(explanation).replace("\N{NO-BREAK SPACE}", " ")


# A year, and figures that are not the election's.


def test_a_year_is_its_bundled_election():
    election = kkr.load_election(2021)
    assert kkr.compose_region(2021, KKR) == kkr.compose_region(election, KKR)
    assert kkr.compare(2021, regions=[KKR]).equals(kkr.compare(election, regions=[KKR]))
    flips = [
        kkr.mayor_flips(given, KKR, municipalities=["Greve"], lists=["A"])
        for given in (2021, election)
    ]
    assert flips[0].equals(flips[1])


def test_another_mayor_is_composed_as_an_election_with_that_mayor(official, supposed):
    election = kkr.load_election(2025).with_mayors({"Stevns": "A"})
    composed = kkr.compose_region(election, KKR)
    assert supposed.seats == composed.seats != official.seats
    assert supposed.basis.other_mayors == (OtherMayor("Stevns", "V", "A"),)
    assert attrs.evolve(supposed.basis, other_mayors=()) == composed.basis


def test_mayors_are_taken_from_a_series_too(supposed):
    series = pd.Series({"Stevns": "A"})
    assert kkr.compose_region(2025, KKR, mayors=series) == supposed
    assert not kkr.compose_region(2025, KKR, mayors={}, votes={}).basis.other_mayors


def test_other_votes_are_composed_as_an_election_with_those_votes():
    votes = {"stevns kommune": {"Socialdemokratiet": 4000, "v": 2000}}
    other = kkr.compose_region(2025, KKR, votes=votes)
    before = kkr.load_election(2025).council("Stevns")
    listed = {entry.key: entry.votes for entry in before.lists}
    assert other.basis.other_votes == (
        OtherVotes("Stevns", "A", listed["A"], 4000),
        OtherVotes("Stevns", "V", listed["V"], 2000),
    )
    more = 6000 - listed["A"] - listed["V"]
    official = kkr.compose_region(2025, KKR).basis
    assert other.basis.votes_valid == official.votes_valid + more
    assert other.basis.votes_cast == official.votes_cast + more
    assert other.basis.votes["A"] == official.votes["A"] + 4000 - listed["A"]


def test_votes_that_were_not_known_are_among_the_valid_ones():
    lists = (
        kkr.CouncilList("A", "A", "Socialdemokratiet", "party", 60),
        kkr.CouncilList("V", "V", "Venstre", "party", status="share"),
    )
    council = kkr.Council(
        "1", "Hjem", lists, votes_valid=100, votes_cast=104, votes_cast_status="published"
    )
    assert council.with_votes({"V": 30}).votes_valid == 100
    assert council.with_votes({"V": 45}).votes_valid == 105
    assert council.with_votes({"A": 70, "V": 30}).votes_cast == 114


def test_what_is_as_it_was_is_no_what_if(official):
    again = kkr.compose_region(2025, KKR, mayors={"Stevns": "Venstre"}, votes={"Greve": {}})
    assert again == official
    assert "what if" not in said(again.explain())


SUPPOSED: list[tuple[Callable[[], object], str]] = [
    (lambda: kkr.compose_region(2024, KKR), "year is 2024"),
    (lambda: kkr.compose_region("2025", KKR), "election is '2025'"),
    (lambda: kkr.compose_region(2025, KKR).why("Konservat"), "Did you mean 'C'?"),
    (lambda: kkr.compose_region(2025, KKR).why("Zzz"), "and 29 others. Name one of these"),
    (lambda: kkr.apportion({"a": 2, "A b": 1}, 3).why("b c"), "'b c' is not among the lists"),
    (lambda: kkr.distribute(3, {"Køge": 2, "Greve": 1}).why("Faxe"), "the places of the key"),
    (lambda: kkr.compose_region(2025, KKR).compared_with(3), "other is 3"),
]


@pytest.mark.parametrize(("call", "fragment"), SUPPOSED)
def test_what_does_not_fit_is_refused_with_its_neighbours(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert fragment in str(refusal.value)


def test_a_what_if_is_never_shown_as_the_election(supposed):
    changed = "the mayor of Stevns is of Socialdemokratiet (A) instead of Venstre (V)"
    assert supposed.explain().title == "Composition of KKR Sjælland (what if)"
    assert changed in said(supposed.explain()[0])
    assert "Tænkt eksempel: borgmesteren i Stevns" in said(supposed.explain("da")[0])
    assert changed in supposed._repr_html_()
    assert changed in supposed.to_frame().attrs["what_if"]
    assert "1 figure is not the election's" in str(supposed.verify())
    assert json.loads(supposed.to_json())["basis"]["other_mayors"]


def test_a_document_with_a_what_if_that_is_not_in_its_figures_is_refused(supposed):
    for change in ({"municipality": "Aarhus"}, {"after": "B"}, {"before": "A"}):
        document = json.loads(supposed.to_json())
        document["basis"]["other_mayors"][0].update(change)
        with pytest.raises(kkr.VerificationError, match="does not go with the figures"):
            verify(document)
    votes = kkr.compose_region(2025, KKR, votes={"Stevns": {"A": 3000}})
    document = json.loads(votes.to_json())
    document["basis"]["other_votes"].append({**document["basis"]["other_votes"][0]})
    with pytest.raises(kkr.VerificationError, match="does not go with the figures"):
        verify(document)
    document["basis"]["other_votes"] = [
        {"municipality": "Stevns", "name": "A", "before": 1, "after": 10**6}
    ]
    with pytest.raises(kkr.VerificationError, match="does not go with the figures"):
        verify(document)


# Two councils.


def test_a_comparison_says_at_which_step(official, supposed):
    compared = official.compared_with(supposed)
    assert compared.changes == {"V": -1, "O": 1}
    assert compared.steps["V"] == {"price": -1}
    assert compared.steps["C"] == {"price": -1, "cap": 1}
    text = said(compared.explain())
    assert "The council has 34 members as before: V −1 and O +1." in text
    assert "A 4 instead of 3 and V 8 instead of 9" in text
    assert "C ±0: the price of a seat −1, the cap +1." in text
    assert kkr.from_json(compared.to_json()) == compared
    assert "The steps of 4 lists lead from the first council to the second." in str(
        compared.verify()
    )


@pytest.mark.parametrize("one", RULES)
@pytest.mark.parametrize("other", RULES)
def test_steps_sum_to_the_difference_of_seats_and_are_verified(one, other):
    read = {rule: attrs.evolve(kkr.STATUTES_2018, size_rule=rule) for rule in RULES}
    before = kkr.compose_region(2021, KKR, statutes=read[one])
    after = kkr.compose_region(2025, KKR, statutes=read[other])
    compared = before.compared_with(after)
    assert sum(compared.changes.values()) == after.house_size - before.house_size
    frame = compared.to_frame()
    steps = [column for column in frame if column.startswith("by_")]
    assert (frame[steps].sum(axis="columns") == frame["change"]).all()
    assert (frame["after"] - frame["before"] == frame["change"]).all()
    assert compared.verify()


def test_a_comparison_with_a_wrong_step_is_refused(official, supposed):
    text = official.compared_with(supposed).to_json()
    for wrong in ('"price": -1', '"cap": 2'):
        document = json.loads(text.replace(wrong, wrong[:-1] + "9", 1))
        with pytest.raises(kkr.VerificationError, match="the steps of"):
            verify(document)
    document = json.loads(text)
    del document["steps"]["O"]
    with pytest.raises(kkr.VerificationError, match="the steps of O are"):
        verify(document)


# Why.


def test_why_names_claim_price_mayors_and_cap(official):
    text = said(official.why("Det Konservative Folkeparti", "en"))
    assert "C has 4 of the 34 members: 1 mayor and 3 supplementary members." in text
    assert "(exactly 72222/14321), rounded up to 6" in text
    assert "The claims are 49 seats and the cap leaves 33 for them. Of this list's 6 it" in text
    assert "By d'Hondt the last seat goes to C on 12,037. The next seat of C has 9,629.60." in text
    assert "Its 1 mayor is a member whatever the votes are; it elects the other 3." in text
    assert said(official.why("c")) == said(official.why("Det Konservative Folkeparti (C)")) == text
    assert "sets the price of a seat itself" in said(official.why("Venstre"))
    assert "(below the threshold)" in said(official.why("Moderaterne"))
    assert "2,492 from any of 11 lists" in said(official.why("M"))  # 6,911 + 2,492 reach 9,403
    assert "Intet antal nye stemmer" in said(official.why("Din Stemme", "da"))
    assert all(step.source for step in official.why("A"))


@pytest.mark.parametrize("rule", [*RULES, kkr.FixedSize(60)])
@pytest.mark.parametrize("year", [2021, 2025])
@pytest.mark.parametrize("name", ["C", "Ø", "I", "O"])
def test_the_votes_that_are_named_move_a_seat_and_one_fewer_does_not(year, rule, name):
    """At the cap and below: the figures are read off the sentence, and the council composed."""
    statutes = attrs.evolve(kkr.STATUTES_2018, size_rule=rule)
    council = kkr.compose_region(year, KKR, statutes=statutes)
    text = said(council.why(name))
    now = council.seats.get(name, 0)

    def seats(more: int) -> int | None:
        votes = {**council.basis.votes, name: council.basis.votes[name] + more}
        basis = council.basis.with_votes(votes, statutes.threshold_base)
        try:
            return attrs.evolve(council, basis=basis).under(statutes).seats.get(name, 0)
        except kkr.UnresolvedTieError:
            return None

    checked = 0
    for pattern, sign in (
        (r"With ([\d,]+) votes? more it has one", 1),
        (r"With ([\d,]+) votes? more it takes part in a lot", 1),
        (r"It loses a seat if it loses ([\d,]+) vote", -1),
        (r"If it loses ([\d,]+) votes?, a lot decides", -1),
    ):
        if found := re.search(pattern, text):
            votes = int(found[1].replace(",", ""))
            after = seats(sign * votes)
            assert (after is None) == ("lot" in pattern)
            assert after is None or sign * (after - now) > 0
            assert seats(sign * (votes - 1)) == now
            checked += 1
    assert checked or "No number of new votes" in text


def test_votes_from_another_list_move_the_seat_and_one_fewer_does_not(official):
    """From O 11,699 bring C its next seat."""
    assert "11,699 from O" in said(official.why("C"))
    for moved, seats in ((11_699, 5), (11_698, 4)):
        votes = dict(official.basis.votes)
        votes["C"] += moved
        votes["O"] -= moved
        basis = official.basis.with_votes(votes, kkr.ThresholdBase.VALID)
        council = attrs.evolve(official, basis=basis).under(official.statutes)
        assert council.seats["C"] == seats


def test_a_lot_is_said_and_no_margin():
    tied = kkr.apportion({"A": 31, "B": 10, "C": 10}, 4, lots=[kkr.Lot(("B", "C"), ("C",))])
    assert "A lot between B and C was drawn for these seats" in said(tied.why("C"))


def test_a_rule_without_margins_says_so():
    votes = {"A": 500, "B": 300, "C": 200}
    shared = kkr.apportion(votes, 7, kkr.LARGEST_REMAINDER_DROOP)
    assert "cannot be said for this rule" in said(shared.why("A"))


def test_why_of_an_apportionment_follows_the_alliances_and_bounds():
    votes = {"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}
    shared = kkr.apportion(votes, 9, alliances=[["B", ["C", "D"]]], floors={"E": 1}, caps={"A": 3})
    text = said(shared.why("d"))
    assert "B+(C+D) has 599 votes together" in text
    assert "C+D has 269 votes together" in text
    assert "It keeps at least 1, whatever its votes." in said(shared.why("E"))
    assert "A has all it can get: 3." in said(shared.why("A"))
    assert "It gets at most 3" in said(shared.why("A"))
    found = re.search(r"With ([\d,]+) votes? more it (has|takes)", text)
    assert found
    more = {**votes, "D": 99 + int(found[1])}
    bounds = {"alliances": shared.alliances, "floors": shared.floors, "caps": shared.caps}
    if found[2] == "has":
        assert kkr.apportion(more, 9, **bounds).seats["D"] > shared.seats["D"]
    else:
        with pytest.raises(kkr.UnresolvedTieError):
            kkr.apportion(more, 9, **bounds)


def test_why_of_an_entitlement_names_fora_and_agreements():
    fora = [kkr.Forum("Sundhed", 5), kkr.Forum("Dialog", 4)]
    left = kkr.Deviation("Sundhed", "A", "V", 1, reason="minutes")
    entitlement = kkr.entitle(fora, {"A": 9, "V": 5, "C": 2}, deviations=[left])
    text = said(entitlement.why("Venstre"))
    assert "Why V may fill 4 posts of 9" in text
    assert "By agreement A leaves 1 post in Sundhed to V." in text
    assert "V has 5 of the 16 that the posts are shared by." in text
    apart = kkr.entitle(fora, {"A": 9, "V": 5, "C": 2}, over="forum")
    assert "Dialog: V has 5 of the 16" in said(apart.why("V"))


def test_why_of_a_place_as_people_write_it():
    shared = kkr.distribute(60, {"Køge": 300, "Greve": 200, "Solrød": 90}, floors={"Solrød": 10})
    text = said(shared.why("KØGE KOMMUNE", "da"))
    assert "Hvorfor Køge har 30 pladser" in text
    assert "(nøjagtigt 1800/59)" in text
    found = re.search(r"With ([\d,]+) more in the key it has one more", said(shared.why("Køge")))
    assert found
    for more, places in ((int(found[1]), 31), (int(found[1]) - 1, 30)):
        key = {"Køge": 300 + more, "Greve": 200, "Solrød": 90}
        assert kkr.distribute(60, key, floors={"Solrød": 10}).places["Køge"] == places
    halves = kkr.distribute(3, kkr.Key({"a": {"Køge": 3, "Greve": 1}}, {"a": 1}))
    assert "more in the key" not in said(halves.why("Køge"))


def test_the_closest_exchange_is_the_smallest_margin_of_two_lists():
    election = kkr.load_election(2025)
    for place in ("Stevns", "Solrød", "Faxe"):
        shared = election.council(place).apportion()
        margins = kkr.margin(shared)
        two = margins[(margins["from"] != "") & (margins["to"] != "")]
        assert closest_exchange(shared) == two["votes"].min()
    tied = kkr.apportion({"A": 1, "B": 1}, 1, lots=[kkr.Lot(("A", "B"), ("A",))])
    assert closest_exchange(tied) == 0
    assert closest_exchange(kkr.apportion({"A": 1}, 1)) is None


def test_the_map_of_margins_has_a_figure_for_each_municipality():
    axes = kkr.plot_margin(kkr.load_election(2025), KKR, language="da")
    assert axes.get_title() == "KKR Sjælland: stemmer, som et mandat hang på"
    figures = [text.get_text() for text in axes.texts if text.get_text().isdecimal()]
    assert len(figures) == 17
    assert {"1", "3", "16"} <= {*figures}
    unknown = kkr.plot_margin(kkr.load_election(2013), KKR)
    assert not [text for text in unknown.texts if text.get_text().isdecimal()]


# The command.


def run(*typed: str) -> str:
    result = CliRunner().invoke(app, [*typed, "--language", "en"])
    assert result.exit_code == 0, result.output
    return said(result.output)


def test_the_command_says_why_and_what_if():
    assert "Its claim to seats is 48,148" in run("compose", "--kkr", KKR, "--why", "konservative")
    text = run("compose", "--mayor", "STEVNS=Socialdemokratiet")
    assert "Composition of KKR Sjælland (what if)" in text
    assert "What changes from KKR Sjælland to KKR Sjælland (what if)" in text
    assert "instead of Venstre (V)" in text
    votes = run("compose", "--votes", "Stevns:Venstre=2000", "--votes", "Stevns:A=4000")
    assert "Venstre (V) has 2,000 votes in Stevns instead of 2,673" in votes
    two = run("compose", "--mayor", "Stevns=A", "--mayor", "Lemvig=V")
    assert "KKR Sjælland (what if)" in two
    assert "KKR Midtjylland (what if)" in two
    assert "Why B has 4 of 9 seats" in run(
        "apportion", "--seats", "9", "A=400", "B=300", "--why", "b"
    )


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "docx", "html"])
def test_every_answer_is_written_in_every_format(tmp_path: Path, ending: str):
    file = tmp_path / f"svar.{ending}"
    asked = ("--why", "C", "--ask", "flips", "--ask", "margins", "--ask", "majorities")
    run("compose", "--mayor", "Stevns=A", *asked, "--output", str(file))
    changed = tmp_path / f"tænkt.{ending}"
    run("compose", "--mayor", "Stevns=A", "--output", str(changed))
    if ending in {"csv", "json", "html"}:
        text = file.read_text(encoding="utf-8-sig")
        for told in (
            "why C",
            "what another mayor would change",
            "the fewest votes",
            "who can elect the chair",
        ):
            assert told.replace("why C", "Why Det Konservative Folkeparti (C)") in text
        assert "what if" in text
        assert "what if" in changed.read_text(encoding="utf-8-sig") or ending == "json"
    else:
        assert file.stat().st_size > 5000
    if ending == "json":
        assert "The steps of" in run("verify", str(changed))
        assert len(json.loads(text)) == 4


def test_danish_words_are_taken_for_what_is_asked():
    text = run("compose", "--kkr", "sjælland", "--ask", "flertal")
    assert "KKR Sjælland: who can elect the chair" in text


REFUSED = [
    (("--mayor", "Stevns"), "The mayor is 'Stevns'"),
    (("--mayor", "Stevns=A", "--mayor", "Stevns=C"), "The mayor is 'Stevns=C'"),
    (("--votes", "Stevns=1200"), "The votes are 'Stevns=1200'"),
    (("--votes", "Stevns:A=1.200"), "The votes are 'Stevns:A=1.200'"),
    (("--kkr", "Sjælland", "--mayor", "Aarhus=A"), "Aarhus is not in KKR Sjælland"),
    (("--kkr", "Sjælland", "--why", "Qq"), "'Qq' is not among the lists"),
    (("--ask", "anything"), "--ask"),
]


@pytest.mark.parametrize(("typed", "fragment"), REFUSED)
def test_the_command_refuses_what_it_cannot_read(typed, fragment):
    result = CliRunner().invoke(app, ["compose", *typed, "--language", "en"])
    assert result.exit_code == 2
    assert fragment in " ".join(result.output.split())


def test_compose_and_report_take_one_list_of_arguments():
    commands = get_command(app).commands
    shared = {name for name, of in signature(asked_councils).parameters.items() if of.kind == 3}
    for name in ("compose", "report"):
        assert shared <= {parameter.name for parameter in commands[name].params}
    assert {"mayor", "votes", "size_rule"} <= shared


def test_a_report_on_a_what_if_has_the_difference(tmp_path: Path):
    file, plain = tmp_path / "what-if.html", tmp_path / "plain.html"
    asked = ("report", "--kkr", "Sjælland", "--mayor", "Stevns=A", "--votes", "Stevns:A=4000")
    run(*asked, "--output", str(file))
    run(*asked[:3], "--output", str(plain))
    text = file.read_text(encoding="utf-8")
    assert "What changes from KKR Sjælland to KKR Sjælland (what if)" in text
    assert "A) has 4,000 votes in Stevns instead of" in text
    assert "what if" not in plain.read_text(encoding="utf-8")


def test_why_a_list_has_so_many_posts(tmp_path: Path):
    register, file = str(tmp_path / "register.xlsx"), str(tmp_path / "why.json")
    run("appoint-template", register, "--example")
    asked = ("entitle", register, "--why", "socialdemokraterne")
    assert "Why A may fill 18 posts of 66" in run(*asked, "--output", file)
    other = CliRunner().invoke(app, ["entitle", register, "--why", "Qq", "--language", "en"])
    assert (other.exit_code, other.stdout) == (2, "")
    assert "'Qq' is not among the lists" in " ".join(other.stderr.split())


def test_a_file_of_answers_is_refused_as_one(tmp_path: Path):
    file = tmp_path / "answers.json"
    run("compose", "--kkr", "Sjælland", "--why", "C", "--ask", "margins", "--output", str(file))
    for language, fragment in (("en", "tables of answers"), ("da", "tabeller med svar")):
        refusal = CliRunner().invoke(app, ["verify", str(file), "--language", language])
        assert refusal.exit_code == 2
        assert fragment in refusal.stderr
        assert "--why" in refusal.stderr
    run("compose", "--kkr", "Sjælland", "--output", str(file))
    assert "Accepted" in run("verify", str(file))


def test_partners_in_a_council_and_a_kkr_of_a_file(tmp_path: Path):
    homes = kkr.load_election(2021).regions[KKR].municipalities
    councils = [kkr.load_election(2021).council(home) for home in homes]
    votes, mayors = tmp_path / "votes.csv", tmp_path / "mayors.csv"
    rows = ["kommune;bogstav;liste;stemmer;mandater"]
    for one in councils:
        name = one.municipality
        rows += [f"{name};{of.letter or ''};{of.name};{of.votes};{of.seats}" for of in one.lists]
    votes.write_text("\n".join(rows), encoding="utf-8")
    rows = ["kommune;liste", *(f"{one.municipality};{one.mayor}" for one in councils)]
    mayors.write_text("\n".join(rows), encoding="utf-8")
    own = ("--election", str(votes), "--year", "2021")
    asked = ("alliances", "--council", "Stevns", "--for", "V")
    bundled = run(*asked, "--election", "2021")
    assert bundled == run(*asked, "--year", "2021") != run(*asked)
    figures = re.findall(r"│ V +│[^│]*│(.*)", bundled)
    assert [row.split() for row in figures] == [
        row.split() for row in re.findall(r"│ V +│[^│]*│(.*)", run(*asked, *own))
    ]
    assert len(figures) > 3
    election = kkr.read_votes(votes, year=2021).with_mayors(kkr.read_mayors(mayors))
    council = kkr.compose_region(election, KKR)
    pairs = kkr.alliance_pairs(council.seats, 17).partners_of("V")
    text = run(
        "alliances", "--kkr", KKR, "--seats", "17", "--for", "V", *own, "--mayors", str(mayors)
    )
    assert text.count("│ V ") == len(pairs.shown)
    refusal = CliRunner().invoke(app, [*asked, "--municipality", "Køge", "--language", "en"])
    assert refusal.exit_code == 2
    assert "--municipality is Køge" in refusal.stderr
