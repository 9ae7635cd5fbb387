"""What can be done with a case on the page of those who handle it: what the forms of its commands
choose from, and what helps to fill them in."""

from collections.abc import Iterator

from actors.blocks.cases.basis import Basis, basis_of
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.questions import may_dispose, may_release, may_review, may_work
from actors.blocks.cases.result import correctable
from actors.blocks.cases.saying import result_template
from actors.blocks.cases.state import CaseState, Task
from actors.blocks.cases.visiting import awaits_finding, open_visit
from actors.blocks.organisation.units import Organisation
from serve_apps.blocks.cases.journey import task_title
from serve_apps.blocks.cases.serving import (
    papers_served,
    papers_to_serve,
    ways_to_serve,
    who_may_sign,
)
from serve_apps.front.language import translations
from serve_apps.front.rendering import moment_text
from serve_apps.front.words import word
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Asking, Hint

Titled = Iterator[tuple[str, str]]
WAYS = ("electronic",)  # of delivering that is said here; the issuing desk and kiosks say theirs


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
        case "GiveOpinion" | "AskForCorrection":
            return may_review(by, task, basis)
        case "DropCorrection":
            wished = any(wish.task == task.name for wish in asking.state.wishes)
            return wished and may_review(by, task, basis)
        case "RecordFinding":
            return may_review(by, task, basis) and awaits_finding(asking.state, task.name)
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


def _under_review(asking: Asking) -> Titled:
    """The reviews that could visit the site together."""
    item = _basis(asking).item
    for task in asking.state.tasks:
        if not task.opinion and item.flow.stage(task.stage).kind != "decision":
            yield task.name, task_title(task.name, item, asking.language)


def _clerical(asking: Asking) -> Titled:
    """The places that a clerical error may be in."""
    basis = _basis(asking)
    item, template = basis.item, result_template(basis)
    titles = {
        f"/form/{field.name}": field.title for section in item.sections for field in section.fields
    }
    if template is not None:
        titles |= {f"/result/{field.name}": field.title for field in template.asked}
    for place in correctable(asking.state, basis):
        title = titles.get(place)
        yield (
            place,
            title[asking.language] if title else word("case.fields.reason", asking.language),
        )


def _times(asking: Asking) -> Titled:
    """The times that were offered for a visit and are still to come."""
    visit, now = open_visit(asking.state), asking.services.clock.now()
    for number, time in enumerate(visit.times if visit else (), 1):
        if time > now:
            yield str(number), moment_text(time, asking.language)


def _findings(asking: Asking) -> Titled:
    for code in ("passed", "failed"):
        yield code, word(f"findings.{code}", asking.language)


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
    apart=("task", "paper"),
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
        "tasks": _under_review,
        "CorrectResult.field": _clerical,
        "paper": papers_to_serve,
        "TakeBackService.paper": papers_served,
        "ServePaper.method": ways_to_serve,
        "relation": who_may_sign,
        "choice": _times,
        "finding": _findings,
    },
    hints={
        "Accept.promised": say("申请人承诺在承诺时限内补交；未补交不能作出决定"),
        "RequestCorrection.faults": say(
            "只能告知一次：请逐项写明全部需要补正的内容，留空表示无需补正"
        ),
        "AskForCorrection.faults": say(
            "各部门的意见合并为一份告知书；审查中只能告知一次，请逐项写明全部内容"
        ),
        "ArrangeVisit.tasks": say("参加的部门一起到场，各自登记意见，形成一张意见表"),
        "ArrangeVisit.time": say("只填一个时间即告知申请人；填两三个由申请人选定"),
        "AddNote.text": say("只有办理这件申请的工作人员能看到，申请人看不到"),
        "ServePaper.served_on": say("签收的日期；邮寄送达的，是回执上注明的收件日期"),
        "ServePaper.receiver": say("签收人的姓名；留置送达的，填拒收人的姓名"),
        "ServePaper.relation": say("邮寄送达的可以不选"),
        "ServePaper.tracking": say("只有邮寄送达填写"),
        "ServePaper.witness": say("只有留置送达填写：到场见证的基层组织或者单位代表"),
        "ServePaper.refused_because": say("只有留置送达填写"),
        "TakeBackService.reason": say("原登记和撤回的理由都保留在案卷中，申请人可以看到"),
        "Forward.organ": say("有权作出决定的机关的全称"),
        "Return.reason": say("告知申请人的理由；退件后可以重新申请"),
        "Reopen.reason": say("告知申请人的理由；期限重新计算"),
        "CorrectResult.reason": say("只更正文字差错，不改变决定；更正后重新制作文书"),
        "Revoke.reason": say("告知申请人的理由；文书立即失效"),
        "ProposePause.reason": say("批准后书面告知申请人的理由"),
        "ProposeExtension.reason": say("批准后告知申请人的理由"),
        "ProposeExtension.days": _days_left,
        "Decline.reason": say("不予受理的法定理由"),
        "Decide.reason": say("不予许可的，必须说明理由"),
        "PauseClock.reason": say("书面告知申请人的理由"),
        "Extend.days": _days_left,
        "Extend.reason": say("告知申请人的理由"),
    },
    elsewhere={
        "Correct": "/cases/{id}/correct",
        "SupplyMaterials": "/cases/{id}/supply",
        "Issue": "/staff/cases/{id}/issue",
    },
    hindered=("Decide",),
    left_out=(
        "SaveDraft",
        "Submit",
        "Rate",
        "AskForRenewal",
    ),  # of applicants, who have pages for them
)
