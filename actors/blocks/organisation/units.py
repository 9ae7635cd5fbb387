"""Who and where: places (行政区划), units (单位) and their staff (工作人员). Versioned data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """A member of staff as the city's data names him: the account, the unit and the roles that he
    is given."""

    account: str
    name: Title
    unit: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The units, places and staff that a deployment begins with, by code, code and account."""

    units: Mapping[str, OrgUnit]
    places: Mapping[str, Place]
    staff: Mapping[str, StaffMember] = field(default_factory=dict[str, StaffMember])

    def unit(self, code: str) -> OrgUnit:
        """Return the unit.

        Raises:
            Refusal: kind "unknown".
        """
        found = self.units.get(code)
        if found is None:
            raise Refusal(Reason("unit.unknown", facts={"unit": code}), kind="unknown")
        return found
