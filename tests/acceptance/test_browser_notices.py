"""Somebody has a browser show his notices, sees which do, and takes one away."""

import base64
from pathlib import Path

import pytest

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.browsers import browser_id
from actors.blocks.messages.mailbox_state import MAILBOX
from tests.acceptance.site import Site

pytestmark = pytest.mark.feature("HALL-27")
RESIDENT = "lu_haoming"
KEY = f"{MAILBOX}:{to_somebody(f'person:{RESIDENT}')}"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


SENT = {
    "endpoint": "https://push.example/abc",
    "p256dh": text(b"\x04" + b"k" * 64),
    "auth": text(b"a" * 16),
}


def test_a_browser_is_switched_on_seen_and_taken_away(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with site.client(RESIDENT) as resident:
        assert "data-push" not in resident.get("/notices/reach?lang=en").text, (
            "no push service is named"
        )

        monkeypatch.setenv("YIMEN_PUSH_HOSTS", "push.example")
        monkeypatch.setenv("YIMEN_PUSH_CONTACT", "mailto:keeper@city.example")
        monkeypatch.setenv("YIMEN_PUSH_KEY", str(tmp_path / "push-key.pem"))
        page = resident.get("/notices/reach").text
        assert "No browser shows notices" in page and "needs JavaScript" in page
        worker = resident.get("/notices/worker.js")
        assert worker.headers["content-type"].startswith("text/javascript")

        at = "/notices/reach/browser"
        inside = resident.post(at, data={**SENT, "endpoint": "https://169.254.169.254/latest"})
        assert inside.status_code == 422 and "sends nothing to the push service" in inside.text
        nothing = resident.post(at, data={})
        assert nothing.status_code == 422 and "gave no address" in nothing.text

        added = resident.post(at, data=SENT, headers={"user-agent": FIREFOX})
        assert added.status_code == 303
        page = resident.get("/notices/reach").text
        assert "Firefox · Linux" in page and "push.example" not in page

        wanted = {"language": "zh", "wanted": ["service.mail", "service.sms", "service.push"]}
        resident.post("/notices/reach/wanted", data=wanted)
        id = browser_id(SENT["endpoint"])
        assert resident.post(f"{at}/remove", data={"browser": id}).status_code == 303
        assert "No browser shows notices" in resident.get("/notices/reach").text

    async def off() -> tuple[str, ...]:
        assert site.services is not None
        return (await site.services.sender.show(KEY)).state.reach.off

    assert site.run(off()) == ("work.mail", "work.push", "work.sms")
