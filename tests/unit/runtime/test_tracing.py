"""What a host tells of a command whose request is traced."""

import json
from pathlib import Path
from typing import Any

from actors.kernel.identity import Identity
from actors.runtime.activation import Wish
from actors.runtime.settings import TraceSettings
from actors.runtime.tracing import Spans, stages
from tests.integration.kinds import Put

TRACE, WAITING = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def wish() -> Wish:
    """Return a command that waited a second and took two."""

    def nobody_waits(_answer: object) -> None: ...

    by = Identity("person:chen")
    made = Wish("ledger:chen", Put(5), "c", by, 100.0, nobody_waits, TRACE, span=WAITING)
    made.arrived, made.began, made.decided = 10.0, 11.0, 13.0
    return made


def told(folder: Path, *, durable: bool) -> dict[str, dict[str, Any]]:
    spans = Spans("host-0", TraceSettings(ratio=1.0, folder=str(folder)))
    spans.answered(wish(), 17.0, "Receipt", durable=durable)
    spans.flush()
    [file] = folder.glob("host-0-*.jsonl")
    assert "chen" not in file.read_text()
    return {span["name"]: span for span in map(json.loads, file.read_text().splitlines())}


def test_the_stages_of_a_command_follow_one_another() -> None:
    assert stages(wish(), 17.0, durable=True) == [
        ("wait", 10.0, 11.0),
        ("turn", 11.0, 13.0),
        ("commit", 13.0, 17.0),
    ]


def test_a_command_that_wrote_nothing_has_no_commit() -> None:
    assert [stage.name for stage in stages(wish(), 13.0, durable=False)] == ["wait", "turn"]


def test_the_stages_hang_on_what_waits_in_the_other_process(tmp_path: Path) -> None:
    found = told(tmp_path, durable=True)

    assert set(found) == {"entity", "wait", "turn", "commit"}
    assert {span["context"]["trace_id"] for span in found.values()} == {f"0x{TRACE}"}
    entity = found["entity"]
    assert entity["parent_id"] == f"0x{WAITING}"
    assert {found[name]["parent_id"] for name in ("wait", "turn", "commit")} == {
        entity["context"]["span_id"]
    }
    assert entity["attributes"] == {
        "yimen.kind": "ledger",
        "yimen.command": "Put",
        "yimen.answer": "Receipt",
    }
    assert entity["resource"]["attributes"]["service.name"] == "host-0"


def test_a_stage_begins_when_the_one_before_has_ended(tmp_path: Path) -> None:
    found = told(tmp_path, durable=True)

    assert found["entity"]["start_time"] == found["wait"]["start_time"]
    assert found["wait"]["end_time"] == found["turn"]["start_time"]
    assert found["turn"]["end_time"] == found["commit"]["start_time"]
    assert found["commit"]["end_time"] == found["entity"]["end_time"]


def test_without_a_receiver_nothing_is_traced() -> None:
    assert Spans("web", TraceSettings(ratio=1.0)).request(None) is None
