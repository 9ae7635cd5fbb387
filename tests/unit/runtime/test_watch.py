"""A host is dead when its beat stands still, seen by one clock only."""

from actors.runtime.watch import Watch
from storage.leases import HostRecord, Status


def host(beat: int, *, generation: int = 1, status: Status = "up") -> HostRecord:
    return HostRecord(name="host-0", generation=generation, beat=beat, status=status)


def test_a_beat_that_moves_is_a_life() -> None:
    watch = Watch(10)

    assert [watch.dead([host(second)], now=second * 9.0) for second in range(5)] == [[]] * 5


def test_a_beat_that_stands_still_for_too_long_is_a_death() -> None:
    watch = Watch(10)
    watch.dead([host(3)], now=100)

    assert watch.dead([host(3)], now=110) == []
    assert watch.dead([host(3)], now=110.1) == [host(3)]


def test_time_in_which_nothing_could_be_read_does_not_count() -> None:
    watch = Watch(10)
    watch.dead([host(3)], now=0)

    watch.blind()

    assert watch.dead([host(3)], now=60) == []


def test_a_suspicion_counts_at_once_for_that_start_only() -> None:
    watch = Watch(10)
    watch.dead([host(3)], now=0)

    watch.suspect("host-0#1")

    assert watch.dead([host(3)], now=0.1) == [host(3)]
    assert watch.dead([host(0, generation=2)], now=0.2) == []


def test_those_who_are_over_are_not_dead_again() -> None:
    watch = Watch(10)
    watch.dead([host(3, status="dead"), host(3, status="gone")], now=0)

    assert watch.dead([host(3, status="dead")], now=60) == []
