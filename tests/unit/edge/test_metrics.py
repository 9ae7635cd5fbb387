"""The kiosk's page for Prometheus."""

import dataclasses
import re

from edge.devices.interface import Status
from edge.link import LinkFigures
from edge.metrics import METRICS, Snapshot, page

NOW = Snapshot(
    terminal="kiosk-1",
    software="0.1",
    online=True,
    session=True,
    locked=False,
    link=LinkFigures(connections=2, sent=9, acknowledged=7),
    waiting={"A": 1, "B": 1},
    waiting_bytes=300,
    most_bytes=1 << 20,
    full=False,
    lost=4,
    devices={"printer": Status("online", supplies={"paper": "out"}), "reader": Status("online")},
    sessions={"idle": 3},
    orders={"done": 2},
)


def values(now: Snapshot) -> dict[str, float]:
    lines = [line for line in page(now).decode().splitlines() if not line.startswith("#")]
    return {series: float(value) for series, value in (line.rsplit(" ", 1) for line in lines)}


def test_every_metric_of_the_table_is_on_the_page() -> None:
    names = {re.split(r"[{ ]", series)[0] for series in values(NOW)}

    assert {metric.name for metric in METRICS} <= names
    assert "process_resident_memory_bytes" in names


def test_the_page_tells_how_the_kiosk_is() -> None:
    found = values(NOW)

    assert found["yimen_edge_link_up"] == 1
    assert found["yimen_edge_entries_sent_total"] == 9
    assert found["yimen_edge_entries_acknowledged_total"] == 7
    assert found["yimen_edge_entries_lost_total"] == 4
    assert found['yimen_edge_spool_entries{lane="B"}'] == 1
    assert found['yimen_edge_spool_entries{lane="C"}'] == 0
    assert found['yimen_edge_sessions_total{why="idle"}'] == 3
    assert found['yimen_edge_orders_total{code="failed"}'] == 0
    assert found['yimen_edge_device_usable{device="reader"}'] == 1
    assert found['yimen_edge_device_usable{device="printer"}'] == 0
    assert found['yimen_edge_device_state{device="printer",state="online"}'] == 1


def test_a_cut_link_reads_as_zero() -> None:
    assert values(dataclasses.replace(NOW, online=False))["yimen_edge_link_up"] == 0
