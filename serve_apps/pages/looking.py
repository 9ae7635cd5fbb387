"""One look at a record: it is shown, opened for a purpose, or acted on."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from uuid import NAMESPACE_URL, uuid4, uuid5

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import CommandForm
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer, Rules
from actors.kernel.turn import Command
from serve_apps.front.bodies import command_id, owned
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import Language, language_of
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import known_word
from serve_apps.pages.actions import actions_of, summary_of
from serve_apps.pages.asking import Asking, Tried
from serve_apps.pages.choosing import found_in, ready_for
from serve_apps.pages.own_change import remember
from serve_apps.pages.record_told import NOTHING_YET, Told
from serve_apps.pages.records import Records
from serve_apps.pages.uploads import with_files

if TYPE_CHECKING:
    from serve_apps.pages.record import RecordPage

NEW = "new"  # in the place of an id: something that is begun
_ID = re.compile(r"[A-Za-z0-9_.~-]{1,80}")


class Looking:
    """One look at a record."""

    def __init__(
        self, of: "RecordPage", request: Request, visitor: Visitor, services: Services, id: str
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
        self._told = Told(of, visitor, services, self._language, id)

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
        ready = await ready_for(self._acting, asking, self._rules, tried)
        actions = actions_of(self._acting, asking, self._rules, self._id, tried, ready)
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
            **(await self._told.told(state, opened) if begun else NOTHING_YET),
        }
        return page(self._request, "generic/record.html", context, status=status)

    async def act(self, command: str) -> Response:
        """Send one command; show the page again with every entry if the rules refuse it.

        Raises:
            Refusal: there is no such command or record, or the visitor may not.
        """
        _, form = self._form(command)
        whole = await self._request.form()
        typed = [(k, v) for k, v in whole.multi_items() if isinstance(v, str)]
        sent = self._acting.wish(form, typed)
        if sent.again:
            return await self.show(tried=Tried(command, sent.entries, more=sent.more))
        once = sent.key or uuid4().hex
        try:
            filed = list(self._acting.files(form))
            entries = await with_files(self._services, self._visitor, sent.entries, whole, filed)
            sent = replace(sent, entries=entries)
            wish = sent.command()
            entity = self._id if self._id != NEW else self._new(wish, owned(self._by.id, once))
            key = f"{self._of.kind}:{entity}"
            id = command_id(self._by.id, once, wish)
            if prepare := self._of.before.get(type(wish)):
                wish = await prepare(self._services, self._visitor, entity, wish)
            receipt = await self._services.sender.send(key, wish, id=id, by=self._by)
        except Refusal as refused:
            if refused.kind not in ("invalid", "not_now"):
                raise
            status = 422 if refused.kind == "invalid" else 409
            tried = Tried(command, sent.entries, refused.reasons)
            return await self.show(tried=tried, status=status)
        onward = RedirectResponse(f"{self._of.at}/{entity}", 303)
        return remember(self._services, onward, key, receipt.seq)

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
        found = await found_in(self._acting, self._asking(state), form, control, sent)
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

    async def _opened(self, state: Any, purpose: str) -> tuple[str, ...]:
        """Return the fields that `purpose` opens, once it is recorded that they are read."""
        fields = self._told.hidden(state, purpose) if purpose in self._of.purposes else ()
        if not fields:
            raise Refusal(Reason("access.forbidden"), kind="forbidden")
        kind, id = self._of.kind, self._id
        await disclose(self._services, self._visitor, kind, id, state, purpose)
        return fields
