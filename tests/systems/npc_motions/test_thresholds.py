"""How many it takes: to move, to sit, to vote, to complain, to be satisfied."""

import tomllib
from decimal import Decimal

import pytest
from msgspec.structs import replace

from actors.kernel.mistakes import Mistakes
from actors.systems.npc_motions import congress as congresses
from actors.systems.npc_motions.load import FOLDER, load_congresses
from actors.systems.npc_motions.provisions import Flag, Share
from actors.systems.npc_motions.ratings import RatingCount, satisfaction
from actors.systems.npc_motions.thresholds import (
    Signature,
    Status,
    adopted,
    committee_movers_suffice,
    delegation_interpellates,
    delegation_moves,
    delegation_needs,
    interpellation_suffices,
    movers_lacking,
    movers_suffice,
    needed,
    presidium_decides,
    presidium_quorate,
    quorate,
    reconsideration_needs,
    reconsideration_suffices,
    second_answer_needs,
    vote_valid,
)
from tests.systems.npc_motions.asking import PROFILES

CONGRESSES = load_congresses()
NATIONAL, COUNTY, TOWNSHIP = (CONGRESSES[name] for name in ("national", "county", "township"))
CITY, PROVINCE, GUANGDONG = (CONGRESSES[name] for name in ("city", "province", "guangdong"))
MOTIONS = PROFILES["shanghai_2015"].motions
assert MOTIONS is not None
RECONSIDERATION = MOTIONS.reconsideration


def signed(count: int, status: Status = "active", first: int = 1) -> list[Signature]:
    return [Signature(deputy=f"d{first + n}", status=status) for n in range(count)]


def test_a_motion_in_a_county_needs_ten_deputies_in_office() -> None:
    assert not movers_suffice(COUNTY, signed(9))
    assert movers_suffice(COUNTY, signed(10))
    assert not movers_suffice(COUNTY, [*signed(9), *signed(1, "suspended", first=10)])
    assert not movers_suffice(COUNTY, [*signed(9), *signed(1, "ended", first=10)])
    assert movers_lacking(COUNTY, [*signed(9), *signed(1, "suspended", first=10)]) == 1
    assert movers_lacking(COUNTY, signed(12)) == 0


def test_nobody_signs_twice() -> None:
    assert not movers_suffice(COUNTY, [*signed(9), *signed(1)])


@pytest.mark.parametrize(
    ("name", "movers", "members", "interpellants"),
    [
        ("national", 30, 10, 30),
        ("province", 10, 5, 10),
        ("guangdong", 10, 5, 10),
        ("city", 10, 5, 10),
        ("county", 10, 3, 10),
        ("township", 5, None, 10),
    ],
)
def test_the_law_of_each_level_names_its_numbers(
    name: str, movers: int, members: int | None, interpellants: int
) -> None:
    congress = CONGRESSES[name]

    assert movers_suffice(congress, signed(movers))
    assert not movers_suffice(congress, signed(movers - 1))
    assert interpellation_suffices(congress, signed(interpellants))
    assert not interpellation_suffices(congress, signed(interpellants - 1))
    if members is None:
        assert not committee_movers_suffice(congress, 100)
    else:
        assert committee_movers_suffice(congress, members)
        assert not committee_movers_suffice(congress, members - 1)


@pytest.mark.parametrize(("deputies", "needs"), [(40, 21), (41, 21), (42, 22)])
def test_a_delegation_decides_by_more_than_half_of_its_deputies(deputies: int, needs: int) -> None:
    assert delegation_needs(COUNTY, deputies) == needs
    assert delegation_moves(NATIONAL, signed(needs), deputies)
    assert not delegation_moves(NATIONAL, signed(needs - 1), deputies)
    assert delegation_interpellates(NATIONAL, signed(needs), deputies)
    assert not delegation_interpellates(NATIONAL, signed(needs - 1), deputies)


def test_only_national_law_lets_a_delegation_move() -> None:
    for congress in (PROVINCE, CITY, COUNTY, TOWNSHIP, GUANGDONG):
        assert not delegation_moves(congress, signed(41), 41)
        assert not delegation_interpellates(congress, signed(41), 41)

    let = replace(COUNTY, delegation_may_move=Flag(holds=True, article="x"))
    assert delegation_moves(let, signed(21), 41)


