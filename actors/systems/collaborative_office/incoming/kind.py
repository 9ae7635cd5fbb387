"""The kind "incoming_document" (收文): what another organ has issued, from delivery to the file."""

from collections.abc import Callable
from datetime import date
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.access.vocabulary import seat
from actors.blocks.clocks.watching import follow
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.exchange import (
    INCOMING_DOCUMENT,
    DeliverPackage,
    NoteReply,
    RecallDelivered,
)
from actors.systems.collaborative_office.incoming import commands as c
from actors.systems.collaborative_office.incoming import handling, receiving
from actors.systems.collaborative_office.incoming.events import IncomingEvent
from actors.systems.collaborative_office.incoming.evolve import evolve
from actors.systems.collaborative_office.incoming.state import STATES, IncomingState
from actors.systems.collaborative_office.incoming.work import seats, watched, work
from actors.systems.collaborative_office.roles import HANDLER
from actors.systems.collaborative_office.telling import haste_of

GUARDED = Guarded(
    actions=(
        "sign_for", "refuse", "register", "return", "propose", "instruct", "circulate", "note_read",
        "finish_reading", "recall_readers", "urge", "follow_up", "answer", "archive", "send_back",
        "read",
    ),
    facts={
        "state": "text",
        "organ": "text",
        "members": "texts",  # identities
        "readers": "texts",
        "reading": "texts",
        "named": "texts",  # seats of who handles documents in the units that were named
        "seats": "texts",  # that tasks wait for
    },
    fields=(
        "state", "organ", "sender", "number", "genre", "urgency", "title", "body", "attachments",
        "paper", "issued_at", "delivered_at", "signed_at", "received_number", "ground", "reason",
        "proposal", "lead", "assisting", "instruction", "due", "important", "reply_needed",
        "purpose", "readers", "urged", "reply_number", "reply_rejected", "result", "path", "level",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[IncomingState], ...] = (
    Offer(command=c.SignFor, action="sign_for", states=("delivered",), example=c.SignFor()),
    Offer(
        command=c.RefusePackage,
        action="refuse",
        states=("delivered",),
        grave=True,
        long=("reason",),
        example=c.RefusePackage(reason="主送机关有误"),
    ),
    Offer(
        command=c.RegisterIncoming,
        action="register",
        states=("signed_for",),
        offered=lambda by, state: not state.waits_for_number,
        example=c.RegisterIncoming(),
    ),
    Offer(
        command=c.ProposeHandling,
        action="propose",
        states=("registered",),
        long=("proposal",),
        example=c.ProposeHandling(proposal="拟请医政部门办理"),
    ),
    Offer(
        command=c.ReturnDocument,
        action="return",
        states=("registered",),
        grave=True,
        long=("reason",),
        example=c.ReturnDocument(ground="wrong_organ", reason="不属于本机关职责"),
    ),
    Offer(
        command=c.InstructHandling,
        action="instruct",
        states=("proposed",),
        long=("instruction",),
        example=c.InstructHandling(
            lead="health", instruction="请尽快办理并复函", due=date(2026, 3, 31), reply_needed=True
        ),
    ),
    Offer(
        command=c.AnswerDocument,
        action="answer",
        states=("handling",),
        offered=lambda by, state: not state.waits_for_reply,
        long=("result",),
        example=c.AnswerDocument(result="已复函同意", reply="0f3c"),
    ),
    Offer(
        command=c.NoteRead,
        action="note_read",
        states=("circulating",),
        offered=lambda by, state: any(
            each.by == by.id and each.reading == "unread" for each in state.reading
        ),
        example=c.NoteRead(),
    ),
    Offer(
        command=c.FinishReading,
        action="finish_reading",
        states=("circulating",),
        long=("note",),
        example=c.FinishReading(note="同意"),
    ),
    Offer(
        command=c.CirculateDocument,
        action="circulate",
        states=("handling",),
        long=("purpose",),
        example=c.CirculateDocument(readers=("office_signer",), purpose="请阅示"),
    ),
    Offer(
        command=c.RecallReaders,
        action="recall_readers",
        states=("circulating",),
        offered=lambda by, state: any(each.reading == "unread" for each in state.reading),
        example=c.RecallReaders(readers=("office_signer",)),
    ),
    Offer(
        command=c.UrgeHandling,
        action="urge",
        states=("handling", "circulating"),
        long=("note",),
        example=c.UrgeHandling(note="请于本周内办结"),
    ),
    Offer(
        command=c.FollowUpInstruction,
        action="follow_up",
        states=("handling", "circulating"),
        asks=(("incoming_document.followed_up", lambda by, state: not state.order),),
        example=c.FollowUpInstruction(),
    ),
    Offer(
        command=c.ArchiveIncoming,
        action="archive",
        states=("answered",),
        example=c.ArchiveIncoming(),
    ),
    Offer(
        command=c.SendIncomingBack,
        action="send_back",
        states=("proposed", "handling", "circulating", "answered"),
        grave=True,
        long=("reason",),
        example=c.SendIncomingBack(to="registered", reason="承办单位有误"),
    ),
    Offer(command=DeliverPackage, of="platform", begins=True, states=STATES),
    Offer(command=RecallDelivered, of="platform", begins=True, states=STATES),
    Offer(command=c.RemindToSign, of="platform"),
    Offer(command=Numbered, of="platform"),
    Offer(command=Unnumbered, of="platform"),
    Offer(command=NoteReply, of="platform"),
)


def facts(state: IncomingState) -> Facts:
    """Return what policies know of a document, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "organ": state.organ,
        "members": frozenset(state.members),
        "readers": frozenset(state.circulated),
        "reading": frozenset(each.by for each in state.reading),
        "named": frozenset(seat(HANDLER, unit) for unit in state.named),
        "seats": seats(state),
    }


def incoming_kind(library: Library) -> EntityKind[IncomingState]:
    """Return the kind "incoming_document"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=INCOMING_DOCUMENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    led = handling.Handling(library)
    decide = decider(
        rules,
        {
            c.SignFor: receiving.sign_for,
            c.RefusePackage: receiving.refuse,
            c.RegisterIncoming: receiving.register,
            c.ReturnDocument: receiving.give_back,
            c.ProposeHandling: handling.propose,
            c.InstructHandling: led.instruct,
            c.AnswerDocument: handling.answer,
            c.NoteRead: handling.note_read,
            c.FinishReading: handling.finish_reading,
            c.CirculateDocument: led.circulate,
            c.RecallReaders: handling.recall_readers,
            c.UrgeHandling: handling.urge,
            c.FollowUpInstruction: handling.follow_up,
            c.ArchiveIncoming: handling.archive,
            c.SendIncomingBack: handling.send_back,
            DeliverPackage: receiving.deliver,
            RecallDelivered: receiving.take_back,
            c.RemindToSign: receiving.remind_to_sign,
            Numbered: receiving.numbered,
            Unnumbered: receiving.unnumbered,
            NoteReply: handling.note_reply,
        },
    )
    return EntityKind(
        name=INCOMING_DOCUMENT,
        plural="incoming_documents",
        state=IncomingState,
        initial=lambda key: IncomingState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=IncomingEvent,
        decide=_settling(decide),
        evolve=evolve,
        rules=rules,
        shown=(
            "phase", "organ", "sender", "number", "genre", "urgency", "received_number", "lead",
            "due", "issued_at", "delivered_at", "signed_at", "reply_number",
        ),
        work=work,
    )  # fmt: skip


def _settling(
    decide: Callable[[Turn[IncomingState], Any], Any],
) -> Callable[[Turn[IncomingState], Any], Any]:
    """Return `decide`, after which those hear of the document whom it waits for now, and
    supervision."""

    def settled(turn: Turn[IncomingState], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        known = {(task.name, task.since) for task in work(before).tasks}
        for task in work(turn.state).tasks:
            if (task.name, task.since) not in known and task.claimed_by != turn.by.id:
                to = task.claimed_by
                address = to_somebody(to) if to else to_role(task.role, task.unit)
                told = {"number": turn.state.received_number or turn.state.number}
                haste = haste_of(turn.state.urgency)
                notify(turn, address, "incoming_document.Waiting", told, haste)
        follow(turn, watched(before), watched(turn.state))
        return reply

    return settled
