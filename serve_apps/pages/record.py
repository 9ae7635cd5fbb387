"""One record of any kind (单件): what it is, what happened, what can be done with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.reads.record import PURPOSES
from actors.kernel.offer import Rules
from actors.kernel.turn import Command
from serve_apps.front.face import Prepare
from serve_apps.front.policies import Policy, signed_in_staff
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.front.words import known_word
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Choices, Filled
from serve_apps.pages.looking import Looking
from serve_apps.pages.panels import Panel, Related
from serve_apps.pages.picking import Pick
from serve_apps.pages.records import Records


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """The page of one record of `kind`, at `<at>/<id>`.

    Attributes:
        kind: its name; it has rules.
        at: the address of its records, without slash at the end; `<at>/new` begins one where an
            offer does.
        heading: the field that it is called by; "" means the first that is shown.
        back: the address of the list that it belongs to; "": the one at `at`, if there is one.
        good, bad, notice: states that look like it.
        choices, picks, filled, fresh, uploads: see `Acting`.
        before: by a command, what is found out before it is sent, as for programs (`Preparation`).
        named: the id of what a command begins, where it follows from it; None: any that is new.
        told: fields or properties of the state beyond those that the kind shows, for whoever is
            shown them by policies without a purpose: no personal data.
        left_out: names of commands that programs alone send, since no form can ask for them.
        purposes: for which the visitor may ask to see more than is shown.
        untold: names of events that its history leaves out: those between entities.
        panels: what its face draws itself, behind its fields.
        related: what else to show.
        policy: who may come here at all.
    """

    kind: str
    at: str
    heading: str = ""
    back: str = ""
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    choices: Mapping[str, Choices] = field(default_factory=dict[str, Choices])
    picks: Mapping[str, Pick] = field(default_factory=dict[str, Pick])
    filled: Mapping[str, Filled] = field(default_factory=dict[str, Filled])
    fresh: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    before: Mapping[type[Command], Prepare] = field(default_factory=dict[type[Command], Prepare])
    named: Callable[[Any], str] | None = None
    told: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ("handling",)
    untold: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    related: tuple[Related, ...] = ()
    policy: Policy = signed_in_staff

    @property
    def name(self) -> str:
        """What it is called in mistakes."""
        return self.kind

    @property
    def address(self) -> str:
        """The address of a record, with "{id}"."""
        return f"{self.at}/{{id}}"

    def begins(self, rules: Rules[Any], command: str) -> bool:
        """Tell whether people begin a record by the command called `command`, and here."""
        return command not in self.left_out and any(
            offer.begins and offer.of == "people" and offer.command.__name__ == command
            for offer in rules.offers
        )

    def look(self, phase: str) -> tuple[str, str]:
        """Return the tone and the icon of the state `phase`."""
        if phase in self.good:
            return "good", "check"
        if phase in self.bad:
            return "bad", "close"
        return ("notice", "alert") if phase in self.notice else ("brand", "dot")

    @property
    def staff(self) -> str:
        """The address of a record for members of staff; see `RecordAddress`."""
        return self.address if self.policy.kind != "resident" else ""

    @property
    def resident(self) -> str:
        """The address of a record for residents, "" if they may not come here."""
        return self.address if self.policy.kind != "staff" else ""

    def router(self) -> APIRouter:
        """Return its routes."""
        router = APIRouter(include_in_schema=False)
        named = Annotated[Visitor, Depends(self.policy)]

        @router.get(f"{self.at}/{{id}}", name=f"record:{self.kind}")
        async def show(request: Request, visitor: named, services: Wired, id: str) -> Response:
            return await Looking(self, request, visitor, services, id).show()

        @router.get(f"{self.at}/{{id}}/{{command}}/find")
        async def find(
            request: Request, visitor: named, services: Wired, id: str, command: str, control: str
        ) -> Response:
            return await Looking(self, request, visitor, services, id).find(command, control)

        @router.post(f"{self.at}/{{id}}/open")
        async def disclosed(request: Request, visitor: named, services: Wired, id: str) -> Response:
            sent = await request.form()
            purpose = str(sent.get("purpose", ""))
            return await Looking(self, request, visitor, services, id).show(purpose)

        @router.post(f"{self.at}/{{id}}/{{command}}")
        async def act(
            request: Request, visitor: named, services: Wired, id: str, command: str
        ) -> Response:
            return await Looking(self, request, visitor, services, id).act(command)

        return router

    @property
    def acting(self) -> Acting:
        """The forms of what can be done with a record."""
        return Acting(
            kind=self.kind,
            choices=self.choices,
            left_out=self.left_out,
            picks=self.picks,
            filled=self.filled,
            fresh=self.fresh,
            uploads=self.uploads,
        )

    def faults(self, records: Records) -> Iterator[str]:
        """Yield what does not fit between this page and what is installed."""
        kind = records.kinds.get(self.kind)
        if kind is None or kind.rules is None:
            yield f"there is no kind {self.kind!r} that can be asked anything"
            return
        guarded = records.guarded(self.kind)
        if guarded is None or "read" not in guarded.actions:
            yield f"policies know no action '{self.kind}.read'"
        for purpose in self.purposes:
            if purpose not in PURPOSES:
                yield f"there is no purpose {purpose!r}"
        yield from self.acting.faults(records)
        for name in (*kind.shown, *self.told):
            if not known_word(f"{kind.name}.fields.{name}", "zh"):
                yield f"there is no word '{kind.name}.fields.{name}'"
        events = {each.__name__ for each in get_args(kind.events) or (kind.events,)}
        for name in sorted(set(self.untold) - events):
            yield f"{name!r} is not told, and is no event"
        for each in self.related:
            view = records.views.get(each.view)
            if view is None:
                yield f"there is no view {each.view!r}"
            elif not any(index.fields[0] == each.field for index in view.indexes):
                yield f"index missing in view {each.view!r} for {each.field}"
