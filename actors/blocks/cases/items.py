"""Service items (事项): what may be applied for. Versioned data; a case keeps its version."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from actors.blocks.cases.flow import Flow
from actors.blocks.cases.statement import Statement
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
    added once (Art. 42: 10, joint 15). `promised_hours` are working hours of the unit within the
    promised days, where a place promises by the hour; 0: it promises days. `promise` is that for
    promised materials (容缺), from acceptance and no longer than the promised limit; 0 is that
    limit.

    `pauses` is what a special procedure does to the decision clock (Art. 45): "capped" excludes the
    real time up to the days told in writing, and then the clock runs on; "real" excludes it to the
    end; "told" adds the days told, however long it took (Hunan).
    """

    statutory: int
    promised: int
    promised_hours: int = 0
    unit: Unit = "working_day"
    notice: int = 5
    correction: int = 15
    issue: int = 10
    extension: int = 10
    promise: int = 0
    pauses: Literal["capped", "real", "told"] = "capped"
    correction_pauses: bool = True


HOURS_A_DAY = 8  # that a working day has at most


class MaterialSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A material (材料) that the item asks for.

    `sources`: where it may come from: "upload", "licence_store", "promise" (容缺: may follow within
    the promised limit). `required_if` absent means always required. `licence` is the kind of the
    licence that the store (证照库) has for it, "" where the store has none. `several` is how many
    files it may have. `issuer` tells where it may be had, `sample` what a right one shows, and
    `grade` is the lowest grade of evidence that is taken (国办函〔2016〕108号): "A" issued by an
    organ and usable as it is, "B" checked against the original, "C" uploaded and still to be
    checked, "D" declared by the applicant.
    """

    name: str
    title: Title
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    max_megabytes: int = 10
    copies: int = 1
    sources: tuple[str, ...] = ("upload",)
    required_if: Condition | None = None
    optional: bool = False
    licence: str = ""
    several: int = 1
    issuer: Title | None = None
    sample: Title | None = None
    grade: Literal["A", "B", "C", "D"] = "C"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What people ask about an item (常见问题), and what they are answered."""

    asked: Title
    answer: Title


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The result document (结果): a licence, a certificate, a payment. `paper` is the template that
    it is made by, `shows` names the answers that stand in it."""

    kind: str
    title: Title
    valid_years: int = 0  # 0: no end
    paper: str = "certificate"
    shows: tuple[str, ...] = ()


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """What a register outside is asked (外部核验) before anybody decides: `register` is the name of
    the party, `sends` the answers that it is told, "applicant:id_number" for what is known of
    whoever applies."""

    register: str
    sends: tuple[str, ...]


CORRECTED_BY = ("record", "part", "says", "should_be", "unit")
"""What of `Corrects` names an answer."""


class Corrects(msgspec.Struct, frozen=True, kw_only=True):
    """Which answers say what is put right (更正) when the application is granted.

    `record` is "account" or the id of a case of the applicant's, `part` a JSON pointer into it, and
    `unit` the code of the unit that holds the record: it handles the application. `file` is the
    material that brings the right file where the part is one, "" where files are not put right.
    """

    record: str
    part: str
    says: str
    should_be: str
    unit: str
    file: str = ""

    def said(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `form` answers, by the names above; None for what it does not."""
        return {name: form.get(getattr(self, name)) for name in CORRECTED_BY}


class ServiceItem(msgspec.Struct, frozen=True, kw_only=True):
    """A service item as published in one version. See `items/*.toml` in every system.

    `code` is short and unique in the city ("SPJY-01"); `implementation_code` has 31 characters and
    begins every case number. `unit` is the code of the lead department (牵头部门). `form` is JSON
    Schema 2020-12 for the answers, an object with a property for each field. `special` lists the
    special procedures that may pause its clock. `fee_fen` is integer fen, `fee_basis` what allows
    it (收费依据), `fee_exemption` who pays none or less. `level` is the one that the power is
    exercised at (行使层级). `life_events` are codes of the city's (人生大事), `words` what people
    say when they mean it (俗称). `by_rule` are questions of the system's rules: an instant item is
    granted at once where all of them hold and everything is in order, and by a person where not;
    none: always. `example` are answers that satisfy the form: shown as a sample, and used by
    demonstrations and tests. `statement` is what people are told of their data before they are
    asked, whatever is published has one; `sensitive` tells whether it asks for data of that class,
    `child` names the answer that tells whose data it asks for and how old that person is: a day of
    birth or a number of identity. `retention` is the class (保管期限) by which its cases are kept;
    `second_correction` tells whether its review may ask for a correction, once.
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
    fee_basis: str = ""
    fee_exemption: Title | None = None
    level: Literal["province", "city", "county", "town"] = "city"
    life_events: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    by_rule: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    visits: int = 0
    result: Result | None = None
    channels: tuple[Literal["web", "window", "kiosk", "mobile"], ...] = ("web", "window", "kiosk")
    two_persons: bool = False  # the approver may not be the sole reviewer
    assurance: Literal["", "high"] = ""  # how well applicants must have proved who they are
    deemed_acceptance: bool = True  # 行政许可法 Art. 32(4)
    corrects: Corrects | None = None
    confirmations: tuple[Confirmation, ...] = ()
    statement: Statement | None = None
    sensitive: bool = False
    child: str = ""
    retention: str = "ordinary"
    second_correction: bool = False  # departments may ask for one in review (审查补正)
    example: dict[str, Any] = {}


def notice_limit(item: ServiceItem) -> int:
    """Return the limit of the completeness notice in working days: what is done at once (即办件)
    does not wait for it longer than it may take itself."""
    limits = item.limits
    return min(limits.notice, limits.promised) if item.handling == "instant" else limits.notice


def reference_of(item: ServiceItem) -> str:
    """Return the reference of what people are told before they apply for `item`, "" for nothing."""
    return item.statement.reference if item.statement else ""


def form_of(item: ServiceItem) -> Form:
    """Return the form of `item`, ready to check answers with its own questions, too."""
    return Form(item.form, item.sections, item.checks)
