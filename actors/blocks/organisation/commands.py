"""What administrators can have changed. Each takes effect at the beginning of the local day
`effective`, today's at once, and says why."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command
from actors.kernel.words import Title


class ChangeCommand(Command, frozen=True, kw_only=True):
    """What every change is asked with."""

    effective: date
    reason: str


class EstablishUnit(ChangeCommand, frozen=True, kw_only=True):
    """Set up a unit (设立单位) below `superior`, "" for the top."""

    unit: str
    title: Title
    place: str
    superior: str = ""


class RenameUnit(ChangeCommand, frozen=True, kw_only=True):
    """Give a unit another name (更名)."""

    unit: str
    title: Title


class MoveUnit(ChangeCommand, frozen=True, kw_only=True):
    """Place a unit below another one (调整隶属), "" for the top."""

    unit: str
    superior: str = ""


class CloseUnit(ChangeCommand, frozen=True, kw_only=True):
    """Close a unit (撤销单位) that nobody works in any more."""

    unit: str
    successor: str = ""


class SetWindow(ChangeCommand, frozen=True, kw_only=True):
    """Have a unit's window serve all units (综合窗口), or its own alone."""

    unit: str
    integrated: bool


class EnterStaff(ChangeCommand, frozen=True, kw_only=True):
    """Take somebody into the staff (录入人员), with his first role from `effective` on. He cannot
    sign in before he has set a password by an activation code."""

    account: str
    name: Title
    role: str
    scope: str


class Appoint(ChangeCommand, frozen=True, kw_only=True):
    """Give an account a role (任职) from `effective` to `until`, both included."""

    account: str
    role: str
    scope: str
    until: date | None = None


class EndAppointment(ChangeCommand, frozen=True, kw_only=True):
    """Take a role from an account (免职); `effective` is the first day without it."""

    account: str
    role: str
    scope: str


class BeginLeave(ChangeCommand, frozen=True, kw_only=True):
    """Enter that somebody is away (请假) from `effective` to `until`, and who acts for him
    (代理)."""

    account: str
    until: date
    deputy: str = ""


class EndLeave(ChangeCommand, frozen=True, kw_only=True):
    """Enter that somebody is back earlier (销假); `effective` is his first day."""

    account: str


class DisableStaff(ChangeCommand, frozen=True, kw_only=True):
    """Close an account to everybody (停用账户)."""

    account: str


class EnableStaff(ChangeCommand, frozen=True, kw_only=True):
    """Open an account to its owner again (启用账户)."""

    account: str


MOST_IMPORTED = 500  # rows
Cell = Annotated[str, msgspec.Meta(max_length=200)]


class ImportRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of a table: a unit as it is to stand, or a post that somebody is to hold in it. What
    is left empty of a unit that there is stays as it is."""

    sort: Literal["unit", "post"]
    unit: Cell
    title: Cell = ""
    title_en: Cell = ""
    place: Cell = ""
    superior: Cell = ""
    account: Cell = ""
    name: Cell = ""
    name_en: Cell = ""
    role: Cell = ""


class ImportTree(ChangeCommand, frozen=True, kw_only=True):
    """Have units, posts and staff be as a table says (批量导入), all of it or nothing. What the
    table does not name stays as it is."""

    rows: Annotated[tuple[ImportRow, ...], msgspec.Meta(min_length=1, max_length=MOST_IMPORTED)]


class UndoLast(Command, frozen=True, kw_only=True):
    """Take back the last change of one `subject` ("unit:housing", "staff:wen"), which is change
    `number`: on the day on which it takes effect, or before."""

    subject: str
    number: int
    reason: str


class EndEverySession(Command, frozen=True, kw_only=True):
    """End all sessions of an account at once (强制下线)."""

    account: str
    reason: str


class IssueActivation(Command, frozen=True, kw_only=True):
    """Give a member of staff a one-time activation code (激活码), for a first password or a new
    one. Only the hash of the code comes this far; it takes the place of a code given before. With
    `factors_lost` it is enough for who has lost the second factors, too, which are then gone."""

    account: str
    code_hash: str
    reason: str
    factors_lost: bool = False


class DisableResident(Command, frozen=True, kw_only=True):
    """Close the account of a person or a firm to everybody, at once (停用群众账户)."""

    account: str
    reason: str


class EnableResident(Command, frozen=True, kw_only=True):
    """Open the account of a person or a firm to its owner again, at once (启用群众账户)."""

    account: str
    reason: str


class TakeEffect(Command, frozen=True, kw_only=True):
    """A day has begun on which something changes."""
