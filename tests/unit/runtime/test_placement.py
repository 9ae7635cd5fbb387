"""Shards are stable, every shard has a living owner, and hosts share them fairly."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.runtime.placement import (
    MOST_MOVES,
    SHARDS,
    Member,
    asked_to_move,
    earlier,
    handed_over,
    next_placement,
    shard_of,
    succeeded,
)
from storage.placement import Placement

ONE, TWO = Member("host-0#1"), Member("host-1#1")


def settle(placement: Placement, members: list[Member]) -> list[Placement]:
    """Return every placement on the way, each asked-for move done before the next is asked for."""
    way = [placement]
    while (after := next_placement(way[-1], members)) != way[-1]:
        way.append(after)
        if after.moving:
            way.append(handed_over(after, after.moving))
    return way


def shares(placement: Placement) -> Counter[str]:
    return Counter(placement.owners)


def test_a_shard_never_changes() -> None:
    # 0xef46db3751d8e999 is the published xxh64 of nothing.
    assert shard_of("") == 0xEF46DB3751D8E999 % SHARDS
    assert [shard_of(key) for key in ("case:1", "case:办件", "terminal:k-1")] == [215, 991, 213]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_hosts_share_all_shards_evenly_from_the_start(count: int) -> None:
    members = [Member(f"host-{number}#1") for number in range(count)]

    (_, placement) = settle(Placement(), members)

    assert len(shares(placement)) == count
    assert max(shares(placement).values()) - min(shares(placement).values()) <= 1


def test_without_hosts_nothing_changes() -> None:
    placement = next_placement(Placement(), [ONE])

    assert next_placement(placement, []) is placement
    assert Placement().owner_of(0) is None


def test_the_shards_of_a_dead_host_have_a_new_owner_at_once_under_the_next_epoch() -> None:
    placement = next_placement(Placement(), [ONE, TWO])

    after = next_placement(placement, [TWO])

    assert shares(after) == {TWO.owner: SHARDS}
    raised = {shard for shard in range(SHARDS) if after.epochs[shard] > placement.epochs[shard]}
    assert raised == set(placement.owned_by(ONE.owner))


def test_a_new_host_gets_its_share_in_bounded_steps_and_nothing_moves_without_need() -> None:
    way = settle(next_placement(Placement(), [ONE]), [ONE, TWO])

    assert shares(way[-1]) == {ONE.owner: SHARDS // 2, TWO.owner: SHARDS // 2}
    assert all(len(each.moving) <= MOST_MOVES for each in way)
    assert max(way[-1].epochs) == 1, "no shard moved twice"


def test_nothing_more_is_asked_for_while_shards_are_under_way() -> None:
    first = next_placement(next_placement(Placement(), [ONE]), [ONE, TWO])

    assert first.moving
    assert next_placement(first, [ONE, TWO]) is first


def test_a_draining_host_loses_all_it_has_and_gets_nothing() -> None:
    placement = next_placement(Placement(), [ONE, TWO])
    leaving = Member(ONE.owner, draining=True)

    way = settle(placement, [leaving, TWO])

    assert shares(way[-1]) == {TWO.owner: SHARDS}
    assert all(ONE.owner not in each.moving.values() for each in way)


def test_a_draining_host_that_is_alone_keeps_its_shards() -> None:
    placement = next_placement(Placement(), [ONE])

    assert next_placement(placement, [Member(ONE.owner, draining=True)]) == placement


def test_shards_never_move_to_an_older_release() -> None:
    old, new = Member("host-0#1", release="0.9.2"), Member("host-1#1", release="0.10.0")
    on_new = next_placement(Placement(), [new])

    assert next_placement(on_new, [old, new]) == on_new
    assert shares(settle(next_placement(Placement(), [old]), [old, new])[-1])[new.owner] == 512


def test_a_release_that_is_taken_back_gives_its_shards_to_an_older_one() -> None:
    old = Member("host-2#1", release="0.9.2")
    new, other = (Member(f"host-{number}#1", release="0.10.0") for number in range(2))
    withdrawn = Member(new.owner, draining=True, release="0.10.0", withdrawn=True)
    placement = next_placement(Placement(), [new, other])

    after = settle(placement, [withdrawn, other, old])[-1]

    assert shares(after) == {old.owner: SHARDS // 2, other.owner: SHARDS // 2}
    assert after.owned_by(other.owner) == placement.owned_by(other.owner)


def test_releases_are_ordered_by_their_numbers() -> None:
    assert earlier("0.9.2", than="0.10.0")
    assert not earlier("0.10.0", than="0.10.0")
    assert not earlier("1", than="0.10.0")


def test_the_heir_of_a_dead_host_is_of_the_newest_release() -> None:
    old, new = Member("host-0#1", release="1"), Member("host-1#1", release="2")
    other = Member("host-2#1", release="2")
    placement = settle(next_placement(Placement(), [old]), [old, new, other])[-1]

    after = next_placement(placement, [old, new])

    assert set(after.owned_by(new.owner)) >= set(placement.owned_by(other.owner))


def test_the_next_start_of_a_host_has_what_the_last_one_had() -> None:
    placement = asked_to_move(next_placement(Placement(), [ONE, TWO]), [1023], ONE.owner)

    after = succeeded(placement, "host-0#2")

    assert after.owned_by("host-0#2").keys() == placement.owned_by(ONE.owner).keys()
    assert set(after.owned_by("host-0#2").values()) == {1}
    assert after.moving == {1023: "host-0#2"}
    assert succeeded(after, "host-0#2") == after


def test_what_moves_to_a_host_that_dies_stays_where_it_is() -> None:
    moving = next_placement(next_placement(Placement(), [ONE]), [ONE, TWO])

    after = next_placement(moving, [ONE])

    assert (shares(after), dict(after.moving)) == ({ONE.owner: SHARDS}, {})


def test_a_shard_asked_for_by_an_operator_moves_and_no_other() -> None:
    placement = next_placement(Placement(), [ONE, TWO])

    asked = asked_to_move(placement, [0, SHARDS - 1], TWO.owner)

    assert asked.moving == {0: TWO.owner}
    assert asked.leaving(ONE.owner) == {0: TWO.owner}


members_strategy = st.lists(
    st.builds(
        Member,
        owner=st.sampled_from([f"host-{number}#1" for number in range(6)]),
        draining=st.booleans(),
        release=st.sampled_from(["1", "2"]),
    ),
    min_size=1,
    unique_by=lambda member: member.owner,
)


@given(st.lists(members_strategy, min_size=1, max_size=5))
def test_whoever_comes_and_goes_every_shard_ends_with_a_living_owner(
    stages: list[list[Member]],
) -> None:
    placement = Placement()
    for members in stages:
        way = settle(placement, members)
        placement = way[-1]
        assert set(placement.owners) <= {member.owner for member in members}
        assert not placement.moving
        staying = {member.owner for member in members if not member.draining}
        if staying and len({member.release for member in members}) == 1:
            assert set(placement.owners) <= staying
            counts = [shares(placement)[owner] for owner in staying]
            assert max(counts) - min(counts) <= 1
        for before, after in pairwise(way):
            changed = [
                n for n in range(SHARDS) if before.owners and before.owners[n] != after.owners[n]
            ]
            assert all(after.epochs[n] > before.epochs[n] for n in changed)
