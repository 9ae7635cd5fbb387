"""Premises and equipment: registered, shared, booked, never twice for one time; their use."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Refusal
from actors.kernel.turn import Turn
from actors.systems.community_service.premises import records as p
from actors.systems.community_service.premises.booking import MOST
from actors.systems.community_service.premises.kind import premises_kind
from actors.systems.community_service.views.premises import PREMISES
from tests.acceptance.site import Site
from tests.blocks.cases.commits import commit, fold
from tests.blocks.cases.kit import at
from tests.systems.community_service.lent import OTHER, ROOM, ask, registering, room
from tests.systems.community_service.station import AGENT, LIBRARY, RESIDENT_A, VILLAGE, WINDOW

pytestmark = pytest.mark.feature("GRASS-08")
MORNING, OVERLAPPING, AFTER = ask("09:00", "11:00"), ask("10:30", "12:00"), ask("11:00", "12:00")


def test_a_clerk_registers_what_the_own_unit_has_at_its_tier() -> None:
    room().then_shown(phase="open", tier="village", place="440604012202", unit=VILLAGE).run()
    registering().when(ROOM, by=RESIDENT_A).then_refused("premises.forbidden").run()
    room().when(p.ChangePremises(title="甲"), by=OTHER).then_refused("premises.forbidden").run()


def test_nobody_gets_what_somebody_else_has_in_that_time() -> None:
    held = room().when(MORNING, by=OTHER).when(p.ConfirmBooking(booking=1), by=AGENT)

    held.when(OVERLAPPING, by=WINDOW).then_refused("premises.taken", "/starts").run()
    held.when(AFTER, by=WINDOW).then_shown(asked=2).run()
    both = room().when(MORNING, by=OTHER).when(OVERLAPPING, by=WINDOW)
    first = both.when(p.ConfirmBooking(booking=2), by=AGENT)
    first.when(p.ConfirmBooking(booking=1), by=AGENT).then_refused("premises.taken").run()
    freed = held.when(p.CancelBooking(booking=1, reason="改期"), by=OTHER)
    freed.when(OVERLAPPING, by=WINDOW).then_shown(asked=2).run()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (ask("11:00", "09:00"), "premises.ends_first"),
        (replace(MORNING, starts=at("2026-04-20 09:00")), "premises.too_long"),
        (replace(MORNING, starts=at("2027-04-27 09:00"), ends=at("2027-04-27 10:00")),
         "premises.not_then"),
        (ask("09:00", "11:00", people=31), "premises.too_many"),
    ],
)  # fmt: skip
def test_a_booking_that_cannot_be_is_refused(wish: p.AskBooking, code: str) -> None:
    room().when(wish, by=OTHER).then_refused(code).run()


def test_what_is_not_shared_is_for_the_own_unit_alone() -> None:
    own = registering().when(replace(ROOM, shared=False), by=AGENT)

    own.when(MORNING, by=OTHER).then_refused("premises.forbidden").run()
    own.when(MORNING, by=AGENT).then_shown(asked=1).run()


def test_a_booking_is_answered_once_and_cancelled_before_it_begins_by_whose_it_is() -> None:
    asked = room().when(MORNING, by=OTHER)
    refused = asked.when(p.RefuseBooking(booking=1, reason="检修"), by=AGENT)
    cancel = p.CancelBooking(booking=1, reason="改期")

    refused.when(p.ConfirmBooking(booking=1), by=AGENT).then_refused("premises.nothing_waits").run()
    asked.when(p.ConfirmBooking(booking=1), by=OTHER).then_refused("premises.forbidden").run()
    asked.when(cancel, by=WINDOW).then_refused("premises.nothing_to_cancel").run()
    begun = asked.at("2026-04-27 09:00")
    begun.when(cancel, by=OTHER).then_refused("premises.begun").run()


def test_what_was_refused_or_cancelled_takes_nobodys_place_and_does_not_pile_up() -> None:
    kind = premises_kind(LIBRARY)
    one = p.Booking(
        booking=1, unit=VILLAGE, by=AGENT.id, starts=MORNING.starts, ends=MORNING.ends, purpose="x"
    )

    def booked(answer: p.Answer) -> p.Premises:
        bookings = tuple(replace(one, booking=n, answer=answer) for n in range(1, MOST + 1))
        state = p.Premises(phase="open", unit=VILLAGE, shared=True, bookings=bookings, asked=MOST)
        now = at("2026-04-24 09:00")
        turn = Turn("premises:1", state, kind.evolve, now=now, by=AGENT, command_id="c")
        kind.decide(turn, AFTER)
        return turn.state

    for answer in ("refused", "cancelled"):
        again = booked(answer)
        assert len(again.bookings) == p.MOST_KEPT + 1 and again.bookings[-1].starts == AFTER.starts
    with pytest.raises(Refusal, match="full"):
        booked("")
    many = tuple(replace(one, booking=n, answer="refused") for n in range(1, 2 * p.MOST_KEPT))
    state = p.Premises(phase="open", bookings=(*many, replace(one, booking=9_999)))
    asked = p.BookingAsked(
        at=at("2026-04-24 09:00"), by=AGENT.id, booking=10_000, unit=VILLAGE, starts=AFTER.starts,
        ends=AFTER.ends, purpose="x",
    )  # fmt: skip
    kept = [each.booking for each in kind.evolve(state, asked).bookings]
    assert kept[-2:] == [9_999, 10_000] and len(kept) == p.MOST_KEPT + 2


def test_use_is_counted_by_month_and_whose_it_was_and_taken_back() -> None:
    def answered(answer: str, unit: str, **more: Any) -> dict[str, Any]:
        return {
            "type": "BookingAnswered", "at": at("2026-04-24 09:00"), "booking": 1, "unit": unit,
            "answer": answer, "starts": MORNING.starts, "ends": MORNING.ends, **more,
        }  # fmt: skip

    registered = {
        "type": "PremisesRegistered", "at": at("2026-04-24 09:00"), "title": "室", "sort": "room",
        "unit": VILLAGE, "tier": "village", "place": "440604012202", "shared": True,
    }  # fmt: skip
    events = [
        registered,
        answered("confirmed", VILLAGE),
        answered("confirmed", "tongji_community"),
        answered("refused", "tongji_community"),
        answered("cancelled", "tongji_community"),
        answered("cancelled", VILLAGE, held=True),
    ]
    commits = [commit("premises:1", n, ev=[each]) for n, each in enumerate(events, 1)]
    (row,) = fold(PREMISES, *commits).values()

    assert row["use"] == {"2026-04": {"times": 1, "own": 0, "others": 120}}
    assert (row["state"], row["shared"], row["capacity"]) == ("open", True, 0)


def test_a_room_is_registered_booked_confirmed_and_its_use_is_shown(site: Site) -> None:
    assert site.services is not None
    day = local_day(site.services.clock.now()) + timedelta(days=7)
    with site.client("zhenan_agent") as clerk, site.client("tongji_agent") as other:
        sent = {"title": f"室{uuid4().hex[:6]}", "sort": "room", "capacity": "9", "shared": "true"}
        at_room = posted(clerk, "/premises/new/register_premises", sent)
        times = {"starts": [day.isoformat(), "09:00"], "ends": [day.isoformat(), "10:30"]}
        posted(other, f"{at_room}/ask_booking", {**times, "purpose": "议事会", "people": "5"})
        posted(clerk, f"{at_room}/confirm_booking", {"booking": "1"})
        taken = {**times, "purpose": "排练", "people": "5", "key": uuid4().hex}
        assert clerk.post(f"{at_room}/ask_booking", data=taken).status_code == 422
        id = at_room.rpartition("/")[2]
        site.run(used(site, id), 65)
        shown = clerk.get(f"/premises/use?lang=en&month={day:%Y-%m}").text
        line = shown[shown.index(f'href="/premises/{id}"') :].partition("</tr>")[0]

        assert sent["title"] in line and "1.5" in line
        assert "chart__bar--2" in shown
        record = clerk.get(at_room).text
        assert "议事会" in record and "bound method" not in record
        assert 'href="/premises/use"' in clerk.get("/premises").text
        assert clerk.get(f"/premises/use?month={'x' * 7}").status_code == 200


def posted(client: httpx.Client, at: str, sent: dict[str, Any]) -> str:
    """Send a form, and return the address that it leads to."""
    answer = client.post(at, data={"key": uuid4().hex, **sent})
    assert answer.status_code == 303, re.findall(r"error-summary.*?</ul>", answer.text, re.S)
    return answer.headers["location"].partition("?")[0]


async def used(site: Site, id: str) -> None:
    """Wait until the row counts a booking."""
    async with asyncio.timeout(60):
        while not (row := await site.database["premises"].find_one({"_id": id})) or not row["use"]:
            await asyncio.sleep(0.02)
