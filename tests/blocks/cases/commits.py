"""Commits as the journal keeps them, made from real events, for tests of views."""

from datetime import UTC, date, datetime
from typing import Any

from actors.blocks.cases import events as e
from actors.blocks.cases.state import Applicant, Dues, Fault, Task
from actors.kernel.turn import Event
from actors.kernel.view import Commit, Row, View
from actors.runtime.codec import builtins
from storage.chain import commit_id

ZHANG = Applicant(
    kind="natural",
    name="张小明",
    id_type="resident_id",
    id_number="440601199001011234",
    phone="13800000000",
    account="zhang",
)
NUMBER = "11440600007040001X4440119001000" + "202603020001"


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    """Return an instant of 2026, given in UTC (China is 8 hours ahead)."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def commit(key: str, seq: int, *events: Event, **more: Any) -> dict[str, Any]:
    """Return commit `seq` of the entity `key` with `events`."""
    return {
        "_id": commit_id(key, seq),
        "key": key,
        "seq": seq,
        "kind": key.partition(":")[0],
        "shard": 7,
        "epoch": 0,
        "cmd": f"{key}-{seq}",
        "by": "staff:chen",
        "at": at(2),
        "ev": [builtins(event) for event in events],
        "rem": [],
        "out": [],
        "rv": None,
    } | more


def history(case: str = "7f3a", *, number: str = NUMBER) -> list[dict[str, Any]]:
    """Return the commits of a case from application to rating, with one correction."""
    key = f"case:{case}"
    applied = e.Submitted(
        at=at(2), number=number, item="SPJY-01", item_version=1, system="one_door",
        unit="market_supervision", channel="web", place="440604", applicant=ZHANG,
        form={"name": "张小明面馆"},
    )  # fmt: skip
    noticed = Dues(notice=date(2026, 3, 9))
    promised = Dues(promised=date(2026, 3, 12), statutory=date(2026, 3, 31))
    task = Task(
        name="inspection", stage="inspection", unit="market_supervision", role="reviewer",
        since=at(4), due=date(2026, 3, 9),
    )  # fmt: skip
    decision = Task(
        name="decision", stage="decision", unit="market_supervision", role="approver", since=at(6)
    )
    steps: list[tuple[Event, ...]] = [
        (applied, e.DuesSet(at=at(2), why="submitted", dues=noticed)),
        (e.CorrectionRequested(at=at(3), faults=(Fault("/form/name", "不完整"),)),),
        (e.Corrected(at=at(3, 12), form={"name": "张小明牛肉面馆"}),),
        (
            e.Accepted(at=at(4), since=at(4)),
            e.DuesSet(at=at(4), why="accepted", dues=promised),
            e.StageEntered(at=at(4), stage="inspection", tasks=(task,)),
        ),
        (e.TaskClaimed(at=at(5), task="inspection", by="staff:li"),),
        (
            e.OpinionGiven(
                at=at(6), task="inspection", by="staff:li", opinion="agree", comment="张小明在场"
            ),
            e.StageEntered(at=at(6), stage="decision", tasks=(decision,)),
        ),
        (e.Granted(at=at(9), by="staff:wu"),),
        (e.Issued(at=at(10), document="JY14406040000001"),),
        (e.Delivered(at=at(11), method="window", collector="applicant"),),
        (e.Rated(at=at(12), stars=5, comment="谢谢"),),
    ]
    return [
        commit(key, seq, *events, at=events[0].at)  # type: ignore[attr-defined]
        for seq, events in enumerate(steps, start=1)
    ]


def fold(view: View, *commits: Commit) -> dict[str, Row]:
    """Return the rows after `commits`, folded one by one."""
    rows: dict[str, Row] = {}
    for each in commits:
        for id in view.rows(each):
            after = view.fold(rows.get(id), id, each)
            if after is None:
                rows.pop(id, None)
            else:
                rows[id] = {**after, view.seq_field(each["kind"]): each["seq"]}
    return rows
