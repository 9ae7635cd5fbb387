"""The kind "interpellation" (质询案): a question that a body of government has to answer."""

from actors.blocks.clocks.watching import follow
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, exampled
from actors.systems.npc_motions import examples, open_tasks
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions.congress_session_records import NoteSession
from actors.systems.npc_motions.deputy_roster import NoteDeputy, in_office
from actors.systems.npc_motions.interpellation_decide import handlers
from actors.systems.npc_motions.interpellation_evolve import evolve
from actors.systems.npc_motions.interpellation_watching import watched
from actors.systems.npc_motions.interpellation_work import TASK_OF, work
from actors.systems.npc_motions.load import load_congresses
from actors.systems.npc_motions.tasked_kind import tasked_kind

INTERPELLATION = "interpellation"
UNSUBMITTED = ("draft", "cosigning")
EVER = (
    *UNSUBMITTED, "submitted", "delivered", "answered", "second_answer_due", "closed", "withdrawn",
)  # fmt: skip

GUARDED = Guarded(
    actions=(
        "draft", "lead", "sign", "deliver", "answer", "judge", "close",
        open_tasks.TAKE_TASK, "read",
    ),
    facts={
        "state": "text",
        "lead": "text",
        "invited": "texts",  # accounts
        "target": "text",  # unit
        "congress": "text",
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=(
        "state", "session", "congress", "delegation", "lead", "signers", "target", "question",
        "content", "answers", "answer_by", "manner", "level",
    ),
)  # fmt: skip


def _in_office(by: Identity, state: r.InterpellationState) -> bool:
    account = by.id.partition(":")[2]
    return in_office(state.roster, account, congress=state.congress, term=state.term)


OFFERS: tuple[Offer[r.InterpellationState], ...] = exampled(
    (
        Offer(command=r.DraftInterpellation, action="draft", begins=True, long=("content",)),
        Offer(command=r.InviteInterpellants, action="lead", states=UNSUBMITTED),
        Offer(
            command=r.SignInterpellation, action="sign", states=("cosigning",), offered=_in_office
        ),
        Offer(command=r.LeaveInterpellation, action="sign", states=UNSUBMITTED, grave=True),
        Offer(
            command=r.SubmitInterpellation, action="lead", states=UNSUBMITTED, offered=_in_office
        ),
        Offer(command=r.WithdrawInterpellation, action="lead", states=("submitted",), grave=True),
        Offer(command=r.DeliverInterpellation, action="deliver", states=("submitted",)),
        Offer(
            command=r.AnswerInterpellation,
            action="answer",
            states=("delivered", "second_answer_due"),
            long=("text",),
        ),
        Offer(
            command=r.JudgeAnswer,
            action="judge",
            states=("answered",),
            offered=_in_office,
            long=("text",),
        ),
        Offer(command=r.CloseInterpellation, action="close", states=("answered",)),
        *open_tasks.offers(("submitted", "delivered", "second_answer_due", "answered")),
        Offer(command=NoteDeputy, of="platform", states=EVER),
        Offer(command=NoteSession, of="platform", states=EVER),
    ),
    examples.INTERPELLATION,
)


def facts(state: r.InterpellationState) -> Facts:
    """Return what policies know of an interpellation, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "lead": state.lead,
        "invited": frozenset(state.roster),
        "target": state.target,
        "congress": state.congress,
        **open_tasks.facts(work(state)),
    }


def interpellation_kind(library: Library) -> EntityKind[r.InterpellationState]:
    """Return the kind "interpellation"; who may what stands in the policies of `library`."""
    return tasked_kind(
        library,
        name=INTERPELLATION,
        plural="interpellations",
        state=r.InterpellationState,
        offers=OFFERS,
        handlers=handlers(load_congresses()),
        events=r.EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "congress", "session", "target"),
        settle=lambda turn, before: follow(turn, watched(before), watched(turn.state)),
    )
