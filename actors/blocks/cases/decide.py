"""The table of contents of the case: which function answers which command."""

from collections.abc import Callable
from typing import Any

from actors.blocks.cases import acceptance, applying, clock, closing, review
from actors.blocks.cases import commands as c
from actors.blocks.cases.basis import Basis, CaseReply, basis_of
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.permissions import PERMISSIONS, allowed, is_stranger
from actors.blocks.cases.settle import settle
from actors.blocks.cases.state import CaseState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
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
    c.GiveOpinion: review.give_opinion,
    c.PauseClock: clock.pause_clock,
    c.ResumeClock: clock.resume_clock,
    c.Extend: clock.extend,
    c.Decide: closing.decide_case,
    c.Issue: closing.issue,
    c.Deliver: closing.deliver,
    c.Rate: applying.rate,
    c.Withdraw: applying.withdraw,
    c.Void: closing.void,
    c.EndNoticePeriod: acceptance.end_notice_period,
    c.EndCorrectionPeriod: acceptance.end_correction_period,
    c.EndPromisePeriod: acceptance.end_promise_period,
    c.RecomputeDues: clock.recompute_dues,
}


def decider(library: Library) -> Callable[[Turn[CaseState], Command], CaseReply]:
    """Return the decide function of cases, closed over `library`."""

    def decide(turn: Turn[CaseState], command: Command) -> CaseReply:
        before = turn.state
        if isinstance(command, c.SaveDraft | c.Submit) and before.phase in ("none", "draft"):
            if before.phase == "draft":
                _require_allowed(turn, command, basis_of(library, before))
            basis = Basis(library, library[Catalogue].item(command.item, command.item_version))
        elif before.phase == "none":
            raise Refusal(Reason("case.unknown"), kind="unknown")
        else:
            basis = basis_of(library, before)
            _require_allowed(turn, command, basis)
        try:
            HANDLERS[type(command)](turn, command, basis)
        except Refusal as refused:
            if refused.kind != "not_now":
                raise
            choices = allowed(before, turn.by, basis)
            raise Refusal(*refused.reasons, kind="not_now", allowed=choices) from None
        settle(turn, before, basis)
        state = turn.state
        return CaseReply(number=state.number, phase=state.phase, stage=state.stage, dues=state.dues)

    return decide


def _require_allowed(turn: Turn[CaseState], command: Command, basis: Basis) -> None:
    """Check who asks, then whether it is the time.

    Raises:
        Refusal: "unknown" to strangers, "forbidden" to the wrong role or unit, "not_now" with the
            commands that are allowed.
    """
    by, state = turn.by, turn.state
    if is_stranger(by, state):
        raise Refusal(Reason("case.unknown"), kind="unknown")
    permission = PERMISSIONS[type(command)]
    if not permission.who(by, state, basis):
        raise Refusal(Reason("case.forbidden"), kind="forbidden")
    codes = ["case.not_now"] if state.phase not in permission.phases else []
    codes = codes or [code for code, guard in permission.guards if not guard(by, state, basis)]
    if codes:
        facts = {"phase": state.phase}
        raise Refusal(
            *(Reason(code, facts=facts) for code in codes),
            kind="not_now",
            allowed=allowed(state, by, basis),
        )
