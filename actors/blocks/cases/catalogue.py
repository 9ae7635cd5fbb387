"""The service items that are offered, every version of each, and how their forms are checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from actors.blocks.cases.items import ServiceItem, form_of
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
        rules: the named questions of each system, by its name.
    """

    items: Mapping[tuple[str, int], ServiceItem]
    themes: Mapping[str, Title] = field(default_factory=dict[str, Title])
    rules: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict[str, Mapping[str, Rule]])

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
