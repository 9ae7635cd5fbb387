"""A rule (数据策略): when something happens to shared data and a condition holds, an alarm is
raised, and actions follow."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.data_platform.rules import terms as t
from actors.systems.data_platform.rules.rehearsal import Outcome
from actors.systems.data_platform.rules.signals import SignalName

Phase = Literal["", "draft", "rehearsed", "active", "paused", "retired"]
PHASES: tuple[Phase, ...] = ("draft", "rehearsed", "active", "paused", "retired")
Why = Literal["asked", "faults", "over"]
"""Why a rule is paused or retired: somebody asked for it, its condition could not be reckoned so
often in a row, its last day is over."""


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rule says. `most` actions within an hour; `until` is its last local day."""

    title: t.Title
    signal: SignalName
    condition: t.Condition
    grade: t.Grade
    most: t.Most
    stop_use: bool = False
    until: date | None = None


class DraftRule(Command, frozen=True, kw_only=True):
    """拟订策略: raise an alarm where `signal` comes and `condition` holds; with `stop_use` the
    dataset is not used any more until people have looked."""

    title: t.Title
    signal: SignalName
    condition: t.Condition
    grade: t.Grade
    most: t.Most
    stop_use: bool = False
    until: date | None = None


class AmendRule(DraftRule, frozen=True, kw_only=True):
    """修改策略: say it anew; it is rehearsed and approved once more."""


class RehearseRule(Command, frozen=True, kw_only=True):
    """试运行: find out what it would have done from the local day `since` to `until`."""

    since: date
    until: date


class NoteRehearsal(Command, frozen=True, kw_only=True):
    """Platform: what the rehearsal `number` came to."""

    number: int
    outcome: Outcome


class ApproveRule(Command, frozen=True, kw_only=True):
    """批准策略: have it work from now on."""


class PauseRule(Command, frozen=True, kw_only=True):
    """暂停策略: have it do nothing for the time being."""

    reason: t.Reason


class ResumeRule(Command, frozen=True, kw_only=True):
    """恢复策略: have it work again."""


class RetireRule(Command, frozen=True, kw_only=True):
    """停用策略: have it do nothing ever again."""

    reason: t.Reason


class EndRule(Command, frozen=True, kw_only=True):
    """Clock: its last day is over."""


class NoteAlarm(Command, frozen=True, kw_only=True):
    """Platform: an alarm of it was raised."""

    alarm: str
    subject: str


class ActHeld(Command, frozen=True, kw_only=True):
    """Clock: there is room for what was held."""


class NoteFault(Command, frozen=True, kw_only=True):
    """Platform: its condition could not be reckoned for `subject`."""

    code: str
    subject: str


class RuleDrafted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    terms: Terms


class RuleAmended(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    terms: Terms


class RehearsalAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    number: int
    since: date
    until: date


class RuleRehearsed(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    outcome: Outcome


class RuleApproved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class RulePaused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    why: Why
    reason: str = ""


class RuleResumed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class RuleRetired(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    why: Why
    reason: str = ""


class RuleActed(Event, frozen=True, kw_only=True):
    """It has acted for the alarm `alarm` of `subject`; whether that stopped the use of a dataset is
    with that."""

    at: datetime
    alarm: str
    subject: str


class ActionHeld(Event, frozen=True, kw_only=True):
    """It acts for `alarm` once there is room."""

    at: datetime
    alarm: str
    subject: str


class ActionDropped(Event, frozen=True, kw_only=True):
    """So many actions waited for room already: this one is left out, the alarm stands."""

    at: datetime
    alarm: str
    subject: str


class RuleFaulted(Event, frozen=True, kw_only=True):
    at: datetime
    code: str
    subject: str


RuleEvent = (
    RuleDrafted
    | RuleAmended
    | RehearsalAsked
    | RuleRehearsed
    | RuleApproved
    | RulePaused
    | RuleResumed
    | RuleRetired
    | RuleActed
    | ActionHeld
    | ActionDropped
    | RuleFaulted
)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An action that waits for room."""

    alarm: str
    subject: str


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rehearsal over local days; `outcome` once it is through."""

    number: int
    since: date
    until: date
    outcome: Outcome | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule of `unit`. `ran` are the instants of actions that still count, `held` what waits for
    room, `acted` how many actions there were, `faults` how many in a row, the last `fault`."""

    phase: Phase = ""
    author: str = ""
    unit: str = ""
    terms: Terms | None = None
    rehearsal: Rehearsal | None = None
    rehearsals: int = 0
    approved_by: str = ""
    since: datetime | None = None
    ran: tuple[datetime, ...] = ()
    held: tuple[Held, ...] = ()
    acted: int = 0
    faults: int = 0
    fault: str = ""
    why: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.terms.title if self.terms else ""

    @property
    def signal(self) -> str:
        """What it is about."""
        return self.terms.signal if self.terms else ""

    @property
    def grade(self) -> str:
        """How grave its alarms are."""
        return self.terms.grade if self.terms else ""
