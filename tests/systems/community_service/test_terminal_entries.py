"""What a terminal without a line sends later arrives once, or is kept aside and shown."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from actors.kernel.identity import Identity
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.terminal import records as r
from actors.systems.community_service.terminal.device import EnrolTerminal, RevokeTerminal
from serve_apps.systems.community_service.sending import receipt
from serve_apps.systems.community_service.terminal import temporary_number
from tests.blocks.cases.kit import at
from tests.faults.faulty_store import Fault
from tests.systems.community_service.station import (
    AGENT,
    ASK,
    CASE,
    COLLEAGUE,
    ENTRUSTED,
    ENTRY,
    GIVE,
    ID,
    NUMBER,
    RESIDENT_A,
    TERMINAL,
    entrusted,
    entrusting,
    entry,
    sent_from_terminal,
)
from tests.unit.every_command.failing import FailingWorld

pytestmark = pytest.mark.feature("GRASS-07")
NOW = datetime(2026, 4, 27, 1, 0, tzinfo=UTC)
MADE = NOW - timedelta(days=2)


def test_what_was_taken_in_without_a_line_is_a_case_of_the_day_on_which_it_was_taken_in() -> None:
    sent_from_terminal().then_shown(phase="filed", number=NUMBER, parts={}).on(CASE).then_shown(
        phase="submitted", received_at=at("2026-04-24 09:30")
    ).on(ENTRUSTED).then_shown(step="received", collected_at=at("2026-04-24 09:30")).run()


def test_the_same_entry_sent_again_has_its_effect_once_and_the_same_answer() -> None:
    again = sent_from_terminal().when(replace(entry(), number="another"), by=AGENT)

    again.then(events=[], messages=[], reply=r.EntryReply(number=NUMBER)).run()


def test_the_same_id_with_one_changed_field_is_one_case_and_one_conflict() -> None:
    other = entry(payload="changed", payload_hash="f" * 64)
    sent = sent_from_terminal().when(other, by=AGENT)

    sent.then(
        events=[r.EntryConflicted], messages=[], reply=r.EntryReply(number=NUMBER, conflict=True)
    ).when(other, by=AGENT).then(events=[]).then_shown(phase="filed").run()


def test_a_chunk_that_comes_again_changes_nothing_and_another_is_refused() -> None:
    chunk = r.KeepChunk(file="cd" * 32, n=0, data="eA==")
    kept = entrusted().on(ENTRY).when(chunk, by=AGENT).when(chunk, by=AGENT).then(events=[])

    kept.when(replace(chunk, data="eQ=="), by=AGENT).then_refused(
        "terminal_entry.other_chunk"
    ).run()


def test_an_entry_holds_four_megabytes_and_no_more() -> None:
    kept = entrusted().on(ENTRY)
    for n in range(r.MOST_CHUNKS):
        kept = kept.when(r.KeepChunk(file="cd" * 32, n=n, data="eA=="), by=AGENT)

    kept.when(r.KeepChunk(file="ef" * 32, n=0, data="eA=="), by=AGENT).then_refused(
        "terminal_entry.too_many_chunks"
    ).run()


def test_what_the_entrustment_does_not_cover_any_more_is_refused_and_can_be_sent_again() -> None:
    ended = entrusted().when(c.EndEntrustment(reason="resident_withdrew"), by=AGENT)
    refused = ended.on(ENTRY).when(entry(came=None), by=AGENT)
    refused = refused.then_shown(phase="refused", codes=("entrustment.not_now",)).on(CASE)
    refused = refused.then_shown(phase="none").on(ENTRUSTED)
    on = refused.when(c.ContinueEntrustment(until=GIVE.until), by=AGENT)

    on.on(ENTRY).when(entry(came=None), by=AGENT).then_shown(phase="filed").run()


def test_an_application_with_faults_is_refused_with_its_reasons() -> None:
    sent = entrusted().at("2026-04-24 10:00").on(ENTRY).when(entry(form={}), by=AGENT)

    sent.then_shown(phase="refused").on(ENTRUSTED).then_shown(application=None).run()


@pytest.mark.parametrize("by", [COLLEAGUE, RESIDENT_A])
def test_an_entry_is_sent_by_whoever_made_it(by: Identity) -> None:
    sent_from_terminal().when(entry(), by=by).then_refused("terminal_entry.unknown").run()


def test_two_entries_for_one_entrustment_make_one_case() -> None:
    second = sent_from_terminal().on(f"terminal_entry:{2:032x}")
    wish = replace(entry(2), entrustment=ID)

    second.when(wish, by=AGENT).then_shown(phase="refused").on(CASE).then_shown(number=NUMBER).run()


def test_fifty_entries_sent_three_times_each_are_fifty_cases() -> None:
    played = entrusting().at("2026-04-24 09:00")
    for n in range(1, 51):
        played = played.on(f"entrustment:{n:032x}").when(ASK, by=AGENT).when(GIVE, by=AGENT)
    played = played.at("2026-04-27 09:00")
    for _ in range(3):
        for n in range(1, 51):
            played = played.on(f"terminal_entry:{n:032x}").when(entry(n), by=AGENT)
    for n in range(1, 51):
        number = f"{NUMBER[:-4]}{n:04}"
        played = played.on(f"case:{n:032x}").then_shown(phase="submitted", number=number)
    played.run()


@pytest.mark.parametrize(
    ("fault", "dies"), [(Fault.DONE_TIMEOUT, False), (Fault.DONE_TIMEOUT, True)]
)
async def test_of_two_hundred_entries_whose_platform_fails_with_each_none_is_lost_or_doubled(
    fault: Fault, dies: bool
) -> None:
    """What failed was done, and nobody was told; or its host died with it. All is tried again."""
    count = 100
    played = entrusting().at("2026-04-24 09:00")
    for n in range(1, count + 1):
        played = played.on(f"entrustment:{n:032x}").when(ASK, by=AGENT).when(GIVE, by=AGENT)
    played = played.at("2026-04-27 09:00")
    for n in range(1, count + 1):
        played = played.on(f"terminal_entry:{n:032x}").when(entry(n), by=AGENT)
    with FailingWorld(played.kinds, fault, dies=dies) as world:
        await played.run_in(world)

        assert await world.broken() == []
        numbers = [(await world.state(f"case:{n:032x}")).number for n in range(1, count + 1)]
    assert numbers == [f"{NUMBER[:-4]}{n:04}" for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("offset", "came", "note"),
    [
        (0.0, MADE, ""),
        (299.0, MADE, ""),
        (-300.0, MADE, ""),
        (301.0, NOW, "server_time"),
        (None, NOW, "server_time"),
    ],
)
def test_a_receipt_has_the_time_of_the_terminal_where_its_clock_is_right_within_five_minutes(
    offset: float | None, came: datetime, note: str
) -> None:
    assert receipt(MADE, offset, NOW) == (came, note)


def test_a_terminal_that_lives_in_the_future_is_not_believed() -> None:
    assert receipt(NOW + timedelta(hours=1), 0.0, NOW) == (NOW, "server_time")
    assert receipt(NOW + timedelta(minutes=1), 0.0, NOW) == (NOW, "")


def test_a_slip_has_a_temporary_number_of_its_own() -> None:
    assert temporary_number("3f2a9c1d" + "0" * 24) == "L3F2A-9C1D"


def test_a_terminal_that_was_revoked_stays_revoked() -> None:
    gone = entrusted().on(TERMINAL).when(EnrolTerminal(), by=AGENT)
    gone = gone.when(RevokeTerminal(reason="lost"), by=COLLEAGUE).then_shown(phase="revoked")

    gone.when(EnrolTerminal(), by=AGENT).then_refused("village_terminal.not_now").run()
