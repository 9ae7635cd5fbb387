"""Messages of other channels: signed ones become one clue each, however they come (NPC-01).

Who sends them are stand-ins, each a process of its own.
"""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from actors.systems.npc_motions.clue_records import OutsideChannel, clue_id
from serve_apps.systems.npc_motions.intake import SIGNATURE, signature
from tests import command_line
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import until

CHANNELS: Any = OutsideChannel.__args__  # type: ignore[attr-defined]
MESSAGES = 6


def operate(site: Site, *typed: str) -> bytes:
    """Return the key that `yimen channels` prints for `typed`."""
    settings = site.services.settings  # type: ignore[union-attr]
    environment = {**os.environ, "YIMEN_SECRETS_FILE": str(settings.secrets_file)}
    ran = command_line.run(["channels", *typed], environment, command_line.ROOT)
    assert ran.returncode == 0, ran.stderr
    return bytes.fromhex(ran.stdout.strip())


@pytest.fixture(scope="module")
def keys(site: Site) -> Mapping[str, bytes]:
    """The keys of all channels, as the operator sees them."""
    return {channel: operate(site, "key", channel) for channel in CHANNELS}


def stand_in(site: Site, channel: str, key: bytes, *more: str) -> subprocess.Popen[str]:
    """Start the stand-in of `channel`."""
    command = [sys.executable, "-m", "serve_apps.standins.npc_channel", "--to", site.url]
    return subprocess.Popen(
        [*command, "--channel", channel, "--messages", str(MESSAGES), *more],
        env={**os.environ, "CHANNEL_KEY": key.hex()},
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a stand-in and return what it says of its deliveries."""
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(out)


def commits(site: Site, id: str) -> int:
    return site.run(site.database["journal"].count_documents({"key": f"clue:{id}"}))


def body(number: int, **more: Any) -> bytes:
    message = {
        "external_id": f"m{number}",
        "told_at": "2026-03-05T09:00:00+08:00",
        "text": "灯不亮",
    }
    return json.dumps({**message, **more}).encode()


def post(site: Site, channel: str, sent: bytes, key: bytes | None) -> httpx.Response:
    headers = {SIGNATURE: signature(key, sent)} if key else {}
    with site.client() as client:
        return client.post(f"/intake/npc/{channel}", content=sent, headers=headers)


@pytest.mark.feature("NPC-01")
def test_every_channel_makes_one_clue_of_a_message_however_late_often_or_broken_it_comes(
    site: Site, keys: Mapping[str, bytes]
) -> None:
    wrong = ("--doubled", "3", "--reordered", "--delay", "40", "--failing", "0.3")
    senders = {channel: stand_in(site, channel, key, *wrong) for channel, key in keys.items()}

    summaries = {channel: told(sender) for channel, sender in senders.items()}
    assert sum(each["broken"] for each in summaries.values()) > 0
    for channel, summary in summaries.items():
        ids = sorted(clue_id(channel, f"{channel}-{number}") for number in range(MESSAGES))
        assert summary["statuses"] == {"200": 3 * MESSAGES}
        assert summary["clues"] == ids
        assert [commits(site, id) for id in ids] == [1] * MESSAGES
        third = until(site, f"clue:{clue_id(channel, f'{channel}-3')}", lambda state: True)
        assert (third.channel, third.text) == (channel, "路灯第 3 盏不亮。")


@pytest.mark.feature("NPC-01")
def test_what_a_channel_did_not_sign_is_refused_and_leaves_nothing(
    site: Site, keys: Mapping[str, bytes]
) -> None:
    key, other = keys["sms"], keys["email"]
    forger = stand_in(site, "sms", other, "--seed", "9")
    answers = [
        post(site, "sms", body(40), other),
        post(site, "sms", body(40), None),
        post(site, "survey", body(40), key),
    ]

    assert [each.status_code for each in answers] == [403, 403, 422]
    assert answers[0].json()["errors"][0]["code"] == "clue.forged"
    assert told(forger)["statuses"] == {"403": MESSAGES}
    assert commits(site, clue_id("sms", "m40")) == 0


@pytest.mark.feature("NPC-01")
def test_the_operator_sees_and_replaces_the_key_which_the_secrets_file_keeps(site: Site) -> None:
    file = site.services.settings.secrets_file  # type: ignore[union-attr]
    former = operate(site, "key", "microblog")
    assert operate(site, "key", "microblog") == former
    assert post(site, "microblog", body(50), former).status_code == 200

    following = operate(site, "rotate", "microblog")

    assert following != former
    assert operate(site, "key", "microblog") == following
    assert post(site, "microblog", body(51), former).status_code == 403
    assert post(site, "microblog", body(51), following).status_code == 200
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.feature("NPC-01")
@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        (b"no json", "form.unreadable", ""),
        (body(41, told_at="yesterday"), "form.unreadable", "/told_at"),
        (body(41, told_at="2026-03-05T09:00:00"), "clue.without_zone", "/told_at"),
        (body(42, text=" "), "proposal.empty", "/text"),
        (body(43, external_id=""), "proposal.empty", "/external_id"),
    ],
)
def test_what_cannot_be_a_clue_is_refused_by_field_and_rule(
    site: Site, keys: Mapping[str, bytes], sent: bytes, code: str, field: str
) -> None:
    answer = post(site, "wechat", sent, keys["wechat"])

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["code"], error.get("pointer", "")) == (code, field)


@pytest.mark.feature("NPC-01")
def test_the_form_of_the_portal_makes_one_clue_though_it_is_sent_twice(site: Site) -> None:
    before = site.run(site.database["journal"].count_documents({"kind": "clue"}))
    with httpx.Client(base_url=site.url, timeout=20) as client:
        page = client.get("/tell").text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
        answers = [client.post("/tell", data={**hidden, "text": "步道灯不亮。"}) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert site.run(site.database["journal"].count_documents({"kind": "clue"})) == before + 1
