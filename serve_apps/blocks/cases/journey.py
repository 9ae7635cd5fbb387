"""The way of a case for the eye: its stages on a line, what happened on a timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState, Fault
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from serve_apps.blocks.cases.serving import title_of
from serve_apps.front.language import Language, translations
from serve_apps.front.rendering import day_text, moment_text, unit_name
from serve_apps.front.words import known_word, word
from serve_apps.pages.parts import Entry, StageMark
from serve_apps.pages.values import deputising

# In the turn of the applicant's own: what was done so, was decided by rule (即办).
_OF_OFFICES = frozenset({"Accepted", "StageEntered", "Granted", "Issued"})
_INTERNAL = frozenset(  # of no concern to the applicant, or not yet published (SUP-13)
    {"TaskClaimed", "TaskReleased", "TasksCancelled", "LevelRaised", "WarningLifted"}
    | {"VoidProposed", "VoidRejected", "NoteAdded", "Archived", "Unsealed"}
    | {"CorrectionAsked", "CorrectionDropped", "ClockChangeProposed", "ClockChangeRejected"}
    | {"CardDoubted", "SupervisionBlocked", "SupervisionResumed"}
)
_NOT_FOR_OFFICES = frozenset({"Rated"})  # who handles a case does not learn who rated (4.4 好差评)
_KINDS: Mapping[str, Literal["", "good", "notice", "bad"]] = {
    "Accepted": "good",
    "Granted": "good",
    "Issued": "good",
    "Delivered": "good",
    "CorrectionRequested": "notice",
    "ClockPaused": "notice",
    "Extended": "notice",
    "CorrectionLapsed": "notice",
    "VisitArranged": "notice",
    "Reopened": "notice",
    "TakenOver": "notice",
    "ResultCorrected": "notice",
    "Renewed": "good",
    "RenewalRefused": "bad",
    "Returned": "bad",
    "Revoked": "bad",
    "LevelRaised": "notice",
    "Declined": "bad",
    "Denied": "bad",
    "Voided": "bad",
    "Withdrawn": "bad",
}
_DECIDED = ("granted", "denied", "issued", "delivered", "revoked")


@dataclass(frozen=True)
class Reader:
    """Who looks: the language, and whether from inside the offices."""

    language: Language
    office: bool


def stages(state: CaseState, item: ServiceItem, language: Language) -> list[StageMark]:
    """Return the stages of a case: applying, acceptance, those of its flow, handing over.

    A stage that the flow has passed by is told from one to come by the order of the flow.
    """
    _ = translations(language).gettext
    ended = state.phase in ("declined", "withdrawn", "voided", "returned", "forwarded")
    marks = [StageMark(_("申报"), "now" if state.phase == "draft" else "done")]
    accepted = state.accepted_at is not None
    waiting = "stopped" if ended and not accepted else "done" if accepted else "now"
    asked = state.phase == "correction_requested" and not state.correcting_review
    title = word(f"case.states.{state.phase}", language) if asked else ""
    marks.append(StageMark(_("受理"), "next" if state.phase == "draft" else waiting, title))
    names = [stage.name for stage in item.flow.stages]
    here = names.index(state.stage) if state.stage in names else -1
    for index, stage in enumerate(item.flow.stages):
        decided = state.phase in _DECIDED
        mark: Literal["done", "now", "next", "stopped"] = (
            "done" if decided or index < here else "now" if index == here else "next"
        )
        if ended and mark == "now":
            mark = "stopped"
        if state.phase == "denied" and index == len(names) - 1:
            mark = "stopped"
        marks.append(StageMark(stage.title[language], mark, _note(state, stage.name, language)))
    if item.result is not None and state.phase != "denied":
        marks.append(_handing_over(state, _("出证送达")))
    return marks


def _note(state: CaseState, stage: str, language: Language) -> str:
    """Return how many of several branches are done, while they are under way."""
    tasks = [task for task in state.tasks if task.stage == stage]
    if len(tasks) < 2 or state.stage != stage:
        return ""
    done = sum(1 for task in tasks if task.opinion)
    return translations(language).gettext("%(done)s/%(all)s 个部门已完成") % {
        "done": done,
        "all": len(tasks),
    }


def _handing_over(state: CaseState, title: str) -> StageMark:
    match state.phase:
        case "delivered" | "revoked":
            return StageMark(title, "done")
        case "granted" | "issued":
            return StageMark(title, "now")
        case _:
            return StageMark(title, "next")


def entries(
    timeline: Iterable[Mapping[str, Any]], item: ServiceItem, library: Library, reader: Reader
) -> list[Entry]:
    """Return what happened, the latest first, as `reader` may know it."""
    found = [
        Entry(
            _happened(told["event"], reader.language),
            told["at"] if isinstance(told["at"], datetime) else datetime.fromisoformat(told["at"]),
            _acted(told, library, reader),
            tuple(_facts(told["event"], told["facts"], item, library, reader.language)),
            _KINDS.get(told["event"], ""),
        )
        for told in timeline
        if told["event"] not in (_NOT_FOR_OFFICES if reader.office else _INTERNAL)
    ]
    return found[::-1]


def _acted(told: Mapping[str, Any], library: Library, reader: Reader) -> str:
    """Return who acted and, inside the offices, in whose place ("X 代 Y"). An applicant is told of
    the unit in whose name it was done."""
    absent = f"staff:{told['for']}" if told.get("for") else ""
    if absent and not reader.office:
        return who(absent, library, reader)
    by_rule = told["event"] in _OF_OFFICES and told["by"].startswith("person:")
    name = who(PLATFORM.id if by_rule else told["by"], library, reader)
    return deputising(name, who(absent, library, reader), reader.language) if absent else name


def who(by: str, library: Library, reader: Reader) -> str:
    """Return who acted: to applicants the unit, inside the offices the person."""
    _ = translations(reader.language).gettext
    kind, _colon, name = by.partition(":")
    match kind:
        case "person":
            return _("申请人")
        case "staff":
            member = library[Organisation].staff.get(name)
            if member is None:
                return _("工作人员")
            unit = unit_name(library, member.unit, reader.language)
            return f"{unit} {member.name[reader.language]}" if reader.office else unit
        case "terminal":
            return _("自助终端")
        case _:
            return _("平台自动")


def faults_of(state: CaseState, item: ServiceItem, language: Language) -> list[tuple[str, Fault]]:
    """Return what is to be put right, each with what it concerns."""
    titles = {f"/form/{one.name}": one.title for part in item.sections for one in part.fields}
    titles |= {f"/materials/{spec.name}": spec.title for spec in item.materials}
    found: list[tuple[str, Fault]] = []
    for fault in state.faults:
        place = "/".join(fault.field.split("/")[:3])
        title = titles.get(place)
        found.append((title[language] if title else place, fault))
    return found


def task_title(name: str, item: ServiceItem, language: Language) -> str:
    """Return the title of a task: of its branch, or of its stage."""
    stage_name, _slash, branch_name = name.partition("/")
    for stage in item.flow.stages:
        if stage.name == stage_name:
            for branch in stage.branches:
                if branch.name == branch_name:
                    return branch.title[language]
            return stage.title[language]
    return name


def _facts(
    event: str, facts: Mapping[str, Any], item: ServiceItem, library: Library, language: Language
) -> Iterable[str]:
    _ = translations(language).gettext
    match event:
        case "Submitted":
            yield word(f"channels.{facts['channel']}", language)
        case "CorrectionRequested":
            yield _("一次告知 %(count)s 处需要补正") % {"count": facts["count"]}
        case "Accepted" if facts.get("deemed"):
            yield _("逾期未告知，自收到申请之日起视为受理")
        case "StageEntered":
            yield task_title(facts["stage"], item, language)
        case "OpinionGiven":
            opinion = word(f"opinions.{facts['opinion']}", language)
            yield f"{task_title(facts['task'], item, language)} · {opinion}"
        case "TaskClaimed" | "TaskReleased" | "CorrectionAsked" | "CorrectionDropped":
            yield task_title(facts["task"], item, language)
        case "ClockPaused":
            yield _("%(procedure)s，所需时间 %(days)s 个工作日，至 %(day)s，不计入办理时限") % {
                "procedure": word(f"procedures.{facts['procedure']}", language),
                "days": facts["days"],
                "day": day_text(facts["told"], language),
            }
        case "ClockChangeProposed":
            kind = facts.get("procedure")
            what = word(f"procedures.{kind}", language) if kind else _("延期")
            yield _("%(what)s，%(days)s 个工作日") % {"what": what, "days": facts["days"]}
        case "VisitArranged":
            yield _("、").join(moment_text(time, language) for time in facts["times"])
        case "VisitTimeChosen":
            yield moment_text(facts["time"], language)
        case "FindingRecorded":
            finding = word(f"findings.{facts['finding']}", language)
            yield f"{task_title(facts['task'], item, language)} · {finding}"
        case "Renewed":
            yield _("有效期至%(day)s") % {"day": day_text(facts["until"], language)}
            if facts.get("silent"):
                yield _("逾期未决定，视为准予延续")
        case "Corrected" if facts.get("by") == "officer":
            yield _("由窗口工作人员代为提交")
        case "Extended":
            yield _("延长 %(days)s 个工作日") % {"days": facts["days"]}
        case "Issued" if facts.get("document"):
            yield _("结果文书 %(document)s") % {"document": facts["document"]}
        case "Delivered":
            yield word(f"deliveries.{facts['method']}", language)
        case "PaperServed" | "ServiceTakenBack":
            yield title_of(facts["template"], library, language)
            way = word(f"servings.{facts['method']}", language)
            yield f"{way} · {day_text(facts['served_on'], language)}"
        case "TakenOver":
            yield _("由%(heir)s承接%(unit)s的办件") % {
                "heir": unit_name(library, facts["successor"], language),
                "unit": unit_name(library, facts["unit"], language),
            }
        case "Withdrawn" if facts.get("lapsed"):
            yield _("逾期未补正")
        case "LevelRaised":
            clock = word(f"clocks.{facts['clock']}", language)
            yield f"{clock} · {word('levels.' + facts['level'], language)}"
        case _:
            return


def _happened(event: str, language: Language) -> str:
    """Return the name of an event of a case or of its watcher."""
    return known_word(f"case.events.{event}", language) or word(f"watcher.events.{event}", language)
