"""What those who review a case together can ask of it, and when."""

from collections.abc import Callable
from datetime import UTC, datetime

from actors.blocks.cases import joint_commands as c
from actors.blocks.cases import joint_questions as q
from actors.blocks.cases import questions as plain
from actors.blocks.cases.application import Fault
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.questions import not_extended, offers_extension, offers_pauses
from actors.blocks.cases.state import CaseState
from actors.kernel.identity import Identity
from actors.kernel.offer import Offer, Question

Ask = Callable[[Callable[[Identity, CaseState, Basis], bool]], Question[CaseState]]
_AT_WORK = ("accepted", "paused")
_IN_OFFICE = (
    "submitted", "correction_requested", "accepted", "paused", "granted", "denied", "issued",
    "delivered",
)  # fmt: skip


def joint_offers(ask: Ask) -> tuple[Offer[CaseState], ...]:
    """Return these commands, in the order in which pages show them."""
    return (
        Offer(
            command=c.AskForCorrection,
            action="ask_correction",
            states=("accepted",),
            asks=(
                ("correction.not_in_review", ask(q.corrects_in_review)),
                ("correction.only_once_in_review", ask(q.not_corrected_in_review)),
            ),
            offered=ask(plain.can_review),
            example=c.AskForCorrection(
                task="review", faults=(Fault("/materials/lease", "缺少签名页"),)
            ),
        ),
        Offer(
            command=c.DropCorrection,
            action="ask_correction",
            states=("accepted",),
            offered=ask(q.own_wish),
            example=c.DropCorrection(task="review"),
        ),
        Offer(
            command=c.SendCorrection,
            action="send_correction",
            states=("accepted",),
            asks=(
                ("correction.nothing_asked", ask(q.wishes_correction)),
                ("correction.others_still_look", ask(q.all_have_spoken)),
            ),
            example=c.SendCorrection(),
        ),
        Offer(
            command=c.ProposePause,
            action="propose_clock_change",
            states=("accepted",),
            asks=(
                ("pause.not_offered", ask(offers_pauses)),
                ("proposal.no_review", ask(q.reviews_now)),
                ("proposal.waits", ask(q.nothing_proposed)),
            ),
            example=c.ProposePause(procedure="inspection", days=5, reason="需现场核查"),
            long=("reason",),
        ),
        Offer(
            command=c.ProposeExtension,
            action="propose_clock_change",
            states=_AT_WORK,
            asks=(
                ("extension.not_offered", ask(offers_extension)),
                ("extension.only_once", ask(not_extended)),
                ("proposal.no_review", ask(q.reviews_now)),
                ("proposal.waits", ask(q.nothing_proposed)),
            ),
            example=c.ProposeExtension(days=5, reason="需要专家论证"),
            long=("reason",),
        ),
        Offer(
            command=c.ApproveProposal,
            action="decide_clock_change",
            states=("accepted",),
            asks=(("proposal.none", ask(q.proposed)),),
            example=c.ApproveProposal(),
        ),
        Offer(
            command=c.RejectProposal,
            action="decide_clock_change",
            states=_AT_WORK,
            asks=(("proposal.none", ask(q.proposed)),),
            example=c.RejectProposal(reason="现有材料足以审查"),
            long=("reason",),
        ),
        Offer(
            command=c.ArrangeVisit,
            action="arrange_visit",
            states=_AT_WORK,
            asks=(("visit.open", ask(q.no_visit_open)),),
            offered=ask(q.reviews_now),
            example=c.ArrangeVisit(
                tasks=("joint/fire",),
                place="佛山市禅城区示例路1号",
                time=datetime(2026, 3, 9, 1, 30, tzinfo=UTC),
            ),
        ),
        Offer(
            command=c.ChooseVisitTime,
            action="choose_visit",
            states=_AT_WORK,
            asks=(("visit.nothing_to_choose", ask(q.chooses_time)),),
            example=c.ChooseVisitTime(choice="1"),
        ),
        Offer(
            command=c.RecordFinding,
            action="record_finding",
            states=_AT_WORK,
            asks=(("visit.none", ask(q.visit_open)),),
            offered=ask(q.own_finding),
            example=c.RecordFinding(task="joint/fire", finding="passed", text="疏散通道符合要求"),
            long=("text",),
        ),
        Offer(
            command=c.CancelVisit,
            action="cancel_visit",
            states=_AT_WORK,
            asks=(("visit.none", ask(q.visit_open)),),
            example=c.CancelVisit(reason="天气原因，另行约定"),
            long=("reason",),
        ),
        Offer(
            command=c.AddNote,
            action="note",
            states=_IN_OFFICE,
            example=c.AddNote(text="申请人称图纸下周补齐"),
            long=("text",),
        ),
    )
