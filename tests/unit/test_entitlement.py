"""Entitlement: who may fill how many posts, and the order in which groups pick."""

from __future__ import annotations

from fractions import Fraction

import pytest

import kkr_allocation as kkr

LEFT_RIGHT = [["A", "F"], ["V", "C"]]
STRENGTHS = {"A": 24, "V": 10, "F": 4, "C": 12}


def fora(*posts: int) -> list[kkr.Forum]:
    return [kkr.Forum(f"Forum {number}", p) for number, p in enumerate(posts, start=1)]


@pytest.mark.parametrize(
    ("forum", "alliances", "published"),
    [
        ("Sundhedskoordinationsudvalg", [["A", "F"], ["C", "V"]], (3, 2)),
        ("Praksisplanudvalg", [["A", "F"], ["C", "V"]], (3, 2)),
        ("Erhvervshus Hovedstaden", [["A", "Ø"], ["C", "V"]], (2, 2)),
    ],
)
def test_block_splits_seen_in_hovedstaden(
    forum: str, alliances: list[list[str]], published: tuple[int, int]
) -> None:
    invented = {"A": 20, "F": 5, "Ø": 3, "C": 11, "V": 8}
    result = kkr.entitle(
        [kkr.Forum(forum, sum(published))], invented, alliances=alliances, over="forum"
    )
    split = result.splits[forum]
    assert (split["+".join(alliances[0])], split["+".join(alliances[1])]) == published


def test_forum_by_forum_is_the_sum_of_apportionments() -> None:
    result = kkr.entitle(fora(5, 4, 1), STRENGTHS, alliances=LEFT_RIGHT, over="forum")
    for forum in result.fora:
        alone = kkr.apportion(STRENGTHS, forum.posts, alliances=LEFT_RIGHT)
        assert result.table[forum.name] == alone.seats
    assert result.totals == {"A": 6, "V": 2, "F": 0, "C": 2}
    assert result.departures == ()


def test_package_totals_are_apportioned_and_fora_filled() -> None:
    result = kkr.entitle(fora(5, 5, 4, 3, 1), STRENGTHS, alliances=LEFT_RIGHT)
    assert result.totals == kkr.apportion(STRENGTHS, 18, alliances=LEFT_RIGHT).seats
    for forum in result.fora:
        assert sum(result.table[forum.name].values()) == forum.posts
    assert result.totals == result.package_totals["package"]


def test_groups_of_fora_are_packages_of_their_own() -> None:
    groups = {"health": ["Forum 1", "Forum 3"], "work": ["Forum 2"]}
    result = kkr.entitle(fora(5, 4, 3), STRENGTHS, over=groups, alliances=LEFT_RIGHT)
    expected = kkr.apportion(STRENGTHS, 8, alliances=LEFT_RIGHT).seats
    assert result.package_totals["health"] == expected
    assert result.table["Forum 2"] == kkr.apportion(STRENGTHS, 4, alliances=LEFT_RIGHT).seats


def test_posts_beyond_a_cap_pass_on_inside_the_alliance() -> None:
    free = kkr.entitle(fora(10, 10), STRENGTHS, alliances=LEFT_RIGHT)
    capped = kkr.entitle(fora(10, 10), STRENGTHS, alliances=LEFT_RIGHT, caps={"F": 1})
    assert free.totals == {"A": 10, "V": 4, "F": 1, "C": 5}
    assert capped.totals == free.totals
    none = kkr.entitle(fora(10, 10), STRENGTHS, alliances=LEFT_RIGHT, caps={"F": 0})
    assert none.totals == {"A": 11, "V": 4, "F": 0, "C": 5}


def test_fora_of_any_size_are_rounded_to_a_table() -> None:
    posts = {"f": 81_063, "g": 850_377}
    strengths = {"A": 7, "B": 24, "C": 7, "D": 7}
    large = [kkr.Forum(name, number) for name, number in posts.items()]
    result = kkr.entitle(large, strengths, alliances=[["A", ["B", "C"]]], caps={"A": 4})
    assert result.verify()
    assert result.totals["A"] == 4
    house = sum(posts.values())
    for name, row in result.table.items():
        assert sum(row.values()) == posts[name]
        for party, number in row.items():
            assert abs(number - Fraction(posts[name] * result.totals[party], house)) < 1


def test_a_deviation_moves_posts_and_is_kept_with_its_reason() -> None:
    agreed = kkr.Deviation("Forum 1", "A", "F", 1, "health was promised to F")
    free = kkr.entitle(fora(5, 4), STRENGTHS, alliances=LEFT_RIGHT)
    result = kkr.entitle(fora(5, 4), STRENGTHS, alliances=LEFT_RIGHT, deviations=[agreed])
    assert result.deviations == (agreed,)
    assert result.totals["F"] == free.totals["F"] + 1
    assert result.totals["A"] == free.totals["A"] - 1


def test_a_deviation_between_alliances_makes_the_forum_depart() -> None:
    agreed = kkr.Deviation("Forum 1", "A", "V", 1, "chair against a post")
    result = kkr.entitle(
        fora(5), STRENGTHS, alliances=LEFT_RIGHT, over="forum", deviations=[agreed]
    )
    assert result.departures == ("Forum 1",)


