"""What is due for destruction (到期): closed so long ago that its class ends."""

from collections.abc import Mapping
from dataclasses import dataclass

from actors.blocks.retention import due
from actors.blocks.retention.classes import RetentionClass, RetentionClasses
from actors.blocks.retention.destruction import MOST, ProposeDestruction
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage import rows
from storage.mongo import Document
from storage.rows import Order

_LATEST = Order(("updated_at",), descending=True)


@dataclass(frozen=True)
class Due:
    """A class with how many records are due of it, and how many of each kind."""

    retention: RetentionClass
    kinds: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many records are due."""
        return sum(self.kinds.values())


async def due_by_class(services: Services) -> list[Due]:
    """Return every class, with what is due of it now.

    Raises:
        PyMongoError: the database does not answer.
    """
    database, found = services[Records].database, list[Due]()
    for each in services.library[RetentionClasses].classes:
        kinds: dict[str, int] = {}
        for one in due.due_of(services.library, each, services.clock.now()):
            kinds[one.kind] = await database[one.view].count_documents(one.where)
        found.append(Due(each, {kind: count for kind, count in kinds.items() if count}))
    return found


async def agreed_to(services: Services) -> list[Document]:
    """Return the destructions that were agreed to and wait to be carried out, the latest first.

    Raises:
        PyMongoError: the database does not answer.
    """
    database = services[Records].database
    found = await rows.page(database, "destructions", {"state": "agreed"}, _LATEST, size=100)
    return found.rows


async def prepared(
    services: Services, visitor: Visitor, _id: str, sent: ProposeDestruction
) -> Command:
    """Return `sent` as long as all that it names is due: whoever names nothing that is due proposes
    nothing.

    Raises:
        Refusal: there is no such class, or nothing of it is due.
    """
    all_due = frozenset(await subjects_due(services, sent.retention_class, most=0))
    if not all_due or not all_due.issuperset(sent.subjects):
        raise Refusal(Reason("destruction.nothing_due", "/subjects"))
    return sent


async def subjects_due(services: Services, name: str, *, most: int = MOST) -> tuple[str, ...]:
    """Return the keys of the records that are due of the class `name`, kind by kind those first
    that were over first; at most `most` of them, 0 for all."""
    retention = services.library[RetentionClasses].find(name)
    if retention is None:
        return ()
    database, found = services[Records].database, list[str]()
    for one in due.due_of(services.library, retention, services.clock.now()):
        rows = database[one.view].find(one.where, {"_id": 1}).sort(one.since, 1)
        left = most - len(found) if most else 0
        if most and not left:
            break
        found += [f"{one.kind}:{row['_id']}" async for row in rows.limit(left)]
    return tuple(found)
