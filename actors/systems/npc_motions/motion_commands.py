"""What can be asked of a motion (议案)."""

from datetime import datetime
from typing import Literal

from actors.kernel.turn import Command
from actors.systems.npc_motions.fixed_dates import Question
from actors.systems.npc_motions.motion_text import Draft, Form, Mover

Outcome = Literal["on_agenda", "committee_later", "not_a_motion"]
ReturnGround = Literal["incomplete", "outside_competence", "several_matters", "duplicate", "other"]


class DraftMotion(Draft, Command, frozen=True, kw_only=True):
    """Begin a motion, as its lead (领衔代表).

    `session` is the id of the session that it is meant for. `mover` says who moves: deputies
    jointly, a `delegation`, or members of the standing committee.
    """

    session: str
    mover: Mover = "deputies"
    delegation: str = ""
    form: Form = "matter"


class EditMotion(Draft, Command, frozen=True, kw_only=True):
    """Change the text. Signatures under the former one are void, the lead's own apart."""


class InviteCosigners(Command, frozen=True, kw_only=True):
    """Invite deputies, by their accounts, to sign (附议)."""

    accounts: tuple[str, ...]


class SignMotion(Command, frozen=True, kw_only=True):
    """Sign the text with `text_hash`, after all of it was shown (`read_to_end`)."""

    text_hash: str
    read_to_end: bool


class WithdrawSignature(Command, frozen=True, kw_only=True):
    """Take one's signature back, before the motion is handed in."""

    reason: str = ""


class AbandonMotion(Command, frozen=True, kw_only=True):
    """Give up a motion that was not handed in."""


class SubmitMotion(Command, frozen=True, kw_only=True):
    """Hand the motion in (提交)."""


class QueueForNextSession(Command, frozen=True, kw_only=True):
    """Have a motion that is too late wait for the next session."""


class ForwardToCommittee(Command, frozen=True, kw_only=True):
    """Forward the motion to the committee (a unit) that examines it (交付审议)."""

    committee: str


class ReturnMotion(Command, frozen=True, kw_only=True):
    """Return what is no motion (退回), for a ground and with a text, after its deputies were heard
    on the local time `heard_at`."""

    ground: ReturnGround
    text: str
    heard_at: datetime


class TurnIntoSuggestion(Command, frozen=True, kw_only=True):
    """Treat it as a suggestion (转为建议), after its deputies were heard at `heard_at`."""

    text: str
    heard_at: datetime


class NoteSuggestion(Command, frozen=True, kw_only=True):
    """Platform: the suggestion that the motion was turned into has its number."""

    suggestion: str
    number: str


class GiveOpinion(Command, frozen=True, kw_only=True):
    """Tell the presidium what the committee recommends (审查意见)."""

    recommends: Outcome
    text: str


class DecideMotion(Command, frozen=True, kw_only=True):
    """Record what the presidium decided, with `in_favour` of its `present` members."""

    outcome: Outcome
    present: int
    in_favour: int
    reason: str = ""


class AskReconsideration(Command, frozen=True, kw_only=True):
    """Ask in writing, as one of its signers, that the presidium reconsider (复议)."""

    text: str


class AnswerReconsideration(Command, frozen=True, kw_only=True):
    """Record what the presidium decided when it was asked to reconsider."""

    outcome: Outcome
    present: int
    in_favour: int
    reason: str


class AskToWithdraw(Command, frozen=True, kw_only=True):
    """Ask, as a signer, to stand back from a motion that was handed in."""

    reason: str


class ConsentToWithdrawal(Command, frozen=True, kw_only=True):
    """Record that the presidium consents that those who asked stand back."""

    present: int
    in_favour: int


class RecordVote(Command, frozen=True, kw_only=True):
    """Record how the vote (表决) on the motion went, `present` deputies being there."""

    present: int
    in_favour: int
    against: int
    abstained: int


class ConsultBodies(Command, frozen=True, kw_only=True):
    """Ask other bodies (units) for their views (征求意见)."""

    bodies: tuple[str, ...]


class GiveView(Command, frozen=True, kw_only=True):
    """Give the view that one's unit was asked for."""

    text: str


class InviteLead(Command, frozen=True, kw_only=True):
    """Invite the lead to the committee's deliberation at the instant `meeting`."""

    meeting: datetime


class ReportMotion(Command, frozen=True, kw_only=True):
    """Report to the standing committee what the committee deliberated (审议结果报告)."""

    text: str


class AssignMotion(Command, frozen=True, kw_only=True):
    """Have a unit carry out what was resolved (交办)."""

    unit: str
    requirement: str


class ReportHandling(Command, frozen=True, kw_only=True):
    """Report, as the unit, how it was handled (办理情况报告)."""

    text: str


class AcceptHandling(Command, frozen=True, kw_only=True):
    """Accept the unit's report."""

    text: str = ""


class RedoHandling(Command, frozen=True, kw_only=True):
    """Have the unit handle it again (重新办理)."""

    text: str


class RemindOfTerm(Command, frozen=True, kw_only=True):
    """Clock: the term `question` ends soon."""

    question: Question


class ListOverdueTerm(Command, frozen=True, kw_only=True):
    """Clock: the term `question` is over for so long that the chairpersons' meeting sees it in its
    list."""

    question: Question


class SetPublished(Command, frozen=True, kw_only=True):
    """Publish the motion's text, or take it back (公开)."""

    published: bool
    reason: str = ""
