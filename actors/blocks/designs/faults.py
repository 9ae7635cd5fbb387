"""Everything that is wrong with a content before it can be reviewed, each with its tab and field.

What `read_item` asks of every item comes first; beside it stands what is asked of those that people
publish while the platform runs: staff for every step, a basis for a fee, help for whoever must
answer, nothing that is held already, limits within the law, and every field that open cases have.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actors.blocks.cases.bpmn.graph import LeftOut
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD, Stage
from actors.blocks.cases.items import MaterialSpec, ServiceItem
from actors.blocks.cases.licensing import LICENCES
from actors.blocks.cases.parse_items import clashes
from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.blocks.designs.content import content_of, next_version, read_content
from actors.blocks.designs.mistakes_told import told
from actors.blocks.documents.template import Papers
from actors.blocks.forms.layout import Field
from actors.blocks.organisation.units import Organisation
from actors.blocks.retention.classes import RetentionClasses
from actors.kernel.errors import Reason
from actors.kernel.library import Library

NOTICE, ISSUE, LATER = 5, 10, 10
"""Working days of the completeness notice, of handing over, and of one extension at the most
(行政许可法 Art. 32(4), 44 and 42)."""
LATER_TOGETHER = 15
"""Working days of one extension where several departments decide together (Art. 42)."""


def faults_of(
    content: Mapping[str, Any],
    code: str,
    library: Library,
    *,
    base: int = 0,
    running: Iterable[int] = (),
    left_out: Iterable[LeftOut] = (),
) -> tuple[Reason, ...]:
    """Return all that is wrong with `content`, in the order of its parts.

    `base` is the version that the draft began from: what it says and the draft leaves as it was
    need not be explained anew. `running` are the versions that open cases have, `left_out` what
    the flow holds nothing of in its drawing.
    """
    version = next_version(code, library)
    item, mistakes = read_content(content, code, version, library)
    found = [told(mistake) for mistake in mistakes]
    found += _drawing_faults(left_out)
    if item is not None:
        before = library[Catalogue].items.get((code, base))
        found += _identity_faults(item, content, library)
        found += _form_faults(item, before, library, running)
        found += _sharing_faults(item, library)
        found += _staff_faults(item, library)
        found += _limit_faults(item)
        found += _result_faults(item, library)
        found += _fee_faults(item)
    order = list(content_of(item)) if item is not None else []
    return tuple(sorted(dict.fromkeys(found), key=lambda reason: _rank(reason, order)))


def _rank(reason: Reason, order: list[str]) -> int:
    part = reason.field.strip("/").split("/")[0]
    return order.index(part) if part in order else len(order)


def _drawing_faults(left_out: Iterable[LeftOut]) -> Iterator[Reason]:
    """A join that does not wait for every branch cannot be kept, and is not passed over."""
    for each in left_out:
        if each.why == "bpmn.no_block":
            facts = {"name": each.name or each.id}
            yield Reason("item_design.join_without_branches", "/flow/stages", facts)


def _identity_faults(
    item: ServiceItem, content: Mapping[str, Any], library: Library
) -> Iterator[Reason]:
    catalogue = library[Catalogue]
    others = [("", each) for each in catalogue.items.values() if each.code != item.code]
    for mistake in clashes([*others, ("draft", item)]):
        if mistake.file == "draft":
            yield Reason("item_design.implementation_code_taken", "/implementation_code")
    if library[RetentionClasses].find(item.retention) is None:
        yield Reason("item_design.no_retention", "/retention", {"name": item.retention})
    for number, other in enumerate(content.get("replaces", ())):
        if not any(known == other for known, _ in catalogue.items) or other == item.code:
            yield Reason("item_design.unknown_item", f"/replaces/{number}", {"code": f"{other}"})


def _form_faults(
    item: ServiceItem, before: ServiceItem | None, library: Library, running: Iterable[int]
) -> Iterator[Reason]:
    known = {each.name: (each, before.form) for each in _fields(before)} if before else {}
    required = item.form.get("required", ())
    names = {each.name for each in _fields(item)}
    for at, section in enumerate(item.sections):
        for number, field in enumerate(section.fields):
            was = known.get(field.name)
            if was is not None and was[0] == field:
                continue
            place = f"/sections/{at}/fields/{number}"
            facts = {"field": field.title.zh or field.name}
            if field.name in required and field.hint is None:
                yield Reason("item_design.no_help", f"{place}/hint", facts)
            if not field.element and not field.source:
                yield Reason("item_design.no_source", f"{place}/source", facts)
            if not field.element and not field.sensitivity:
                yield Reason("item_design.no_sensitivity", f"{place}/sensitivity", facts)
            if field.sensitivity == "sensitive" and not item.sensitive:
                yield Reason("item_design.sensitive_untold", "/sensitive", facts)
    for version in sorted(set(running)):
        had = library[Catalogue].items.get((item.code, version))
        for field in _fields(had) if had else ():
            if field.name not in names:
                facts = {"field": field.title.zh, "version": str(version)}
                yield Reason("item_design.field_in_use", "/sections", facts)


def _sharing_faults(item: ServiceItem, library: Library) -> Iterator[Reason]:
    """Yield materials that are not to be asked for, since the platform has what they prove (国办函
    〔2026〕12号: held data are not demanded again)."""
    shared = shared_papers(library, item.code)
    for number, material in enumerate(item.materials):
        found = _shared_as(material, shared)
        if found and "licence_store" not in material.sources:
            facts = {"material": material.title.zh, "licence": found}
            yield Reason("item_design.shared_already", f"/materials/{number}/sources", facts)


def shared_papers(library: Library, beside: str = "") -> dict[str, str]:
    """Return what the platform has in its licence store, by kind, with what it is called: results
    of other items than `beside`, and what these take from there; what has no kind of its own stands
    under its title."""
    found: dict[str, str] = {}
    for each in library[Catalogue].current_items():
        if each.code == beside:
            continue
        for material in each.materials:
            if "licence_store" in material.sources:
                found[material.licence or material.title.zh] = material.title.zh
        if each.result is not None and each.result.paper in LICENCES:
            found[each.result.kind] = each.result.title.zh
    return found


def _shared_as(material: MaterialSpec, shared: Mapping[str, str]) -> str:
    """Return what the store calls what a material is, "" if it has no such thing."""
    for kind, title in shared.items():
        if kind in (material.licence, material.name) or title == material.title.zh:
            return title
    return ""


def _staff_faults(item: ServiceItem, library: Library) -> Iterator[Reason]:
    """Yield what nobody is there to do."""
    staff = library[Organisation].staff.values()
    roles = {(member.unit, role) for member in staff for role in member.roles}
    for place, unit, role in _work(item):
        if unit in library[Organisation].units and role and (unit, role) not in roles:
            title = library[Organisation].title(unit)
            facts = {"unit": title.zh if title else unit, "role": role}
            yield Reason("item_design.nobody_there", place, facts)
    if item.two_persons:
        officers = [
            member
            for member in staff
            if member.unit == item.unit and {"reviewer", APPROVER} & set(member.roles)
        ]
        if len(officers) < 2:
            yield Reason("item_design.no_two_persons", "/two_persons")


def _work(item: ServiceItem) -> Iterator[tuple[str, str, str]]:
    yield "/unit", item.unit, WINDOW_CLERK
    yield "/unit", item.unit, APPROVER
    for number, stage in enumerate(item.flow.stages):
        place = f"/flow/stages/{number}"
        if stage.kind != "parallel":
            yield f"{place}/role", _unit(item, stage.unit), stage.role
        for at, branch in enumerate(stage.branches):
            yield f"{place}/branches/{at}/role", _unit(item, branch.unit), branch.role


def _unit(item: ServiceItem, unit: str) -> str:
    return item.unit if unit == LEAD else unit


def _limit_faults(item: ServiceItem) -> Iterator[Reason]:
    limits, statutory = item.limits, item.limits.statutory
    together = any(stage.kind == "parallel" for stage in item.flow.stages)
    later = LATER_TOGETHER if together else LATER
    bounds = {"notice": NOTICE, "issue": ISSUE, "extension": later}
    for name, most in bounds.items():
        if item.kind == "permit" and getattr(limits, name) > most:
            yield Reason("item_design.above_law", f"/limits/{name}", {"most": str(most)})
    for number, stage in enumerate(item.flow.stages):
        place = f"/flow/stages/{number}"
        if stage.limit > statutory:
            yield Reason("item_design.above_statutory", f"{place}/limit", {"most": f"{statutory}"})
        for at, branch in enumerate(stage.branches):
            if branch.limit > statutory:
                where = f"{place}/branches/{at}/limit"
                yield Reason("item_design.above_statutory", where, {"most": f"{statutory}"})
    whole = _longest(item)
    if whole > statutory:
        facts = {"days": str(whole), "most": str(statutory)}
        yield Reason("item_design.steps_above_statutory", "/flow/stages", facts)


def _longest(item: ServiceItem) -> int:
    """Return the days that the steps of the longest way through the flow may take; 0 where it
    leads nowhere or comes back, which is said elsewhere."""
    stages = {stage.name: stage for stage in item.flow.stages}
    taken: dict[str, int] = {}

    def days(name: str, path: tuple[str, ...]) -> int:
        stage = stages.get(name)
        if stage is None or name in path:
            return 0
        if name not in taken:
            onward = (days(way.to, (*path, name)) for way in stage.then)
            taken[name] = _own(stage) + max(onward, default=0)
        return taken[name]

    return days(item.flow.stages[0].name, ()) if item.flow.stages else 0


def _own(stage: Stage) -> int:
    return max((stage.limit, *(branch.limit for branch in stage.branches)))


def _result_faults(item: ServiceItem, library: Library) -> Iterator[Reason]:
    result = item.result
    if result is None:
        return
    if library[Papers].template(result.paper) is None:
        yield Reason("item_design.no_template", "/result/paper", {"name": result.paper})
    if not result.kind.strip():
        yield Reason("item_design.no_licence_kind", "/result/kind")


def _fee_faults(item: ServiceItem) -> Iterator[Reason]:
    if item.fee_fen > 0 and not item.fee_basis.strip():
        yield Reason("item_design.fee_without_basis", "/fee_basis")
    if item.fee_exemption is not None and not item.fee_fen:
        yield Reason("item_design.exempt_from_nothing", "/fee_exemption")


def _fields(item: ServiceItem | None) -> Iterator[Field]:
    return (f for section in item.sections for f in section.fields) if item else iter(())
