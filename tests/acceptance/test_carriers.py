"""A result is posted by the carrier's own system: taken, lost and returned, and delivered at last;
the desk and the applicant see each of it (HALL-14, HALL-15, HALL-44)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from actors.blocks.calls.shell.finding import settings_file
from actors.blocks.issuing.records import Handover
from storage.own_files import write_over
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send
from tests.ports import free_port
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-15", "HALL-44")
OWNER, CLERK, ITEM = "chen_jiahui", "hall_clerk", "WFZM-01"
KEY, REPORT_KEY = "carrier-key", "00112233445566778899aabbccddeeff"
ADDRESS = "佛山市禅城区示例路 1 号 501"
ORDER = {"address": ADDRESS, "phone": "13800000003"}


class Carrier:
    """The stand-in, as a process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, path: str, **said: Any) -> Any:
        return httpx.post(f"{self.url}/{path}", json=said, timeout=30).raise_for_status().json()

    def parcels(self) -> list[dict[str, str]]:
        return httpx.get(f"{self.url}/log").json()


@pytest.fixture(scope="module")
def carrier(site: Site) -> Iterator[Carrier]:
    """The carrier, connected and well-behaved."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "serve_apps.standins.parcel_carrier", "--port", str(port)]
    command += ["--report-to", f"{site.url}/intake/parties/carrier"]
    secrets = {"CARRIER_KEY": KEY, "CARRIER_REPORT_KEY": REPORT_KEY}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | secrets)
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["standin"] == "no real carrier"
        with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
            client.get(f"{url}/log").raise_for_status()
        table = {"url": url, "key": KEY, "report_key": REPORT_KEY}
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items())
        write_over(settings_file(), f"[carrier]\n{lines}".encode())
        yield Carrier(url)
    finally:
        settings_file().unlink(missing_ok=True)
        process.terminate()
        process.wait(10)


def test_a_result_is_posted_lost_returned_and_delivered(site: Site, carrier: Carrier) -> None:
    with site.client(OWNER) as owner, site.client(CLERK) as clerk:
        filed: dict[str, Any] = apply(owner, application(site, ITEM)).json()
        case = filed["case"]
        for command, body in (
            ("accept", {}),
            ("decide", {"outcome": "granted"}),
            ("issue", {"document": "示例 2026-0001"}),
        ):
            assert send(clerk, case, command, body).status_code == 200

        def state() -> Handover:
            assert site.services is not None
            return site.run(site.services.sender.show(f"handover:{case}")).state

        def at_desk(command: str, **body: Any) -> None:
            done = clerk.post(f"/api/v1/handovers/{case}/{command}", json=body, headers=key())
            assert done.status_code == 200, done.text

        def ordered(n: int) -> dict[str, str]:
            if state().phase == "lost":  # another copy was made
                at_desk("receive_result", shelf="B-08")
            at_desk("order_parcel", **ORDER)
            until(lambda: state().phase == "posted" and state().orders == n)
            return carrier.parcels()[-1]

        until(lambda: state().phase == "awaited")
        carrier.post("behave", fails_after=True)  # it has the parcel, and says that it broke
        at_desk("receive_result", shelf="B-07")
        at_desk("order_parcel", **ORDER)
        until(lambda: len(carrier.parcels()) == 1)
        carrier.post("behave", forged=True)
        first = carrier.parcels()[0]
        assert first["address"] == ADDRESS
        forged = carrier.post("move", id=first["id"], states=["delivered"])
        assert forged["told"] == [403] and state().phase != "handed"
        carrier.post("behave")
        carrier.post("move", id=first["id"], states=["accepted", "lost"], doubled=2, reordered=True)
        until(lambda: state().phase == "lost")
        assert "寄递丢失" in owner.get(f"/cases/{case}").text

        second = ordered(2)
        shown = owner.get(f"/cases/{case}").text
        assert second["number"] in shown and "邮寄中" in shown
        assert second["number"] in clerk.get(f"/staff/results/{case}").text
        carrier.post("move", id=second["id"], states=["returned"], doubled=2)
        until(lambda: state().phase == "shelved")
        until(lambda: filed["number"] in clerk.get("/staff/results?standing=returned").text)

        third = ordered(3)
        carrier.post("move", id=third["id"], states=["delivered"])
        until(lambda: state().phase == "handed")
        carrier.post("move", id=third["id"], states=["returned"])  # late, and of no use
        assert state().method == "post"
        until(lambda: "已送达" in owner.get(f"/cases/{case}").text)
    assert len(carrier.parcels()) == 3
