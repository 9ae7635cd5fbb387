"""The service items that are offered, every version of each, and how their forms are checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from actors.blocks.cases.items import ServiceItem, form_of
from actors.blocks.cases.life_events import LifeEvent
from actors.blocks.cases.statement import Statement
from actors.blocks.forms.form import Form
from actors.kernel.errors import Reason, Refusal
from actors.kernel.system import Rule
from actors.kernel.words import Title


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The items (事项) of the systems that are installed.

    Attributes:
        items: every loaded version of every item, by (code, version).
        themes: what the service guide is sorted by (主题), by code.
        life_events: what happens in people's and firms' lives (人生大事), by code.
        statements: what people are told of their data, every version, by reference.
        rules: the named questions of each system, by its name.
        retired: the items that were retired (停用), each with those that took its place.
        events: the life events (一件事) that several of the items are applied for in, by name.
    """

    items: Mapping[tuple[str, int], ServiceItem]
    themes: Mapping[str, Title] = field(default_factory=dict[str, Title])
    life_events: Mapping[str, Title] = field(default_factory=dict[str, Title])
    statements: Mapping[str, Statement] = field(default_factory=dict[str, Statement])
    rules: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict[str, Mapping[str, Rule]])
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    events: Mapping[str, LifeEvent] = field(default_factory=dict[str, LifeEvent])

    def event(self, name: str) -> LifeEvent:
        """Return the life event called `name`.

        Raises:
            Refusal: kind "unknown"; there is none.
        """
        found = self.events.get(name)
        if found is None:
            raise Refusal(Reason("life_event.unknown"), kind="unknown")
        return found

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
        """Return every item that can be applied for, in its latest version, by code."""
        return tuple(
            self._latest[code] for code in sorted(self._latest) if code not in self.retired
        )

    def successors(self, code: str) -> tuple[ServiceItem, ...]:
        """Return the items that took the place of one that was retired and can be applied for; of
        those that were retired, too, what took theirs."""
        found: dict[str, ServiceItem] = {}
        waiting, met = list(self.retired.get(code, ())), {code}
        while waiting:
            one = waiting.pop(0)
            if one not in met and one in self._latest:
                met.add(one)
                if one in self.retired:
                    waiting += self.retired[one]
                else:
                    found[one] = self._latest[one]
        return tuple(found.values())

    def statement(self, reference: str) -> Statement:
        """Return what people are told, in the version that `reference` names.

        Raises:
            Refusal: kind "unknown"; there is no such version.
        """
        found = self.statements.get(reference)
        if found is None:
            raise Refusal(Reason("statement.unknown"), kind="unknown")
        return found

    def form(self, item: ServiceItem) -> Form:
        """Return the compiled form of one of the catalogue's items."""
        form = self._forms.get((item.code, item.version))
        if form is None:
            form = self._forms[item.code, item.version] = form_of(item)
        return form

    def rule(self, system: str, name: str) -> Rule:
        """Return the named rule of `system`.

        Raises:
            KeyError: there is none; a loaded item never asks for one.
        """
        return self.rules[system][name]

    @cached_property
    def _forms(self) -> dict[tuple[str, int], Form]:
        return {}

    @cached_property
    def _latest(self) -> dict[str, ServiceItem]:
        latest: dict[str, ServiceItem] = {}
        for item in self.items.values():
            if item.code not in latest or latest[item.code].version < item.version:
                latest[item.code] = item
        return latest
