"""One record of any kind (单件): what it is, what happened, what can be done with it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast, get_args
from uuid import NAMESPACE_URL, uuid4, uuid5

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import CommandForm
from actors.blocks.reads.record import PURPOSES
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer, Rules
from actors.kernel.turn import Command
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import Policy, signed_in_staff
from serve_apps.front.rendering import page
from serve_apps.front.session import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages import telling
from serve_apps.pages.acting import Acting, summary_of
from serve_apps.pages.asking import Asking, Choices, Filled, Tried
from serve_apps.pages.disclosure import disclose
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.picking import Pick
from serve_apps.pages.records import Records
from serve_apps.pages.uploads import with_files
from serve_apps.pages.values import PHASES, Values
from storage import rows
from storage.rows import Order

Shows = Callable[[str], bool]
NEW = "new"  # in the place of an id: something that is begun
_ID = re.compile(r"[A-Za-z0-9_.~-]{1,80}")
_EVENTS = 200  # of the history, the latest
_RELATED = 50


@dataclass(frozen=True, kw_only=True)
class Related:
    """Rows of `view` that belong to a record: `field` holds its id. Called `<kind of the
    view>.related`; each is told by `columns` of it and leads to `record`."""

    view: str
    field: str
    columns: tuple[str, ...]
    record: str = ""


Telling = Callable[[Services, Visitor, str, Any, Shows], Any]
"""(services, visitor, id, state, what may be seen of it by the names of fields) -> what a template
tells of a record, None: nothing. It waits for what it asks the database."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the page of a record that its own `template` draws, where lists of fields would not
    do; `made` is there called `told`."""

    template: str
    made: Telling


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """The page of one record of `kind`, at `<at>/<id>`.

    Attributes:
        kind: its name; it has rules.
        at: the address of its records, without slash at the end; `<at>/new` begins one where an
            offer does.
        heading: the field that it is called by; "" means the first that is shown.
        back: the address of the list that it belongs to; "": none.
        good, bad, notice: states that look like it.
        choices, picks, filled, fresh, uploads: see `Acting`.
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
            return await _Looking(self, request, visitor, services, id).show()

        @router.get(f"{self.at}/{{id}}/{{command}}/find")
        async def find(
            request: Request, visitor: named, services: Wired, id: str, command: str, control: str
        ) -> Response:
            return await _Looking(self, request, visitor, services, id).find(command, control)

        @router.post(f"{self.at}/{{id}}/open")
        async def disclosed(request: Request, visitor: named, services: Wired, id: str) -> Response:
            sent = await request.form()
            purpose = str(sent.get("purpose", ""))
            return await _Looking(self, request, visitor, services, id).show(purpose)

        @router.post(f"{self.at}/{{id}}/{{command}}")
        async def act(
            request: Request, visitor: named, services: Wired, id: str, command: str
        ) -> Response:
            return await _Looking(self, request, visitor, services, id).act(command)

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


