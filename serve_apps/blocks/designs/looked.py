"""A design as a page is made of it: its state, what is in force, and what may be done."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from fastapi import Request

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.designs.faults import faults_of
from actors.blocks.designs.kind import rules_of
from actors.blocks.designs.parts import Tab
from actors.blocks.designs.records import DESIGN, ItemDesign
from actors.blocks.forms.asked import CommandForm
from actors.blocks.forms.written import entries_from
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from serve_apps.blocks.designs.asking import ACTING, values_of
from serve_apps.blocks.designs.running import OpenCases
from serve_apps.front.language import Language, language_of
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.actions import actions_of, summary_of
from serve_apps.pages.asking import Action, Asking, Ready, Tried

AT = "/admin/designs"


class Looked:
    """One look at the design of the item `code`."""

    def __init__(
        self, request: Request, services: Services, visitor: Visitor, code: str, state: ItemDesign
    ) -> None:
        self.code = code
        self.state = state
        self.language: Language = language_of(request)
        self.at = f"{AT}/{code}"
        self._services = services
        self._by = visitor.identity

    @property
    def library(self) -> Library:
        """The library of this moment."""
        return self._services.library.now

    def item(self, version: int | None = None) -> ServiceItem | None:
        """Return the item in `version`, None for the latest; None if there is none."""
        try:
            return self.library[Catalogue].item(self.code, version)
        except Refusal:
            return None

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions of the item, the latest first: those in the catalogue, and one that was
        published just now and is on its way there."""
        known = {v for code, v in self.library[Catalogue].items if code == self.code}
        return tuple(sorted(known | {each.number for each in self.state.versions}, reverse=True))

    async def faults(self) -> tuple[Reason, ...]:
        """Return what is in the way of a review."""
        state = self.state
        if not state.content or state.phase not in ("draft", "review", "approved"):
            return ()
        running = await self._services[OpenCases].versions(self.code)
        return faults_of(
            state.content,
            self.code,
            self.library,
            base=state.base,
            running=running,
            left_out=state.left_out,
        )

    def actions(
        self, commands: Iterable[str], tried: Tried | None = None, field: str = ""
    ) -> list[Action]:
        """Return what may be done now of `commands`, each with its form; a field's page has the
        form of `field`."""
        wanted = set(commands)
        rules = rules_of(self.library)
        others = (o.command.__name__ for o in rules.offers if o.command.__name__ not in wanted)
        acting = replace(ACTING, left_out=(*ACTING.left_out, *others))
        asking = Asking(
            services=self._services, by=self._by, state=self.state, language=self.language
        )
        ready = dict(self._ready(acting.forms(rules), field))
        return actions_of(acting, asking, rules, self.code, tried, ready)

    def _ready(
        self, forms: Mapping[str, tuple[Offer[Any], CommandForm]], field: str
    ) -> Iterable[tuple[str, Ready]]:
        for name, (offer, form) in forms.items():
            values = values_of(offer.command.__name__, self.state, field)
            yield name, Ready(entries_from(form.fields, values, CHINA))

    def context(
        self, actions: list[Action], tried: Tried | None = None, tab: Tab | str = ""
    ) -> dict[str, Any]:
        """Return what every page of a design is made of."""
        return {
            "code": self.code,
            "at": self.at,
            "design": self.state,
            "title": _title(self.state, self.item(), self.language) or self.code,
            "item": self.item(),
            "tab": tab,
            "actions": {action.name: action for action in actions},
            "key": uuid4().hex,
            "errors": summary_of(actions, tried, self.language),
        }


def _title(state: ItemDesign, item: ServiceItem | None, language: Language) -> str:
    said = state.content.get("title") if state.content else None
    if said:
        return said[language]
    return item.title[language] if item else ""


async def look(request: Request, services: Services, visitor: Visitor, code: str) -> Looked:
    """Return a look at the design of `code`: one that has been begun, or that could be, since there
    is such an item.

    Raises:
        Refusal: there is no such item and no such design.
        Overloaded, Unavailable: see `Sender.show`.
    """
    state: ItemDesign = (await services.sender.show(f"{DESIGN}:{code}")).state
    looked = Looked(request, services, visitor, code, state)
    if not state.phase and looked.item() is None:
        raise Refusal(Reason(f"{DESIGN}.unknown"), kind="unknown")
    return looked
