"""What waits for people at a dataset, and where (待办)."""

from collections.abc import Mapping

from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.open_data.dataset.state import Dataset, Phase
from actors.systems.open_data.profile import profile
from actors.systems.open_data.roles import HEAD, REVIEWER, STEWARD

NOTHING = Work(title=Title(zh="", en=""))
_WAITS: Mapping[Phase, tuple[str, Title]] = {
    "unfit": (STEWARD, Title(zh="修改不能开放的数据", en="Change data that cannot be opened")),
    "openable": (STEWARD, Title(zh="送审可开放的数据", en="Hand data over to be approved")),
    "pending": (HEAD, Title(zh="同意或者退回开放申请", en="Agree to opening data, or return it")),
    "endorsed": (REVIEWER, Title(zh="审核数据开放", en="Review the opening of data")),
}


def work(state: Dataset) -> Work:
    """Return the task that a dataset waits with."""
    if state.phase not in _WAITS or state.wording is None or state.since is None:
        return NOTHING
    role, title = _WAITS[state.phase]
    task = Task(
        name=state.phase,
        title=title,
        unit=profile().reviewing_unit if role == REVIEWER else state.unit,
        role=role,
        since=state.since,
        due=state.due,
        claimable=False,
    )
    said = state.wording
    called = Title(zh=said.title, en=said.title_en or said.title)
    return Work(number=state.slug, title=called, system="open_data", tasks=(task,))