class _Looking:
    """One look at a record."""

    def __init__(
        self, of: RecordPage, request: Request, visitor: Visitor, services: Services, id: str
    ) -> None:
        self._of = of
        self._request = request
        self._visitor = visitor
        self._by = visitor.identity
        self._services = services
        self._id = id
        self._records = services[Records]
        self._kind: EntityKind[Any] = self._records.kinds[of.kind]
        self._rules = cast("Rules[Any]", self._kind.rules)
        self._acting = of.acting
        self._language: Language = language_of(request)
        self._values = Values(of.kind, services.library, self._language)

    @property
    def _unknown(self) -> Refusal:
        return Refusal(Reason(f"{self._of.kind}.unknown"), kind="unknown")

    async def show(
        self, purpose: str = "", tried: Tried | None = None, status: int = 200
    ) -> Response:
        """Show the record; for a `purpose`, which is recorded first, with what that opens.

        Raises:
            Refusal: there is none that the visitor may know of, or the purpose is not his to claim.
        """
        if not _ID.fullmatch(self._id):
            raise self._unknown
        state = await self._state()
        begun = self._id != NEW
        if begun and not self._may_see(state):
            raise self._unknown
        asking = self._asking(state)
        ready = await self._acting.ready(asking, self._rules, tried)
        actions = self._acting.draw(asking, self._rules, self._id, tried, ready)
        if not begun and not actions:
            raise self._unknown
        opened = await self._opened(state, purpose) if purpose and begun else ()
        context = {
            "record": self._of,
            "id": self._id,
            "begun": begun,
            "actions": actions,
            "begin": known_word(f"{self._of.kind}.begin", self._language),
            "key": uuid4().hex,
            "errors": summary_of(actions, tried, self._language),
            **(await self._told(state, opened) if begun else _NOTHING_YET),
        }
        return page(self._request, "generic/record.html", context, status=status)

    async def act(self, command: str) -> Response:
        """Send one command; show the page again with every entry if the rules refuse it.

        Raises:
            Refusal: there is no such command or record, or the visitor may not.
        """
        offer, form = self._form(command)
        whole = await self._request.form()
        typed = [(k, v) for k, v in whole.multi_items() if isinstance(v, str)]
        sent = self._acting.wish(form, typed)
        if sent.again:
            return await self.show(tried=Tried(command, sent.entries, more=sent.more))
        id = command_id(self._by.id, sent.key or uuid4().hex)
        try:
            filed = self._acting.files(offer.command.__name__)
            entries = await with_files(self._services, sent.entries, whole, filed)
            sent = replace(sent, entries=entries)
            wish = sent.command()
            entity = self._id if self._id != NEW else self._new(wish, id)
            await self._services.sender.send(f"{self._of.kind}:{entity}", wish, id=id, by=self._by)
        except Refusal as refused:
            if refused.kind not in ("invalid", "not_now"):
                raise
            status = 422 if refused.kind == "invalid" else 409
            tried = Tried(command, sent.entries, refused.reasons)
            return await self.show(tried=tried, status=status)
        return RedirectResponse(f"{self._of.at}/{entity}", 303)

    async def find(self, command: str, control: str) -> Response:
        """Return what can be picked in a control of one command: a part of the page.

        Raises:
            Refusal: there is no such command or record, or the visitor may not.
        """
        offer, form = self._form(command)
        state = await self._state()
        if offer.command.__name__ not in self._rules.allowed(self._by, state):
            raise self._unknown
        sent = self._request.query_params.multi_items()
        found = await self._acting.found(self._asking(state), form, control, sent)
        if found is None or found.found is None:
            raise self._unknown
        return page(self._request, "generic/found.html", {"one": found})

    def _asking(self, state: Any) -> Asking:
        return Asking(services=self._services, by=self._by, state=state, language=self._language)

    def _form(self, command: str) -> tuple[Offer[Any], CommandForm]:
        forms = self._acting.forms(self._rules)
        if command not in forms or not _ID.fullmatch(self._id):
            raise self._unknown
        return forms[command]

    def _new(self, wish: Command, id: str) -> str:
        """Return the id of what `wish` begins."""
        if self._of.named is None:
            return uuid5(NAMESPACE_URL, f"{self._of.kind}:{id}").hex
        named = self._of.named(wish)
        if not _ID.fullmatch(named) or named == NEW:
            raise Refusal(Reason("form.unreadable"))
        return named

    async def _state(self) -> Any:
        key = f"{self._of.kind}:{self._id}"
        if self._id == NEW:
            return self._kind.initial(key)
        shown = await self._services.sender.show(key)
        if shown.seq == 0:
            raise self._unknown
        return shown.state

    def _may_see(self, state: Any) -> bool:
        return self._rules.may_know(self._by, state) or any(
            self._rules.permitted("read", self._by, state, purpose).allowed
            for purpose in self._of.purposes
        )

    def _hidden(self, state: Any, purpose: str) -> tuple[str, ...]:
        """Return the fields beyond those shown that `purpose` opens to the visitor."""
        verdict = self._rules.permitted("read", self._by, state, purpose)
        names = (each.name for each in msgspec.structs.fields(type(state)))
        shown = (*self._kind.shown, *self._of.told)
        return tuple(name for name in names if name not in shown and verdict.shows(name))

    def _shown(self, state: Any) -> tuple[str, ...]:
        verdict = self._rules.permitted("read", self._by, state, "")
        told = (name for name in self._of.told if verdict.shows(name))
        return (*self._kind.shown, *told)

    async def _opened(self, state: Any, purpose: str) -> tuple[str, ...]:
        """Return the fields that `purpose` opens, once it is recorded that they are read."""
        fields = self._hidden(state, purpose) if purpose in self._of.purposes else ()
        if not fields:
            raise Refusal(Reason("access.forbidden"), kind="forbidden")
        await disclose(self._services, self._visitor, self._of.kind, self._id, purpose)
        return fields

    async def _told(self, state: Any, opened: tuple[str, ...]) -> dict[str, Any]:
        """Return what the record is and what happened to it."""
        library, language = self._services.library, self._language
        phase = self._rules.phase(state)
        shown = self._shown(state)
        heading = self._of.heading if self._of.heading in shown else self._kind.shown[0]
        key = f"{self._of.kind}:{self._id}"
        commits = await self._services.histories.latest(key, _EVENTS)
        purposes = [each for each in self._of.purposes if self._hidden(state, each)]
        return {
            "heading": self._values.text(heading, getattr(state, heading, "")) or self._id,
            "state": self._values.state(phase),
            "look": self._look(phase),
            "facts": self._rows(state, shown),
            "opened": self._rows(state, opened),
            "purposes": [(each, word(f"purposes.{each}", language)) for each in purposes],
            "tasks": telling.tasks(state, self._of.kind, library, language),
            "clocks": telling.clocks(state, self._of.kind, language),
            "panels": await self._panels(state),
            "entries": telling.history(commits, self._kind, library, language, self._of.untold),
            "related": [await self._related(each) for each in self._of.related],
        }

    async def _panels(self, state: Any) -> list[tuple[str, Any]]:
        shows = self._rules.permitted("read", self._by, state).shows
        told = [
            (each.template, await each.made(self._services, self._visitor, self._id, state, shows))
            for each in self._of.panels
        ]
        return [(template, made) for template, made in told if made is not None]

    def _rows(self, state: Any, names: Iterable[str]) -> list[SummaryRow]:
        rows = (
            (name, self._values.text(name, getattr(state, name)))
            for name in names
            if hasattr(state, name) and name not in PHASES
        )
        return [SummaryRow(self._values.label(name), text) for name, text in rows if text]

    def _look(self, phase: str) -> tuple[str, str]:
        if phase in self._of.good:
            return "good", "check"
        if phase in self._of.bad:
            return "bad", "close"
        return ("notice", "alert") if phase in self._of.notice else ("brand", "dot")

    async def _related(self, of: Related) -> dict[str, Any]:
        """Return the rows that belong to the record, of those that the visitor may see."""
        view = self._records.views[of.view]
        kind = view.kinds[0]
        values = Values(kind, self._services.library, self._language)
        where = {
            "$and": [{of.field: self._id}, self._records.readable(self._by, f"{kind}.read", {})]
        }
        found = await rows.page(self._records.database, of.view, where, Order(()), size=_RELATED)
        judged = self._records.judging(self._by, f"{kind}.read", {})
        return {
            "title": word(f"{kind}.related", self._language),
            "rows": [
                {
                    "href": of.record.format(id=row["_id"]),
                    "texts": [values.text(name, row.get(name)) for name in of.columns],
                }
                for row in found.rows
                if judged(row).allowed
            ],
        }


_NOTHING_YET: Mapping[str, Any] = {
    "heading": "",
    "state": "",
    "look": ("", ""),
    "facts": (),
    "opened": (),
    "purposes": (),
    "tasks": (),
    "clocks": (),
    "panels": (),
    "entries": (),
    "related": (),
}
