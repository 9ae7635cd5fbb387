"""What waits for people at a source of data (待办)."""

from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import REVIEWER, STEWARD
from actors.systems.data_platform.source.state import Source

NOTHING = Work(title=Title(zh="", en=""))
_TITLES = {
    "quarantined": Title(zh="处理被隔离的采集结果", en="Look into what was put in quarantine"),
    "asked": Title(zh="审批豁免申请", en="Decide whether doubts are waived"),
    "failing": Title(zh="处理采集失败的来源", en="Look into a source that brings nothing"),
}


def work(state: Source) -> Work:
    """Return the task that a source waits with."""
    if state.phase in ("", "closed") or state.since is None:
        return NOTHING
    if state.is_quarantined:
        name = "asked" if state.asked else "quarantined"
    elif state.phase == "failing" and not state.is_collecting:
        name = "failing"
    else:
        return NOTHING
    of_reviewer = name == "asked"
    task = Task(
        name=name,
        title=_TITLES[name],
        unit=profile().reviewing_unit if of_reviewer else state.unit,
        role=REVIEWER if of_reviewer else STEWARD,
        since=state.since,
        due=state.due,
        claimable=False,
    )
    called = Title(zh=state.title, en=state.title)
    return Work(number="", title=called, system="data_platform", tasks=(task,))
