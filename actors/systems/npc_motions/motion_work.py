"""What waits for people at a motion: its deputies, the presidium, committees, the unit at work."""

from collections.abc import Iterator
from datetime import date

from actors.kernel.turn import Command
from actors.kernel.work import Work
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.open_tasks import DEPUTY, Wait, work_of

TASK_OF: dict[type[Command], str] = {
    c.ForwardToCommittee: "forward",
    c.ReturnMotion: "forward",
    c.TurnIntoSuggestion: "forward",
    c.GiveOpinion: "give_opinion",
    c.DecideMotion: "decide",
    c.AnswerReconsideration: "answer_reconsideration",
    c.ConsentToWithdrawal: "consent",
    c.RecordVote: "record_vote",
    c.ConsultBodies: "consult",
    c.ReportMotion: "report",
    c.AssignMotion: "assign",
    c.ReportHandling: "report_handling",
    c.AcceptHandling: "judge_handling",
    c.RedoHandling: "judge_handling",
}
"""Which task is done by which command."""


def work(state: MotionState) -> Work:
    """Return the open tasks of a motion."""
    waits = (*_signing(state), *_examined(state), *_decided(state), *_handled(state))
    title = state.text.title if state.texts else ""
    return work_of("motion", state.number, title, waits, state.held)


def _due(state: MotionState, *questions: str) -> date | None:
    dues = [state.dues[each].effective for each in questions if each in state.dues]
    return min(dues, default=None)


def _signing(state: MotionState) -> Iterator[Wait]:
    if state.phase != "cosigning":
        return
    for account, each in state.roster.items():
        if each.signed_at is None:
            seat = (DEPUTY, each.membership.delegation or state.congress)
            yield Wait(f"sign.{account}", *seat, each.invited_at, said="sign", of=account)


def _examined(state: MotionState) -> Iterator[Wait]:
    if state.phase != "registered":
        return
    if state.committee:
        due = _due(state, "motion_opinion")
        seat = ("special_committee", state.committee)
        yield Wait("give_opinion", *seat, state.since, due)
        return
    role = "work_body" if state.between_sessions else "session_secretariat"
    body = unit_of(role, state.congress)
    yield Wait("forward", role, body, state.since, _due(state, "motion_forward"))


def _decided(state: MotionState) -> Iterator[Wait]:
    presidium = ("presidium", unit_of("presidium", state.congress))
    if state.phase == "opinion":
        yield Wait("decide", *presidium, state.since)
    if state.phase == "reconsidered":
        yield Wait("answer_reconsideration", *presidium, state.since)
    if state.leaving and state.phase in ("registered", "opinion", "on_agenda"):
        yield Wait("consent", *presidium, state.since)
    if state.phase == "on_agenda":
        secretariat = ("session_secretariat", unit_of("session_secretariat", state.congress))
        yield Wait("record_vote", *secretariat, state.since)


def _handled(state: MotionState) -> Iterator[Wait]:
    if state.phase == "committee_later":
        committee = ("special_committee", state.committee)
        if not state.bodies:
            yield Wait("consult", *committee, state.since, _due(state, "motion_consult"))
        yield Wait("report", *committee, state.since, _due(state, "motion_report"))
        due = _due(state, "motion_views")
        for unit in state.bodies:
            if unit not in state.views:
                yield Wait(f"view.{unit}", "handler", unit, state.since, due, said="view")
    chairpersons = ("chairperson", unit_of("chairperson", state.congress))
    if state.phase == "reported":
        yield Wait("assign", *chairpersons, state.since)
    if state.phase in ("assigned", "redo"):
        if state.handled[-1]:
            yield Wait("judge_handling", *chairpersons, state.since)
        else:
            due = _due(state, "motion_handling", "motion_redo")
            yield Wait("report_handling", "handler", state.unit, state.since, due)
