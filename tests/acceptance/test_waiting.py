"""The waiting room over HTTP: a rush is served in the order in which people came."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from actors.blocks.waiting.commands import SetRoom
from actors.kernel.identity import PLATFORM
from benchmarks import rush
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.csrf import new_visitor
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key

pytestmark = pytest.mark.feature("HALL-28")
ITEM = rush.ITEM
PEOPLE = 240
A_MINUTE = 6_000
SLOWLY = 60
PROBLEM = "application/problem+json"


def set_room(site: Site, mode: Any, capacity: int = 0, room: str = ITEM) -> None:
    """Switch a room, and wait until the site has noticed."""
    assert site.services is not None
    services = site.services

    async def switch() -> None:
        command = SetRoom(mode=mode, capacity=capacity)
        await services.sender.send(
            f"waiting_room:{room}", command, id=key()["idempotency-key"], by=PLATFORM
        )
        async with asyncio.timeout(60):
            while (await services[WaitingRooms].board(room)).mode != mode:
                await asyncio.sleep(0.05)

    site.run(switch())


@pytest.fixture
def room(site: Site) -> Iterator[str]:
    """A room that lets in one person a minute, the first of whom has gone in already."""
    assert site.services is not None
    set_room(site, "on", 1)
    site.run(site.services[WaitingRooms].place(ITEM, "person:first"))
    yield f"/api/v1/waiting/{ITEM}"
    set_room(site, "off")


def crowd(site: Site, count: int) -> list[rush.Applicant]:
    """Return `count` people who have signed in."""
    assert site.services is not None
    return site.run(rush.register(site.services.sender, site.services.sessions, count), 120)


def test_in_a_rush_everybody_gets_in_once_and_in_order(site: Site) -> None:
    people = crowd(site, PEOPLE)
    set_room(site, "on", SLOWLY)

    async def come() -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(rush.rush(site.url, people))
            while not any(one.ahead for one in people):  # somebody waits
                await asyncio.sleep(0.05)
            await asyncio.to_thread(set_room, site, "on", A_MINUTE)

    try:
        asyncio.run(come())
        found = site.run(rush.look_into(site.database, people))
    finally:
        set_room(site, "off")

    assert found == rush.Findings(submitted=PEOPLE, lost=0, doubled=0, out_of_order=0)
    assert max(len(one.ahead) for one in people) > 0
    assert len({one.number for one in people}) == PEOPLE


def test_whoever_comes_later_gets_a_later_number(site: Site, room: str) -> None:
    early, late = crowd(site, 20), crowd(site, 20)

    async def arrive(people: list[rush.Applicant]) -> list[int]:
        async with httpx.AsyncClient(base_url=site.url) as client:
            told = await asyncio.gather(*(client.post(room, headers=one.headers) for one in people))
        return [answer.json()["number"] for answer in told]

    first, second = asyncio.run(arrive(early)), asyncio.run(arrive(late))

    assert max(first) < min(second)
    assert asyncio.run(arrive(early)) == first


def test_an_application_without_admission_is_told_where_to_wait(site: Site, room: str) -> None:
    wish = application(site, ITEM)
    with site.client("chen_jiahui") as resident:
        refused = apply(resident, wish)
        place = resident.post(room).json()

    assert refused.status_code == 429
    assert refused.headers["content-type"] == PROBLEM
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.json()["type"] == "/problems/waiting"
    assert refused.json()["room"] == room
    assert place["status"] == "waiting"
    assert place["ahead"] >= 1
    assert place["wait_seconds"] == place["ahead"] * 60


def test_a_case_that_was_received_before_is_confirmed_again_without_waiting(site: Site) -> None:
    wish, headers = application(site, ITEM), key()
    with site.client("chen_jiahui") as resident:
        first = resident.post("/api/v1/cases", json=wish, headers=headers).json()
        set_room(site, "on", 1)
        again = resident.post("/api/v1/cases", json=wish, headers=headers)
        set_room(site, "off")

    assert again.status_code == 201
    assert again.json()["number"] == first["number"]


def test_who_stands_at_a_window_does_not_wait_in_the_net(site: Site, room: str) -> None:
    with site.client("hall_clerk") as clerk:
        answer = apply(clerk, application(site, ITEM))

    assert answer.status_code != 429


def test_a_page_is_led_to_the_waiting_room_and_back(site: Site, room: str) -> None:
    with site.client() as browser:
        browser.cookies.set("session", site.token("chen_jiahui"))
        led = browser.get(f"/items/{ITEM}/apply", headers={"accept": "text/html"})
        shown = browser.get(led.headers["location"])
        again = browser.get(led.headers["location"])

    address = urlsplit(led.headers["location"])
    assert led.status_code == 303
    assert address.path == f"/waiting/{ITEM}"
    assert parse_qs(address.query) == {"next": [f"/items/{ITEM}/apply"]}
    assert shown.status_code == again.status_code == 200
    assert '<meta http-equiv="refresh"' in shown.text
    assert 'role="status"' in shown.text


def test_a_place_taken_before_signing_in_is_kept_afterwards(site: Site, room: str) -> None:
    (one,) = crowd(site, 1)
    with site.client() as browser:
        here = f"/waiting/{ITEM}"
        browser.get(here)  # gives the browser its name
        browser.get(here)
        (other,) = crowd(site, 1)
        later = httpx.post(site.url + room, headers=other.headers).json()["number"]
        browser.cookies.set("session", one.token)
        browser.get(here)
    kept = httpx.post(site.url + room, headers=one.headers).json()["number"]

    assert kept < later


def waiting(site: Site) -> int:
    """Return how many wait in the room."""
    assert site.services is not None
    receipt = site.run(site.services.sender.show(f"waiting_room:{ITEM}"))
    return receipt.state.tail - receipt.state.head


def test_a_cookie_that_we_did_not_make_takes_no_place(site: Site, room: str) -> None:
    before = waiting(site)
    for number in range(5):
        with site.client() as browser:
            browser.cookies.set("visitor", f"invented{number}.{'x' * 43}")
            shown = browser.get(f"/waiting/{ITEM}")
            assert shown.status_code == 200
            assert shown.cookies["visitor"].partition(".")[0] != f"invented{number}"

    assert waiting(site) == before


def test_one_address_takes_so_many_places_a_minute_without_signing_in_and_no_more(
    site: Site, room: str
) -> None:
    assert site.services is not None
    settings = site.services.settings
    key = site.services.secrets.signing_key

    async def come(
        client: httpx.AsyncClient, address: str, cookie: str, **headers: str
    ) -> httpx.Response:
        shown = {
            "accept": "text/html",
            "cookie": f"visitor={cookie}",
            "x-forwarded-for": f"203.0.113.9, {address}",
        }
        return await client.get(f"/waiting/{ITEM}", headers=shown | headers)

    async def try_it() -> tuple[set[int], list[httpx.Response]]:
        cookies = [new_visitor(key) for _ in range(settings.most_places)]
        async with httpx.AsyncClient(base_url=site.url, timeout=30) as client:
            here = "198.51.100.7"
            came = await asyncio.gather(*(come(client, here, cookie) for cookie in cookies))
            return {answer.status_code for answer in came}, [
                await come(client, here, cookies[0]),
                await come(client, here, new_visitor(key)),
                await come(client, here, new_visitor(key), **{"hx-request": "true"}),
                await come(client, "198.51.100.8", new_visitor(key)),
            ]

    came, (again, more, part, elsewhere) = asyncio.run(try_it())
    (person,) = crowd(site, 1)
    signed_in = httpx.post(site.url + room, headers=person.headers)

    assert came == {200}
    assert again.status_code == elsewhere.status_code == signed_in.status_code == 200
    assert more.status_code == part.status_code == 429
    assert 1 <= int(more.headers["retry-after"]) <= 60
    assert f"/sign-in?next=/waiting/{ITEM}" in more.text
    assert part.headers["hx-refresh"] == "true"


def test_no_redirect_of_the_waiting_room_leaves_the_platform(site: Site) -> None:
    with site.client() as browser:
        led = browser.get("/waiting/hall?next=https://elsewhere.example/")
        led = browser.get("/waiting/hall?next=//elsewhere.example/") if led.is_success else led

    assert led.headers["location"] == "/"


def test_a_place_outlives_the_process_that_gave_it(site: Site, room: str) -> None:
    assert site.services is not None
    (one,) = crowd(site, 1)
    before = httpx.post(site.url + room, headers=one.headers).json()
    site.services[WaitingRooms]._rooms.clear()  # as a replica is that has just started
    after = httpx.post(site.url + room, headers=one.headers).json()

    assert after["number"] == before["number"]


def test_an_operator_switches_a_room_and_nobody_else(site: Site) -> None:
    address = f"/api/v1/waiting/{ITEM}"
    wish = {"mode": "automatic", "capacity": 50, "minutes": 5}
    with site.client("operator") as operator, site.client("chen_jiahui") as resident:
        refused = resident.put(address, json=wish, headers=key())
        switched = operator.put(address, json=wish, headers=key())
        wrong = operator.put(address, json=wish | {"capacity": 10**6}, headers=key())
        operator.put(address, json={"mode": "off"}, headers=key())

    assert refused.status_code == 403
    assert switched.json() | {"waiting": 0, "admitted": 0} == {
        "room": ITEM,
        "open": False,
        "mode": "automatic",
        "waiting": 0,
        "admitted": 0,
        "pace": 50,
        "capacity": 50,
        "minutes": 5,
    }
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/capacity"]


def test_there_is_no_room_of_an_unknown_item(site: Site) -> None:
    with site.client() as anybody:
        assert anybody.get("/api/v1/waiting/NOTHING-1").status_code == 404
        assert anybody.get("/waiting/NOTHING-1").status_code == 404
