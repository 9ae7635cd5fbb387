"""What can be asked of a case. Who may ask, and when, is decided in `decide.py`."""

from datetime import datetime
from typing import Literal

from actors.blocks.cases.items import SpecialProcedure
from actors.blocks.cases.state import Application, Fault, Material, Phase
from actors.blocks.ratings.records import Said, Whys
from actors.kernel.calendar import CalendarYear
from actors.kernel.turn import Command


class SaveDraft(Application, Command, frozen=True, kw_only=True):
    """Keep what has been filled in so far (草稿); nothing is checked but its shape."""


class Submit(Application, Command, frozen=True, kw_only=True):
    """Apply (申报), from a draft or at once. `number` was minted by the platform before.

    An entity that files for somebody, by message, says when the application `came` in where it was
    taken in, and is `told` what becomes of the case: its key. Nobody else can say either.
    """

    number: str
    came: datetime | None = None
    told: str = ""


class RequestCorrection(Command, frozen=True, kw_only=True):
    """一次性告知补正: everything to put right, once and completely."""

    faults: tuple[Fault, ...]


class Correct(Command, frozen=True, kw_only=True):
    """Answer a correction request (补正)."""

    form: dict[str, object]
    materials: tuple[Material, ...] = ()


class Accept(Command, frozen=True, kw_only=True):
    """受理. `promised` names materials that may follow (容缺受理)."""

    promised: tuple[str, ...] = ()


class Decline(Command, frozen=True, kw_only=True):
    """不予受理, with the legal reason."""

    reason: str


class SupplyMaterials(Command, frozen=True, kw_only=True):
    """Hand in promised materials (容缺补齐)."""

    materials: tuple[Material, ...]


class ClaimTask(Command, frozen=True, kw_only=True):
    """Take a task, so that two officers cannot work on it unknowingly."""

    task: str


class ReleaseTask(Command, frozen=True, kw_only=True):
    """Give a claimed task back."""

    task: str


class GiveOpinion(Command, frozen=True, kw_only=True):
    """Finish a review task (审查意见)."""

    task: str
    opinion: Literal["agree", "object"]
    comment: str = ""


class PauseClock(Command, frozen=True, kw_only=True):
    """Begin a special procedure (特别程序); `days` working days, told to the applicant."""

    procedure: SpecialProcedure
    days: int
    reason: str


class ResumeClock(Command, frozen=True, kw_only=True):
    """End the special procedure with its result."""

    result: str


class Extend(Command, frozen=True, kw_only=True):
    """延期, once, before the statutory due date, by the approver (行政许可法 Art. 42)."""

    days: int
    reason: str


class Decide(Command, frozen=True, kw_only=True):
    """决定. A denial states its reasons."""

    outcome: Literal["granted", "denied"]
    reason: str = ""


class Issue(Command, frozen=True, kw_only=True):
    """出件、制证: have the result document made, with what its template asks an officer for in
    `fields`. `document` is a number that it has already, from a register elsewhere; "": it is given
    one here."""

    document: str = ""
    fields: dict[str, object] = {}


class Deliver(Command, frozen=True, kw_only=True):
    """送达: how, and to whom it was handed (role, not name: "applicant", "agent")."""

    method: Literal["window", "post", "electronic", "kiosk"]
    collector: str = "applicant"


class Rate(Command, frozen=True, kw_only=True):
    """好差评: 5 非常满意 .. 1 非常不满意. With `call` the applicant agrees that the unit learns who
    rated, and calls back."""

    stars: int
    whys: Whys = ()
    comment: str = ""
    call: bool = False


class RateByProof(Command, frozen=True, kw_only=True):
    """Platform: whoever has the case's link rates it without signing in: by the code at a window,
    at a kiosk, from a message."""

    said: Said
    call: bool = False


class Withdraw(Command, frozen=True, kw_only=True):
    """撤回, by the applicant, before the decision."""

    reason: str = ""


class ProposeVoid(Command, frozen=True, kw_only=True):
    """提请作废, by a supervisor. Nothing changes until a second one agrees."""

    reason: str


class Void(Command, frozen=True, kw_only=True):
    """作废: a second supervisor, in his own session, agrees with what the first proposed."""


class RejectVoid(Command, frozen=True, kw_only=True):
    """不同意作废, by a second supervisor; or the first takes it back."""

    reason: str


class EndNoticePeriod(Command, frozen=True, kw_only=True):
    """Clock: the notice limit is over; silence is acceptance. `round` is the number of corrections
    when the alarm was set, so that a late alarm of an earlier round does nothing."""

    round: int = 0


class EndCorrectionPeriod(Command, frozen=True, kw_only=True):
    """Clock: the applicant's limit to correct is over; the case counts as withdrawn."""

    round: int = 0


class EndPromisePeriod(Command, frozen=True, kw_only=True):
    """Clock: the limit to hand in promised materials (容缺) is over; the case ends without them."""


class TakePaper(Command, frozen=True, kw_only=True):
    """Platform: a case that was applied for together with this one has made the `paper`."""

    paper: Material


class PutFileRight(Command, frozen=True, kw_only=True):
    """Platform: the unit `unit` has granted the application `basis`, a case number, of the account
    `account`: in the place of the file at `part`, a JSON pointer, whose digest is `was`, stands the
    `file` that came with that application."""

    part: str
    was: str
    file: Material
    account: str
    unit: str
    basis: str


class RecogniseApplicant(Command, frozen=True, kw_only=True):
    """Platform: whoever applied in person, at a window or a kiosk, has this `account`: its proven
    number has the digest `person`."""

    account: str
    person: str


class CaseMoved(Command, frozen=True, kw_only=True):
    """To the entity that filed for somebody: the case is in another phase since `at`. `seq` is the
    number of the commit that says so; one of an earlier commit is old news."""

    number: str
    phase: Phase
    at: datetime
    seq: int


class RecomputeDues(Command, frozen=True, kw_only=True):
    """Platform: calendars were published or changed; work out the due dates again."""

    calendars: tuple[CalendarYear, ...]
    version: str
    effective_at: datetime
