"""The kind "handling" (承办): what it can be asked, by whom and when."""

from functools import partial

from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, exampled
from actors.systems.npc_motions import examples, open_tasks
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling import commands as c
from actors.systems.npc_motions.handling import letters, receiving, replying, working
from actors.systems.npc_motions.handling.events import EVENTS
from actors.systems.npc_motions.handling.evolve import evolve
from actors.systems.npc_motions.handling.recounting import recount_dates
from actors.systems.npc_motions.handling.settle import settle
from actors.systems.npc_motions.handling.state import HandlingState
from actors.systems.npc_motions.handling.work import AT_WORK, TASK_OF, work
from actors.systems.npc_motions.recounting import RecountDates
from actors.systems.npc_motions.tasked_kind import tasked_kind

HANDLING = "handling"
FROM_THE_START = ("assigned", *AT_WORK)
EVER = (
    *FROM_THE_START, "return_requested", "reassigned", "replied", "view_given", "ended",
)  # fmt: skip
GUARDED = Guarded(
    actions=(
        "sign_for", "contact", "ask_return", "decide_return", "ask_extension", "decide_extension",
        "give_view", "disagree", "settle", "draft", "send_back", "approve", "seal", "send",
        open_tasks.TAKE_TASK, "read", "read_notes",
    ),
    facts={
        "state": "text",
        "unit": "text",
        "fellows": "texts",  # the other units of the item
        "role": "text",
        "congress": "text",
        "assigner": "text",
        "signers": "texts",
        "key": "truth",
        "hidden": "truth",
        "copied": "texts",  # the bodies that got the letter as well
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=(
        "state", "number", "title", "unit", "role", "part", "round", "received_at", "reply_due",
        "view_due", "return_due", "extension", "level", "signers", "contacts", "views", "draft",
        "disagreement", "letter", "key", "reply", "recipients", "copies", "sealed", "letters",
    ),
)  # fmt: skip


def _answers(_: object, state: HandlingState) -> bool:
    return state.answers


def _assists(_: object, state: HandlingState) -> bool:
    return not state.answers


ANSWERS = (("handling.assisting_only", _answers),)
ASSISTS = (("handling.answering_only", _assists),)
OFFERS: tuple[Offer[HandlingState], ...] = exampled(
    (
        Offer(command=c.BeginHandling, of="platform", begins=True, states=EVER),
        Offer(command=c.SignFor, action="sign_for", states=("assigned",)),
        Offer(command=c.RecordContact, action="contact", states=FROM_THE_START, long=("what",)),
        Offer(command=c.AskReturn, action="ask_return", states=("signed_for",), long=("reason",)),
        Offer(
            command=c.UpholdReturn,
            action="decide_return",
            states=("return_requested",),
            long=("reason",),
        ),
        Offer(
            command=c.Reassign,
            action="decide_return",
            states=("return_requested",),
            long=("reason",),
        ),
        Offer(
            command=c.AskExtension,
            action="ask_extension",
            states=AT_WORK,
            asks=ANSWERS,
            long=("reason",),
        ),
        Offer(
            command=c.DecideExtension,
            action="decide_extension",
            states=AT_WORK,
            offered=lambda _, state: state.extension == "asked",
            long=("reason",),
        ),
        Offer(
            command=c.GiveView,
            action="give_view",
            states=("signed_for",),
            asks=ASSISTS,
            long=("text",),
        ),
        Offer(command=c.ReportDisagreement, action="disagree", states=AT_WORK, long=("text",)),
        Offer(
            command=c.SettleDisagreement,
            action="settle",
            states=AT_WORK,
            offered=lambda _, state: bool(state.disagreement),
            long=("decision",),
        ),
        Offer(
            command=c.DraftReply,
            action="draft",
            states=("signed_for", "drafted"),
            asks=ANSWERS,
            long=("text", "reasons"),
        ),
        Offer(
            command=c.SendBackDraft,
            action="send_back",
            states=("drafted", "approved", "sealing", "sealed"),
            long=("reason",),
        ),
        Offer(command=c.ApproveReply, action="approve", states=("drafted",)),
        Offer(command=c.SealReply, action="seal", states=("approved",)),
        Offer(command=c.SendReply, action="send", states=("sealed",), grave=True),
        *open_tasks.offers((*FROM_THE_START, "return_requested")),
        Offer(command=PaperMade, of="platform", states=EVER),
        Offer(command=PaperFailed, of="platform", states=EVER),
        Offer(command=RecountDates, of="platform", states=EVER),
        Offer(command=c.NoteView, of="platform", states=EVER),
        Offer(command=c.NoteAssistant, of="platform", states=EVER),
        Offer(command=c.NoteLead, of="platform", states=EVER),
        Offer(command=c.NoteKey, of="platform", states=EVER),
        Offer(command=c.NoteHidden, of="platform", states=EVER),
        Offer(command=c.EndHandling, of="platform", states=EVER),
        Offer(command=c.EndViewPeriod, of="platform", states=EVER),
        Offer(command=c.RemindOfReply, of="platform", states=EVER),
        Offer(command=c.ListOverdue, of="platform", states=EVER),
    ),
    examples.HANDLING_OF_A_UNIT,
)
HANDLERS = {
    c.BeginHandling: receiving.begin,
    c.SignFor: receiving.sign_for,
    c.RecordContact: working.record_contact,
    c.AskReturn: receiving.ask_return,
    c.UpholdReturn: receiving.uphold_return,
    c.Reassign: receiving.reassign,
    c.AskExtension: working.ask_extension,
    c.DecideExtension: working.decide_extension,
    c.GiveView: working.give_view,
    c.ReportDisagreement: working.report_disagreement,
    c.SettleDisagreement: working.settle_disagreement,
    c.DraftReply: replying.draft_reply,
    c.SendBackDraft: replying.send_back,
    c.ApproveReply: replying.approve,
    c.SealReply: letters.seal,
    c.SendReply: replying.send,
    PaperMade: letters.keep,
    PaperFailed: letters.miss,
    RecountDates: recount_dates,
    c.NoteView: working.note_view,
    c.NoteAssistant: working.note_assistant,
    c.NoteLead: working.note_lead,
    c.NoteKey: working.note_key,
    c.NoteHidden: working.note_hidden,
    c.EndHandling: receiving.end,
    c.EndViewPeriod: working.end_view_period,
    c.RemindOfReply: working.remind,
    c.ListOverdue: working.list_overdue,
}


def facts(state: HandlingState) -> Facts:
    """Return what policies know of a handling, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "unit": state.unit,
        "fellows": frozenset(state.fellows),
        "role": state.role,
        "congress": state.congress,
        "assigner": state.assigner,
        "signers": frozenset(state.signers),
        "key": state.key,
        "hidden": state.hidden,
        "copied": frozenset(state.copies),
        **open_tasks.facts(work(state)),
    }


def handling_kind(library: Library) -> EntityKind[HandlingState]:
    """Return the kind "handling" with its rules closed over `library`."""
    books = Books(library)
    return tasked_kind(
        library,
        name=HANDLING,
        plural="handlings",
        state=HandlingState,
        offers=OFFERS,
        handlers={command: partial(handler, books) for command, handler in HANDLERS.items()},
        events=EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "number", "unit", "role", "round"),
        settle=partial(settle, books),
    )
