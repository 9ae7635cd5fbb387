"""What the forms of motions pick by name or number: deputies, clues, sessions, suggestions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actors.systems.npc_motions.suggestion.state import SuggestionState
from serve_apps.front.wiring import Services
from serve_apps.pages.picking import Pick
from serve_apps.pages.records import Records
from storage.mongo import Document
from storage.rows import Order
from storage.secrecy.rows import opened_in


def _colleagues(state: Any) -> Document:
    """Return the deputies in office, of the congress and term that the entity is of if it is of
    one."""
    of = {"congress": state.congress, "term": state.term} if state.congress else {}
    return {**of, "status": "active"}


def _mergeable(state: SuggestionState) -> Document:
    waiting = ["submitted", "accepted"]
    return {"kind": "suggestion", "congress": state.congress, "state": {"$in": waiting}}


def _not_invited(state: Any) -> Document:
    return {**_colleagues(state), "account": {"$nin": list(state.roster)}}


DEPUTIES = Pick(view="deputies", value="account", told=("name", "delegation"), only=_colleagues)
COSIGNERS = replace(DEPUTIES, only=_not_invited)
CLUES = Pick(
    view="clues",
    told=("text", "topic", "told_at"),
    order=Order(("told_at",), descending=True),
    only=lambda state: {"state": "received"},
)
SESSIONS = Pick(
    view="sessions",
    told=("title",),
    order=Order(("updated_at",), descending=True),
    only=lambda state: {"state": {"$in": ["prepared", "open"]}},
)
SUGGESTIONS = Pick(
    view="proposals",
    told=("number", "title"),
    number="number",
    order=Order(("updated_at",), descending=True),
    only=_mergeable,
)


async def cited(services: Services, ids: Sequence[str]) -> list[str]:
    """Return the clues with `ids` by what they say.

    Raises:
        PyMongoError: the database does not answer.
    """
    database = services[Records].database
    found = await database["clues"].find({"_id": {"$in": list(ids)}}).to_list()
    texts = {row["_id"]: row["text"] for row in await opened_in(database, found)}
    return [texts[id] for id in ids if id in texts]
