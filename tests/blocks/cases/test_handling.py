"""The desk of a case has a form for every command that is offered there, and reads it back."""

from types import SimpleNamespace
from typing import Any

import pytest

from actors.blocks.cases import commands as c
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import Fault, Material
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.blocks.cases.handling import HANDLING
from serve_apps.front.problem import path_name
from serve_apps.pages.actions import actions_of, summary_of
from serve_apps.pages.asking import Action, Asking, Tried
from tests.blocks.cases.city import (
    FILES,
    FIRE,
    FIRE_HEAD,
    HALL,
    LIBRARY,
    PERMIT,
    SUPERVISOR_1,
    accepted,
    submitted,
)
from tests.blocks.cases.kit import Played

RULES = rules(LIBRARY)
FIRE_TASK = "joint/fire"
PROMISE = Material(name="funds", source="promise")


def drawn(case: Played, by: Identity, tried: Tried | None = None) -> list[Action]:
    services: Any = SimpleNamespace(library=LIBRARY)
    asking = Asking(services=services, by=by, state=case.state, language="zh")
    return actions_of(HANDLING, asking, RULES, "c1", tried)


def titles(case: Played, by: Identity) -> list[str]:
    return [action.title for action in drawn(case, by)]


def sent(command: str, *typed: tuple[str, str]) -> Any:
    return HANDLING.wish(HANDLING.forms(RULES)[command][1], typed).command()


def control(action: Action, name: str) -> Any:
    return next(each for each in action.form.controls if each.name == name)


@pytest.mark.parametrize("case", [submitted(), accepted()], ids=["submitted", "accepted"])
@pytest.mark.parametrize("by", [HALL, FIRE, FIRE_HEAD, SUPERVISOR_1], ids=lambda by: by.id)
def test_every_command_that_is_offered_has_its_button(case: Played, by: Identity) -> None:
    offered = {path_name(name) for name in RULES.allowed(by, case.state)}

    assert {action.name for action in drawn(case, by)} == offered


def test_what_needs_files_has_a_page_of_its_own() -> None:
    case = submitted()
    case.when(HALL, c.RequestCorrection(faults=(Fault("/materials/plan", "缺图纸"),)))
    (correct,) = [each for each in drawn(case, HALL) if each.name == "correct"]

    assert correct.href == "/cases/c1/correct"


def test_a_task_has_a_form_of_its_own_for_whatever_can_be_done_with_it() -> None:
    case = accepted()
    assert titles(case, FIRE)[:3] == ["认领 · 消防", "转交任务 · 消防", "提出审查意见 · 消防"]
    case.when(FIRE, c.ClaimTask(task=FIRE_TASK))

    told = [action for action in drawn(case, FIRE) if action.fixed]

    assert [action.title for action in told] == [
        "退回认领 · 消防",
        "转交任务 · 消防",
        "委托代理 · 消防",
        "提出审查意见 · 消防",
        "提出补正意见 · 消防",
    ]
    assert {action.fixed for action in told} == {(("task", FIRE_TASK),)}
    assert control(told[1], "to").choices == (("staff:fire2", "fire2"),)
    assert not told[0].form.controls


def test_what_a_form_sends_is_its_command() -> None:
    task = ("task", FIRE_TASK)

    assert sent("claim_task", task) == c.ClaimTask(task=FIRE_TASK)
    assert sent("hand_over_task", task, ("to", "staff:fire2")) == HandOverTask(
        task=FIRE_TASK, to="staff:fire2"
    )
    assert type(sent("deputise_task", task, ("to", "x"), ("until", "2026-03-09"))) is DeputiseTask
    assert sent("accept", ("promised", "funds"), ("promised", "plan")).promised == ("funds", "plan")
    assert sent("deliver", ("method", "electronic")) == c.Deliver(method="electronic")
    with pytest.raises(Refusal) as refused:
        sent("hand_over_task", task, ("to", ""))
    assert refused.value.reasons == (Reason("form.required", "/to"),)


def test_materials_that_may_follow_are_asked_for_only_where_there_are_some() -> None:
    complete, owing = submitted(), submitted(materials=(*FILES[::2], PROMISE))

    (accept, *_rest) = drawn(complete, HALL)
    assert (accept.name, accept.form.controls) == ("accept", ())
    (accept, *_rest) = drawn(owing, HALL)
    assert control(accept, "promised").choices == (("funds", "资金证明"),)


def test_a_correction_lists_everything_and_tells_what_was_written_of_each() -> None:
    case = submitted()
    (ask,) = [each for each in drawn(case, HALL) if each.name == "request_correction"]
    faults = control(ask, "faults")
    known = [row[0].value for row in faults.rows]
    assert [row[1].label for row in faults.rows][-3:] == ["图纸", "资金证明", "疏散方案"]
    assert len(known) == sum(len(s.fields) for s in PERMIT.sections) + len(PERMIT.materials)

    typed = [(f"faults.{n}.field", value) for n, value in enumerate(known)]
    typed += [(f"faults.{n}.reason", "") for n in range(len(known))]
    typed += [("faults.1.reason", "面积有误"), ("faults.5.reason", "不清晰")]

    assert sent("request_correction", *typed).faults == (
        Fault("/form/area", "面积有误"),
        Fault("/materials/plan", "不清晰"),
    )


def test_what_was_typed_stands_beside_what_is_wrong_with_it() -> None:
    case = submitted()
    form = HANDLING.forms(RULES)["request_correction"][1]
    entries = HANDLING.wish(
        form,
        [
            ("faults.1.field", "/form/area"),
            ("faults.1.reason", "面积有误"),
            ("faults.5.field", "/materials/plan"),
            ("faults.5.reason", " "),
            ("faults.6.field", "/materials/funds"),
            ("faults.6.reason", "过期"),
        ],
    ).entries
    tried = Tried(
        "request_correction", entries, (Reason("correction.reason_missing", "/faults/1/reason"),)
    )

    told = drawn(case, HALL, tried)

    (ask,) = [each for each in told if each.tried]
    values = {row[0].value: row[1] for row in control(ask, "faults").rows}
    assert (values["/form/area"].value, values["/form/area"].error) == ("面积有误", "")
    assert values["/materials/plan"].value == ""
    assert values["/materials/funds"].error == "请说明需要补正的理由"
    assert summary_of(told, tried, "zh") == (
        ("request_correction-faults.6.reason", "资金证明：请说明需要补正的理由"),
    )


def test_what_may_be_done_no_more_is_told_and_keeps_what_was_typed() -> None:
    case = accepted()
    case.when(FIRE, c.ClaimTask(task=FIRE_TASK))
    case.when(FIRE, c.GiveOpinion(task=FIRE_TASK, opinion="agree"))
    taken = Reason("task.done", "/task")
    claim = Tried("claim_task", {"task": (FIRE_TASK,)}, (taken,))
    opinion = Tried("give_opinion", {"task": (FIRE_TASK,), "comment": ("同意",)}, (taken,))

    assert summary_of(drawn(case, FIRE, claim), claim, "zh") == (("", "这项任务已经完成"),)
    (late,) = [action for action in drawn(case, FIRE, opinion) if action.tried]
    assert (late.open, control(late, "comment").value) == (False, "同意")
