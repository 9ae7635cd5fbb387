"""Service items (事项): what may be applied for. Versioned data; a case keeps its version."""

from typing import Any, Literal

import msgspec

from actors.blocks.cases.flow import Flow
from actors.blocks.forms.conditions import Condition
from actors.blocks.forms.form import Form
from actors.blocks.forms.layout import Check, Section
from actors.kernel.words import Title

Unit = Literal["working_day", "calendar_day"]
SpecialProcedure = Literal[
    "hearing",  # 听证
    "tender",  # 招标
    "auction",  # 拍卖
    "inspection",  # 检验、现场核查
    "testing",  # 检测
    "quarantine",  # 检疫
    "appraisal",  # 鉴定
    "expert_review",  # 专家评审
    "public_notice",  # 公示
]


class TimeLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits (时限) of an item, in `unit`; `notice` and `issue` always in working days (Art. 82).

    `statutory` 法定, `promised` 承诺 (never longer); `notice` is the limit of the completeness
    notice (行政许可法 Art. 32(4): 5 working days), `correction` the applicant's own limit to
    correct, `issue` from decision to result (Art. 44: 10 working days), `extension` what may be
    added once (Art. 42: 10, joint 15).

    `pauses` is what a special procedure does to the decision clock (Art. 45): "capped" excludes the
    real time up to the days told in writing, and then the clock runs on; "real" excludes it to the
    end; "told" adds the days told, however long it took (Hunan).
    """

    statutory: int
    promised: int
    unit: Unit = "working_day"
    notice: int = 5
    correction: int = 15
    issue: int = 10
    extension: int = 10
    pauses: Literal["capped", "real", "told"] = "capped"


class MaterialSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A material (材料) that the item asks for.

    `sources`: where it may come from: "upload", "licence_store", "promise" (容缺: may follow within
    the promised limit). `required_if` absent means always required.
    """

    name: str
    title: Title
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    max_megabytes: int = 10
    copies: int = 1
    sources: tuple[str, ...] = ("upload",)
    required_if: Condition | None = None
    optional: bool = False


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The result document (结果): a licence, a certificate, a payment."""

    kind: str
    title: Title
    valid_years: int = 0  # 0: no end


class ServiceItem(msgspec.Struct, frozen=True, kw_only=True):
    """A service item as published in one version. See `items/*.toml` in every system.

    `code` is short and unique in the city ("SPJY-01"); `implementation_code` has 31 characters and
    begins every case number. `unit` is the code of the lead department (牵头部门). `form` is JSON
    Schema 2020-12 for the answers, an object with a property for each field. `special` lists the
    special procedures that may pause its clock. `fee_fen` is integer fen. `example` are answers
    that satisfy the form: shown as a sample, and used by demonstrations and tests.
    """

    code: str
    version: int
    system: str
    implementation_code: str
    title: Title
    summary: Title
    kind: Literal["permit", "confirmation", "benefit", "payment", "public_service", "registration"]
    audience: tuple[Literal["natural", "legal"], ...]
    handling: Literal["instant", "promised"]  # 即办件 / 承诺件
    unit: str
    theme: str
    legal_basis: tuple[str, ...]
    conditions: tuple[Title, ...] = ()
    limits: TimeLimits
    flow: Flow
    form: dict[str, Any]
    sections: tuple[Section, ...]
    materials: tuple[MaterialSpec, ...] = ()
    checks: tuple[Check, ...] = ()
    special: tuple[SpecialProcedure, ...] = ()
    fee_fen: int = 0
    visits: int = 0
    result: Result | None = None
    channels: tuple[Literal["web", "window", "kiosk", "mobile"], ...] = ("web", "window", "kiosk")
    two_persons: bool = False  # the approver may not be the sole reviewer
    assurance: Literal["", "high"] = ""  # how well applicants must have proved who they are
    deemed_acceptance: bool = True  # 行政许可法 Art. 32(4)
    example: dict[str, Any] = {}


def notice_limit(item: ServiceItem) -> int:
    """Return the limit of the completeness notice in working days: what is done at once (即办件)
    does not wait for it longer than it may take itself."""
    limits = item.limits
    return min(limits.notice, limits.promised) if item.handling == "instant" else limits.notice


def form_of(item: ServiceItem) -> Form:
    """Return the form of `item`, ready to check answers with its own questions, too."""
    return Form(item.form, item.sections, item.checks)
