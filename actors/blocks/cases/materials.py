"""Materials (材料) against what the item asks for: missing, unknown, too large, promised."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actors.blocks.cases.items import MaterialSpec, ServiceItem
from actors.blocks.cases.state import Material
from actors.blocks.files.formats import format_of
from actors.blocks.forms.conditions import holds
from actors.kernel.errors import Reason

_GRADES = {"licence_store": "A", "scan": "B", "upload": "C", "earlier": "C"}
_MEGABYTE = 1_000_000


def required(item: ServiceItem, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the materials that must come with these answers."""
    return tuple(
        spec.name
        for spec in item.materials
        if not spec.optional and holds(spec.required_if, answers)
    )


def supplied(materials: Iterable[Material]) -> frozenset[str]:
    """Return the names of the materials that are there, promises not counted."""
    return frozenset(material.name for material in materials if not _is_to_come(material))


def promised(materials: Iterable[Material]) -> frozenset[str]:
    """Return the names of the materials that are to come: that the applicant has only promised
    (容缺), or that a case makes that was applied for together with this one."""
    there = tuple(materials)
    return frozenset(m.name for m in there if _is_to_come(m)) - supplied(there)


def to_be_made(materials: Iterable[Material]) -> frozenset[str]:
    """Return the names of the materials that another case makes and has not made yet."""
    return frozenset(m.name for m in materials if m.source == "made" and not m.sha256)


def _is_to_come(material: Material) -> bool:
    return material.source == "promise" or (material.source == "made" and not material.sha256)


def grade_of(material: Material) -> str:
    """Return the grade of a material, "" of a promise: as it was recorded or, where it was not, as
    it came."""
    return material.grade or _GRADES.get(material.source, "")


def given(materials: Iterable[Material], name: str) -> tuple[Material, ...]:
    """Return the files of one material, in their order."""
    return tuple(material for material in materials if material.name == name)


def faults(
    item: ServiceItem, answers: Mapping[str, Any], materials: tuple[Material, ...]
) -> tuple[Reason, ...]:
    """Return everything that is wrong with the materials of an application."""
    there = supplied(materials) | promised(materials)
    missing = (
        Reason("material.missing", _pointer(name))
        for name in required(item, answers)
        if name not in there
    )
    return (*each_fault(item, materials), *missing)


def each_fault(item: ServiceItem, materials: tuple[Material, ...]) -> tuple[Reason, ...]:
    """Return what is wrong with the materials that were sent, whatever else may be missing."""
    specs = {spec.name: spec for spec in item.materials}
    found: list[Reason] = []
    for material in materials:
        spec = specs.get(material.name)
        if spec is None:
            found.append(Reason("material.unknown", _pointer(material.name)))
        else:
            found += _faults_of(material, spec)
            if len(given(materials, material.name)) > spec.several:
                limit = {"limit": str(spec.several)}
                found.append(Reason("material.too_many", _pointer(material.name), limit))
    return tuple(dict.fromkeys(found))


def _faults_of(material: Material, spec: MaterialSpec) -> Iterator[Reason]:
    pointer = _pointer(material.name)
    source = "upload" if material.source in ("scan", "earlier") else material.source
    if source == "made":
        return
    if source not in spec.sources:
        yield Reason("material.source", pointer)
    if material.source != "promise" and grade_of(material) > spec.grade:
        yield Reason("material.grade", pointer, {"grade": spec.grade})
    if source != "upload":
        return
    if not material.sha256 or material.bytes <= 0:
        yield Reason("material.no_file", pointer)
    if material.bytes > spec.max_megabytes * _MEGABYTE:
        yield Reason("material.too_large", pointer, {"megabytes": str(spec.max_megabytes)})
    if format_of(material.media_type) not in spec.formats:
        yield Reason("material.format", pointer, {"formats": ", ".join(spec.formats)})


def _pointer(name: str) -> str:
    return f"/materials/{name}"
