"""How often datasets are used is counted by nobody in particular, and is part of their value."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from actors.systems.open_data.measures.value import Use, fresh, parts
from actors.systems.open_data.use.counting import USES_VIEW, UsesNoted
from serve_apps.systems.open_data.metering import Meter, OverQuota
from serve_apps.systems.open_data.picture import drawn_rows
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.open_data.keys import MONDAY, r
from tests.systems.open_data.uses import NOTED, USE
from tests.systems.open_data.walking import open_one
from tests.waiting import until

NOW = datetime(2026, 10, 12, 1, tzinfo=UTC)


def test_use_is_counted_by_day_and_resource() -> None:
    USE["use is noted in batches"].run()
    event = UsesNoted(at=NOW, on=MONDAY, uses=NOTED.uses)
    row: Any = None
    for _ in range(2):
        row = USES_VIEW.fold(row, "a", {"ev": [msgspec.to_builtins(event)]})
    assert (row["downloads"], row["calls"]) == (4, 2)
    assert row["days"] == {"2026-10-12": {"downloads": 4, "calls": 2}}
    assert row["resources"]["csv"] == {"downloads": 4, "calls": 0}
    for day in range(40):
        later = UsesNoted(at=NOW, on=MONDAY + timedelta(days=day), uses=NOTED.uses)
        row = USES_VIEW.fold(row, "a", {"ev": [msgspec.to_builtins(later)]})
    assert len(row["days"]) == 30 and min(row["days"]) == "2026-10-22"


def test_the_parts_of_the_value_are_out_of_their_weights() -> None:
    used = Use(
        downloads=1200, calls=450_000, users=310, applications=2, derivatives=1,
        fresh=11 / 12, quality=0.92, demand_met=3 / 4,
    )  # fmt: skip
    found = parts(used)

    assert round(found.score, 2) == 79.42
    assert (round(found.made, 2), round(found.quality, 2), found.demand) == (9.0, 18.4, 11.25)


def test_updates_in_time_are_a_share_of_all() -> None:
    monthly = [NOW - timedelta(days=30 * n) for n in range(11, -1, -1)]

    assert fresh(monthly, 31, NOW + timedelta(days=40)) == 11 / 12
    assert fresh(monthly, None, NOW + timedelta(days=400)) == fresh([], 31, NOW) == 1.0


async def test_a_meter_tells_in_batches_and_knows_when_a_quota_is_used_up() -> None:
    sent: list[tuple[str, Any]] = []

    async def send(key: str, command: Any, **_: Any) -> None:
        sent.append((key, command))

    clock = SimpleNamespace(now=lambda: NOW)
    wiring = SimpleNamespace(sender=SimpleNamespace(send=send), clock=clock)
    meter = Meter(cast("Any", wiring))
    key = r.Key(quota=3, on=date(2026, 10, 12), calls=1)
    meter.take("k", key)
    meter.take("k", key)
    with pytest.raises(OverQuota):
        meter.take("k", key)
    for _ in range(2):
        meter.used("stops", "csv", "downloads")
    meter.used("stops", "json", "calls")
    await meter.stop()
    assert sent == [
        ("open_key:k", r.NoteCalls(on=MONDAY, calls=2)),
        ("dataset_use:stops", NOTED),
    ]
    await meter.tell()
    assert len(sent) == 2


def test_first_rows_are_drawn_by_the_types_of_their_columns() -> None:
    of = [{"type": each, "title": each} for each in ("integer", "text", "number")]
    rows = [(1, "桂城", 2.5), (None, "狮山", 4.0)]
    found = drawn_rows(of, rows, "x")

    assert found is not None and [each.title for each in found.rows] == ["桂城", "狮山"]
    assert [each.values for each in found.rows] == [(1.0, 2.5), (0.0, 4.0)]
    assert drawn_rows(of[1:2], [("a",), ("b",)], "x") is None
    assert drawn_rows(of, [*rows, (-1, "大沥", 0.0)], "x") is None


@pytest.mark.feature("OPEN-06", "OPEN-43")
def test_downloads_and_calls_show_on_the_page_of_a_dataset(site: Site) -> None:
    slug = open_one(site)
    at = f"/datasets/{slug}"
    with site.client(language="zh") as anybody:
        for _ in range(2):
            assert anybody.get(f"{at}/1.csv").status_code == 200
        asked = {"resource_id": f"{slug}.json"}
        assert anybody.get("/api/3/action/datastore_search", params=asked).status_code == 200
        assert "数据预览图" in anybody.get(at).text
        until(lambda: "下载 2 次，接口调用 1 次" in anybody.get(at).text)
        ranked = "/data-value?unit=civil_affairs"
        assert f'href="{at}"' in anybody.get(ranked).text
        for path in (at, f"{at}?lang=en", ranked, f"{ranked}&lang=en"):
            assert list(faults(fetched(anybody, path))) == []
