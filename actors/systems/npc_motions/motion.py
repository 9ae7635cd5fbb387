"""The kind "motion" (议案): what may be asked of it, when, and which function answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, exampled
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import (
    examples,
    motion_as_suggestion,
    motion_handling,
    motion_noting,
    motion_review,
    motion_signing,
    motion_voting,
    motion_watching,
    open_tasks,
)
from actors.systems.npc_motions import (
    motion_commands as c,
)
from actors.systems.npc_motions.attachments import AttachFile, RemoveFile
from actors.systems.npc_motions.congress_session_records import NoteSession
from actors.systems.npc_motions.deputy_roster import NoteDeputy, in_office
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_events import EVENTS
from actors.systems.npc_motions.motion_evolve import evolve
from actors.systems.npc_motions.motion_state import ENDED, MotionState
from actors.systems.npc_motions.motion_work import TASK_OF, work
from actors.systems.npc_motions.recounting import RecountDates
from actors.systems.npc_motions.tasked_kind import tasked_kind

MOTION = "motion"
UNSUBMITTED = ("draft", "cosigning")
AFTER_REPORT = ("reported", "assigned", "redo")
BEFORE_VOTE = ("registered", "opinion", "on_agenda")
UNDER_REVIEW = (
    "submitted", "registered", "opinion", "on_agenda", "committee_later", "not_a_motion",
    "reconsidered",
)  # fmt: skip
EVER = (*UNSUBMITTED, "queued", *UNDER_REVIEW, *AFTER_REPORT, *ENDED)

GUARDED = Guarded(
    actions=(
        "draft", "edit", "invite", "sign", "withdraw_signature", "submit", "forward", "turn_away",
        "give_opinion", "decide", "ask", "record_vote", "consult", "give_view", "report", "assign",
        "report_handling", "judge_handling", "publish", open_tasks.TAKE_TASK, "read",
    ),
    facts={
        "state": "text",
        "lead": "text",  # account
        "head": "text",  # account of the head of the delegation that moves, ""
        "invited": "texts",  # accounts of all who are invited, the lead among them
        "committee": "text",  # unit
        "units": "texts",  # assigned, or asked for a view
        "congress": "text",
        "published": "truth",
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=(
        "number", "kind", "title", "state", "congress", "session", "delegation", "lead", "signers",
        "text", "attachments", "dues", "committee", "recommended", "outcome", "reason", "vote",
        "views", "report", "suggestion_number", "units", "handled", "round", "published",
        "submitted_at", "updated_at", "timeline",
    ),
)  # fmt: skip


def _in_office(by: Identity, state: MotionState) -> bool:
    account = by.id.partition(":")[2]
    return in_office(state.roster, account, congress=state.congress, term=state.term)


def _attached(_: object, state: MotionState) -> bool:
    return bool(state.attachments)


OFFERS: tuple[Offer[MotionState], ...] = exampled(
    (
        Offer(
            command=c.DraftMotion,
            action="draft",
            begins=True,
            long=("subject", "grounds", "plan", "bill_text"),
            example=c.DraftMotion(
                session="foshan-16-3",
                title="关于加强城市内河治理的议案",
                subject="城市内河治理",
                grounds="部分内河水质尚未达标。",
                plan="制定内河治理条例。",
                one_matter=True,
            ),
        ),
        Offer(
            command=c.EditMotion,
            action="edit",
            states=UNSUBMITTED,
            long=("subject", "grounds", "plan", "bill_text"),
        ),
        Offer(command=AttachFile, action="edit", states=UNSUBMITTED),
        Offer(command=RemoveFile, action="edit", states=UNSUBMITTED, offered=_attached),
        Offer(command=c.InviteCosigners, action="invite", states=UNSUBMITTED),
        Offer(command=c.SignMotion, action="sign", states=("cosigning",), offered=_in_office),
        Offer(
            command=c.WithdrawSignature,
            action="withdraw_signature",
            states=("cosigning", "queued"),
            grave=True,
        ),
        Offer(command=c.AbandonMotion, action="edit", states=(*UNSUBMITTED, "queued"), grave=True),
        Offer(command=c.SubmitMotion, action="submit", states=UNSUBMITTED, offered=_in_office),
        Offer(
            command=c.QueueForNextSession, action="submit", states=UNSUBMITTED, offered=_in_office
        ),
        Offer(command=c.ForwardToCommittee, action="forward", states=("registered",)),
        Offer(
            command=c.ReturnMotion,
            action="turn_away",
            states=("registered",),
            grave=True,
            long=("text",),
        ),
        Offer(
            command=c.TurnIntoSuggestion,
            action="turn_away",
            states=("registered",),
            grave=True,
            long=("text",),
        ),
        Offer(
            command=c.GiveOpinion,
            action="give_opinion",
            states=("registered",),
            long=("text",),
        ),
        Offer(command=c.DecideMotion, action="decide", states=("opinion",), long=("reason",)),
        Offer(
            command=c.AskReconsideration,
            action="ask",
            states=("not_a_motion",),
            offered=lambda by, state: not state.answered and _in_office(by, state),
            long=("text",),
        ),
        Offer(
            command=c.AnswerReconsideration,
            action="decide",
            states=("reconsidered",),
            long=("reason",),
        ),
        Offer(command=c.AskToWithdraw, action="ask", states=BEFORE_VOTE, grave=True),
        Offer(
            command=c.ConsentToWithdrawal,
            action="decide",
            states=BEFORE_VOTE,
            offered=lambda by, state: bool(state.leaving),
        ),
        Offer(command=c.RecordVote, action="record_vote", states=("on_agenda",)),
        Offer(command=c.ConsultBodies, action="consult", states=("committee_later",)),
        Offer(command=c.GiveView, action="give_view", states=("committee_later",), long=("text",)),
        Offer(command=c.InviteLead, action="report", states=("committee_later",)),
        Offer(command=c.ReportMotion, action="report", states=("committee_later",), long=("text",)),
        Offer(command=c.AssignMotion, action="assign", states=("reported",)),
        Offer(
            command=c.ReportHandling,
            action="report_handling",
            states=("assigned", "redo"),
            long=("text",),
        ),
        Offer(command=c.AcceptHandling, action="judge_handling", states=("assigned", "redo")),
        Offer(
            command=c.RedoHandling,
            action="judge_handling",
            states=("assigned", "redo"),
            long=("text",),
        ),
        Offer(
            command=c.SetPublished,
            action="publish",
            states=(*UNDER_REVIEW[1:], *AFTER_REPORT, "adopted", "rejected", "accepted"),
        ),
        *open_tasks.offers((*UNDER_REVIEW, *AFTER_REPORT)),
        Offer(command=c.RemindOfTerm, of="platform", states=EVER),
        Offer(command=c.ListOverdueTerm, of="platform", states=EVER),
        Offer(command=RecountDates, of="platform", states=EVER),
        Offer(command=NoteDeputy, of="platform", states=EVER),
        Offer(command=NoteSession, of="platform", states=EVER),
        Offer(command=c.NoteSuggestion, of="platform", states=EVER),
        Offer(command=Numbered, of="platform", states=EVER),
        Offer(command=Unnumbered, of="platform", states=EVER),
    ),
    examples.MOTION,
)

Answer = Callable[[Turn[MotionState], Any, MotionBooks], Any]
HANDLERS: dict[type[Command], Answer] = {
    c.DraftMotion: motion_signing.draft,
    c.EditMotion: motion_signing.edit,
    AttachFile: motion_signing.attach,
    RemoveFile: motion_signing.remove_file,
    c.InviteCosigners: motion_signing.invite,
    c.SignMotion: motion_signing.sign,
    c.WithdrawSignature: motion_signing.withdraw_signature,
    c.AbandonMotion: motion_signing.abandon,
    c.SubmitMotion: motion_signing.submit,
    c.QueueForNextSession: motion_signing.queue,
    c.ForwardToCommittee: motion_review.forward,
    c.ReturnMotion: motion_review.give_back,
    c.TurnIntoSuggestion: motion_as_suggestion.turn_into_suggestion,
    c.GiveOpinion: motion_review.give_opinion,
    c.DecideMotion: motion_review.decide,
    c.AskReconsideration: motion_review.ask_reconsideration,
    c.AnswerReconsideration: motion_review.answer_reconsideration,
    c.AskToWithdraw: motion_voting.ask_to_withdraw,
    c.ConsentToWithdrawal: motion_voting.consent,
    c.RecordVote: motion_voting.record_vote,
    c.ConsultBodies: motion_handling.consult,
    c.GiveView: motion_handling.give_view,
    c.InviteLead: motion_handling.invite_lead,
    c.ReportMotion: motion_handling.report,
    c.AssignMotion: motion_handling.assign,
    c.ReportHandling: motion_handling.report_handling,
    c.AcceptHandling: motion_handling.accept_handling,
    c.RedoHandling: motion_handling.redo_handling,
    c.SetPublished: motion_handling.set_published,
    c.RemindOfTerm: motion_watching.remind,
    c.ListOverdueTerm: motion_watching.list_overdue,
    RecountDates: motion_watching.recount_dates,
    NoteDeputy: motion_noting.note_deputy,
    NoteSession: motion_noting.note_session,
    c.NoteSuggestion: motion_as_suggestion.note_suggestion,
    Numbered: motion_noting.note_number,
    Unnumbered: motion_noting.note_no_number,
}


def facts(state: MotionState) -> Facts:
    """Return what policies know of a motion, with every name of `GUARDED.facts`."""
    delegation = state.meeting.delegations.get(state.delegation)
    units = frozenset((*state.bodies, state.unit)) - {""}
    return {
        "state": state.phase,
        "lead": state.lead,
        "head": delegation.head if delegation else "",
        "invited": frozenset(state.roster),
        "committee": state.committee,
        "units": units,
        "congress": state.congress,
        "published": state.published,
        **open_tasks.facts(work(state)),
    }


def motion_kind(library: Library) -> EntityKind[MotionState]:
    """Return the kind "motion" with its rules closed over `library`."""
    return motion_kind_by(MotionBooks(library), library)


def motion_kind_by(books: MotionBooks, library: Library) -> EntityKind[MotionState]:
    """Return the kind "motion" that decides by `books`."""
    return tasked_kind(
        library,
        name=MOTION,
        plural="motions",
        state=MotionState,
        offers=OFFERS,
        handlers={command: partial(_answer, answer, books) for command, answer in HANDLERS.items()},
        events=EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "number", "congress", "session", "mover", "round"),
        settle=partial(motion_watching.settle, books),
    )


def _answer(answer: Answer, books: MotionBooks, turn: Turn[MotionState], command: Any) -> Any:
    return answer(turn, command, books)
