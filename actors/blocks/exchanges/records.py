"""An exchange (交换) of one case with one department's system: what is told it step by step, what
it tells, and how far each of both is."""

import hashlib
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from actors.blocks.calls.records import TakeOutcome
from actors.blocks.exchanges.steps import Step
from actors.kernel.turn import Command, Event

EXCHANGE = "exchange"
PURPOSE = "exchange"  # for which personal data are shown to a system outside
AHEAD = 50  # steps of a department's that may wait for one before them
Phase = Literal[
    "",
    "settled",  # 已一致
    "moving",  # 交换中
    "troubled",  # 待处理: somebody has to look at it
]
SentState = Literal["waiting", "under_way", "unknown", "dead", "delivered", "failed", "left"]
TakenState = Literal["held", "passed_on", "carried", "refused", "left"]
Way = Literal["out", "in"]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Number = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Officer = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{0,40}$")]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class TellStep(Command, frozen=True, kw_only=True):
    """Platform: tell the department that `step` was taken here `at`, with `facts`. `subject` is
    the key of the case, `number` the one that people quote."""

    subject: str
    number: str
    step: Step
    at: datetime
    facts: dict[str, Any]


class NoteDelivery(TakeOutcome, frozen=True, kw_only=True):
    """Platform: what came of telling step `seq`."""

    seq: int


class TakeStep(Command, frozen=True, kw_only=True):
    """Platform: the department tells that `step` was taken there `at`, by its officer with the code
    `officer`. `seq` counts what it tells of the case from 1. `listed`: it was found in the
    department's list, and had not arrived."""

    seq: Number
    step: Step
    at: datetime
    facts: dict[str, Any]
    officer: Officer = ""
    listed: bool = False


class NoteCarried(Command, frozen=True, kw_only=True):
    """Platform: step `seq` of the department's was carried out here, or `refused` for reasons."""

    seq: int
    refused: tuple[str, ...] = ()


class TryAgain(Command, frozen=True, kw_only=True):
    """重新处理: have a step told, or carried out, that was refused."""

    way: Way
    seq: int


class LeaveStep(Command, frozen=True, kw_only=True):
    """不再处理: go on without a step that was refused, or settle what two lists say of one."""

    way: Way
    seq: int
    reason: Why


class CarryStep(Command, frozen=True, kw_only=True):
    """What the subject is sent: carry out what the department's `system` has decided. It answers
    with `NoteCarried` to the exchange `exchange`, an id."""

    exchange: str
    system: str
    seq: int
    step: Step
    at: datetime
    facts: dict[str, Any]
    officer: Officer = ""


class ExchangeBegun(Event, frozen=True, kw_only=True):
    at: datetime
    subject: str
    system: str
    number: str


class StepTold(Event, frozen=True, kw_only=True):
    """It waits to be sent. `at` is when it was taken here."""

    at: datetime
    seq: int
    step: Step
    facts: dict[str, Any]
    hash: str


class StepSent(Event, frozen=True, kw_only=True):
    """By the call `call`, an id."""

    at: datetime
    seq: int
    call: str


class DeliveryDoubted(Event, frozen=True, kw_only=True):
    at: datetime
    seq: int
    state: Literal["unknown", "dead"]


class StepDelivered(Event, frozen=True, kw_only=True):
    """`receipt` is the department's name of it."""

    at: datetime
    seq: int
    receipt: str = ""


class StepNotDelivered(Event, frozen=True, kw_only=True):
    at: datetime
    seq: int
    reason: str


class StepTaken(Event, frozen=True, kw_only=True):
    """It is kept. `at` is when the department says that it was taken there."""

    at: datetime
    seq: int
    step: Step
    facts: dict[str, Any]
    hash: str
    officer: str = ""
    listed: bool = False


class StepDisputed(Event, frozen=True, kw_only=True):
    """The department says under one number what it did not say before."""

    at: datetime
    seq: int
    hash: str


class StepPassedOn(Event, frozen=True, kw_only=True):
    at: datetime
    seq: int


class StepCarried(Event, frozen=True, kw_only=True):
    at: datetime
    seq: int


class StepRefused(Event, frozen=True, kw_only=True):
    at: datetime
    seq: int
    reasons: tuple[str, ...]


class StepTriedAgain(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    way: Way
    seq: int


class StepLeft(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    way: Way
    seq: int
    reason: str


ExchangeEvent = (
    ExchangeBegun
    | StepTold
    | StepSent
    | DeliveryDoubted
    | StepDelivered
    | StepNotDelivered
    | StepTaken
    | StepDisputed
    | StepPassedOn
    | StepCarried
    | StepRefused
    | StepTriedAgain
    | StepLeft
)


class Sent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of ours. `facts` are kept until the department has them."""

    seq: int
    step: Step
    at: datetime
    hash: str
    facts: dict[str, Any] = {}
    state: SentState = "waiting"
    call: str = ""
    reason: str = ""
    receipt: str = ""


class Received(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of the department's. `facts` are kept until they are carried out; `disputed` is the
    digest of what it said under the same number later."""

    seq: int
    step: Step
    at: datetime
    hash: str
    facts: dict[str, Any] = {}
    officer: str = ""
    state: TakenState = "held"
    reasons: tuple[str, ...] = ()
    disputed: str = ""


class ExchangeState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The exchange of `subject`; both ways in the order of their numbers, from 1."""

    subject: str = ""
    system: str = ""
    number: str = ""
    sent: tuple[Sent, ...] = ()
    taken: tuple[Received, ...] = ()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def phase(self) -> Phase:
        """ "" before anything was told; "troubled" while somebody has to look at it."""
        if not self.subject:
            return ""
        ways = {each.state for each in (*self.sent, *self.taken)}
        disputed = any(each.disputed for each in self.taken)
        if disputed or ways & {"failed", "dead", "refused"}:
            return "troubled"
        at_rest = ways <= {"delivered", "carried", "left"}
        return "settled" if at_rest else "moving"

    @property
    def next_sent(self) -> int | None:
        """The number of the first step that the department does not have; None: it has all."""
        done = ("delivered", "left")
        return next((each.seq for each in self.sent if each.state not in done), None)

    @property
    def next_taken(self) -> int:
        """The number of the department's step that is to be carried out next."""
        done = {each.seq for each in self.taken if each.state in ("carried", "left")}
        return next(n for n in range(1, len(done) + 2) if n not in done)

    def sent_step(self, seq: int) -> Sent | None:
        """Return step `seq` of ours, None if there is none."""
        return self.sent[seq - 1] if 0 < seq <= len(self.sent) else None

    def taken_step(self, seq: int) -> Received | None:
        """Return step `seq` of the department's, None if it has not arrived."""
        return next((each for each in self.taken if each.seq == seq), None)


def exchange_id(subject: str, system: str) -> str:
    """Return the id of the exchange of the entity `subject` with `system`: "case:7f3a" with
    "permits" is "7f3a.permits"."""
    return f"{subject.partition(':')[2]}.{system}"


def digest_of(step: str, at: datetime, facts: object) -> str:
    """Return the SHA-256 of a step, by which both sides see that they speak of the same: over JSON
    of [step, instant, facts] with sorted keys, without spaces; the instant in UTC."""
    return hashlib.sha256(msgspec.json.encode([step, at, facts], order="sorted")).hexdigest()
