"""The feed of items, from a stand-in that is a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from actors.blocks.calls.shell.adapter import Call, CheckFailed
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.item_lists.document import compared, list_of, read_list
from actors.blocks.item_lists.shell.adapters import ItemStandards
from tests import loaded
from tests.ports import free_port

pytestmark = pytest.mark.feature("HALL-42")
KEY, ASKED = "test-key", Call(id="c1", body={})
LIBRARY = loaded.library()


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[str]:
    """The address of a stand-in that has a list with one promised limit that is shorter."""
    rows = list_of(LIBRARY[Catalogue].current_items()).items
    shorter = msgspec.structs.replace(rows[0], promised=rows[0].promised - 1)
    document = msgspec.structs.replace(list_of(()), items=(shorter, *rows[1:]))
    file = tmp_path / "list.json"
    file.write_bytes(msgspec.json.encode(document))
    command = [sys.executable, "-m", "serve_apps.standins.item_standards"]
    process = subprocess.Popen(
        [*command, "--port", str(free_port()), "--list", str(file)],
        stdout=subprocess.PIPE,
        env={"ITEM_STANDARDS_KEY": KEY, "PATH": "/usr/bin:/bin"},
    )
    assert process.stdout is not None
    told: dict[str, str] = json.loads(process.stdout.readline())
    assert told["standin"] == "no real system"
    yield told["url"]
    process.kill()
    process.communicate()


def behave(url: str, **how: Any) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
        client.post(f"{url}/behave", json=how).raise_for_status()


async def test_the_feed_is_had_and_what_it_does_wrong_publishes_nothing(feed: str) -> None:
    party = ItemStandards({"url": feed, "key": KEY})
    behave(feed)
    await party.check()
    outcome = await party.run(ASKED)
    rows, faults = read_list(outcome.answer["list"].encode(), LIBRARY)
    assert (outcome.state, faults) == ("done", [])
    assert [each.field for each in compared(rows, LIBRARY)] == ["promised"]

    behave(feed, broken=True)
    broken = await party.run(ASKED)
    assert [fault.row for fault in read_list(broken.answer["list"].encode(), LIBRARY)[1]] == [0]

    behave(feed, down=True)
    assert (await party.run(ASKED)).state == "unknown"
    with pytest.raises(CheckFailed):
        await party.check()

    behave(feed, refuses=True)
    assert (await party.run(ASKED)).state == "unsent"
    with pytest.raises(CheckFailed):
        await party.check()
