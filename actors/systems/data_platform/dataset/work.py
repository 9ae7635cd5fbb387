"""What waits for people at a shared dataset (待办): what is frozen is looked into."""

from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import APPROVER, REVIEWER

NOTHING = Work(title=Title(zh="", en=""))
_FROZEN = Title(zh="核查被冻结的数据集", en="Look into a dataset that is frozen")
_ASKED = Title(zh="审批数据集解冻", en="Decide whether a dataset is used again")


def work(state: Dataset) -> Work:
    """Return the task that a dataset waits with."""
    if state.phase != "frozen" or state.since is None:
        return NOTHING
    name, role, title = (
        ("asked", APPROVER, _ASKED) if state.asked else ("frozen", REVIEWER, _FROZEN)
    )
    task = Task(
        name=name,
        title=title,
        unit=profile().reviewing_unit,
        role=role,
        since=state.since,
        due=state.due,
        claimable=False,
    )
    called = Title(zh=state.title, en=state.title)
    return Work(number="", title=called, system="data_platform", tasks=(task,))
