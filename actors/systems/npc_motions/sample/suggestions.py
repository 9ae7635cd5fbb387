"""A plan of past acts: suggestions on every part of their way, from clue to commitment."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import PaperMade
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling.letters import COPIES, TEMPLATE
from actors.systems.npc_motions.handling.replying import digest_of
from actors.systems.npc_motions.handling.state import Answer, Promise
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.assigning import handling_id
from actors.systems.npc_motions.suggestion.state import Class, UnitGiven
from actors.systems.npc_motions.texts import digest

CONGRESS, TERM, COSIGNERS = "foshan", 16, 3
TEN = timedelta(hours=10)


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A suggestion of the sample, as `suggestions.toml` has it."""

    id: str
    title: str
    matter: str
    requests: tuple[str, ...]
    answers: tuple[str, ...]
    reply: str
    topic: str
    lead: str
    assisting: str = ""
    view: str = ""
    days_ago: int
    until: str
    result: Class
    reasons: str = ""
    promise: str = ""
    promise_days: int = 0
    ground: str = ""
    ground_text: str = ""
    clue: str = ""


Step = tuple[str, int, str, Command, Identity]
"""A name, days after the draft, the entity, the command, who."""


def plan(
    library: Library, now: datetime, deputies: Sequence[Identity]
) -> Sequence[tuple[datetime, Act]]:
    """Return what was done when, in the order of time, up to `now`.

    `deputies` are in office of the sample city's congress; there are more than `COSIGNERS`. Whoever
    carries it out lets the messages of each act arrive before the next.

    Raises:
        KeyError: a unit has nobody for a role; the message names both.
    """
    acts: list[tuple[datetime, Act]] = []
    for place, planned in enumerate(_planned()):
        turn = place % len(deputies)
        ordered = (*deputies[turn:], *deputies[:turn])
        begun = start_of_day(local_day(now) - timedelta(days=planned.days_ago)) + TEN
        minutes = timedelta(minutes=7 * place)
        for number, (name, days, key, command, by) in enumerate(
            _course(library, planned, ordered, begun)
        ):
            at = begun + minutes + timedelta(days=days, minutes=number)
            if at <= now:
                acts.append((at, Act(key=key, command=command, by=by)))
            if name == planned.until:
                break
    return sorted(acts, key=lambda each: each[0])


@cache
def _planned() -> tuple[Planned, ...]:
    file = Path(__file__).with_name("suggestions.toml")
    return msgspec.convert(
        tomllib.loads(file.read_text("utf-8"))["suggestions"], tuple[Planned, ...]
    )


def _course(
    library: Library, planned: Planned, deputies: Sequence[Identity], begun: datetime
) -> Iterator[Step]:
    yield from _drafting(planned, deputies, begun)
    yield from _reviewing(library, planned)
    yield from _handling(library, planned, begun)
    yield from _rating(library, planned, deputies[0])


def _drafting(planned: Planned, deputies: Sequence[Identity], begun: datetime) -> Iterator[Step]:
    key, lead, others = _key(planned), deputies[0], deputies[1 : 1 + COSIGNERS]
    clues: tuple[str, ...] = ()
    if planned.clue:
        message = f"message-{planned.id}"
        clues = (q.clue_id("wechat", message),)
        clue = q.ReceiveClue(
            channel="wechat",
            external_id=message,
            told_at=begun,
            topic=planned.topic,
            text=planned.clue,
        )
        yield "clue", 0, q.clue_key(clues[0]), clue, PLATFORM
    draft = c.SaveDraft(
        congress=CONGRESS,
        term=TERM,
        topic=planned.topic,
        title=planned.title,
        matter=planned.matter,
        requests=planned.requests,
        clues=clues,
        proposed_units=(planned.lead,),
        public_allowed=True,
    )
    yield "draft", 0, key, draft, lead
    invite = c.InviteCosigners(accounts=tuple(by.id.partition(":")[2] for by in others))
    yield "invited", 0, key, invite, lead
    sha256 = digest(planned.title, planned.matter, planned.requests)
    for by in others:
        yield "signed", 1, key, c.Sign(sha256=sha256), by
    yield "submitted", 2, key, c.Submit(one_matter=True), lead


