"""Drafts that somebody has begun and not sent: offered again to whoever begins the same item."""

from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document

_MOST = 5


async def drafts_of(services: Services, visitor: Visitor, item: str) -> list[Document]:
    """Return the rows of what the visitor has begun for `item` by himself, the last changed first.

    Raises:
        PyMongoError: the database does not answer.
    """
    begun: Document = {
        "applicant.account": visitor.represents,
        "phase": "draft",
        "item.code": item,
        "filed_by": {"$exists": False},
        "together": {"$exists": False},
    }
    rows = services[Records].database["cases"].find(begun, {"updated_at": 1})
    return await rows.sort("updated_at", -1).limit(_MOST).to_list()
