"""Messages of other channels: signed ones become one clue each, however they come (NPC-01)."""

import json
import random
from typing import Any

import httpx
import pytest

from actors.systems.npc_motions.clue import clue_id
from serve_apps.systems.npc_motions.intake import SIGNATURE, channel_key, signature
from tests.acceptance.site import Site

CHANNELS: Any = ("wechat", "microblog", "sms", "email")


def body(number: int, **more: Any) -> bytes:
    told = {
        "external_id": f"m{number}",
        "told_at": f"2026-03-05T09:{number:02}:00+08:00",
        "text": f"路灯第 {number} 盏不亮。",
        **more,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def post(site: Site, channel: Any, sent: bytes, signed_by: Any = "") -> httpx.Response:
    key = channel_key(site.services.secrets.signing_key, signed_by or channel)  # type: ignore[union-attr]
    headers = {SIGNATURE: signature(key, sent), "content-type": "application/json"}
    address = f"{site.url}/intake/npc/{channel}"
    return httpx.post(address, content=sent, headers=headers, timeout=20)


def commits(site: Site, id: str) -> int:
    return site.run(site.database["journal"].count_documents({"key": f"clue:{id}"}))


@pytest.mark.parametrize("channel", CHANNELS)
def test_doubled_and_reordered_messages_make_one_clue_each(site: Site, channel: Any) -> None:
    messages = [body(number) for number in range(8)] * 3
    random.Random(channel).shuffle(messages)

    answers = [post(site, channel, each) for each in messages]

    ids = {clue_id(channel, f"m{number}") for number in range(8)}
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["clue"] for answer in answers} == ids
    assert {commits(site, id) for id in ids} == {1}
    shown = site.run(site.services.sender.show(f"clue:{clue_id(channel, 'm3')}"))  # type: ignore[union-attr]
    assert (shown.state.channel, shown.state.text) == (channel, "路灯第 3 盏不亮。")


def test_a_message_that_its_channel_did_not_sign_leaves_nothing(site: Site) -> None:
    forged = post(site, "sms", body(40), signed_by="email")
    altered = httpx.post(
        f"{site.url}/intake/npc/sms", content=body(40), headers={SIGNATURE: "0" * 64}, timeout=20
    )
    unsigned = httpx.post(f"{site.url}/intake/npc/sms", content=body(40), timeout=20)

    assert [each.status_code for each in (forged, altered, unsigned)] == [403, 403, 403]
    assert commits(site, clue_id("sms", "m40")) == 0


def test_what_cannot_be_a_clue_is_refused(site: Site) -> None:
    for sent in (b"no json", body(41, told_at="2026-03-05T09:00:00"), body(42, text=" ")):
        assert post(site, "wechat", sent).status_code == 422
