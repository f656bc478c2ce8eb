"""Frames out: results in other libraries' frames, and several years in one."""

from __future__ import annotations

import importlib
import sys
from fractions import Fraction

import attrs
import pandas as pd
import pytest

import kkr_allocation as kkr
from tests.one_of_each import one_of_each

FIGURES = {kind.__name__: kind for kind in (kkr.Election, kkr.Council)}


def shown(name):
    election = kkr.load_election(2021)
    figures = {"Election": election, "Council": election.councils[0]}
    return figures.get(name) or one_of_each()[name]


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
@pytest.mark.parametrize("name", [*one_of_each(), *FIGURES])
def test_every_result_with_a_frame_is_one_of_other_libraries(name, library):
    module = importlib.import_module(library)
    table = (module.table if library == "pyarrow" else module.DataFrame)(shown(name))
    frame = shown(name).to_frame()
    frame = frame if frame.index.name is None else frame.reset_index()
    assert (table.column_names if library == "pyarrow" else table.columns) == [*frame.columns]
    rows = [
        table[column].to_pylist() if library == "pyarrow" else table[column].to_list()
        for column in frame.columns
    ]
    for column, given in zip(frame.columns, rows, strict=True):
        for own, other in zip(frame[column], given, strict=True):
            wanted = float(own) if isinstance(own, Fraction) else own
            assert other is None if pd.isna(wanted) else other == wanted


def test_rows_keep_their_names_and_large_numbers_their_digits():
    polars = importlib.import_module("polars")
    votes = pd.DataFrame({"A": [410, 300], "V": [350, 420]}, index=["May", "June"])
    batch = kkr.apportion_batch(votes, 17)
    assert polars.DataFrame(batch)["election"].to_list() == ["May", "June"]
    large = kkr.apportion({"A": 2**64, "V": 5}, 3)
    assert polars.DataFrame(large)["votes"].to_list() == [str(2**64), "5"]


def test_without_pyarrow_it_says_what_to_install(monkeypatch):
    polars = importlib.import_module("polars")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(kkr.KkrAllocationError, match=r"(?s)need pyarrow.*pip install pyarrow"):
        polars.DataFrame(kkr.apportion({"A": 6, "V": 4}, 5))


def test_a_result_is_no_frame_of_figures():
    with pytest.raises(kkr.InvalidInputError, match="needs the name it belongs to"):
        kkr.apportion(one_of_each()["TwoWayApportionment"], 3)


def test_years_stand_in_one_frame_where_a_list_that_stood_has_a_number():
    """Of 2021 and 2025, every KKR and reading: each list of the figures once, and only those."""
    years = [kkr.compare(year, readings="all", tidy=True) for year in (2021, 2025)]
    both = pd.concat(years, ignore_index=True)
    assert not both["seats"].isna().any()
    council = [c for c in both if c not in ("party", "seats")]
    assert not both.duplicated([*council, "party"]).any()
    for (year, region), rows in both.groupby(["year", "region"]):
        stood = set(kkr.load_election(year).region(region).votes)
        assert rows.groupby(council, dropna=False)["party"].agg(set).map(stood.__eq__).all()
    assert set(both[both["year"] == 2021]["party"]) != set(both[both["year"] == 2025]["party"])
    summed = both.groupby(council, dropna=False)["seats"].sum().reset_index()
    assert (summed["seats"] == summed["house_size"]).all()
    wide = kkr.compare(2021, readings="all")
    ours = years[0][years[0]["party"] == "A"]
    assert ours["seats"].tolist() == wide["A"].tolist()


def test_a_reading_that_cannot_be_met_has_no_seats_in_any_row():
    too_small = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.FixedSize(3))
    table = kkr.compare(2021, statutes=[too_small], regions=["KKR Sjælland"], tidy=True)
    assert table["seats"].isna().all()
    assert (table["problem"] != "").all()


CLASHING = ["house_size", "tied", "capped", "region", "reading", "municipality", "problem", "A"]


def test_a_list_called_as_a_column_has_one_of_its_own():
    """None is lost, whatever a local list is called."""
    votes = {name: 5000 - 100 * place for place, name in enumerate(CLASHING)}
    batch = kkr.apportion_batch(pd.DataFrame([votes]), 17)
    frame = batch.to_frame()
    assert list(frame.columns)[:4] == ["house_size", "tied", "house_size (list)", "tied (list)"]
    assert frame.iloc[0, 2:].sum() == 17
    council = kkr.compose(votes, dict.fromkeys(CLASHING, 1), municipalities=len(CLASHING))
    many = kkr.compose_batch(council, [[*votes.values()]])
    for shown in (many.to_frame(), council.alternatives()):
        for name in CLASHING:
            own = f"{name} (list)" if f"{name} (list)" in shown else name
            assert shown[own].iloc[0] == council.seats[name]
        assert shown["house_size"].iloc[0] == council.house_size
        assert shown.columns.is_unique
    polars = importlib.import_module("polars")
    assert polars.DataFrame(batch)["tied (list)"].to_list() == [batch.seats[0, 1]]


def test_a_batch_keeps_the_columns_of_arrow():
    arrow = importlib.import_module("pyarrow")
    table = arrow.table({"A": [410, 300], "V": [350, 420], "C": [90, 150]})
    batch = kkr.apportion_batch(
        table, 17, alliances=[["V", "C"]], floors=pd.Series({"C": 2, "A": 0, "V": 0})
    )
    assert batch.parties == ("A", "V", "C")
    wanted = kkr.apportion_batch(table.to_pandas(), 17, alliances=[(1, 2)], floors=[0, 0, 2])
    assert batch.seats.tolist() == wanted.seats.tolist()


def test_a_turn_has_a_quotient_for_the_eye_where_no_float_holds_it():
    turns = kkr.picking_order(kkr.entitle([kkr.Forum("f", 3)], {"A": 10**350, "V": 5})).to_frame()
    assert turns["quotient"].tolist() == [sys.float_info.max] * 3
