"""However the shards are split, each is read once, and a new split misses nothing."""

import pytest
from bson import Timestamp
from hypothesis import given
from hypothesis import strategies as some

from actors.runtime.placement import SHARDS
from storage.partitions import ShardRange, Start, split, start_of

NOW = Timestamp(1_000, 1)


@given(parts=some.integers(1, SHARDS))
def test_the_ranges_of_a_split_hold_every_shard_once(parts: int) -> None:
    ranges = split(SHARDS, parts)

    held = [shard for each in ranges for shard in range(each.first, each.last + 1)]
    assert held == list(range(SHARDS))
    sizes = {each.last - each.first + 1 for each in ranges}
    assert len(ranges) == parts and max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("parts", [0, SHARDS + 1])
def test_there_is_at_least_one_shard_for_each(parts: int) -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        split(SHARDS, parts)


def test_one_range_of_all_has_the_name_of_the_group_and_asks_for_no_shard() -> None:
    (whole,) = split(SHARDS, 1)
    lower, upper = split(SHARDS, 2)

    assert (whole.place("views"), whole.match) == ("views", {})
    assert (lower.place("views"), upper.place("views")) == ("views:0-511", "views:512-1023")
    assert upper.match == {"shard": {"$gte": 512, "$lte": 1023}}


@given(data=some.data(), old_parts=some.integers(1, 9), new_parts=some.integers(1, 9))
def test_a_new_place_begins_no_later_than_any_that_it_takes_over_from(
    data: some.DataObject, old_parts: int, new_parts: int
) -> None:
    old = [
        (
            shards,
            Start(
                Timestamp(data.draw(some.integers(1, 99)), 1),
                data.draw(some.sampled_from([None, "", "case:a/1", "case:b/1"])),
            ),
        )
        for shards in split(SHARDS, old_parts)
    ]

    for wanted in split(SHARDS, new_parts):
        start = start_of(wanted, old, NOW)
        for shards, before in old:
            if shards.last < wanted.first or wanted.last < shards.first:
                continue
            assert start.since <= before.since
            if before.scanned is not None:
                assert start.scanned is not None and start.scanned <= before.scanned


def test_a_place_that_takes_over_from_readers_of_the_stream_reads_no_journal() -> None:
    lower, upper = split(SHARDS, 2)
    old = [(lower, Start(Timestamp(7, 1), None)), (upper, Start(Timestamp(5, 1), None))]

    assert start_of(split(SHARDS, 1)[0], old, NOW) == Start(Timestamp(5, 1), None)


def test_shards_that_nobody_has_read_are_read_from_the_beginning() -> None:
    lower, upper = split(SHARDS, 2)

    assert start_of(upper, [], NOW) == Start(NOW, "")
    assert start_of(upper, [(lower, Start(Timestamp(5, 1), None))], NOW) == Start(NOW, "")
    part = ShardRange(512, 600, SHARDS)
    assert start_of(upper, [(part, Start(Timestamp(5, 1), None))], NOW).scanned == ""
