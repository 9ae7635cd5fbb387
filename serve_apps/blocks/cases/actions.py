"""The commands that an officer may send to a case now, each as a small form, and back again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from actors.blocks.cases import commands as c
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.offers import rules
from actors.blocks.cases.questions import may_release, may_work
from actors.blocks.cases.state import CaseState, Fault, Task
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command
from serve_apps.blocks.cases.journey import task_title
from serve_apps.front.language import Language, translations
from serve_apps.front.problems import path_name
from serve_apps.front.words import word

COMMANDS: Mapping[str, type[Command]] = {
    path_name(command.__name__): command
    for command in (
        c.Accept,
        c.RequestCorrection,
        c.Decline,
        c.ClaimTask,
        c.GiveOpinion,
        c.ReleaseTask,
        c.Decide,
        c.PauseClock,
        c.ResumeClock,
        c.Extend,
        c.Issue,
        c.Deliver,
        c.Void,
    )
}
_GRAVE = frozenset({"decline", "void"})
FAULT = "fault."  # prefix of the controls of a correction request, before the JSON pointer


@dataclass(frozen=True, kw_only=True)
class Input:
    """One control of an action."""

    name: str
    title: str
    kind: Literal["text", "area", "number", "radios", "select", "checks", "faults"]
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Action:
    """A command as a form. `fixed` goes with it unseen; `grave` ones look like it."""

    name: str
    title: str
    inputs: tuple[Input, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict[str, str])
    grave: bool = False


def actions(
    state: CaseState, item: ServiceItem, by: Identity, library: Library, language: Language
) -> list[Action]:
    """Return what `by` may do with the case now, the likely things first.

    Claiming, releasing and giving an opinion concern one task: there is one action for each.
    """
    names = [path_name(name) for name in rules(library).allowed(by, state)]
    found: list[Action] = []
    for name in COMMANDS:
        if name not in names:
            continue
        if name in ("claim_task", "release_task", "give_opinion"):
            found += _of_tasks(name, state, item, by, language)
        else:
            inputs = _inputs(name, state, item, language)
            title = word(f"case.commands.{COMMANDS[name].__name__}", language)
            found.append(Action(name=name, title=title, inputs=inputs, grave=name in _GRAVE))
    return found


def read(name: str, sent: Mapping[str, str], several: Mapping[str, list[str]]) -> Command:
    """Return the command that a sent form is.

    `several` has every value of controls that may come more than once.

    Raises:
        Refusal: a value is no number where one is needed, or outside what is offered.
    """
    kind = COMMANDS[name]
    if kind is c.RequestCorrection:
        return c.RequestCorrection(faults=_faults(sent))
    values: dict[str, Any] = {}
    for struct_field in msgspec.structs.fields(kind):
        field_name = struct_field.name
        if field_name == "promised":
            values[field_name] = several.get(field_name, [])
        elif field_name in sent:
            text = sent[field_name].strip()
            values[field_name] = _number(text, field_name) if field_name == "days" else text
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise Refusal(*_unfit(kind, values)) from error


def _unfit(kind: type[Command], values: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Return a reason for every value that is missing or outside what its control offers."""
    found: list[Reason] = []
    for one in msgspec.structs.fields(kind):
        value = values.get(one.name, msgspec.NODEFAULT)
        if value is msgspec.NODEFAULT:
            if one.required:
                found.append(Reason("request.missing", f"/{one.name}"))
            continue
        try:
            msgspec.convert(value, one.type)
        except msgspec.ValidationError:
            code = "request.missing" if value == "" else "request.unfit"
            found.append(Reason(code, f"/{one.name}"))
    return tuple(found)


