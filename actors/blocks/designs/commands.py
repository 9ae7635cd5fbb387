"""What can be asked of a design of a service item (事项设计), tab by tab."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from actors.blocks.cases.items import SpecialProcedure
from actors.blocks.designs.parts import AskedMaterial, FormPage, Line, Name, Step, Tab, Trial
from actors.kernel.turn import Command
from actors.kernel.words import Title

Said = Annotated[str, msgspec.Meta(min_length=2, max_length=2_000)]
Text = Annotated[str, msgspec.Meta(max_length=2_000)]
Model = Annotated[str, msgspec.Meta(max_length=2_000_000)]


class BeginDesign(Command, frozen=True, kw_only=True):
    """新建事项: begin an item that there is not yet, under the code that is the design's id."""

    title: Title
    system: Name
    unit: Name


class ReviseDesign(Command, frozen=True, kw_only=True):
    """修订: begin a draft from a published version, 0 for the latest. From an earlier one it rolls
    back (回退): the old content becomes a new version."""

    version: int = 0


class DescribeItem(Command, frozen=True, kw_only=True):
    """Tab "item": codes, basis, kinds of applicant, titles."""

    title: Title
    summary: Title
    implementation_code: Name
    kind: Literal["permit", "confirmation", "benefit", "payment", "public_service", "registration"]
    audience: tuple[Literal["natural", "legal"], ...] = ()
    handling: Literal["instant", "promised"]
    unit: Name
    theme: Name
    legal_basis: tuple[Line, ...] = ()
    conditions: tuple[Title, ...] = ()
    channels: tuple[Literal["web", "window", "kiosk", "mobile"], ...] = ()
    visits: int = 0
    statement: Name
    sensitive: bool = False
    retention: Name
    replaces: tuple[Name, ...] = ()


class ArrangePages(Command, frozen=True, kw_only=True):
    """Tab "form": the pages in their order, by their titles; `was` is the number that a page had,
    0 for a new one. A page that is left out has no fields."""

    pages: tuple[FormPage, ...]


class AddElements(Command, frozen=True, kw_only=True):
    """Ask for standard data elements (数据元), by their codes, on the page with the number `page`
    from 1."""

    elements: tuple[Name, ...]
    page: int = 1


class SetField(Command, frozen=True, kw_only=True):
    """Add or change a field. `choices` are "value | zh | en", one a line; `shown_if` is the name of
    an earlier field, `shown_for` the answers to it with which this one is asked. `further` is what
    else its layout ("field") and its rule ("rule") say, as JSON."""

    name: Name
    page: int = 1
    title: Title
    hint: Title | None = None
    widget: Name
    required: bool = True
    element: Name = ""
    source: Literal["", "applicant", "authority", "register"] = ""
    sensitivity: Literal["", "ordinary", "personal", "sensitive"] = ""
    choices: tuple[Line, ...] = ()
    shown_if: Name = ""
    shown_for: tuple[Line, ...] = ()
    check: Name = ""
    least: float | None = None
    most: float | None = None
    earliest: Name = ""
    latest: Name = ""
    example: Text = ""
    further: Text = ""


class MoveField(Command, frozen=True, kw_only=True):
    """Move a field one place up on its page; the first becomes the last of the page before."""

    name: Name


class RemoveField(Command, frozen=True, kw_only=True):
    """Ask for a field no more."""

    name: Name


class SetMaterials(Command, frozen=True, kw_only=True):
    """Ask for these materials (材料); conditions and licences of those that stay are kept."""

    materials: tuple[AskedMaterial, ...] = ()


class SetFlow(Command, frozen=True, kw_only=True):
    """Tab "flow", as a table: the steps in their order."""

    title: Title
    steps: tuple[Step, ...]


class DrawFlow(Command, frozen=True, kw_only=True):
    """Tab "flow", as drawn: a model in BPMN 2.0."""

    model: Model


class SetLimits(Command, frozen=True, kw_only=True):
    """Tab "limits": days in `unit`, and what may pause them; `promised_hours` are working hours
    within the promised days, 0 where days are promised."""

    statutory: int
    promised: int
    promised_hours: int = 0
    unit: Literal["working_day", "calendar_day"] = "working_day"
    notice: int = 5
    correction: int = 15
    issue: int = 10
    extension: int = 10
    pauses: Literal["capped", "real", "told"] = "capped"
    special: tuple[SpecialProcedure, ...] = ()
    deemed_acceptance: bool = True
    two_persons: bool = False


class SetResult(Command, frozen=True, kw_only=True):
    """Tab "output": the document that is issued, by which template; none where `paper` is "".
    `licence` is the kind that the store has it under, `shows` the fields that stand in it."""

    paper: Name = ""
    licence: Name = ""
    title: Title | None = None
    valid_years: int = 0
    shows: tuple[Name, ...] = ()


class SetFee(Command, frozen=True, kw_only=True):
    """Tab "fee": the amount in fen, what allows it, and who is exempt."""

    fee_fen: int = 0
    basis: Text = ""
    exemption: Title | None = None


class TakeContent(Command, frozen=True, kw_only=True):
    """Take the whole content from a bundle, in place of what there is."""

    content: dict[str, Any]


class RunTests(Command, frozen=True, kw_only=True):
    """试运行: have every scenario played on the virtual clock."""


class NoteTestProgress(Command, frozen=True, kw_only=True):
    """Platform: `done` of `of` scenarios of the run have been played."""

    run: int
    done: int
    of: int


class NoteTestResult(Command, frozen=True, kw_only=True):
    """Platform: what became of each scenario of the run."""

    run: int
    results: tuple[Trial, ...]


class LapseTests(Command, frozen=True, kw_only=True):
    """Clock: nothing was heard of the run."""

    run: int


class SubmitDesign(Command, frozen=True, kw_only=True):
    """送审: ask another person to review it. `running` are the versions that open cases have, which
    the channel has looked up."""

    running: tuple[int, ...] = ()


class WithdrawDesign(Command, frozen=True, kw_only=True):
    """Take it back from review, to change it."""


class CommentDesign(Command, frozen=True, kw_only=True):
    """Say something about a tab, and a field of it if need be."""

    tab: Tab
    field: Line = ""
    text: Said


class ReturnDesign(Command, frozen=True, kw_only=True):
    """退回修改: have its authors change it."""

    reason: Said


class ApproveDesign(Command, frozen=True, kw_only=True):
    """审核通过: publish it at an instant, at once if none is named or it is over."""

    effective_at: datetime | None = None


class CallOffDesign(Command, frozen=True, kw_only=True):
    """Call off what was approved and does not hold yet; it is a draft again."""

    reason: Said


class TakeEffect(Command, frozen=True, kw_only=True):
    """Clock: what was approved holds from now on."""


class ProposeRetirement(Command, frozen=True, kw_only=True):
    """提请停用: the item takes no more applications; `successors` are the items to go to (拆分,
    合并)."""

    successors: tuple[Name, ...] = ()
    reason: Said


class DiscardDraft(Command, frozen=True, kw_only=True):
    """Throw away what was changed since the last version."""
