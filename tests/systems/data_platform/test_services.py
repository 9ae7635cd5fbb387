"""Services are approved by another, end after their notice, and answer within their quota."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.data_platform.service import records as r
from actors.systems.data_platform.service.meter import METER, CountUse, Meter, seconds_to_wait
from actors.testing import Scenario
from tests.systems.data_platform import requesting
from tests.systems.data_platform import sharing as s
from tests.systems.data_platform.scenarios import service

COUNT = CountUse(service="check", rows=2, bytes=80, per_day=3, per_minute=2)


@pytest.mark.feature("BIG-20")
def test_who_drafts_a_service_does_not_approve_it() -> None:
    both = replace(s.APPROVER, id=s.STEWARD.id)
    draft = r.DraftService(code="check", title="核对", dataset=requesting.TABLE)
    drafted = requesting.shared().on("data_service:check").when(draft, by=s.STEWARD)

    drafted.when(r.ApproveService(), by=both).then_refused("data_service.own_draft").run()
    elsewhere = replace(s.STEWARD, unit="health")
    active = service(requesting.shared())
    stop = r.SuspendService(reason="x")
    active.when(stop, by=elsewhere).then_refused("data_service.forbidden").run()
    ends = active.when(r.RetireService(reason="x"), by=s.STEWARD)
    again = ends.when(r.RetireService(reason="x"), by=s.STEWARD)
    again.then_refused("data_service.ends_already").run()


@pytest.mark.feature("BIG-20")
def test_a_grant_is_answered_within_its_quota_of_a_day_and_a_minute() -> None:
    twice = (
        Scenario.of(METER)
        .at("2026-10-12 09:00")
        .on("data_meter:1")
        .when(COUNT, by=PLATFORM)
        .when(COUNT, by=PLATFORM)
    )

    twice.then(reply=0).when(COUNT, by=PLATFORM).then(events=[], reply=60).run()
    third = twice.at("2026-10-12 09:01").when(COUNT, by=PLATFORM).then(reply=0)
    over = third.at("2026-10-12 10:00").when(COUNT, by=PLATFORM)
    over.then(events=[], reply=14 * 3600).run()
    over.at("2026-10-13 00:00").when(COUNT, by=PLATFORM).then(reply=0).then_shown(calls=1).run()
    twice.when(COUNT, by=s.STEWARD).then_refused("data_service.forbidden").run()


def test_a_meter_that_has_counted_nothing_lets_everything_through() -> None:
    assert seconds_to_wait(Meter(), datetime(2026, 10, 12, tzinfo=UTC), 1, 1) == 0
