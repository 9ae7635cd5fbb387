"""What those who review a case can ask of it together: one notice of correction, one visit, and
approval of what moves the clock."""

from datetime import datetime
from typing import Literal

from actors.blocks.cases.application import Fault
from actors.blocks.cases.items import SpecialProcedure
from actors.kernel.turn import Command


class AskForCorrection(Command, frozen=True, kw_only=True):
    """补正意见: what one department wants put right. The applicant is told by one notice, once
    every department has spoken."""

    task: str
    faults: tuple[Fault, ...]


class DropCorrection(Command, frozen=True, kw_only=True):
    """撤回补正意见: nothing needs to be put right for this task after all."""

    task: str


class SendCorrection(Command, frozen=True, kw_only=True):
    """审查补正告知: tell the applicant what all departments want put right, as one notice."""


class ProposePause(Command, frozen=True, kw_only=True):
    """提请特别程序: a handler wants a special procedure of `days` working days."""

    procedure: SpecialProcedure
    days: int
    reason: str


class ProposeExtension(Command, frozen=True, kw_only=True):
    """提请延期: a handler wants an extension."""

    days: int
    reason: str


class ApproveProposal(Command, frozen=True, kw_only=True):
    """批准提请: the approver agrees, and the applicant is told in writing."""


class RejectProposal(Command, frozen=True, kw_only=True):
    """不批准提请, with the reason."""

    reason: str


class ArrangeVisit(Command, frozen=True, kw_only=True):
    """联合踏勘: one appointment for the reviews `tasks`. With one time the applicant is told of it,
    with two or three he chooses."""

    tasks: tuple[str, ...]
    place: str
    time: datetime
    second_time: datetime | None = None
    third_time: datetime | None = None


class ChooseVisitTime(Command, frozen=True, kw_only=True):
    """选定踏勘时间: one of those that were offered, counted from 1."""

    choice: Literal["1", "2", "3"]


class RecordFinding(Command, frozen=True, kw_only=True):
    """登记核查意见: what the department of a task found there."""

    task: str
    finding: Literal["passed", "failed"]
    text: str


class CancelVisit(Command, frozen=True, kw_only=True):
    """取消踏勘, with the reason that the applicant is told."""

    reason: str


class AddNote(Command, frozen=True, kw_only=True):
    """内部备注: for those who handle the case; the applicant is never shown it."""

    text: str