def _number(text: str, name: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise Refusal(Reason("request.unfit" if text else "request.missing", f"/{name}"))
    return int(text)


def _faults(sent: Mapping[str, str]) -> tuple[Fault, ...]:
    return tuple(
        Fault(name.removeprefix(FAULT), value.strip())
        for name, value in sent.items()
        if name.startswith(FAULT) and value.strip()
    )


def _of_tasks(
    name: str, state: CaseState, item: ServiceItem, by: Identity, language: Language
) -> list[Action]:
    found: list[Action] = []
    for task in state.tasks:
        if task.opinion or not _concerns(name, task, item, by):
            continue
        title = word(f"case.commands.{COMMANDS[name].__name__}", language)
        inputs = _opinion(language) if name == "give_opinion" else ()
        found.append(
            Action(
                name=name,
                title=f"{title} · {task_title(task.name, item, language)}",
                inputs=inputs,
                fixed={"task": task.name},
            )
        )
    return found


def _concerns(name: str, task: Task, item: ServiceItem, by: Identity) -> bool:
    match name:
        case "claim_task":
            return may_work(by, task) and not task.claimed_by
        case "release_task":
            return bool(task.claimed_by) and may_release(by, task)
        case _:
            reviewed = item.flow.stage(task.stage).kind != "decision"
            return reviewed and may_work(by, task) and task.claimed_by in ("", by.id)


def _opinion(language: Language) -> tuple[Input, ...]:
    _ = translations(language).gettext
    choices = tuple((code, word(f"opinions.{code}", language)) for code in ("agree", "object"))
    return (
        Input(name="opinion", title=_("审查意见"), kind="radios", choices=choices),
        Input(name="comment", title=_("说明"), kind="area", required=False),
    )


def _inputs(
    name: str, state: CaseState, item: ServiceItem, language: Language
) -> tuple[Input, ...]:
    _ = translations(language).gettext
    match name:
        case "accept":
            owed = [spec for spec in item.materials if "promise" in spec.sources]
            there = {one.name for one in state.materials if one.source != "promise"}
            choices = tuple((s.name, s.title[language]) for s in owed if s.name not in there)
            hint = _("申请人承诺在承诺时限内补交；未补交不能作出决定")
            promised = Input(
                name="promised",
                title=_("容缺受理的材料"),
                kind="checks",
                choices=choices,
                hint=hint,
                required=False,
            )
            return (promised,) if choices else ()
        case "request_correction":
            hint = _("只能告知一次：请逐项写明全部需要补正的内容，留空表示无需补正")
            return (Input(name="faults", title=_("补正事项"), kind="faults", hint=hint),)
        case "decline":
            return (Input(name="reason", title=_("不予受理的法定理由"), kind="area"),)
        case "decide":
            outcomes = tuple((code, word(f"case.states.{code}", language)) for code in _OUTCOMES)
            hint = _("不予许可的，必须说明理由")
            return (
                Input(name="outcome", title=_("决定"), kind="radios", choices=outcomes),
                Input(name="reason", title=_("理由"), kind="area", hint=hint, required=False),
            )
        case "pause_clock":
            kinds = tuple((code, word(f"procedures.{code}", language)) for code in item.special)
            return (
                Input(name="procedure", title=_("特别程序"), kind="select", choices=kinds),
                Input(name="days", title=_("所需时间（工作日）"), kind="number"),
                Input(name="reason", title=_("书面告知申请人的理由"), kind="area"),
            )
        case "resume_clock":
            return (Input(name="result", title=_("特别程序的结果"), kind="area"),)
        case "extend":
            hint = _("最多 %(days)s 个工作日，只能延长一次") % {"days": item.limits.extension}
            return (
                Input(name="days", title=_("延长时间（工作日）"), kind="number", hint=hint),
                Input(name="reason", title=_("告知申请人的理由"), kind="area"),
            )
        case "issue":
            return (Input(name="document", title=_("结果文书编号"), kind="text"),)
        case "deliver":
            ways = tuple((code, word(f"deliveries.{code}", language)) for code in _WAYS)
            return (Input(name="method", title=_("送达方式"), kind="radios", choices=ways),)
        case "void":
            return (
                Input(name="reason", title=_("作废理由"), kind="area"),
                Input(name="second", title=_("第二人账号"), kind="text"),
            )
        case _:
            return ()


_OUTCOMES = ("granted", "denied")
_WAYS = ("window", "post", "electronic")
