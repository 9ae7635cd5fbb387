"""What can be asked of a task, and what can happen to it: commands and events of every kind whose
entities hold tasks. Identities are named by their ids, "staff:li"."""

from datetime import date, datetime

from actors.kernel.turn import Command, Event


class ClaimTask(Command, frozen=True, kw_only=True):
    """认领: take a task, so that nobody else works on it unknowingly."""

    task: str


class ReleaseTask(Command, frozen=True, kw_only=True):
    """退回: give a claimed task back to its unit."""

    task: str


class HandOverTask(Command, frozen=True, kw_only=True):
    """转交: have `to` go on with a task. What was said of a deputy ends."""

    task: str
    to: str


class DeputiseTask(Command, frozen=True, kw_only=True):
    """代理: have `to` do a task in the place of whoever has claimed it, up to the local day
    `until`, this included."""

    task: str
    to: str
    until: date


class TaskClaimed(Event, frozen=True, kw_only=True):
    at: datetime
    task: str
    by: str


class TaskReleased(Event, frozen=True, kw_only=True):
    at: datetime
    task: str


class TaskHandedOver(Event, frozen=True, kw_only=True):
    """`by` handed the task over `to` another, who has claimed it now."""

    at: datetime
    task: str
    by: str
    to: str


class TaskDeputised(Event, frozen=True, kw_only=True):
    at: datetime
    task: str
    by: str
    to: str
    until: date


TaskEvent = TaskClaimed | TaskReleased | TaskHandedOver | TaskDeputised
