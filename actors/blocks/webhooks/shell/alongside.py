"""What runs beside the projector: each commit of a case is told to the webhooks whose owners may
follow the case, at least once; a webhook takes it once."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from pymongo.asynchronous.client_session import AsyncClientSession

from actors.blocks.access.access import Access
from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.facts import facts
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.standing import standing
from actors.blocks.organisation.units import Organisation
from actors.blocks.webhooks.records import EVENTS, WEBHOOK, Happened, LeftOut, WebhookState
from actors.kernel.errors import Quarantined, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.turn import Command
from storage.follower import Follower
from storage.listed import until_listed
from storage.mongo import Database, Document
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys

FOLLOWER = "webhooks"
MATCH: Mapping[str, Any] = {"kind": {"$in": ["case", WEBHOOK]}, "virtual": {"$ne": True}}
_BEGINS = {"Subscribed", "TellingGoesOn"}
_log = structlog.get_logger("yimen.webhooks")


async def tell_of_cases(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Follow the cases until cancelled."""
    telling = Telling(database, sender, library)
    await Follower(database, FOLLOWER, telling.handle, match=MATCH).run()


class Telling:
    """Tells webhooks; `handle` is for a follower."""

    def __init__(self, database: Database, sender: Sender, library: Library) -> None:
        self._database = database
        self._sender = sender
        self._library = library
        self._keys = data_keys(database)

    async def handle(self, commits: Sequence[Document], session: AsyncClientSession) -> None:
        """Tell what those of `commits` that are of cases have recorded.

        A webhook that has begun is waited for: its list is folded by another follower, and who was
        told that it begins is told of the next case.

        Raises:
            PyMongoError, Overloaded, Unavailable: not all were told; the batch comes again.
        """
        cases = [each for each in commits if each["kind"] != WEBHOOK]
        for each in commits:
            if each["kind"] == WEBHOOK and _BEGINS & {event["type"] for event in each["ev"]}:
                await until_listed(self._database, "webhooks", each, self._still_active)
        found = self._database["webhooks"].find({"phase": "active"})
        webhooks = await found.to_list()
        first = min((each["since"] for each in webhooks), default=None)
        if first is None:
            return  # nobody is told of anything, and nothing is opened
        fresh = [each for each in cases if each["at"] >= first]
        for commit in await opened_all(fresh, self._keys) if fresh else ():
            events = tuple(e["type"] for e in commit["ev"] if e["type"] in EVENTS)
            wanted = [
                e for e in webhooks if e["since"] <= commit["at"] and set(e["events"]) & {*events}
            ]
            if wanted:
                await self._tell(commit, events, wanted)

    async def _still_active(self, key: str) -> bool:
        try:
            state: WebhookState = (await self._sender.show(key)).state
        except Quarantined:
            return False  # it was destroyed, or nobody can read it
        return state.phase == "active" and not state.restricted

    async def _tell(
        self, commit: Document, events: tuple[str, ...], webhooks: Sequence[Document]
    ) -> None:
        state: CaseState = (await self._sender.show(commit["key"])).state
        happened = Happened(
            case=commit["key"].partition(":")[2],
            seq=commit["seq"],
            number=state.number,
            phase=state.phase,
            at=commit["at"],
            events=events,
        )
        for each in webhooks:
            by = self._identity(each)
            if by is None:
                await self._send(each["_id"], LeftOut(), f"left/{commit['_id']}")
            elif self._may_follow(by, state):
                await self._send(each["_id"], happened, f"told/{commit['_id']}")

    def _identity(self, webhook: Document) -> Identity | None:
        """Return whose webhook it is, with the posts that he holds now; None if he holds none."""
        kind, _, account = webhook["owner"].partition(":")
        if kind == "person":
            return Identity(webhook["owner"], (RESIDENT,))
        member = self._library[Organisation].staff.get(account)
        if member is None or member.unit != webhook["unit"]:
            return None
        return Identity(webhook["owner"], tuple(member.roles), member.unit)

    def _may_follow(self, by: Identity, state: CaseState) -> bool:
        try:
            item = self._library[Catalogue].item(state.item, state.item_version)
        except Refusal:
            return False  # of a system that is installed no more
        known = standing(by, self._library)
        told = facts(state, item)
        return self._library[Access].permit(by, "case.follow", told, standing=known).allowed

    async def _send(self, webhook: str, command: Command, id: str) -> None:
        try:
            key = f"{WEBHOOK}:{webhook}"
            await self._sender.send(key, command, id=f"{id}/{webhook}", by=PLATFORM)
        except Refusal as refusal:
            _log.info("webhooks.refused", code=refusal.reasons[0].code)
