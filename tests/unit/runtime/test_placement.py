"""Shards are stable, and hosts share them fairly."""

from collections import Counter

import pytest

from actors.runtime.placement import SHARDS, assign, raised, shard_of
from storage.placement import Placement


def test_a_shard_never_changes() -> None:
    # 0xef46db3751d8e999 is the published xxh64 of nothing.
    assert shard_of("") == 0xEF46DB3751D8E999 % SHARDS
    assert [shard_of(key) for key in ("case:1", "case:办件", "terminal:k-1")] == [215, 991, 213]


@pytest.mark.parametrize("hosts", [1, 2, 3, 7, 1024])
def test_hosts_share_all_shards_evenly(hosts: int) -> None:
    shares = Counter(assign(hosts))

    assert len(shares) == hosts
    assert sum(shares.values()) == SHARDS
    assert max(shares.values()) - min(shares.values()) <= 1


@pytest.mark.parametrize("hosts", [0, -1, SHARDS + 1])
def test_an_impossible_number_of_hosts_is_named(hosts: int) -> None:
    with pytest.raises(ValueError, match=str(hosts)):
        assign(hosts)


def test_only_the_epochs_of_the_given_shards_rise() -> None:
    epochs = raised((), [0, 3])
    again = raised(epochs, [3])

    assert again[:5] == (1, 0, 0, 2, 0)
    assert len(again) == SHARDS


def test_keys_spread_over_all_hosts() -> None:
    owners = assign(4)
    shares = Counter(owners[shard_of(f"case:{number}")] for number in range(4000))

    assert all(800 < share < 1200 for share in shares.values())


def test_a_placement_names_the_host_of_a_shard() -> None:
    placement = Placement(1, ("host-0", "host-1"), assign(2), (0,) * SHARDS)

    assert placement.host_of(0) == "host-0"
    assert placement.host_of(SHARDS - 1) == "host-1"
    assert len(placement.owned_by("host-1")) == SHARDS // 2
    assert placement.owned_by("stranger") == {}
    assert Placement().host_of(0) is None
