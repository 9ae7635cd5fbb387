"""What can be asked of a shared dataset."""

from typing import Annotated

import msgspec

from actors.kernel.turn import Command
from actors.systems.data_platform.dataset import terms as t

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class RegisterDataset(Command, frozen=True, kw_only=True):
    """登记数据集: enter a dataset of one's own unit in the catalogue, with a level for each column.
    Its `code` is its name for programs, for ever."""

    code: t.Code
    title: t.Title
    sharing: t.Sharing
    columns: t.Columns


class ReportVersion(Command, frozen=True, kw_only=True):
    """报送版本: say that there is another version, what it is made of, by which columns it was
    filtered or joined, and which checks it has passed."""

    sha256: t.Sha256
    rows: t.Rows = 0
    inputs: t.Edges = ()
    filters: t.Sources = ()
    checks: t.Checks = ()


class ReportCheck(Command, frozen=True, kw_only=True):
    """报送检验结果: say anew whether a column of a version passes a check."""

    number: t.Number
    column: t.Name
    name: t.Name
    passed: bool = False


class DeclareLevel(Command, frozen=True, kw_only=True):
    """定级: declare the level of a column anew, and why."""

    column: t.Name
    level: t.Level
    reason: Reason


class StopUse(Command, frozen=True, kw_only=True):
    """停止使用: a consent was withdrawn, an objection raised, an error found: nothing that is
    made of it is used either until it is cleared up."""

    reason: Reason


class StopByRule(Command, frozen=True, kw_only=True):
    """Platform: the rule `rule` of `unit`, called `title`, has its use stopped."""

    rule: str
    title: str
    unit: str


class ResumeUse(Command, frozen=True, kw_only=True):
    """恢复使用: it is cleared up. What was frozen for it is looked at one by one."""

    reason: Reason


class AskRelease(Command, frozen=True, kw_only=True):
    """提请解冻: what froze it is gone; `evidence` says how that was found."""

    evidence: Reason


class ReleaseDataset(Command, frozen=True, kw_only=True):
    """批准解冻: have it used again."""


class TakeOutDataset(Command, frozen=True, kw_only=True):
    """撤回: take it out of use for good, and say why."""

    reason: Reason


class NameRelease(Command, frozen=True, kw_only=True):
    """关联开放数据集: say as which open dataset of the same unit it is opened, "" for none: that is
    frozen and thawed with it."""

    opened_as: Annotated[str, msgspec.Meta(pattern=f"{t.CODE}|^$")] = ""


class BeginReading(Command, frozen=True, kw_only=True):
    """Platform: version `number` of `reader` is made of the version `of_number` here."""

    of_number: int
    reader: str
    number: int


class EndReading(Command, frozen=True, kw_only=True):
    """Platform: version `number` of `reader` is made of nothing here any more, or is over."""

    of_number: int
    reader: str
    number: int


class NoteLevels(Command, frozen=True, kw_only=True):
    """Platform: the columns of the version `number` of `dataset`, which is read here, are of these
    levels; none: there is no such version. `stopped` is the dataset whose use was stopped, where
    that is why it may not be used. `seq` tells which of two is newer."""

    dataset: str
    number: int
    levels: tuple[t.Graded, ...]
    stopped: str = ""
    seq: int = 0


class FollowDataset(Command, frozen=True, kw_only=True):
    """Platform: `request` asks for rows of it, and is told how it stands and whenever that
    changes."""

    request: str


class UnfollowDataset(Command, frozen=True, kw_only=True):
    """Platform: `request` is over."""

    request: str


class TellUsers(Command, frozen=True, kw_only=True):
    """Platform: the service `service` of `unit` tells those who have asked for rows of it `notice`,
    which may name the day on which it `ends`."""

    unit: str
    service: str
    notice: str
    ends: str = ""


class TakeCollected(Command, frozen=True, kw_only=True):
    """Platform: the run `run` of the source `source` of `unit` has brought the table `sha256`."""

    source: str
    run: int
    unit: str
    sha256: t.Sha256
    rows: t.Rows
