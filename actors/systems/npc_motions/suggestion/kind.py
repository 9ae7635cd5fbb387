"""The kind "suggestion" (建议、批评和意见): what it can be asked, by whom and when."""

from functools import partial

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, exampled
from actors.kernel.turn import Turn
from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions import examples, open_tasks
from actors.systems.npc_motions.attachments import AttachFile, RemoveFile
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling.dates import day_after
from actors.systems.npc_motions.recounting import RecountDates
from actors.systems.npc_motions.suggestion import (
    assigning,
    drafting,
    numbers,
    publishing,
    rating,
    reviewing,
    taking_over,
)
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.events import EVENTS
from actors.systems.npc_motions.suggestion.evolve import evolve
from actors.systems.npc_motions.suggestion.state import SuggestionState
from actors.systems.npc_motions.suggestion.work import TASK_OF, work
from actors.systems.npc_motions.tasked_kind import tasked_kind

SUGGESTION = "suggestion"
UNDER_REVIEW = ("submitted", "accepted", "merged")
WORKED_ON = ("assigned", "replied", "dissatisfied", "escalated")
OVER = ("closed", "tracking", "archived")
ALIVE = ("draft", *UNDER_REVIEW, *WORKED_ON, *OVER)
EVER = (*ALIVE, "returned", "letter", "withdrawn")
GUARDED = Guarded(
    actions=(
        "draft", "invite", "sign", "submit", "withdraw", "review", "assign", "fast_lane", "rate",
        "close_unrated", "order_redo", "settle", "archive", "propose_key", "decide_key", "hide",
        "allow_publication", "publish", open_tasks.TAKE_TASK, "read",
    ),
    facts={
        "state": "text",
        "congress": "text",
        "lead": "text",
        "invited": "texts",  # accounts of all who were asked to sign, the lead among them
        "signers": "texts",
        "units": "texts",  # that handle it or did
        "in_session": "truth",
        "hidden": "truth",
        "published": "truth",
        "public_allowed": "truth",
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=(
        "state", "number", "title", "matter", "requests", "attachments", "topic", "congress",
        "session", "delegation", "lead", "signers", "units", "reply_due", "level", "round",
        "replies", "ratings", "key", "published", "motion_number",
    ),
)  # fmt: skip


def _in_office(by: Identity, state: SuggestionState) -> bool:
    account = drafting.account_of(by)
    return roster.in_office(state.roster, account, congress=state.congress, term=state.term)


def _attached(_: object, state: SuggestionState) -> bool:
    return bool(state.attachments)


def _numbered(_: object, state: SuggestionState) -> bool:
    return bool(state.number)


NUMBERED = (("suggestion.not_numbered", _numbered),)
OFFERS: tuple[Offer[SuggestionState], ...] = exampled(
    (
        Offer(
            command=c.SaveDraft, action="draft", begins=True, states=("draft",), long=("matter",)
        ),
        Offer(command=AttachFile, action="draft", states=("draft",)),
        Offer(command=RemoveFile, action="draft", states=("draft",), offered=_attached),
        Offer(command=c.InviteCosigners, action="invite", states=("draft",)),
        Offer(command=c.Sign, action="sign", states=("draft",), offered=_in_office),
        Offer(command=c.WithdrawSignature, action="sign", states=("draft",)),
        Offer(command=c.Submit, action="submit", states=("draft",), offered=_in_office, grave=True),
        Offer(
            command=c.Withdraw,
            action="withdraw",
            states=("submitted", "accepted", "assigned"),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.Accept, action="review", states=("submitted",), asks=NUMBERED),
        Offer(
            command=c.Decline,
            action="review",
            states=("submitted",),
            asks=NUMBERED,
            grave=True,
            long=("text",),
        ),
        Offer(
            command=c.Merge,
            action="review",
            states=("submitted",),
            asks=NUMBERED,
            long=("reason",),
        ),
        Offer(command=c.Assign, action="assign", states=("accepted",)),
        Offer(
            command=c.TakeFastLane,
            action="fast_lane",
            states=("submitted", "accepted"),
            asks=NUMBERED,
            long=("reason",),
        ),
        Offer(
            command=c.Rate, action="rate", states=("replied",), offered=_in_office, long=("text",)
        ),
        Offer(command=c.CloseUnrated, action="close_unrated", states=("replied",)),
        Offer(command=c.OrderRedo, action="order_redo", states=("dissatisfied",), long=("reason",)),
        Offer(command=c.SettleEscalation, action="settle", states=("escalated",), long=("record",)),
        Offer(command=c.Archive, action="archive", states=("closed",)),
        Offer(
            command=c.ProposeKey,
            action="propose_key",
            states=("accepted", "assigned"),
            long=("reason",),
        ),
        Offer(
            command=c.DecideKey,
            action="decide_key",
            states=("accepted", "assigned"),
            offered=lambda _, state: state.key == "proposed",
            long=("decision",),
        ),
        Offer(command=c.HideIdentity, action="hide", states=ALIVE),
        Offer(command=c.AllowPublication, action="allow_publication", states=ALIVE),
        Offer(
            command=c.Publish, action="publish", states=("replied", *OVER), long=("matter", "reply")
        ),
        Offer(
            command=c.Unpublish,
            action="publish",
            states=(*WORKED_ON, *OVER),
            grave=True,
            long=("reason",),
        ),
        *open_tasks.offers((*UNDER_REVIEW, *WORKED_ON, "closed")),
        Offer(command=c.BeginFromMotion, of="platform", begins=True, states=EVER),
        Offer(command=RecountDates, of="platform", states=EVER),
        Offer(command=Numbered, of="platform", states=EVER),
        Offer(command=Unnumbered, of="platform", states=EVER),
        Offer(command=roster.NoteDeputy, of="platform", states=EVER),
        Offer(command=c.NoteMerged, of="platform", states=EVER),
        Offer(command=c.NoteUnit, of="platform", states=EVER),
        Offer(command=c.NoteReply, of="platform", states=EVER),
        Offer(command=c.NoteCommitment, of="platform", states=EVER),
        Offer(command=c.RemindOfRating, of="platform", states=EVER),
        Offer(command=c.EndRatingWindow, of="platform", states=EVER),
    ),
    examples.SUGGESTION,
)
HANDLERS = {
    c.SaveDraft: drafting.save_draft,
    AttachFile: drafting.attach,
    RemoveFile: drafting.remove_file,
    c.InviteCosigners: drafting.invite,
    c.Sign: drafting.sign,
    c.WithdrawSignature: drafting.withdraw_signature,
    c.Submit: drafting.submit,
    c.Withdraw: reviewing.withdraw,
    c.Accept: reviewing.accept,
    c.Decline: reviewing.decline,
    c.Merge: reviewing.merge,
    c.Assign: assigning.assign,
    c.TakeFastLane: assigning.take_fast_lane,
    c.Rate: rating.rate,
    c.CloseUnrated: rating.close_unrated,
    c.OrderRedo: assigning.order_redo,
    c.SettleEscalation: rating.settle_escalation,
    c.Archive: rating.archive,
    c.ProposeKey: publishing.propose_key,
    c.DecideKey: publishing.decide_key,
    c.HideIdentity: publishing.hide_identity,
    c.AllowPublication: publishing.allow_publication,
    c.Publish: publishing.publish,
    c.Unpublish: publishing.unpublish,
    RecountDates: assigning.recount_dates,
    Numbered: numbers.numbered,
    Unnumbered: numbers.unnumbered,
    roster.NoteDeputy: drafting.note_deputy,
    c.BeginFromMotion: taking_over.begin_from_motion,
    c.NoteMerged: reviewing.note_merged,
    c.NoteUnit: assigning.note_unit,
    c.NoteReply: assigning.note_reply,
    c.NoteCommitment: rating.note_commitment,
    c.RemindOfRating: rating.remind,
    c.EndRatingWindow: rating.end_window,
}


def facts(state: SuggestionState) -> Facts:
    """Return what policies know of a suggestion, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "congress": state.congress,
        "lead": state.lead,
        "invited": frozenset(state.roster),
        "signers": frozenset(roster.signers(state.roster)),
        "units": frozenset(each.given.unit for each in state.handlings),
        "in_session": bool(state.session),
        "hidden": bool(state.hiding),
        "published": state.published is not None,
        "public_allowed": state.public_allowed,
        **open_tasks.facts(work(state)),
    }


def watched(books: Books, state: SuggestionState) -> Subject | None:
    """Return what supervision sees of a suggestion: whether it is assigned in time."""
    due = state.assign_due
    if due is None or state.submitted_at is None:
        return None
    ladder = books.of(state.profile).ladder
    waiting = state.phase in ("submitted", "accepted")
    clock = ClockFacts(
        name="npc_assign",
        started_at=state.submitted_at,
        due=due.effective,
        marks=(
            Mark("yellow", day_after(due.effective, ladder.yellow)),
            Mark("red", day_after(due.effective, ladder.red)),
        ),
        stopped_at=state.assigned_at,
    )
    return Subject(
        number=state.number,
        item=SUGGESTION,
        unit=f"{state.congress}_congress",
        clocks=(clock,),
        closed=not waiting,
    )


def suggestion_kind(library: Library) -> EntityKind[SuggestionState]:
    """Return the kind "suggestion" with its rules closed over `library`."""
    books = Books(library)

    def settle(turn: Turn[SuggestionState], before: SuggestionState) -> None:
        follow(turn, watched(books, before), watched(books, turn.state))

    return tasked_kind(
        library,
        name=SUGGESTION,
        plural="suggestions",
        state=SuggestionState,
        offers=OFFERS,
        handlers={command: partial(handler, books) for command, handler in HANDLERS.items()},
        events=EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "number", "congress", "session", "topic", "round"),
        settle=settle,
    )
