"""The kind "official_document" (公文): an outgoing document (发文), from the draft to its issue."""

from collections.abc import Callable
from typing import Any, cast

from actors.blocks.access.access import Access
from actors.blocks.clocks.watching import follow
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.attachments import (
    AttachToDocument,
    DetachFromDocument,
)
from actors.systems.collaborative_office.exchange import ConfirmReply, NoteProgress
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing import dispatching, drafting, issuing
from actors.systems.collaborative_office.outgoing.dispatching import recallable
from actors.systems.collaborative_office.outgoing.events import DocumentEvent
from actors.systems.collaborative_office.outgoing.evolve import evolve
from actors.systems.collaborative_office.outgoing.state import (
    OFFICIAL_DOCUMENT,
    ORDER,
    DocumentState,
)
from actors.systems.collaborative_office.outgoing.work import holder, seats, watched, work
from actors.systems.collaborative_office.roles import REGISTRY
from actors.systems.collaborative_office.telling import haste_of

GUARDED = Guarded(
    actions=(
        "draft", "edit", "hand_in", "check", "ask_opinions", "give_opinion", "sign", "recheck",
        "register", "seal", "issue", "recall", "archive", "send_back", "read",
    ),
    facts={
        "state": "text",
        "organ": "text",
        "drafter": "text",  # identities
        "holder": "text",
        "members": "texts",
        "seats": "texts",  # that tasks wait for
    },
    fields=(
        "state", "organ", "genre", "main", "copies", "urgency", "title", "body", "attachments",
        "phrases", "asked", "due", "opinions", "difference", "number", "voided", "pages",
        "copies_printed", "failed", "issued_at", "dispatches", "path", "level",
    ),
)  # fmt: skip
_SAID = {
    "genre": "request",
    "main": ("municipal_government",),
    "title": "关于增设检测站的请示",
    "body": "为方便企业，拟增设检测站两处。",
}
_SHA256 = "0" * 64
RETURNED = ("refused", "returned")  # packages that the sender's registry hears of
OFFERS: tuple[Offer[DocumentState], ...] = (
    Offer(
        command=c.DraftDocument,
        action="draft",
        begins=True,
        long=("body",),
        example=c.DraftDocument(**cast(Any, _SAID)),
    ),
    Offer(
        command=c.EditDocument,
        action="edit",
        states=("draft",),
        long=("body",),
        example=c.EditDocument(**cast(Any, _SAID)),
    ),
    Offer(
        command=AttachToDocument,
        action="edit",
        states=("draft",),
        example=AttachToDocument(
            name="检测站选址方案", sha256=_SHA256, media_type="application/pdf", size=204_800
        ),
    ),
    Offer(
        command=DetachFromDocument,
        action="edit",
        states=("draft",),
        offered=lambda by, state: bool(state.attachments),
        example=DetachFromDocument(file=_SHA256),
    ),
    Offer(command=c.HandIn, action="hand_in", states=("draft",), example=c.HandIn()),
    Offer(
        command=c.CheckDocument,
        action="check",
        states=("checking",),
        long=("note",),
        example=c.CheckDocument(note="格式无误"),
    ),
    Offer(
        command=c.AskOpinions,
        action="ask_opinions",
        states=("checked",),
        long=("reason",),
        example=c.AskOpinions(units=("health",)),
    ),
    Offer(
        command=c.GiveOpinion,
        action="give_opinion",
        states=("countersigning",),
        long=("note",),
        example=c.GiveOpinion(view="agree"),
    ),
    Offer(
        command=c.SignDocument,
        action="sign",
        states=("countersigned",),
        example=c.SignDocument(sha256=_SHA256),
    ),
    Offer(
        command=c.RecheckDocument,
        action="recheck",
        states=("signed",),
        long=("body",),
        example=c.RecheckDocument(title="关于增设检测站的请示", body="拟增设检测站两处。"),
    ),
    Offer(
        command=c.RegisterDocument,
        action="register",
        states=("rechecked",),
        offered=lambda by, state: not state.waits_for_number,
        example=c.RegisterDocument(),
    ),
    Offer(
        command=c.SealDocument,
        action="seal",
        states=("numbered",),
        example=c.SealDocument(sha256=_SHA256),
    ),
    Offer(
        command=c.IssueDocument,
        action="issue",
        states=("printed",),
        example=c.IssueDocument(),
    ),
    Offer(
        command=c.RecallDocument,
        action="recall",
        states=("issued",),
        offered=lambda by, state: bool(recallable(state)),
        grave=True,
        long=("reason",),
        example=c.RecallDocument(units=("health",), reason="附件有误"),
    ),
    Offer(
        command=c.ArchiveDocument,
        action="archive",
        states=("issued",),
        offered=lambda by, state: not state.outstanding,
        example=c.ArchiveDocument(),
    ),
    Offer(
        command=c.SendBack,
        action="send_back",
        states=(
            "checking",
            "checked",
            "countersigning",
            "countersigned",
            "signed",
            "rechecked",
            "numbered",
            "printed",
        ),
        grave=True,
        long=("reason",),
        example=c.SendBack(to="draft", reason="主送机关有误"),
    ),
    Offer(command=Numbered, of="platform"),
    Offer(command=Unnumbered, of="platform"),
    Offer(command=PaperMade, of="platform"),
    Offer(command=PaperFailed, of="platform"),
    Offer(command=c.NoteSilence, of="platform"),
    Offer(command=NoteProgress, of="platform", begins=True, states=ORDER[1:]),
    Offer(command=ConfirmReply, of="platform", begins=True, states=ORDER[1:]),
)


