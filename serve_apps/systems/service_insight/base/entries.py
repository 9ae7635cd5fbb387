"""The page of an entry of the base library (登记详情): each value with its reason, the records that
count for it, what sources said before, other entries that may be of the same person."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.reads.record import OF_ONESELF
from actors.kernel.deadlines import local_day
from actors.systems.service_insight.base.entry.dispute_records import CORRECTION
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY, RegisterEntry
from actors.systems.service_insight.base.masking import Extent, masked
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.said import ATTRIBUTES
from actors.systems.service_insight.base.shell.gathering import Gathered, gather
from actors.systems.service_insight.base.values import current, history
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import signed_in
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.asking import Asking
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.systems.service_insight.base.lists import ENTRIES_AT
from storage.mongo import Document
from storage.secrecy.rows import opened_in

_MOST_ALIKE = 10


async def _told(
    services: Services, visitor: Visitor, id: str, state: RegisterEntry, shows: Shows
) -> dict[str, Any] | None:
    """Return what counts for the entry that `id` stands for: masked for staff, whole for the
    person, once it is recorded that he looks."""
    found = await gather(services.sender, id)
    if found is None or not shows("masked_name"):
        return None
    extent: Extent = "all"
    if visitor.kind == "resident" and shows("records"):
        for each in dict.fromkeys((found.id, *(home for home, _ in found.records))):
            await disclose(services, visitor, REGISTER_ENTRY, each, state, OF_ONESELF)
        extent = "nothing"
    own, disputed = extent == "nothing", found.state.disputed
    return {
        "root": found.id if found.id != id else "",
        "values": _values(services, found, extent),
        "records": [
            {
                "id": each.record,
                "source": each.source,
                "latest": each.versions[-1],
                "home": home if home != found.id else "",
                "of_source": not each.record.startswith(CORRECTION),
            }
            for home, each in found.records
        ],
        "history": _history(found, extent),
        "disputed": disputed.attribute if disputed else "",
        "disputes": found.state.disputes if own else (),
        "alike": await _alike(services, found) if shows("proposal") and not own else (),
    }


def _values(services: Services, found: Gathered, extent: Extent) -> list[dict[str, Any]]:
    records, today = [each for _, each in found.records], local_day(services.clock.now())
    values = current(records, policy().orders, today)
    return [
        {
            "attribute": name,
            "value": masked(name, values[name].winner.value, extent),
            "winner": values[name].winner,
            "passed_over": [
                (each.observation, masked(name, each.observation.value, extent), each.because)
                for each in values[name].passed_over
            ],
        }
        for name in ATTRIBUTES
        if name in values
    ]


def _history(found: Gathered, extent: Extent) -> list[dict[str, Any]]:
    records = [each for _, each in found.records]
    return [
        {"attribute": name, "value": masked(name, each.value, extent), "past": each}
        for name in ATTRIBUTES
        for each in history(records, name)
    ]


async def _alike(services: Services, found: Gathered) -> list[Document]:
    """Return other entries that have a digest in common with this one, the oldest first."""
    database = services[Records].database
    where: Document = {
        "blocks": {"$in": list(found.state.blocks)},
        "_id": {"$ne": found.id},
        "state": "active",
    }
    rows = await database["register_entries"].find(where).limit(_MOST_ALIKE).to_list()
    rows.sort(key=lambda row: row["begun_at"])
    return await opened_in(database, rows)


async def _older(asking: Asking) -> Mapping[str, Any]:
    """Return the oldest entry that may be of the same person, to be merged into."""
    state: RegisterEntry = asking.state
    if state.begun_at is None or not state.blocks:
        return {}
    rows = asking.services[Records].database["register_entries"]
    where: Document = {
        "blocks": {"$in": list(state.blocks)},
        "state": "active",
        "begun_at": {"$lt": state.begun_at},
    }
    row = await rows.find_one(where, {"_id": 1}, sort=[("begun_at", 1)])
    return {"into": str(row["_id"])} if row else {}


RECORD = RecordPage(
    kind=REGISTER_ENTRY,
    at=ENTRIES_AT,
    heading="masked_name",
    good=("active",),
    notice=("merging",),
    told=("masked_name", "masked_number", "proposal"),
    purposes=("handling",),
    filled={"ProposeMerge": _older},
    untold=("EntryIndexed", "EntryClaimed"),
    panels=(Panel(template="insight/entry_panel.html", made=_told),),
    policy=signed_in,
)
