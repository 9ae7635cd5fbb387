"""Hosts are added soon when people would wait, and taken away late."""

from actors.runtime.peaks import Size
from actors.runtime.pool import Pool, PoolRules
from actors.runtime.scaling import free_name
from storage.leases import Load

RULES = PoolRules(least=1, most=3)
OF_OPERATORS = PoolRules(least=2, most=2, by_load=False)
BUSY, EASY, IDLE = Load(cpu=0.9), Load(cpu=0.5), Load(cpu=0.1)


def test_hosts_that_are_missing_are_added_at_once() -> None:
    assert Pool(PoolRules(least=2, most=2)).change([IDLE], now=0) == 1


def test_a_host_is_added_once_the_others_have_been_busy_for_a_while() -> None:
    pool = Pool(RULES)

    assert [pool.change([BUSY, BUSY], now) for now in (10, 12, 13, 14)] == [0, 0, 1, 0]


def test_a_short_peak_adds_nobody() -> None:
    pool = Pool(RULES)
    loads = {10: BUSY, 12: EASY, 13.5: BUSY, 16: BUSY}

    assert [pool.change([load, load], now) for now, load in loads.items()] == [0, 0, 0, 0]


def test_waiting_commands_and_a_late_loop_count_like_a_busy_cpu() -> None:
    for load in (Load(waiting=501), Load(lag_seconds=0.3), Load(wait_seconds=0.3)):
        pool = Pool(RULES)
        assert [pool.change([IDLE, load], now) for now in (10, 13)] == [0, 1]


def test_there_are_never_more_than_the_most() -> None:
    pool = Pool(RULES)

    assert [pool.change([BUSY] * 3, now) for now in (10, 20, 30)] == [0, 0, 0]


def test_a_host_is_taken_away_after_ten_idle_minutes_and_the_last_one_never() -> None:
    pool = Pool(RULES)

    assert [pool.change([IDLE, IDLE], now) for now in (10, 600, 610)] == [0, 0, -1]
    assert [pool.change([IDLE], now) for now in (700, 2000)] == [0, 0]


def test_hosts_stay_when_one_fewer_would_be_busy() -> None:
    pool = Pool(RULES)

    assert [pool.change([EASY, EASY], now) for now in (10, 2000)] == [0, 0]


def test_a_new_host_has_the_first_free_name() -> None:
    assert free_name({"host-0", "host-2"}) == "host-1"
    assert free_name(set()) == "host-0"


def test_what_a_planned_peak_lacks_is_added_at_once_whatever_the_load() -> None:
    peak = Size(hosts=8)

    assert Pool(RULES).change([IDLE] * 2, now=10, planned=peak) == 6
    assert Pool(OF_OPERATORS).change([IDLE] * 2, now=10, planned=peak) == 6


def test_nobody_is_taken_away_while_a_peak_is_near() -> None:
    pool = Pool(RULES)

    assert [pool.change([IDLE] * 8, now, Size(hosts=8)) for now in (10, 700, 2000)] == [0, 0, 0]


def test_after_a_peak_hosts_go_one_by_one_until_there_are_as_many_as_usual() -> None:
    pool, over = Pool(OF_OPERATORS), Size(over=True)

    assert [pool.change([EASY] * 4, now, over) for now in (10, 600, 610)] == [0, 0, -1]
    assert pool.change([EASY] * 3, 611, over) == -1
    assert pool.change([EASY] * 2, 612, over) == 0


def test_without_a_peak_the_number_of_hosts_is_what_operators_made_it() -> None:
    pool = Pool(OF_OPERATORS)

    for hosts in (1, 2, 5):
        assert [pool.change([BUSY] * hosts, now) for now in (10, 20, 2000)] == [0, 0, 0]
