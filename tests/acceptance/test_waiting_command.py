"""`yimen waiting`: the operator's switch, on a running platform."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from actors.blocks.cases.catalogue import Catalogue
from serve_apps.cli import waiting
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-28")


@pytest.fixture
def item(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An item of the running platform, whose room is closed again afterwards."""
    address = urlsplit(site.url)
    code = sorted(each.code for each in site.library[Catalogue].current_items())[0]
    monkeypatch.setenv("YIMEN_HTTP_PORT", str(address.port))
    monkeypatch.setenv("YIMEN_DATA", str(tmp_path))
    monkeypatch.setenv("YIMEN_PASSWORD", site.passwords["staff"])
    yield code
    with site.client("operator") as operator:
        operator.put(f"/api/v1/waiting/{code}", json={"mode": "off"}, headers=key())


def test_a_room_is_opened_looked_at_and_closed(
    item: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert waiting.switch(item, "on", "50/min", 5, "operator") == 0
    assert "50 of 50" in capsys.readouterr().out
    until(lambda: shown(capsys).get(item) == 50)
    assert waiting.switch(item, "off", "", 0, "operator") == 0
    until(lambda: item not in shown(capsys))


def shown(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    assert waiting.show(as_json=True) == 0
    rooms = json.loads(capsys.readouterr().out.splitlines()[-1])
    return {room["room"]: room["capacity"] for room in rooms}


def test_who_may_not_switch_is_told_why(item: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert waiting.switch(item, "on", "", 0, "hall_clerk") == 1
    assert capsys.readouterr().out.strip()
    assert waiting.switch("NOTHING-1", "on", "", 0, "operator") == 1
    assert waiting.switch(item, "on", "many", 0, "operator") == 1
    assert "50/min" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "people"), [("", 0), ("50/min", 50), ("5/s", 300), ("600/h", 10), ("90/h", 2)]
)
def test_a_capacity_is_people_in_a_time(text: str, people: int) -> None:
    assert waiting.a_minute(text) == people


@pytest.mark.parametrize("text", ["50", "0/min", "-1/s", "5/day", "1/h"])
def test_what_is_no_capacity_is_said_to_be_none(text: str) -> None:
    with pytest.raises(waiting.NotACapacity):
        waiting.a_minute(text)
