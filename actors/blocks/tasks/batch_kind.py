"""The batch as an entity kind, and the view of batches."""

from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.tasks import batch as b
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.view import Commit, Index, Row, View, entity_id

GUARDED = Guarded(
    actions=("begin", "read"),
    facts={"state": "text", "owner": "text"},
    fields=("phase", "by", "act", "begun_at", "ended_at"),
)
OFFERS: tuple[Offer[b.Batch], ...] = (
    Offer(
        command=b.BeginBatch,
        action="begin",
        begins=True,
        unasked=("fields",),
        example=b.BeginBatch(
            act="ClaimTask", targets=(b.Target(key="case:1", number="1", task="review"),)
        ),
    ),
    Offer(command=b.RecordOutcomes, of="platform", states=("running", "done")),
)


def batch_kind(library: Library) -> EntityKind[b.Batch]:
    """Return the kind "batch", which the policies of `library` open to staff."""
    return offered_kind(
        library[Access],
        name=b.BATCH,
        plural="batches",
        state=b.Batch,
        events=b.BatchEvent,
        offers=OFFERS,
        handlers={b.BeginBatch: b.begin, b.RecordOutcomes: b.record},
        evolve=b.evolve,
        facts=facts,
        shown=("phase", "act", "begun_at", "ended_at"),
    )


def facts(state: b.Batch) -> Facts:
    """Return what policies know of a batch."""
    return {"state": state.phase, "owner": state.by}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    for event in commit["ev"]:
        match event["type"]:
            case "BatchBegun":
                after |= {"by": event["by"], "act": event["act"], "at": event["at"]}
                after |= {"total": len(event["targets"]), "done": 0, "refused": 0}
                after["phase"] = "running"
            case "OutcomesRecorded":
                refused = sum(bool(each.get("code")) for each in event["outcomes"])
                after["refused"] += refused
                after["done"] += len(event["outcomes"]) - refused
            case "BatchEnded":
                after["phase"] = "done"
            case _:
                pass
    return after


def batches(library: Library) -> View:
    """Return the view `batches`: one row for each, with how far it is."""
    return View(
        name="batches",
        purpose="batches, and how far they are",
        kinds=(b.BATCH,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(Index(fields=("by", "at", "_id")),),
    )
