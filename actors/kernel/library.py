"""Everything the deciders look up: systems, items, units, places, the calendar. Never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from actors.kernel.calendar import Calendar
from actors.kernel.errors import Reason, Refusal
from actors.kernel.forms import FormRules
from actors.kernel.identifiers import Divisions
from actors.kernel.items import ServiceItem
from actors.kernel.organisation import OrgUnit, Place, StaffMember
from actors.kernel.system import Rule, System
from actors.kernel.words import Title


@dataclass(frozen=True, kw_only=True)
class Library:
    """The versioned data of one city, as the deciders see it.

    Attributes:
        systems: by name.
        items: every loaded version of every item, by (code, version).
        units, places, staff: by code, code, account.
        calendar: the working-day calendar.
        divisions: the years in which every division code was in force, for identifier checks.
        themes: what the service guide is sorted by (主题), by code.
    """

    systems: Mapping[str, System]
    items: Mapping[tuple[str, int], ServiceItem]
    units: Mapping[str, OrgUnit]
    places: Mapping[str, Place]
    calendar: Calendar
    staff: Mapping[str, StaffMember] = field(default_factory=dict[str, StaffMember])
    divisions: Divisions = field(default_factory=dict[str, tuple[tuple[int, int | None], ...]])
    themes: Mapping[str, Title] = field(default_factory=dict[str, Title])

    def item(self, code: str, version: int | None = None) -> ServiceItem:
        """Return the item in `version`, or in its latest when that is None.

        Raises:
            Refusal: kind "unknown"; there is no such item or version.
        """
        found = self._latest.get(code) if version is None else self.items.get((code, version))
        if found is None:
            raise Refusal(Reason("item.unknown", "/item"), kind="unknown")
        return found

    def current_items(self) -> tuple[ServiceItem, ...]:
        """Return every item in its latest version, by code."""
        return tuple(self._latest[code] for code in sorted(self._latest))

    def unit(self, code: str) -> OrgUnit:
        """Return the unit.

        Raises:
            Refusal: kind "unknown".
        """
        found = self.units.get(code)
        if found is None:
            raise Refusal(Reason("unit.unknown", facts={"unit": code}), kind="unknown")
        return found

    def form(self, item: ServiceItem) -> FormRules:
        """Return the compiled form of one of the library's items."""
        rules = self._forms.get((item.code, item.version))
        if rules is None:
            rules = self._forms[item.code, item.version] = FormRules(item)
        return rules

    def rule(self, system: str, name: str) -> Rule:
        """Return the named rule of `system`.

        Raises:
            KeyError: there is none; a loaded item never asks for one.
        """
        return self.systems[system].rules[name]

    @cached_property
    def _forms(self) -> dict[tuple[str, int], FormRules]:
        return {}

    @cached_property
    def _latest(self) -> dict[str, ServiceItem]:
        latest: dict[str, ServiceItem] = {}
        for item in self.items.values():
            if item.code not in latest or latest[item.code].version < item.version:
                latest[item.code] = item
        return latest
