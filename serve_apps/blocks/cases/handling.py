"""What can be done with a case on the page of those who handle it: what the forms of its commands
choose from, and what helps to fill them in."""

from collections.abc import Iterator

from actors.blocks.cases.basis import Basis, basis_of
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.questions import may_dispose, may_release, may_review, may_work
from actors.blocks.cases.state import CaseState, Task
from actors.blocks.organisation.units import Organisation
from serve_apps.blocks.cases.journey import task_title
from serve_apps.front.language import translations
from serve_apps.front.words import word
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Asking, Hint

Titled = Iterator[tuple[str, str]]
WAYS = ("window", "post", "electronic")  # of delivering that a person can say; kiosks say their own


def _basis(asking: Asking) -> Basis:
    return basis_of(asking.services.library, asking.state)


def _tasks(asking: Asking) -> Titled:
    """The tasks that the command can be asked of."""
    basis = _basis(asking)
    for task in asking.state.tasks:
        if not task.opinion and _concerns(asking, task, basis):
            yield task.name, task_title(task.name, basis.item, asking.language)


def _concerns(asking: Asking, task: Task, basis: Basis) -> bool:
    by = asking.by
    match asking.command:
        case "ClaimTask":
            return may_work(by, task) and not task.claimed_by
        case "HandOverTask":
            return may_dispose(by, task)
        case "GiveOpinion":
            return may_review(by, task, basis)
        case _:
            return bool(task.claimed_by) and may_release(by, task)


def _colleagues(asking: Asking) -> Titled:
    """Those who could have the task, and have it not."""
    task = next((each for each in asking.state.tasks if each.name == asking.of), None)
    if task is None:
        return
    for account, member in asking.services.library[Organisation].staff.items():
        id = f"staff:{account}"
        if member.holds(task.role, task.unit) and id != task.claimed_by:
            yield id, member.name[asking.language]


def _promised(asking: Asking) -> Titled:
    """The materials that may follow and have not come."""
    state: CaseState = asking.state
    there = {one.name for one in state.materials if one.source != "promise"}
    for spec in _basis(asking).item.materials:
        if "promise" in spec.sources and spec.name not in there:
            yield spec.name, spec.title[asking.language]


def _correctable(asking: Asking) -> Titled:
    """All that the application is made of."""
    item = _basis(asking).item
    for section in item.sections:
        for field in section.fields:
            yield f"/form/{field.name}", field.title[asking.language]
    for spec in item.materials:
        yield f"/materials/{spec.name}", spec.title[asking.language]


def _procedures(asking: Asking) -> Titled:
    for code in _basis(asking).item.special:
        yield code, word(f"procedures.{code}", asking.language)


def _opinions(asking: Asking) -> Titled:
    for code in ("agree", "object"):
        yield code, word(f"opinions.{code}", asking.language)


def _outcomes(asking: Asking) -> Titled:
    for code in ("granted", "denied"):
        yield code, word(f"outcomes.{code}", asking.language)


def _ways(asking: Asking) -> Titled:
    for code in WAYS:
        yield code, word(f"deliveries.{code}", asking.language)


def _days_left(asking: Asking) -> str:
    most = _basis(asking).item.limits.extension
    said = translations(asking.language).gettext("最多 %(days)s 个工作日，只能延长一次")
    return said % {"days": most}


def say(message: str) -> Hint:
    """Return the hint that says `message`, a sentence of the catalogue."""
    return lambda asking: translations(asking.language).gettext(message)


HANDLING = Acting(
    kind=CASE,
    apart=("task",),
    listed={"faults": "field"},
    choices={
        "task": _tasks,
        "to": _colleagues,
        "promised": _promised,
        "field": _correctable,
        "procedure": _procedures,
        "opinion": _opinions,
        "outcome": _outcomes,
        "method": _ways,
    },
    hints={
        "Accept.promised": say("申请人承诺在承诺时限内补交；未补交不能作出决定"),
        "RequestCorrection.faults": say(
            "只能告知一次：请逐项写明全部需要补正的内容，留空表示无需补正"
        ),
        "Decline.reason": say("不予受理的法定理由"),
        "Decide.reason": say("不予许可的，必须说明理由"),
        "PauseClock.reason": say("书面告知申请人的理由"),
        "Extend.days": _days_left,
        "Extend.reason": say("告知申请人的理由"),
    },
    elsewhere={"Correct": "/cases/{id}/correct", "SupplyMaterials": "/cases/{id}/supply"},
    hindered=("Decide",),
    left_out=("SaveDraft", "Submit", "Rate"),  # of applicants, who have pages for them
)
