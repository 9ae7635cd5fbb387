"""Too much is said at the edge: 429 if it is the caller's doing, 503 if the platform's."""

import asyncio
import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from actors.blocks.waiting.state import HALL
from serve_apps.blocks.waiting.rooms import SHEDS, WaitingRooms
from serve_apps.front.settings import WebSettings
from tests.acceptance.site import Site
from tests.acceptance.steps import application, key
from tests.acceptance.test_waiting import set_room

pytestmark = pytest.mark.feature("HALL-28")
PROBLEM = "application/problem+json"
SETTINGS = WebSettings()
PATIENCE = 60.0  # seconds; how soon a room opens proves nothing


@contextmanager
def unfinished(site: Site, count: int, token: str = "") -> Iterator[None]:
    """Hold `count` requests under way, whose bodies never end."""
    address = urlsplit(site.url)
    proof = f"authorization: Bearer {token}\r\n" if token else ""
    head = (
        "POST /api/v1/uploads HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\n"
        f"content-length: 1000\r\nidempotency-key: k\r\n{proof}\r\n"
    )
    if not token:
        head = head.replace("/api/v1/uploads", "/api/v1/sessions").replace(
            "image/png", "application/json"
        )
    with ExitStack() as stack:
        for _ in range(count):
            connection = socket.create_connection((address.hostname or "", address.port or 0))
            stack.enter_context(connection)
            connection.sendall(head.encode())
        yield


async def answer_of_status(site: Site, status: int, token: str = "") -> httpx.Response:
    """Ask until the answer has `status`."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(base_url=site.url, headers=headers) as client:
        async with asyncio.timeout(60):
            while True:
                answer = await client.get("/api/v1/cases" if token else "/api/v1/items")
                if answer.status_code == status:
                    return answer
                await asyncio.sleep(0.02)


@contextmanager
def full(site: Site) -> Iterator[None]:
    """Have the platform work on as many requests as it may."""
    with unfinished(site, SETTINGS.most_requests):
        site.run(answer_of_status(site, 503))
        yield
    site.run(answer_of_status(site, 200))


def test_a_resident_who_asks_too_much_at_once_is_told_so_and_nobody_else(site: Site) -> None:
    assert site.services is not None
    before = site.services.sent_away["crowded"]
    token = site.token("chen_jiahui")
    with unfinished(site, SETTINGS.most_of_one, token):
        told = asyncio.run(answer_of_status(site, 429, token))
        with site.client("huang_guoqiang") as other:
            assert other.get("/api/v1/cases").status_code == 200

    assert told.headers["content-type"] == PROBLEM
    assert int(told.headers["retry-after"]) >= 1
    assert told.json()["type"] == "/problems/crowded"
    assert site.services.sent_away["crowded"] == before + 1
    assert asyncio.run(answer_of_status(site, 200, token)).status_code == 200


def test_a_process_with_its_hands_full_says_so_in_the_platforms_own_words(site: Site) -> None:
    with unfinished(site, SETTINGS.most_requests):
        told = asyncio.run(answer_of_status(site, 503))
        page = httpx.get(site.url, headers={"accept": "text/html"})
        health = httpx.get(f"{site.url}/health")

    assert told.headers["content-type"] == PROBLEM
    assert int(told.headers["retry-after"]) >= 1
    assert told.json()["type"] == "/problems/overloaded"
    assert page.status_code == 503
    assert "/waiting/hall" in page.text
    assert int(page.headers["retry-after"]) >= 1
    assert health.status_code == 200
    assert asyncio.run(answer_of_status(site, 200)).status_code == 200


def test_the_hall_has_people_wait_in_line_once_many_were_turned_away(site: Site) -> None:
    assert site.services is not None
    rooms = site.services[WaitingRooms]
    end = time.monotonic() + PATIENCE
    with full(site):
        for asked in itertools.count(1):  # so many count that are turned away within a while
            assert httpx.get(f"{site.url}/api/v1/items").status_code == 503
            if asked >= SHEDS and site.run(rooms.board(HALL)).open:
                break
            assert time.monotonic() < end
    with site.client("chen_jiahui") as resident:
        place = resident.post("/api/v1/waiting/hall").json()
    set_room(site, "off", room=HALL)
    set_room(site, "automatic", room=HALL)

    assert place["status"] in ("called", "waiting")


def test_a_wish_that_nobody_waits_for_is_not_begun(site: Site) -> None:
    wish, headers = application(site, "WFZM-01"), key()
    with site.client("chen_jiahui") as resident:
        late = resident.post("/api/v1/cases", json=wish, headers=headers | {"prefer": "wait=0"})
        before = site.run(site.database["journal"].count_documents({"kind": "case"}))
        again = resident.post("/api/v1/cases", json=wish, headers=headers)
        after = site.run(site.database["journal"].count_documents({"kind": "case"}))

    assert late.status_code == 503
    assert late.headers["content-type"] == PROBLEM
    assert int(late.headers["retry-after"]) >= 1
    assert again.status_code == 201
    assert not again.json()["replayed"]
    assert after == before + 1
