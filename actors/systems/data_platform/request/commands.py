"""What can be asked of a data request (用数申请)."""

from typing import Annotated

import msgspec

from actors.kernel.turn import Command
from actors.systems.data_platform.dataset.terms import Code, Level, Name, Sha256
from actors.systems.data_platform.request import terms as t

Unmasked = Annotated[tuple[Name, ...], msgspec.Meta(max_length=200)]


class AskForData(Command, frozen=True, kw_only=True):
    """申请用数: ask another unit for rows of a dataset: what for, by which law, until which day."""

    dataset: Code
    asked: t.Asked


class SendAgain(Command, frozen=True, kw_only=True):
    """补正后重新提交: ask again, with what was sent back put right."""

    asked: t.Asked


class AgreeToRequest(Command, frozen=True, kw_only=True):
    """同意定级意见: say as the reviewer of levels that columns above general level 2 may be given
    to this unit for this purpose, and on what ground."""

    reason: t.Text


class ReturnRequest(Command, frozen=True, kw_only=True):
    """退回补正: send it back, and say what is missing."""

    reason: t.Text


class GrantRequest(Command, frozen=True, kw_only=True):
    """同意用数: grant what was asked for, up to the `level` that columns may come to have; of the
    personal columns that were asked for unmasked these are given so."""

    level: Level
    unmasked: Unmasked = ()


class RefuseRequest(Command, frozen=True, kw_only=True):
    """不同意用数: refuse it, and say why."""

    reason: t.Text


class RevokeGrant(Command, frozen=True, kw_only=True):
    """撤销授权: end the grant at once, and say why."""

    reason: t.Text


class SetKey(Command, frozen=True, kw_only=True):
    """更换密钥: have the service refuse the key that there was, and take the one with this SHA-256;
    nobody else ever learns the key itself."""

    digest: Sha256


class NoteDataset(Command, frozen=True, kw_only=True):
    """Platform: the dataset stands so; `seq` tells which of two is newer."""

    offered: t.Offered
    seq: int


class NoteUntil(Command, frozen=True, kw_only=True):
    """Platform: the last day of the grant is over."""


class NoteService(Command, frozen=True, kw_only=True):
    """Platform: the service `service` of the dataset tells `notice`."""

    service: str
    notice: str
    ends: str = ""
