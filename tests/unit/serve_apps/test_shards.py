"""The picture of the shards, and the same in words."""

from hypothesis import given
from hypothesis import strategies as st

from serve_apps.blocks.operations.shards import CELL, COLUMNS, picture, ranges

HOSTS = ("host-0", "host-1")


@given(st.lists(st.sampled_from(HOSTS), min_size=1, max_size=100))
def test_every_shard_is_drawn_once_in_the_colour_of_its_host(owners: list[str]) -> None:
    drawn: dict[int, str] = {}
    made = picture(HOSTS, owners, {})
    for run in made.runs:
        first = run.y // CELL * COLUMNS + run.x // CELL
        for shard in range(first, first + run.width // CELL):
            assert shard not in drawn
            drawn[shard] = HOSTS[int(run.look) - 1]

    assert drawn == dict(enumerate(owners))
    assert [share.count for share in made.shares] == [owners.count(host) for host in HOSTS]


def test_a_shard_on_its_way_is_drawn_apart_and_counted_where_it_goes() -> None:
    made = picture(HOSTS, ("host-0",) * 4, {1: "host-1"})

    assert [(run.title, run.moving) for run in made.runs] == [
        ("0: host-0", False),
        ("1: host-0 → host-1", True),
        ("2–3: host-0", False),
    ]
    assert [share.coming for share in made.shares] == [0, 1]


def test_a_shard_of_nobody_known_has_no_colour() -> None:
    assert [run.look for run in picture(HOSTS, ("", "gone"), {}).runs] == ["none", "none"]


def test_numbers_in_a_row_are_told_as_ranges() -> None:
    assert ranges([0, 1, 2, 5, 7, 8]) == "0–2, 5, 7–8"
    assert ranges([]) == ""


def test_of_many_ranges_only_the_first_are_told() -> None:
    assert ranges(range(0, 40, 2)) == "0, 2, 4, 6, 8, 10, … (+14)"