def _reviewing(library: Library, planned: Planned) -> Iterator[Step]:
    key, body = _key(planned), _holder(library, "work_body", "foshan_congress")
    if planned.ground:
        decline = c.Decline(outcome="returned", ground=planned.ground, text=planned.ground_text)
        yield "declined", 4, key, decline, body
        return
    yield "accepted", 4, key, c.Accept(), body
    units = [UnitGiven(unit=planned.lead)]
    if planned.assisting:
        units.append(UnitGiven(unit=planned.assisting, role="assisting"))
    office = _holder(library, "government_office", "municipal_government")
    yield "assigned", 6, key, c.Assign(units=tuple(units)), office


def _handling(library: Library, planned: Planned, begun: datetime) -> Iterator[Step]:
    unit, key = planned.lead, f"handling:{handling_id(planned.id, 1, planned.lead)}"
    clerk, handler = _holder(library, "unit_clerk", unit), _holder(library, "handler", unit)
    if planned.assisting:
        other = f"handling:{handling_id(planned.id, 1, planned.assisting)}"
        yield "received", 8, other, h.SignFor(), _holder(library, "unit_clerk", planned.assisting)
        helper = _holder(library, "handler", planned.assisting)
        yield "viewed", 20, other, h.GiveView(text=planned.view), helper
    yield "signed_for", 21, key, h.SignFor(), clerk
    contact = h.RecordContact(
        who=handler.id, at=begun + timedelta(days=22), how="visit", what=planned.title
    )
    yield "contacted", 25, key, contact, handler
    draft = _draft(library, planned, begun)
    yield "drafted", 50, key, draft, handler
    yield "approved", 51, key, h.ApproveReply(), _holder(library, "unit_head", unit)
    seal = h.SealReply(sha256=digest_of(draft))
    yield "sealing", 52, key, seal, _holder(library, "seal_keeper", unit)
    for n in range(1, 1 + COSIGNERS + len(COPIES) + 1):
        yield "sealed", 52, key, _made(planned, key, n), PLATFORM
    yield "replied", 53, key, h.SendReply(), clerk


def _made(planned: Planned, key: str, n: int) -> PaperMade:
    """Tell of a letter as if it were there: it is made when the city is first shown, and told of
    again by its true digest."""
    return PaperMade(
        template=TEMPLATE,
        n=n,
        document=paper_id(key, TEMPLATE, n),
        sha256=hashlib.sha256(f"{planned.id} {n}".encode()).hexdigest(),
        bytes=0,
        pages=1,
    )


def _draft(library: Library, planned: Planned, begun: datetime) -> h.DraftReply:
    promises: tuple[Promise, ...] = ()
    if planned.promise:
        due = local_day(begun) + timedelta(days=planned.promise_days)
        promises = (Promise(text=planned.promise, due=due),)
    unit = library[Organisation].units[planned.lead]
    return h.DraftReply(
        text=planned.reply,
        answers=tuple(
            Answer(request=number, text=text)
            for number, text in enumerate(planned.answers, start=1)
        ),
        result=planned.result,
        reasons=planned.reasons,
        promises=promises,
        contact=unit.title.zh,
        telephone=unit.phone,
    )


def _rating(library: Library, planned: Planned, lead: Identity) -> Iterator[Step]:
    key, handling = _key(planned), handling_id(planned.id, 1, planned.lead)
    if planned.until == "dissatisfied":
        unhappy = c.Rate(
            handling=handling,
            attitude="basically_satisfied",
            result="dissatisfied",
            text=planned.matter,
        )
        yield "dissatisfied", 60, key, unhappy, lead
    yield (
        "rated",
        60,
        key,
        c.Rate(handling=handling, attitude="satisfied", result="satisfied"),
        lead,
    )
    publish = c.Publish(title=planned.title, matter=planned.matter, reply=planned.reply)
    yield "published", 65, key, publish, _holder(library, "work_body", "foshan_congress")


def _key(planned: Planned) -> str:
    return f"suggestion:{planned.id}"


def _holder(library: Library, role: str, unit: str) -> Identity:
    """Return the first of the unit's staff who holds `role`."""
    for member in library[Organisation].staff.values():
        if member.unit == unit and role in member.roles:
            return Identity(f"staff:{member.account}", member.roles, member.unit)
    raise KeyError(f"nobody in {unit} is {role}")
