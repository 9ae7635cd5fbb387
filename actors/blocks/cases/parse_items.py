"""Reads service items: identity, limits, flow, form, materials. All mistakes at once."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from actors.blocks.cases.flow import Flow, Stage
from actors.blocks.cases.items import CORRECTED_BY, HOURS_A_DAY, ServiceItem
from actors.blocks.cases.statement import Statement
from actors.blocks.forms.conditions import Condition, condition_faults, fields_of
from actors.blocks.forms.layout import PLAIN, fields_in
from actors.blocks.forms.parse import form_faults
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.shape import NAME, read, repeated, title_faults
from actors.kernel.system import System
from actors.kernel.words import Title

CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
IMPLEMENTATION_CODE = re.compile(r"[0-9A-Z]{31}")
FORMATS = frozenset({"pdf", "jpg", "png", "tif", "ofd", "docx", "xlsx", "dwg", "zip"})
MOST_FILES = 30  # of one material
SOURCES = frozenset({"upload", "licence_store", "promise"})
_Fault = tuple[str, str]  # place and rule
_NO_TITLE = Title("", "")
_NO_FLOW = Flow(
    name="", title=_NO_TITLE, stages=(Stage(name="", title=_NO_TITLE, kind="decision"),)
)


def parse_item(
    document: Mapping[str, Any],
    *,
    file: str,
    system: System,
    flows: Mapping[str, Flow],
    units: Collection[str],
    themes: Collection[str] | None = None,
    life_events: Collection[str] | None = None,
    statements: Mapping[str, Statement],
) -> ServiceItem:
    """Return the item that `document` (as read from TOML) describes.

    `flow` in the document is the name of one of `flows`, `statement` of one of `statements`; its
    `system` is the one that it is read for. `themes` and `life_events` None ask
    nothing of these.

    Raises:
        Mistakes: everything that is wrong with it.
    """
    item, mistakes = read_item(
        document,
        file=file,
        system=system,
        flows=flows,
        units=units,
        themes=themes,
        life_events=life_events,
        statements=statements,
    )
    if item is None or mistakes:
        raise Mistakes(mistakes)
    return item


def read_item(
    document: Mapping[str, Any],
    *,
    file: str,
    system: System,
    flows: Mapping[str, Flow],
    units: Collection[str],
    themes: Collection[str] | None = None,
    life_events: Collection[str] | None = None,
    statements: Mapping[str, Statement],
) -> tuple[ServiceItem | None, list[Mistake]]:
    """Return the item, or None if not even its shape is right, and all mistakes."""
    flow = flows.get(str(document.get("flow", "")))
    whole = dict(document)
    found: list[_Fault] = []
    if "system" in whole:
        found.append(("system", "unknown key"))
    if "flow" not in whole:
        found.append(("flow", "missing"))
    elif flow is None:
        found.append(("flow", f"unknown flow {whole['flow']}"))
    named = str(whole.pop("statement", ""))
    statement = statements.get(named)
    if not named:
        found.append(("statement", "missing"))
    elif statement is None:
        found.append(("statement", f"unknown statement {named}"))
    if statement is not None:
        whole["statement"] = msgspec.to_builtins(statement)
    whole["system"] = system.name
    whole["flow"] = msgspec.to_builtins(flow or _NO_FLOW)
    item, mistakes = read(whole, ServiceItem, file)
    found += title_faults({key: part for key, part in document.items() if key != "form"})
    if item is not None:
        found += element_faults(item, system, units, themes, life_events)
        found += form_faults(item.form, item.sections)
        found += _kiosk_faults(item)
        found += _check_faults(item, system)
        found += _corrects_faults(item)
        found += _statement_faults(item)
        found += _flow_faults(item) if flow else ()
    mistakes += (Mistake(file, place, rule) for place, rule in found)
    return item, mistakes


def element_faults(
    item: ServiceItem,
    system: System,
    units: Collection[str],
    themes: Collection[str] | None,
    life_events: Collection[str] | None,
) -> Iterator[_Fault]:
    """Yield (place, rule) for all that is wrong with what an item says of itself: everything but
    its form and its flow."""
    yield from _identity_faults(item, units, themes)
    yield from _finding_faults(item, life_events)
    yield from _rule_faults(item, system)
    yield from _limit_faults(item)
    yield from _material_faults(item)


def clashes(items: Iterable[tuple[str, ServiceItem]]) -> list[Mistake]:
    """Return what items of different files, given as (file, item), have in common and must not:
    code with version, or the implementation code of another item."""
    first: dict[tuple[str, int], str] = {}
    owner: dict[str, tuple[str, str]] = {}
    mistakes: list[Mistake] = []
    for file, item in items:
        other = first.setdefault((item.code, item.version), file)
        if other != file:
            rule = f"{item.code} version {item.version} stands in {other} too"
            mistakes.append(Mistake(file, "code", rule))
        code, other = owner.setdefault(item.implementation_code, (item.code, file))
        if code != item.code:
            mistakes.append(Mistake(file, "implementation_code", f"belongs to {code} in {other}"))
    return mistakes


def _identity_faults(
    item: ServiceItem, units: Collection[str], themes: Collection[str] | None
) -> Iterator[_Fault]:
    if not CODE.fullmatch(item.code):
        yield "code", "a code is of capitals, digits and -"
    if item.version < 1:
        yield "version", "versions count from 1"
    if not IMPLEMENTATION_CODE.fullmatch(item.implementation_code):
        yield "implementation_code", "has 31 characters, digits and capitals"
    if item.unit not in units:
        yield "unit", f"unknown unit {item.unit}"
    if themes is not None and item.theme not in themes:
        yield "theme", f"unknown theme {item.theme}"
    for key in ("audience", "legal_basis", "channels"):
        if not getattr(item, key):
            yield key, "is not empty"
    for key in ("audience", "legal_basis", "channels", "special"):
        for name in repeated(list(getattr(item, key))):
            yield key, f"names {name} twice"
    for key in ("fee_fen", "visits"):
        if getattr(item, key) < 0:
            yield key, "is not negative"
    if item.fee_fen > 0 and not item.fee_basis.strip():
        yield "fee_basis", "a fee has a basis"
    if item.result is not None and item.result.valid_years < 0:
        yield "result.valid_years", "is not negative"
    for number, name in enumerate(item.result.shows if item.result else ()):
        if name not in _field_names(item):
            yield f"result.shows[{number}]", f"the form has no field {name}"


def _finding_faults(item: ServiceItem, life_events: Collection[str] | None) -> Iterator[_Fault]:
    known = item.life_events if life_events is None else life_events
    for name in item.life_events:
        if name not in known:
            yield "life_events", f"unknown life event {name}"
    for key in ("life_events", "words", "by_rule"):
        for name in repeated(list(getattr(item, key))):
            yield key, f"names {name} twice"
    for number, word in enumerate(item.words):
        if not word.strip():
            yield f"words[{number}]", "is not empty"


def _rule_faults(item: ServiceItem, system: System) -> Iterator[_Fault]:
    if item.by_rule and item.handling != "instant":
        yield "by_rule", "only an instant item is decided by rule"
    for number, name in enumerate(item.by_rule):
        if name not in system.rules:
            yield f"by_rule[{number}]", f"{system.name} has no rule {name}"


def _limit_faults(item: ServiceItem) -> Iterator[_Fault]:
    limits = item.limits
    for key in ("promised", "statutory", "notice", "correction", "issue"):
        if getattr(limits, key) < 1:
            yield f"limits.{key}", "a limit is at least one day"
    if limits.extension < 0:
        yield "limits.extension", "is not negative; 0 offers none"
    if not 0 <= limits.promise <= limits.promised:
        yield "limits.promise", "is never longer than the promised limit; 0 is that limit"
    if not 0 <= limits.promised_hours <= limits.promised * HOURS_A_DAY:
        yield "limits.promised_hours", "lie within the promised days; 0 promises days"
    if limits.promised_hours and limits.unit != "working_day":
        yield "limits.promised_hours", "are counted within working days"
    if limits.promised > limits.statutory:
        yield "limits.promised", "is never longer than the statutory limit"


def _material_faults(item: ServiceItem) -> Iterator[_Fault]:
    names = [material.name for material in item.materials]
    for name in repeated(names):
        yield "materials", f"two materials are called {name}"
    for number, material in enumerate(item.materials):
        place = f"materials[{number}]"
        if not NAME.fullmatch(material.name):
            yield f"{place}.name", "a name is of small letters, digits and _"
        for ending in material.formats:
            if ending not in FORMATS:
                yield f"{place}.formats", f"unknown format {ending}"
        for source in material.sources:
            if source not in SOURCES:
                yield f"{place}.sources", f"unknown source {source}"
        if not {"upload", "licence_store"} & set(material.sources):
            yield f"{place}.sources", "a material can be handed in: upload or licence_store"
        if material.licence and "licence_store" not in material.sources:
            yield f"{place}.licence", "a licence comes from the licence_store"
        if "upload" in material.sources and not material.formats:
            yield f"{place}.formats", "what is uploaded has a format"
        if material.max_megabytes < 1:
            yield f"{place}.max_megabytes", "is at least 1"
        if not 1 <= material.several <= MOST_FILES:
            yield f"{place}.several", f"is between 1 and {MOST_FILES}"
        if material.grade == "A" and "licence_store" not in material.sources:
            yield f"{place}.grade", "what comes from an organ itself comes from the licence_store"
        if material.grade == "A" and "upload" in material.sources:
            yield f"{place}.grade", "what is uploaded is never of grade A"
        if material.copies < 1:
            yield f"{place}.copies", "is at least 1"
        yield from _asked(item, material.required_if, f"{place}.required_if")


def _check_faults(item: ServiceItem, system: System) -> Iterator[_Fault]:
    names = _field_names(item)
    for number, check in enumerate(item.checks):
        if check.rule not in system.rules:
            yield f"checks[{number}].rule", f"{system.name} has no rule {check.rule}"
        if check.fault is None:
            yield f"checks[{number}].fault", "says what the applicant is told when the answer is no"
        if check.field and check.field not in names:
            yield f"checks[{number}].field", f"the form has no field {check.field}"


def _kiosk_faults(item: ServiceItem) -> Iterator[_Fault]:
    """A screen without a keyboard shows one plain question after the other."""
    for field in fields_in(item.sections) if "kiosk" in item.channels else ():
        if field.widget not in PLAIN:
            yield "channels", f"{field.name} ({field.widget}) is not asked at kiosks"
    if "kiosk" in item.channels and any(section.visible_if for section in item.sections):
        yield "channels", "kiosks show every page"


def _statement_faults(item: ServiceItem) -> Iterator[_Fault]:
    statement = item.statement
    if statement is None:
        return
    if (item.sensitive or item.child) and statement.sensitive is None:
        yield "statement", f"{statement.name} says nothing of sensitive data"
    if not item.child:
        return
    if item.child not in _field_names(item):
        yield "child", f"the form has no field {item.child}"
    if statement.children is None:
        yield "statement", f"{statement.name} says nothing to guardians"
    if "kiosk" in item.channels:
        yield "channels", "a guardian consents on pages and at windows, not at kiosks"


def _corrects_faults(item: ServiceItem) -> Iterator[_Fault]:
    if item.corrects is not None:
        for name in CORRECTED_BY:
            field = getattr(item.corrects, name)
            if field not in item.form.get("required", ()):
                yield f"corrects.{name}", f"the form requires no field {field}"
        uploaded = {each.name for each in item.materials if "upload" in each.sources}
        if item.corrects.file and item.corrects.file not in uploaded:
            yield "corrects.file", f"no material {item.corrects.file} is uploaded"


def _flow_faults(item: ServiceItem) -> Iterator[_Fault]:
    only_decision = len(item.flow.stages) == 1
    if item.handling == "instant" and not only_decision:
        yield "flow", "an instant item is decided at once: its flow is a decision and nothing else"
    if item.two_persons and item.flow.stages[0].kind == "decision":
        yield "two_persons", f"flow {item.flow.name} has no reviewer beside the approver"
    names = _field_names(item)
    for stage in item.flow.stages:
        for condition in (*(b.when for b in stage.branches), *(way.when for way in stage.then)):
            for name in fields_of(condition):
                if name not in names:
                    yield (
                        "flow",
                        f"stage {stage.name} asks about {name}, the form has no such field",
                    )


def _asked(item: ServiceItem, condition: Condition | None, place: str) -> Iterator[_Fault]:
    yield from condition_faults(condition, place)
    for name in fields_of(condition):
        if name not in _field_names(item):
            yield place, f"the form has no field {name}"


def _field_names(item: ServiceItem) -> frozenset[str]:
    return frozenset(field.name for field in fields_in(item.sections))
