"""The catalogue of shared data (共享数据目录): a list, and one page for all that is done with a
dataset."""

from collections.abc import Mapping
from typing import Any

from actors.systems.data_platform.dataset.commands import RegisterDataset
from actors.systems.data_platform.dataset.spreading import ceiling
from actors.systems.data_platform.dataset.state import PHASES, Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET, SHARINGS
from actors.systems.data_platform.profile import profile
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage

AT = "/shared-datasets"


async def _told(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what the page tells of levels and versions."""
    dataset: Dataset = state
    if not shows("versions") or not dataset.phase:
        return None
    used, waiting = dataset.version(dataset.live), dataset.version(dataset.next)
    rules = services.kinds[SHARED_DATASET].rules
    assert rules is not None
    hidden = set[str]()  # sources that the visitor must not hear of
    for code in sorted({each.dataset for each in used.inputs}) if used else ():
        source: Dataset = (await services.sender.show(f"{SHARED_DATASET}:{code}")).state
        if not rules.permitted("read", visitor.identity, source).allowed:
            hidden.add(code)
    derived = {each.name: each.level for each in used.levels} if used else {}
    return {
        "id": id,
        "methods": profile().methods,
        "ceiling": ceiling(dataset),
        "columns": [(each, derived.get(each.name, 0)) for each in dataset.columns],
        "used": used,
        "waiting": waiting,
        "hidden": hidden,
        "sources": [
            (each, {(c.column, c.name): c.passed for c in used.checks}) for each in used.inputs
        ]
        if used
        else [],
    }


LIST = ListPage(
    name="shared_datasets",
    view="shared_datasets",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="sharing"),
        Column(field="state", look="state"),
        Column(field="level", look="number"),
        Column(field="rows", look="number"),
        Column(field="due"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=PHASES, said=f"{SHARED_DATASET}.states"),
        Choice(field="sharing", values=SHARINGS, said=f"{SHARED_DATASET}.choices.sharing"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)


def _code(command: RegisterDataset) -> str:
    return command.code


RECORD = RecordPage(
    kind=SHARED_DATASET,
    at=AT,
    heading="title",
    good=("live",),
    bad=("frozen", "withdrawn"),
    told=("title", "level", "opened_as", "cause", "reason", "evidence"),
    named=_code,
    purposes=(),
    panels=(Panel(template="data_platform/panel.html", made=_told),),
    policy=signed_in_staff,
)
