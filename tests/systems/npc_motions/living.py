"""Acts of the sample city's congress on a running platform, for tests of pages and of the API."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from actors.blocks.documents.paper import PaperMade
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling.letters import TEMPLATE
from actors.systems.npc_motions.handling.replying import digest_of
from actors.systems.npc_motions.handling.state import Answer
from actors.systems.npc_motions.sample.deputies import CONGRESS, ELECTED, TERM, Person, deputies
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.state import UnitGiven
from tests.acceptance.site import Site
from tests.acceptance.steps import kept
from tests.waiting import until as until_true

PEOPLE = deputies()
WORK_BODY, OFFICE = "npc_deputies_work", "government_distribution"
REPLY = "路灯已经全部修复。"
GIVEN = (UnitGiven(unit="water_bureau"),)


def staff(site: Site, account: str) -> Identity:
    """Return a member of staff as who acts."""
    member = site.library[Organisation].staff[account]
    return Identity(f"staff:{account}", member.roles, member.unit)


def holder(site: Site, role: str, unit: str) -> Identity:
    """Return who holds `role` in `unit`."""
    members = site.library[Organisation].staff.values()
    return next(
        staff(site, member.account)
        for member in members
        if member.unit == unit and role in member.roles
    )


def send(site: Site, key: str, command: Command, by: Identity, *, once: str = "") -> None:
    """Have `by` send `command` to the entity `key`; what has an id, `once`, has its effect once."""
    sender = site.services.sender  # type: ignore[union-attr]
    site.run(sender.send(key, command, id=once or uuid4().hex, by=by))


def take_office(site: Site, people: Iterable[Person] = PEOPLE[:4]) -> None:
    """Have these deputies in office, if they are not, and pages know that they are."""
    people = tuple(people)
    for person in people:
        wish = d.RegisterDeputy(
            account=person.account,
            name=person.name,
            congress=CONGRESS,
            term=TERM,
            delegation=person.delegation,
            since=ELECTED,
        )
        key = deputy_key(CONGRESS, TERM, person.account)
        send(site, key, wish, staff(site, WORK_BODY), once=f"{key}/office")
    accounts = [person.account for person in people]
    where = {"account": {"$in": accounts}, "status": "active"}
    until_true(lambda: site.run(site.database["deputies"].count_documents(where)) >= len(accounts))


def until(site: Site, key: str, true: Any) -> Any:
    """Wait until `true` of the state of `key`, which changes by messages, and return the state."""
    sender = site.services.sender  # type: ignore[union-attr]

    async def wait() -> Any:
        async with asyncio.timeout(60):
            while not true(state := (await sender.show(key)).state):
                await asyncio.sleep(0.05)
            return state

    return site.run(wait(), 65)


def followed(site: Site, id: str, true: Callable[[Any], bool]) -> Any:
    """Wait until `true` of the row of the proposal `id`, and return the row."""

    async def wait() -> Any:
        async with asyncio.timeout(60):
            while True:
                row = await site.database["proposals"].find_one({"_id": id})
                if row is not None and true(row):
                    return row
                await asyncio.sleep(0.05)

    return site.run(wait(), 65)


def seen(site: Site, view: str, address: str, **fields: Any) -> None:
    """Wait until `view` has the row of the record at `address`, with `fields`."""

    async def wait() -> None:
        where = {"_id": address.rpartition("/")[2], **fields}
        async with asyncio.timeout(60):
            while await site.database[view].find_one(where) is None:
                await asyncio.sleep(0.02)

    site.run(wait(), 65)


def letters_arrive(site: Site, key: str) -> None:
    """Have the letters that the handling `key` ordered be there."""
    state = until(site, key, lambda state: bool(state.letters))
    file = kept(site, holder(site, "seal_keeper", state.unit))
    for letter in state.letters:
        made = PaperMade(
            template=TEMPLATE,
            n=letter.n,
            document=letter.document,
            sha256=file,
            bytes=1_000,
            pages=1,
        )
        send(site, key, made, PLATFORM)


Arrive = Callable[[Site, str], None]


def answer(
    site: Site, suggestion: str, round: int, answers: int = 0, arrive: Arrive = letters_arrive
) -> None:
    """Have every unit of `round` sign for it, speak with the deputy and reply, with an answer to
    each of `answers` requests; `arrive` has the letters of a handling be there."""
    state = until(site, suggestion, lambda state: state.round == round)
    for each in state.at_work:
        unit, key = each.given.unit, f"handling:{each.handling}"
        until(site, key, lambda state: state.phase == "assigned")
        handler, clerk = holder(site, "handler", unit), holder(site, "unit_clerk", unit)
        contact = h.RecordContact(who="经办人", at=datetime.now(UTC), how="visit", what=state.title)
        draft = h.DraftReply(
            text=REPLY,
            answers=tuple(Answer(request=n, text=REPLY) for n in range(1, answers + 1)),
            result="A",
            contact="经办人",
            telephone="0757-55500099",
        )
        seal = h.SealReply(sha256=digest_of(draft))
        steps: Iterable[tuple[Command, Identity]] = (
            (h.SignFor(), clerk),
            (contact, handler),
            (draft, handler),
            (h.ApproveReply(), holder(site, "unit_head", unit)),
            (seal, holder(site, "seal_keeper", unit)),
        )
        for command, by in steps:
            send(site, key, command, by)
        arrive(site, key)
        send(site, key, h.SendReply(), clerk)
    until(site, suggestion, lambda state: state.phase == "replied")


def handed_in(site: Site, id: str, lead: Person, **more: Any) -> str:
    """Hand in the suggestion `id`, wait for its number, and return its key."""
    take_office(site, [lead])
    key, by = f"suggestion:{id}", lead.identity
    wish = c.SaveDraft(congress=CONGRESS, term=TERM, public_allowed=True, **more)
    send(site, key, wish, by)
    until(site, key, lambda state: state.roster[lead.account].membership.status == "active")
    send(site, key, c.Submit(one_matter=True), by)
    until(site, key, lambda state: bool(state.number))
    return key


def replied(site: Site, id: str, lead: Person, arrive: Arrive = letters_arrive, **more: Any) -> str:
    """Have the suggestion `id` answered by one unit, and return its key."""
    key = handed_in(site, id, lead, **more)
    send(site, key, c.Accept(), staff(site, WORK_BODY))
    send(site, key, c.Assign(units=GIVEN), staff(site, OFFICE))
    answer(site, key, 1, arrive=arrive)
    return key