def test_a_tie_names_the_forum_and_the_lot_is_replayed() -> None:
    equal = {"A": 10, "V": 10}
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.entitle(fora(1, 2, 3), equal, over="forum")
    assert caught.value.tie.within == "Forum 1"
    assert caught.value.tie.forum == "Forum 1"
    lots = [
        kkr.Lot(("A", "V"), ("A",), forum="Forum 3"),
        kkr.Lot(("A", "V"), ("V",), forum="Forum 1"),
    ]
    result = kkr.entitle(fora(1, 2, 3), equal, over="forum", lots=lots)
    assert [row["A"] for row in result.table.values()] == [0, 1, 2]
    assert result.lots == tuple(lots)


def test_either_outcome_of_a_tie_is_the_forums_own() -> None:
    result = kkr.entitle(fora(1, 1), {"A": 10, "V": 10})
    assert result.totals == {"A": 1, "V": 1}
    assert result.departures == ()
    assert not result.unique


def test_turns_follow_the_quotients_through_the_alliances() -> None:
    order = kkr.picking_order(kkr.entitle(fora(5), STRENGTHS, alliances=LEFT_RIGHT))
    assert [turn.party for turn in order.turns] == ["A", "C", "A", "V", "A"]
    assert [turn.quotient for turn in order.turns] == [
        Fraction(28),
        Fraction(22),
        Fraction(14),
        Fraction(11),
        Fraction(28, 3),
    ]


def test_equal_quotients_in_the_order_need_a_lot() -> None:
    entitlement = kkr.entitle(fora(2), {"A": 10, "V": 10})
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.picking_order(entitlement)
    lot = kkr.Lot(caught.value.tie.claimants, ("V",))
    order = kkr.picking_order(entitlement, lots=[lot])
    assert [turn.party for turn in order.turns] == ["V", "A"]


def test_turns_are_passed_and_swapped() -> None:
    order = kkr.picking_order(kkr.entitle(fora(5), STRENGTHS, alliances=LEFT_RIGHT))
    assert [t.party for t in order.passed(1).turns] == ["C", "A", "V", "A", "A"]
    assert order.passed(1).turns[-1].note == "passed turn 1"
    assert order.passed(1).turns[-1].change == order.passed(1).changes[0]
    swapped = order.swapped(1, 2)
    assert [t.party for t in swapped.turns] == ["C", "A", "A", "V", "A"]
    assert [t.number for t in swapped.turns] == [1, 2, 3, 4, 5]


def test_a_rule_without_rational_quotients_still_orders() -> None:
    entitlement = kkr.entitle(fora(4), {"A": 30, "V": 20}, rule=kkr.HUNTINGTON_HILL)
    lot = kkr.Lot(("A", "V"), ("A",))
    order = kkr.picking_order(entitlement, lots=[lot])
    assert [turn.quotient for turn in order.turns] == [None] * 4


def test_entitlements_show_and_explain_themselves() -> None:
    agreed = kkr.Deviation("Forum 1", "A", "V", 1, "chair against a post")
    result = kkr.entitle(
        fora(5, 4), STRENGTHS, alliances=LEFT_RIGHT, caps={"F": 1}, deviations=[agreed]
    )
    frame = result.to_frame()
    assert list(frame.columns) == ["forum", "alliance", "party", "posts"]
    assert frame.groupby("forum")["posts"].sum().to_dict() == {"Forum 1": 5, "Forum 2": 4}
    assert "A overlader 1 plads i Forum 1 til V" in str(result.explain("da"))
    assert "A leaves 1 post in Forum 1 to V" in str(result.explain())
    assert '<td style="text-align: right">9</td>' in result._repr_html_()


def test_orders_show_and_explain_themselves() -> None:
    order = kkr.picking_order(kkr.entitle(fora(5), STRENGTHS, alliances=LEFT_RIGHT)).passed(1)
    assert list(order.to_frame().columns) == ["turn", "party", "quotient", "note"]
    assert str(order.explain("da")).splitlines()[1].startswith("1. C vælger på kvotienten 22.")
    assert "passed turn 1" in order._repr_html_()


@pytest.mark.parametrize(
    ("posts", "strengths"),
    [
        ((4, 3), {"A": 6, "V": 28, "F": 25, "C": 13}),
        ((5, 5, 1), {"A": 20, "V": 22, "F": 23, "C": 11}),
        ((2, 2), {"A": 19, "V": 15, "F": 20, "C": 21}),
    ],
)
def test_fewer_departures_go_before_closeness_to_the_shares(posts, strengths):
    assert len(kkr.entitle(fora(*posts), strengths).departures) == 1


def test_turns_inside_an_alliance_go_by_the_quota_of_its_own_posts() -> None:
    """B's first of 4 posts at 7/4 comes before A's third; at 8/5, the quota of all 5, not."""
    strengths, joined = {"A": 5, "B": 2, "V": 1}, [["A", "B"]]
    entitlement = kkr.entitle(fora(5), strengths, alliances=joined, rule=kkr.LARGEST_REMAINDER)
    order = kkr.picking_order(entitlement)
    assert [turn.party for turn in order.turns] == ["A", "A", "B", "A", "V"]
    assert order.verify()


def test_a_quota_that_fills_an_alliance_orders_it() -> None:
    """Droop's quota of all 6 posts cannot fill the alliance with them; that of its own can."""
    strengths, joined = {"A": 4, "B": 3, "V": 2}, [["A", "B"]]
    entitlement = kkr.entitle(
        fora(6), strengths, alliances=joined, rule=kkr.LARGEST_REMAINDER_DROOP
    )
    assert kkr.picking_order(entitlement).verify()
