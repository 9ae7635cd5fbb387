"""Who and where: places (行政区划), units (单位) and their staff (工作人员). Versioned data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.words import Title


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A division (行政区划) by its code: 6 digits down to the district, 9 for a town, 12 for a
    village. `superior` is the code of the division above, "" for the highest that is loaded."""

    code: str
    title: Title
    level: Literal["province", "city", "district", "town", "village"]
    superior: str = ""


class OrgUnit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit (单位) that can be given work.

    `code` is short and unique in the city ("market_supervision"); `place` the code of the division
    that it serves; `superior` the code of the unit above, or ""; `credit_code` its GB 32100 number;
    `address` and `phone` are where people find it. The clerks of an `integrated_window` (综合窗口)
    take in, accept and hand out for every unit.
    """

    code: str
    title: Title
    place: str
    superior: str = ""
    credit_code: str = ""
    address: Title | None = None
    phone: str = ""
    integrated_window: bool = False


class StaffMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of staff: the account, the unit and the roles that he is given there. `further` are
    the roles that he acts in at other units, on the day that is spoken of."""

    account: str
    name: Title
    unit: str
    roles: tuple[str, ...]
    further: Mapping[str, tuple[str, ...]] = msgspec.field(
        default_factory=dict[str, tuple[str, ...]]
    )

    def has(self, role: str) -> bool:
        """Tell whether he acts in the role anywhere."""
        return role in self.roles or any(role in roles for roles in self.further.values())

    def holds(self, role: str, unit: str) -> bool:
        """Tell whether he acts in the role at the unit."""
        return role in self.roles_at(unit)

    def roles_at(self, unit: str) -> tuple[str, ...]:
        """Return the roles that he acts in at the unit."""
        own = self.roles if unit == self.unit else ()
        return (*own, *self.further.get(unit, ()))


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The units, places and staff of a day, by code, code and account. `former` are units that were
    closed before it, as they were then: what they did keeps their name; `successors` who took over
    from them, by their codes, where somebody did."""

    units: Mapping[str, OrgUnit]
    places: Mapping[str, Place]
    staff: Mapping[str, StaffMember] = field(default_factory=dict[str, StaffMember])
    former: Mapping[str, OrgUnit] = field(default_factory=dict[str, OrgUnit])
    successors: Mapping[str, str] = field(default_factory=dict[str, str])

    def unit(self, code: str) -> OrgUnit:
        """Return the unit.

        Raises:
            Refusal: kind "unknown".
        """
        found = self.units.get(code)
        if found is None:
            raise Refusal(Reason("unit.unknown", facts={"unit": code}), kind="unknown")
        return found

    def known(self, code: str) -> OrgUnit:
        """Return the unit, as it was last if it was closed.

        Raises:
            Refusal: kind "unknown"; there never was one.
        """
        return self.former[code] if code in self.former else self.unit(code)

    def successor(self, code: str) -> OrgUnit | None:
        """Return who took over from a unit that was closed, or from whoever did; None: nobody."""
        met: set[str] = set()
        while code in self.former and code not in met:
            met.add(code)
            code = self.successors.get(code, "")
        return self.units.get(code) if met else None

    def acting(self, code: str) -> str:
        """Return the code of the unit that does today what was given to the unit `code`: its own
        or, of one that was closed or merged, whoever took over; its own, too, where nobody did.
        What an organ had begun goes on at whoever continues its powers (行政诉讼法 Art. 26(6))."""
        heir = self.successor(code)
        return heir.code if heir else code

    def inherited(self, code: str) -> tuple[str, ...]:
        """Return the codes of the closed units whose work the unit `code` goes on with today."""
        return tuple(gone for gone in sorted(self.former) if self.acting(gone) == code)

    def nobody(self, code: str) -> bool:
        """Tell whether a unit was closed and nobody took over from it."""
        return code in self.former and self.successor(code) is None

    @cached_property
    def city(self) -> Title:
        """The name of the highest place that is a city: the one that runs the platform."""
        cities = [place for place in self.places.values() if place.level == "city"]
        highest = min(cities, key=lambda place: (len(place.superior), place.code), default=None)
        return highest.title if highest else Title(zh="", en="")

    def title(self, code: str) -> Title | None:
        """Return the name of a unit that is there, or once was; None for any other code."""
        unit = self.units.get(code) or self.former.get(code)
        return unit.title if unit else None

    def full_name(self, code: str) -> str:
        """Return what a unit is called on paper (机关全称): with the name of the city, where what
        it is called every day leaves that out; the code of a unit that there never was."""
        title, city = self.title(code), self.city.zh
        name, short = title.zh if title else code, city[-1:]
        if short and name.startswith(short) and not name.startswith(city):
            return city + name.removeprefix(short)
        return name
