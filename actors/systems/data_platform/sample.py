"""What people of the sample city share: a register, what two units have made of it, and one step
further what everybody may use."""

from collections.abc import Iterable

from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset.terms import (
    SHARED_DATASET,
    Check,
    Column,
    Edge,
    Source,
)
from actors.systems.data_platform.service.records import (
    DATA_SERVICE,
    ApproveService,
    DraftService,
)

_CHECK = "low-income-check"
_REGISTER, _MASKED, _HOUSEHOLDS, _FIGURES = (
    "low-income-register", "low-income-pseudonymous", "household-care", "low-income-figures",
)  # fmt: skip


def plan(library: Library) -> Iterable[Act]:
    """Yield what was done, in order."""
    staff = library[Organisation].staff

    def act(code: str, command: Command, by: str, kind: str = SHARED_DATASET) -> Act:
        member = staff[by]
        who = Identity(f"staff:{by}", member.roles, member.unit)
        return Act(key=f"{kind}:{code}", command=command, by=who)

    yield act(_REGISTER, _register(), "data_steward")
    yield act(_REGISTER, c.ReportVersion(sha256="1" * 64, rows=18_240), "data_steward")
    yield act(_MASKED, _masked(), "data_steward")
    yield act(_MASKED, _version_of_masked(), "data_steward")
    yield act(_HOUSEHOLDS, _households(), "data_steward_health")
    yield act(_HOUSEHOLDS, _version_of_households(), "data_steward_health")
    yield act(_FIGURES, _figures(), "data_steward")
    yield act(_FIGURES, _version_of_figures(), "data_steward")
    yield act(_CHECK, _check(), "data_steward", DATA_SERVICE)
    yield act(_CHECK, ApproveService(), "data_approver", DATA_SERVICE)


def _check() -> DraftService:
    return DraftService(
        code=_CHECK,
        title="低保情况核对（示例）",
        dataset=_MASKED,
        promise="工作日 8:30 至 17:30；由民政部门解答（示例）",
    )


def _register() -> c.RegisterDataset:
    return c.RegisterDataset(
        code=_REGISTER,
        title="低保对象登记（示例）",
        sharing="internal",
        columns=(
            Column(name="证件号码", level=4),
            Column(name="出生日期", level=3),
            Column(name="街道"),
            Column(name="月收入", level=3),
        ),
    )


def _masked() -> c.RegisterDataset:
    return c.RegisterDataset(
        code=_MASKED,
        title="低保对象（去标识，示例）",
        sharing="conditional",
        columns=(
            Column(name="人员代号"),
            Column(name="年龄段"),
            Column(name="收入段"),
            Column(name="区"),
        ),
    )


def _version_of_masked() -> c.ReportVersion:
    def made(to: str, column: str, method: str = "") -> Edge:
        return Edge(dataset=_REGISTER, version=1, column=column, to=to, method=method)

    return c.ReportVersion(
        sha256="2" * 64,
        rows=18_240,
        inputs=(
            made("人员代号", "证件号码", "keyed_hash"),
            made("年龄段", "出生日期", "bucket"),
            made("收入段", "月收入", "bucket"),
            made("区", "街道"),
        ),
        checks=(
            Check(column="人员代号", name="rescan", passed=True),
            Check(column="年龄段", name="k", passed=True),
            Check(column="收入段", name="k", passed=True),
        ),
    )


def _households() -> c.RegisterDataset:
    return c.RegisterDataset(
        code=_HOUSEHOLDS,
        title="困难家庭健康随访（示例）",
        sharing="internal",
        columns=(Column(name="人员代号"), Column(name="随访次数")),
    )


def _version_of_households() -> c.ReportVersion:
    return c.ReportVersion(
        sha256="3" * 64,
        rows=6_012,
        inputs=(Edge(dataset=_MASKED, version=1, column="人员代号", to="人员代号"),),
        filters=(Source(dataset=_MASKED, version=1, column="收入段"),),
    )


def _figures() -> c.RegisterDataset:
    return c.RegisterDataset(
        code=_FIGURES,
        title="低保对象分区统计（示例）",
        sharing="open",
        columns=(Column(name="区"), Column(name="人数")),
    )


def _version_of_figures() -> c.ReportVersion:
    return c.ReportVersion(
        sha256="4" * 64,
        rows=5,
        inputs=(Edge(dataset=_MASKED, version=1, column="区", to="区"),),
    )
