"""What can be asked of a source of data."""

from datetime import date
from typing import Annotated

import msgspec

from actors.kernel.turn import Command
from actors.systems.data_platform.dataset.terms import Code, Sha256
from actors.systems.data_platform.source import terms as t

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
FileName = Annotated[str, msgspec.Meta(max_length=120)]


class RegisterSource(t.Wording, Command, frozen=True, kw_only=True, omit_defaults=False):
    """登记来源: say from where data are collected for a dataset of the same unit. Its `code` is its
    name for programs, for ever."""

    code: Code


class ChangeSource(t.Wording, Command, frozen=True, kw_only=True, omit_defaults=False):
    """修改来源: say anew from where it collects, and when."""


class SetRules(Command, frozen=True, kw_only=True):
    """设定质量规则: what each column must be, in place of what was said before; it holds from the
    next run on."""

    rules: t.Rules = ()


class HandInFile(Command, frozen=True, kw_only=True):
    """提交文件: have a file that was stored under its digest be what is collected."""

    upload: Sha256
    file_name: FileName = ""


class CollectNow(Command, frozen=True, kw_only=True):
    """立即采集: collect now; of files, read the last one again."""


class AskWaiver(Command, frozen=True, kw_only=True):
    """提请豁免: say why what is quarantined should be taken all the same."""

    reason: Reason


class GrantWaiver(Command, frozen=True, kw_only=True):
    """批准豁免: take it; the same doubts hold up no other run through the day `until`."""

    until: date
    reason: Reason


class RefuseWaiver(Command, frozen=True, kw_only=True):
    """不予豁免: leave it in quarantine until another run mends it."""

    reason: Reason


class CloseSource(Command, frozen=True, kw_only=True):
    """关闭来源: collect no more."""

    reason: Reason


class CollectDue(Command, frozen=True, kw_only=True):
    """Clock: it is time to collect."""


class RetryRun(Command, frozen=True, kw_only=True):
    """Clock: try the run `number` again."""

    number: int


class NoteCollected(Command, frozen=True, kw_only=True):
    """Platform: the run `number` has brought this, at the try numbered `tries` from 0."""

    number: int
    tries: int
    result: t.Result


class NoteFailure(Command, frozen=True, kw_only=True):
    """Platform: the run `number` has brought nothing at the try numbered `tries`."""

    number: int
    tries: int
    fault: t.Fault
    about: str = ""


class NoteVersion(Command, frozen=True, kw_only=True):
    """Platform: of what the run `number` brought the dataset has made its `version`; 0: none, since
    it is not there or of another unit."""

    number: int
    version: int
