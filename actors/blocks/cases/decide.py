"""The table of contents of the case: which function answers which command."""

from collections.abc import Callable
from typing import Any

from actors.blocks.cases import acceptance, applying, clock, closing, review
from actors.blocks.cases import commands as c
from actors.blocks.cases.basis import Basis, CaseReply, basis_of
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.settle import settle
from actors.blocks.cases.state import CaseState
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel import offer
from actors.kernel.library import Library
from actors.kernel.offer import Rules
from actors.kernel.turn import Command, Turn

Handler = Callable[[Turn[CaseState], Any, Basis], None]

HANDLERS: dict[type[Command], Handler] = {
    c.SaveDraft: applying.save_draft,
    c.Submit: applying.submit,
    c.RequestCorrection: acceptance.request_correction,
    c.Correct: applying.correct,
    c.Accept: acceptance.accept,
    c.Decline: acceptance.decline,
    c.SupplyMaterials: applying.supply_materials,
    c.ClaimTask: review.claim_task,
    c.ReleaseTask: review.release_task,
    HandOverTask: review.hand_over_task,
    DeputiseTask: review.deputise_task,
    c.GiveOpinion: review.give_opinion,
    c.PauseClock: clock.pause_clock,
    c.ResumeClock: clock.resume_clock,
    c.Extend: clock.extend,
    c.Decide: closing.decide_case,
    c.Issue: closing.issue,
    c.Deliver: closing.deliver,
    c.Rate: applying.rate,
    c.Withdraw: applying.withdraw,
    c.ProposeVoid: closing.propose_void,
    c.Void: closing.void,
    c.RejectVoid: closing.reject_void,
    c.EndNoticePeriod: acceptance.end_notice_period,
    c.EndCorrectionPeriod: acceptance.end_correction_period,
    c.EndPromisePeriod: acceptance.end_promise_period,
    c.RecomputeDues: clock.recompute_dues,
}


def decider(rules: Rules[CaseState], library: Library) -> Callable[[Turn[CaseState], Any], Any]:
    """Return the decide function of cases: first `rules`, then the command's own handler."""

    def closed_over(handler: Handler) -> offer.Handler[CaseState]:
        def handle(turn: Turn[CaseState], command: Any) -> CaseReply:
            before = turn.state
            if isinstance(command, c.SaveDraft | c.Submit):
                item = library[Catalogue].item(command.item, command.item_version)
                basis = Basis(library, item)
            else:
                basis = basis_of(library, before)
            handler(turn, command, basis)
            settle(turn, before, basis)
            state = turn.state
            return CaseReply(
                number=state.number, phase=state.phase, stage=state.stage, dues=state.dues
            )

        return handle

    return offer.decider(
        rules, {command: closed_over(handler) for command, handler in HANDLERS.items()}
    )
