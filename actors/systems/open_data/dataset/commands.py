"""What can be asked of a dataset."""

from datetime import datetime
from typing import Annotated

import msgspec

from actors.kernel.turn import Command
from actors.systems.open_data.dataset.state import Measured, OpenFile
from actors.systems.open_data.dataset.terms import Slug, Wording

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
FileName = Annotated[str, msgspec.Meta(max_length=120)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class AddDataset(Wording, Command, frozen=True, kw_only=True):
    """登记数据集: describe a dataset of one's own unit. Its `slug` is its name for programs, for
    ever."""

    slug: Slug


class ChangeDataset(Wording, Command, frozen=True, kw_only=True):
    """修改说明和字典: say everything anew. What is live stays as it is until that is approved."""


class HandInTable(Command, frozen=True, kw_only=True):
    """提交数据文件: hand in a CSV that was stored before, by its digest, as the next version."""

    source: Sha256
    file_name: FileName = ""


class NotePrepared(Command, frozen=True, kw_only=True):
    """Platform: the file was read, masked and measured."""

    number: int
    attempt: int
    measured: Measured


class HandOver(Command, frozen=True, kw_only=True):
    """送审: hand the version to the head of the unit."""


class EndorseVersion(Command, frozen=True, kw_only=True):
    """单位同意开放: the head of the unit agrees, and the platform's reviewer decides."""


class ApproveVersion(Command, frozen=True, kw_only=True):
    """审核通过: have it live at `release_at`, or as soon as its files are there."""

    release_at: datetime | None = None


class ReturnVersion(Command, frozen=True, kw_only=True):
    """退回: give it back to its steward, and say why."""

    reason: Reason


class NoteRendered(Command, frozen=True, kw_only=True):
    """Platform: its files lie in the open store."""

    number: int
    files: tuple[OpenFile, ...]


class ReleaseVersion(Command, frozen=True, kw_only=True):
    """Clock: the time of its release has come."""


class FreezeDataset(Command, frozen=True, kw_only=True):
    """Platform: what it is made of may not be used, or is too grave: nobody sees it meanwhile.
    `cause` is the shared dataset that it comes from, of the unit `unit`."""

    cause: str
    unit: str


class ThawDataset(Command, frozen=True, kw_only=True):
    """Platform: for this source it may be used again."""

    cause: str
    unit: str


class WithdrawDataset(Command, frozen=True, kw_only=True):
    """撤回: take it out of the open, and say why; it does not come back under this name."""

    reason: Reason