def facts(state: DocumentState) -> Facts:
    """Return what policies know of a document, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "organ": state.organ,
        "drafter": state.drafter,
        "holder": holder(state),
        "members": frozenset(state.members),
        "seats": seats(state),
    }


def document_kind(library: Library) -> EntityKind[DocumentState]:
    """Return the kind "official_document"; who may what stands in the policies of `library`."""
    early, sealing = drafting.Drafting(library), issuing.Sealing(library)
    exchange = dispatching.Dispatching(library)
    rules = Rules(
        kind=OFFICIAL_DOCUMENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    decide = decider(
        rules,
        {
            c.DraftDocument: early.draft,
            c.EditDocument: early.draft,
            AttachToDocument: drafting.attach,
            DetachFromDocument: drafting.detach,
            c.HandIn: drafting.hand_in,
            c.CheckDocument: drafting.check,
            c.AskOpinions: early.ask_opinions,
            c.GiveOpinion: drafting.give_opinion,
            c.NoteSilence: drafting.note_silence,
            c.SignDocument: issuing.sign,
            c.RecheckDocument: issuing.recheck,
            c.RegisterDocument: issuing.register,
            c.SealDocument: sealing.seal,
            c.IssueDocument: exchange.issue,
            c.RecallDocument: dispatching.recall,
            c.ArchiveDocument: dispatching.archive,
            c.SendBack: issuing.send_back,
            Numbered: issuing.numbered,
            Unnumbered: issuing.unnumbered,
            PaperMade: issuing.keep_paper,
            PaperFailed: issuing.miss_paper,
            NoteProgress: dispatching.note_progress,
            ConfirmReply: dispatching.confirm_reply,
        },
    )
    return EntityKind(
        name=OFFICIAL_DOCUMENT,
        plural="official_documents",
        state=DocumentState,
        initial=lambda key: DocumentState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=DocumentEvent,
        decide=_settling(decide),
        evolve=evolve,
        rules=rules,
        shown=(
            "phase", "organ", "genre", "main", "copies", "urgency", "number", "due", "issued_at",
        ),
        work=work,
        schema=2,
    )  # fmt: skip


def _settling(
    decide: Callable[[Turn[DocumentState], Any], Any],
) -> Callable[[Turn[DocumentState], Any], Any]:
    """Return `decide`, after which those hear of the document whom it waits for now, its registry
    if a package comes back, and supervision."""

    def settled(turn: Turn[DocumentState], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        known = {(task.name, task.since) for task in work(before).tasks}
        for task in work(turn.state).tasks:
            if (task.name, task.since) not in known and task.claimed_by != turn.by.id:
                to = task.claimed_by
                address = to_somebody(to) if to else to_role(task.role, task.unit)
                haste = haste_of(turn.state.urgency)
                notify(turn, address, "official_document.Waiting", urgency=haste)
        back = {each.unit for each in before.dispatches if each.progress in RETURNED}
        for each in turn.state.dispatches:
            if each.progress in RETURNED and each.unit not in back:
                told = {"number": turn.state.number}
                notify(turn, to_role(REGISTRY, turn.state.organ), "official_document.Back", told)
        if before.phase == "countersigning" != turn.state.phase:
            turn.forget(drafting.SILENCE)
        follow(turn, watched(before), watched(turn.state))
        return reply

    return settled
