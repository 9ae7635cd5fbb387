"""The table of contents of the case: which function answers which command."""

from collections.abc import Callable
from typing import Any

from actors.blocks.accounts.putting_right import PutRight
from actors.blocks.cases import (
    acceptance,
    applying,
    approving,
    clock,
    closing,
    ending,
    notes,
    ordering,
    putting_files_right,
    putting_right,
    rating,
    restricting,
    result,
    review,
    serving,
    succession,
    taken_back,
    together,
    visits,
    wishes,
)
from actors.blocks.cases import commands as c
from actors.blocks.cases import joint_commands as j
from actors.blocks.cases import later_commands as later
from actors.blocks.cases.basis import Basis, CaseReply, basis_of
from actors.blocks.cases.by_rule import decide_by_rule
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.confirming import (
    NoteConfirmation,
    ask_registers,
    note_confirmation,
)
from actors.blocks.cases.evolve import evolve
from actors.blocks.cases.exchanging import carry_step, tell_departments
from actors.blocks.cases.settle import settle
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.telling import tell, tell_level
from actors.blocks.clocks.commands import TellLevel
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.exchanges.records import CarryStep
from actors.blocks.issuing.records import NoteHandedOver
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.blocks.organisation.succession import TakeOver
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel import offer
from actors.kernel.library import Library
from actors.kernel.offer import Rules
from actors.kernel.restricting import Restrict
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
    j.AskForCorrection: wishes.ask_for_correction,
    j.DropCorrection: wishes.drop_correction,
    j.SendCorrection: wishes.send_correction,
    j.ProposePause: approving.propose_pause,
    j.ProposeExtension: approving.propose_extension,
    j.ApproveProposal: approving.approve_proposal,
    j.RejectProposal: approving.reject_proposal,
    j.ArrangeVisit: visits.arrange_visit,
    j.ChooseVisitTime: visits.choose_visit_time,
    j.RecordFinding: visits.record_finding,
    j.CancelVisit: visits.cancel_visit,
    j.AddNote: notes.add_note,
    c.Decide: closing.decide_case,
    c.Issue: closing.issue,
    c.Deliver: closing.deliver,
    serving.ServePaper: serving.serve_paper,
    taken_back.TakeBackService: taken_back.take_back_service,
    c.Rate: rating.rate,
    c.RateByProof: rating.rate_by_proof,
    c.Withdraw: applying.withdraw,
    c.ProposeVoid: closing.propose_void,
    c.Void: closing.void,
    c.RejectVoid: closing.reject_void,
    later.Return: ending.return_case,
    later.Forward: ending.forward,
    later.Reopen: ending.reopen,
    later.CorrectResult: result.correct_result,
    later.Revoke: result.revoke,
    later.AskForRenewal: result.ask_for_renewal,
    later.Renew: result.renew,
    later.RefuseRenewal: result.refuse_renewal,
    later.EndRenewalPeriod: result.end_renewal_period,
    later.Archive: ending.archive,
    later.Unseal: ending.unseal,
    c.EndNoticePeriod: acceptance.end_notice_period,
    c.EndCorrectionPeriod: acceptance.end_correction_period,
    c.EndPromisePeriod: acceptance.end_promise_period,
    c.RecomputeDues: clock.recompute_dues,
    c.RecogniseApplicant: applying.recognise_applicant,
    c.TakePaper: together.take_paper,
    Numbered: ordering.number_result,
    Unnumbered: ordering.miss_number,
    PaperMade: ordering.keep_paper,
    PaperFailed: ordering.miss_paper,
    NoteHandedOver: closing.note_handed_over,
    PutRight: putting_right.put_right,
    c.PutFileRight: putting_files_right.put_file_right,
    Restrict: restricting.restrict,
    TellLevel: tell_level,
    NoteConfirmation: note_confirmation,
    TakeOver: succession.take_over,
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
            ask_registers(turn, basis)
            if isinstance(command, c.Submit):
                decide_by_rule(turn, basis)
            closing.hand_over(turn, before, basis)
            tell(turn, basis)
            tell_departments(turn, basis)
            settle(turn, before, basis)
            state = turn.state
            return CaseReply(
                number=state.number, phase=state.phase, stage=state.stage, dues=state.dues
            )

        return handle

    def carry(turn: Turn[CaseState], command: CarryStep) -> None:
        carry_step(turn, command, basis_of(library, turn.state), decide, evolve)

    decide = offer.decider(
        rules,
        {
            **{command: closed_over(handler) for command, handler in HANDLERS.items()},
            CarryStep: carry,
        },
    )
    return decide
