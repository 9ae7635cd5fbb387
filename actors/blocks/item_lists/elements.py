"""The elements of an item (事项要素) that the national implementation list (实施清单, GB/T 39554)
has, as this platform exchanges them: everything but the form and the flow."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from actors.blocks.cases.items import MaterialSpec, Result, ServiceItem, TimeLimits, Unit
from actors.kernel.words import Title


class MaterialElements(msgspec.Struct, frozen=True, kw_only=True):
    """A material (申请材料): `name` is that of the item's own, `optional` its necessity (必要性),
    `issuer` where it may be had (来源渠道), `grade` the lowest grade that is taken."""

    name: str
    title: Title
    copies: int = 1
    optional: bool = False
    issuer: Title | None = None
    grade: Literal["A", "B", "C", "D"] = "C"


class Elements(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list.

    Attributes:
        code: 事项编码, short and unique in the city.
        implementation_code: 实施编码, 31 characters; a list does not change it.
        title, summary: 事项名称、说明.
        kind: 事项类型; level: 行使层级; unit: 实施主体, by its code; audience: 服务对象.
        handling: 办件类型, "instant" 即办件 or "promised" 承诺件; a list does not change it, as the
            flow of an item follows from it.
        statutory, promised: 法定、承诺办结时限 in `counted_in`; extension: what may be added once.
        visits: 到办事现场次数; fee_fen, fee_basis: 收费, in fen, and 收费依据.
        legal_basis: 设定依据; conditions: 受理条件; channels: 办理形式; result: 结果名称.
        materials: all of them, by the names that the item has.
    """

    code: str
    implementation_code: str
    title: Title
    summary: Title
    kind: Literal["permit", "confirmation", "benefit", "payment", "public_service", "registration"]
    level: Literal["province", "city", "county", "town"]
    unit: str
    audience: tuple[Literal["natural", "legal"], ...]
    handling: Literal["instant", "promised"]
    statutory: int
    promised: int
    counted_in: Unit
    extension: int
    visits: int
    fee_fen: int
    fee_basis: str
    legal_basis: tuple[str, ...]
    conditions: tuple[Title, ...]
    channels: tuple[Literal["web", "window", "kiosk", "mobile"], ...]
    result: Title | None
    materials: tuple[MaterialElements, ...]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Where a list says something else than the platform: `here` and `there` as JSON has them; a
    `field` of "" means the whole item, of which one of the two knows nothing."""

    code: str
    field: str
    here: Any
    there: Any


def elements_of(item: ServiceItem) -> Elements:
    """Return what a list says of `item`."""
    return Elements(
        code=item.code,
        implementation_code=item.implementation_code,
        title=item.title,
        summary=item.summary,
        kind=item.kind,
        level=item.level,
        unit=item.unit,
        audience=item.audience,
        handling=item.handling,
        statutory=item.limits.statutory,
        promised=item.limits.promised,
        counted_in=item.limits.unit,
        extension=item.limits.extension,
        visits=item.visits,
        fee_fen=item.fee_fen,
        fee_basis=item.fee_basis,
        legal_basis=item.legal_basis,
        conditions=item.conditions,
        channels=item.channels,
        result=item.result.title if item.result else None,
        materials=tuple(_told(material) for material in item.materials),
    )


def with_elements(item: ServiceItem, row: Elements, version: int) -> ServiceItem:
    """Return `item` as `row` has it, in `version`. What a row may not change stays as it is: see
    `fixed_faults`."""
    said = {material.name: material for material in row.materials}
    return replace(
        item,
        version=version,
        title=row.title,
        summary=row.summary,
        kind=row.kind,
        level=row.level,
        unit=row.unit,
        audience=row.audience,
        limits=_limits(item.limits, row),
        visits=row.visits,
        fee_fen=row.fee_fen,
        fee_basis=row.fee_basis,
        legal_basis=row.legal_basis,
        conditions=row.conditions,
        channels=row.channels,
        result=_result(item.result, row.result),
        materials=tuple(
            _material(spec, said[spec.name]) if spec.name in said else spec
            for spec in item.materials
        ),
    )


def fixed_faults(item: ServiceItem, row: Elements) -> Iterator[tuple[str, str]]:
    """Yield (field, rule) for what a list says differently and may not change: cases are numbered
    by the implementation code, and form and flow of an item follow from the rest."""
    if row.implementation_code != item.implementation_code:
        yield "implementation_code", f"a list does not change it: {item.implementation_code}"
    if row.handling != item.handling:
        yield "handling", f"a list does not change it: {item.handling}"
    if (row.result is None) is not (item.result is None):
        yield "result", "whether there is one is not changed by a list"
    names = [material.name for material in row.materials]
    if sorted(names) != sorted(material.name for material in item.materials):
        own = ", ".join(material.name for material in item.materials)
        yield "materials", f"a list has exactly those of the item: {own or 'none'}"


def differences(item: ServiceItem, row: Elements) -> Iterator[Difference]:
    """Yield every field of which `row` says something else than `item`."""
    here, there = elements_of(item), row
    for name in Elements.__struct_fields__:
        one, other = getattr(here, name), getattr(there, name)
        if one != other:
            yield Difference(
                code=item.code,
                field=name,
                here=msgspec.to_builtins(one),
                there=msgspec.to_builtins(other),
            )


def _told(material: MaterialSpec) -> MaterialElements:
    return MaterialElements(
        name=material.name,
        title=material.title,
        copies=material.copies,
        optional=material.optional,
        issuer=material.issuer,
        grade=material.grade,
    )


def _material(spec: MaterialSpec, said: MaterialElements) -> MaterialSpec:
    return replace(
        spec,
        title=said.title,
        copies=said.copies,
        optional=said.optional,
        issuer=said.issuer,
        grade=said.grade,
    )


def _limits(limits: TimeLimits, row: Elements) -> TimeLimits:
    return replace(
        limits,
        statutory=row.statutory,
        promised=row.promised,
        unit=row.counted_in,
        extension=row.extension,
    )


def _result(result: Result | None, title: Title | None) -> Result | None:
    return replace(result, title=title) if result and title else result
