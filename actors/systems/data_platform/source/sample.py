"""What the sample city collects: a table of service points, handed in as a file with rows that are
not in order."""

import hashlib
from collections.abc import Iterable, Mapping

from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.data_platform.dataset.commands import RegisterDataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET, Column
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source.terms import DATA_SOURCE, Rule

_DATASET, _SOURCE = "service-points", "service-points-file"
_TABLE = """编号,名称,街道,面积,启用日期
1,桂城社区服务中心,桂城街道,842.5,2019-03-01
2,狮山社区服务中心,狮山镇,1330.6,2020/6/15
3,大沥社区服务站,大沥镇,很大,2021年9月1日
4,里水社区服务站,里水镇,260,2022-01-10
4,里水社区服务站,里水镇,260,2022-01-10
5,丹灶社区服务站,丹灶镇,315.25,2023-05-08
""".encode()
FILES: Mapping[str, bytes] = {hashlib.sha256(_TABLE).hexdigest(): _TABLE}
"""The files of the sample, by their digests."""


def plan(library: Library) -> Iterable[Act]:
    """Yield what was done, in order."""
    member = library[Organisation].staff["data_steward"]
    steward = Identity("staff:data_steward", member.roles, member.unit)

    def act(key: str, command: Command) -> Act:
        return Act(key=key, command=command, by=steward)

    dataset, source = f"{SHARED_DATASET}:{_DATASET}", f"{DATA_SOURCE}:{_SOURCE}"
    yield act(
        dataset,
        RegisterDataset(
            code=_DATASET,
            title="社区服务设施（示例）",
            sharing="open",
            columns=tuple(
                Column(name=name) for name in ("编号", "名称", "街道", "面积", "启用日期")
            ),
        ),
    )
    said = c.RegisterSource(
        code=_SOURCE, title="社区服务设施台账（示例）", dataset=_DATASET, sort="file"
    )
    yield act(source, said)
    yield act(
        source,
        c.SetRules(
            rules=(
                Rule(column="编号", check="unique"),
                Rule(column="名称", check="required", blocking=True),
                Rule(column="面积", check="type", type="number"),
                Rule(column="启用日期", check="type", type="date"),
            )
        ),
    )
    (upload,) = FILES
    yield act(source, c.HandInFile(upload=upload, file_name="service-points.csv"))