@pytest.mark.parametrize(("deputies", "votes"), [(295, 148), (300, 151), (301, 151)])
def test_a_congress_adopts_by_more_than_half_of_all_deputies(deputies: int, votes: int) -> None:
    assert adopted(COUNTY, votes, deputies)
    assert not adopted(COUNTY, votes - 1, deputies)


@pytest.mark.parametrize(("signers", "needs"), [(10, 10), (19, 10), (20, 11), (24, 13)])
def test_reconsideration_needs_more_than_half_of_the_signers_and_ten(
    signers: int, needs: int
) -> None:
    assert reconsideration_needs(RECONSIDERATION, signers) == needs
    assert reconsideration_suffices(RECONSIDERATION, signed(signers), signed(needs))
    assert not reconsideration_suffices(RECONSIDERATION, signed(signers), signed(needs - 1))


def test_only_signers_in_office_ask_for_reconsideration() -> None:
    strangers = signed(1, first=50)
    suspended = signed(1, "suspended", first=10)

    assert not reconsideration_suffices(RECONSIDERATION, signed(19), [*signed(9), *strangers])
    assert not reconsideration_suffices(RECONSIDERATION, signed(19), [*signed(9), *suspended])


@pytest.mark.parametrize(("signers", "needs"), [(10, 5), (11, 6), (31, 16)])
def test_a_second_answer_needs_half_or_more_of_those_who_interpellated(
    signers: int, needs: int
) -> None:
    assert second_answer_needs(COUNTY, signers) == needs
    assert second_answer_needs(NATIONAL, signers) == needs


def test_a_congress_sits_with_two_thirds_of_its_deputies() -> None:
    assert quorate(COUNTY, 200, 300)
    assert not quorate(COUNTY, 199, 300)
    assert quorate(COUNTY, 201, 301)
    assert not quorate(COUNTY, 200, 301)


def test_guangdong_asks_for_a_full_presidium_and_for_a_turnout_and_others_do_not() -> None:
    assert presidium_quorate(GUANGDONG, 40, 60)
    assert not presidium_quorate(GUANGDONG, 39, 60)
    assert presidium_quorate(PROVINCE, 1, 60)
    assert vote_valid(GUANGDONG, 151, 300)
    assert not vote_valid(GUANGDONG, 150, 300)
    assert vote_valid(PROVINCE, 1, 300)


def test_a_presidium_decides_by_more_than_half_of_its_members() -> None:
    assert presidium_decides(COUNTY, 31, 60)
    assert not presidium_decides(COUNTY, 30, 60)


@pytest.mark.parametrize(
    ("share", "least"),
    [
        ("more_than_half", [1, 2, 2, 3, 3, 4]),
        ("half_or_more", [1, 1, 2, 2, 3, 3]),
        ("two_thirds", [1, 2, 2, 3, 4, 4]),
    ],
)
def test_parts_of_one_to_six(share: Share, least: list[int]) -> None:
    assert [needed(share, of) for of in range(1, 7)] == least


def test_silence_is_left_out_of_the_rate_of_satisfaction() -> None:
    count = RatingCount(satisfied=15, basically_satisfied=2, dissatisfied=1, silent=2)

    assert (count.content, count.rated) == (17, 18)
    assert satisfaction(count) == Decimal("94.4")
    assert satisfaction(RatingCount(satisfied=1, dissatisfied=15)) == Decimal("6.3")
    assert satisfaction(RatingCount(silent=3)) is None


def test_what_is_wrong_with_a_congress_is_named_all_at_once() -> None:
    wrong = tomllib.loads((FOLDER / "congresses" / "county.toml").read_text("utf-8"))
    wrong |= {"name": "County"}
    wrong["movers"] |= {"count": 0}
    wrong["quorum"] |= {"article": ""}

    with pytest.raises(Mistakes) as error:
        congresses.parse(wrong, "x.toml")

    found = [(mistake.place, mistake.rule) for mistake in error.value.mistakes]
    assert found == [
        ("movers.count", "is at least 1"),
        ("name", "is of small letters, digits and _"),
        ("quorum.article", "without an article it says check_2025 = true"),
    ]


def test_a_document_that_is_no_congress_is_refused() -> None:
    with pytest.raises(Mistakes, match=r"x\.toml: level: missing"):
        congresses.parse({"name": "county"}, "x.toml")
