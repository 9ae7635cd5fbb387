"""The registers that others compare their names with (SDB-22): divisions, departments, items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from actors.systems.service_insight.divisions import Divisions, Meaning

Type = Literal["division", "department", "item"]
SUCCESSORS = "successors"


class Reference(msgspec.Struct, frozen=True):
    """Another entity, by its id and name."""

    id: str
    name: str


Said = str | int | Reference


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a register. `id` is "<type>:<code>", never given to another; `also` are further
    names that mean it. Of a division `meaning` is what its code meant; of all others `ended` tells
    whether they are no more, and `successors` are the ids of what took their place. `said` is what
    the register says, by property."""

    id: str
    type: Type
    code: str
    name: str
    also: tuple[str, ...] = ()
    about: str = ""
    meaning: Meaning | None = None
    ended: bool = False
    successors: tuple[str, ...] = ()
    said: Mapping[str, tuple[Said, ...]]

    def in_force(self, on: date) -> bool:
        """Tell whether it holds on the local date `on`. Of departments and items no more is kept
        than whether they are there."""
        return self.meaning.in_force(on.year) if self.meaning else not self.ended

    @property
    def reference(self) -> Reference:
        """Its id and name."""
        return Reference(self.id, self.name)


class Property(msgspec.Struct, frozen=True):
    """What a register says of its entities; `of` the types that have it."""

    id: str
    zh: str
    en: str
    of: tuple[Type, ...]


_ALL: tuple[Type, ...] = ("division", "department", "item")
PROPERTIES = (
    Property("code", "代码", "Code", _ALL),
    Property("level", "级别", "Level", ("division",)),
    Property("above", "上级区划", "Division above", ("division",)),
    Property("since", "启用年份", "In force since (year)", ("division",)),
    Property("until", "停用年份", "In force until (year)", ("division",)),
    Property(SUCCESSORS, "承继者", "Successors", ("division", "department", "item")),
    Property("credit_code", "统一社会信用代码", "Unified social credit code", ("department",)),
    Property("superior", "上级单位", "Unit above", ("department",)),
    Property("place", "所在区划", "Division served", ("department",)),
    Property("implementation_code", "实施编码", "Implementation code", ("item",)),
    Property("version", "版本", "Version", ("item",)),
    Property("unit", "实施主体", "Unit in charge", ("item",)),
    Property("statutory", "法定时限（天）", "Statutory limit (days)", ("item",)),
    Property("promised", "承诺时限（天）", "Promised limit (days)", ("item",)),
)
TYPES: Mapping[str, tuple[str, str]] = {
    "division": ("行政区划", "Division"),
    "department": ("部门", "Department"),
    "item": ("政务服务事项", "Service item"),
}


@dataclass(frozen=True)
class Registers:
    """All entities, with the divisions that some of them are."""

    entities: tuple[Entity, ...]
    divisions: Divisions

    def successors(self, entity: Entity, on: date) -> tuple[Entity, ...]:
        """Return every entity that is in force on `on` in the place of `entity`; itself while it
        is."""
        if entity.meaning:
            found = self.divisions.successors(entity.meaning, on.year).all
            return tuple(self.by_id[division_id(self.divisions, each)] for each in found)
        if entity.in_force(on):
            return (entity,)
        return tuple(self.by_id[id] for id in entity.successors if id in self.by_id)

    def values(self, entity: Entity, property: str, on: date) -> tuple[Said, ...]:
        """Return what the register says of a property of `entity`, on the local date `on` where
        that makes a difference; nothing where it says none."""
        if property != SUCCESSORS:
            return entity.said.get(property, ())
        others = (each for each in self.successors(entity, on) if each != entity)
        return tuple(each.reference for each in others)

    @cached_property
    def by_id(self) -> Mapping[str, Entity]:
        """The entities by their ids."""
        return {each.id: each for each in self.entities}


def division_id(divisions: Divisions, meaning: Meaning) -> str:
    """Return the id of a division. The first meaning of a code has the code alone, later ones their
    first year with it: so no id changes when a code is given out once more."""
    first = divisions.of(meaning.code)[0]
    return f"division:{meaning.code}" + ("" if meaning == first else f"@{meaning.since}")


def properties_of(types: Iterable[str]) -> tuple[Property, ...]:
    """Return the properties that entities of one of `types` have; of no type, all."""
    wanted = set(types)
    return tuple(each for each in PROPERTIES if not wanted or wanted & set(each.of))
