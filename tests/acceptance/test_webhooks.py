"""Programs of those who use the API are told of the cases that these may see, and of no others."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from actors.blocks.calls.shell.finding import settings_file
from actors.blocks.calls.shell.signed import check_signed
from actors.library import load_city
from storage.own_files import write_over
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-26")
RESIDENT, STRANGER, ITEM = "chen_jiahui", "huang_guoqiang", "WFZM-01"
CLERK_ELSEWHERE = "health"


class Program:
    """A program that is told, and keeps what it was."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 204
        program = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                program.told.append((self.path, headers, body))
                self.send_response(program.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, path: str, case: str) -> list[str]:
        """The types of what was told at `path` of a case."""
        told = [json.loads(body) for at, _, body in self.told if at == path]
        return [each["type"] for each in told if each["data"]["case"] == case]


@pytest.fixture(scope="module")
def program(site: Site) -> Iterator[Program]:
    """A program on a host that operators allow."""
    found = Program()
    write_over(settings_file(), f'[webhooks]\nhosts = "{found.host}"\n'.encode())
    yield found
    settings_file().unlink()
    found.server.shutdown()
    found.server.server_close()


def subscribed(client: httpx.Client, url: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/webhooks", json={"url": url, **more}, headers=key())
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_each_is_told_of_the_cases_that_he_may_see(site: Site, program: Program) -> None:
    clerks = {"own": "hall_clerk", "other": _clerk_of(site, CLERK_ELSEWHERE)}
    with site.client(RESIDENT) as resident, site.client(STRANGER) as stranger:
        secret = subscribed(resident, f"http://{program.host}/own")["reply"]["secret"]
        subscribed(stranger, f"http://{program.host}/stranger")
        for name, account in clerks.items():
            with site.client(account) as clerk:
                subscribed(clerk, f"http://{program.host}/{name}-clerk", events=["Submitted"])
        case = apply(resident, application(site, ITEM)).json()["case"]
        assert send(resident, case, "withdraw", {}).status_code == 200
        until(lambda: {*program.of("/own", case)} >= {"case.Submitted", "case.Withdrawn"})
        until(lambda: program.of("/own-clerk", case) == ["case.Submitted"])
        hers = apply(stranger, application(site, ITEM, STRANGER)).json()["case"]
        until(lambda: program.of("/stranger", hers) == ["case.Submitted"])

    assert program.of("/stranger", case) == program.of("/other-clerk", case) == []
    assert program.of("/own", hers) == []
    [(_, headers, body)] = [
        each for each in program.told if each[0] == "/own" and b"Withdrawn" in each[2]
    ]
    check_signed(headers, body, bytes.fromhex(secret), time.time())
    assert "佳慧" not in body.decode() and "13800000001" not in body.decode()


def _clerk_of(site: Site, unit: str) -> str:
    return next(
        each.account
        for each in load_city().staff.values()
        if each.unit == unit and "window_clerk" in each.roles
    )


def test_no_address_but_those_that_operators_allow_is_told(site: Site, program: Program) -> None:
    with site.client(RESIDENT) as resident:
        wish = {"url": "https://127.0.0.1:1/hooks"}
        refused = resident.post("/api/v1/webhooks", json=wish, headers=key())

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "webhook.no_host"


def test_its_owner_sees_how_deliveries_go_and_nobody_else(site: Site, program: Program) -> None:
    program.status = 410
    with site.client(RESIDENT, language="zh") as resident, site.client(STRANGER) as stranger:
        made = subscribed(resident, f"http://{program.host}/gone")
        case = apply(resident, application(site, ITEM)).json()["case"]
        at = f"/webhooks/{made['id']}"
        until(lambda: "HTTP 410" in resident.get(at).text)
        program.status = 204
        again = resident.post(f"/api/v1{at}/tell_again", json={"n": 1}, headers=key())
        assert again.status_code == 200, again.text
        until(lambda: program.of("/gone", case) == ["case.Submitted"] * 2)
        until(lambda: "已送达" in resident.get(at).text)
        assert made["id"] in resident.get("/webhooks").text
        assert made["reply"]["secret"] not in resident.get(at).text
        assert stranger.get(at).status_code in (403, 404)
        assert made["id"] not in stranger.get("/webhooks").text
        listed = resident.get("/api/v1/webhooks").json()
        assert made["id"] in [each["id"] for each in listed["webhooks"]]
        rotated = resident.post(f"/api/v1{at}/change_secret", json={}, headers=key())
        assert rotated.json()["reply"]["secret"] != made["reply"]["secret"]
        ended = resident.post(f"/api/v1{at}/unsubscribe", json={}, headers=key())
        assert ended.status_code == 200
