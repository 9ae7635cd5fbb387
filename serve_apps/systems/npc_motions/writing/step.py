"""One step of one draft, for one request: shown, or taken and kept."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import CommandForm
from actors.blocks.forms.sent import Entries, read
from actors.blocks.forms.written import entries_from
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.offer import Rules
from actors.kernel.turn import Command
from actors.systems.npc_motions.attachments import RemoveFile
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of
from serve_apps.front.problem import path_name
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import word
from serve_apps.pages.asking import Asking, Tried
from serve_apps.pages.choosing import found_in, layout_of, ready_in
from serve_apps.pages.control_names import control_name
from serve_apps.pages.controls import Control, Drawn
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.own_change import remember
from serve_apps.pages.records import Records
from serve_apps.pages.uploads import with_files
from serve_apps.systems.npc_motions.alike import SIMILAR
from serve_apps.systems.npc_motions.filling import mandate
from serve_apps.systems.npc_motions.writing.plan import FILES, Plan, Step, lacking
from serve_apps.systems.npc_motions.writing.told import Telling

BEGIN = "/write"


class Writing:
    """One step of the draft `id`.

    Raises:
        Refusal: `id` can be none.
    """

    def __init__(
        self,
        request: Request,
        services: Services,
        visitor: Visitor,
        plan: Plan,
        id: str,
        step: Step,
    ) -> None:
        if not id.isalnum() or len(id) > 80:
            raise Refusal(Reason(f"{plan.kind}.unknown"), kind="unknown")
        self._request = request
        self._services = services
        self._by = visitor.identity
        self._visitor = visitor
        self._plan = plan
        self._id = id
        self._step = step
        self._language: Language = language_of(request)
        self._key = f"{plan.kind}:{id}"
        self._rules = cast("Rules[Any]", services[Records].rules(plan.kind))

    async def show(self, tried: Tried | None = None, status: int = 200) -> Response:
        """Show the step, with what was `tried` and what is wrong with it.

        Raises:
            Refusal: there is no such draft of the visitor, or he or she is no deputy in office.
        """
        state = await self._state()
        elsewhere = self._elsewhere(state)
        if elsewhere:
            return RedirectResponse(elsewhere, 303)
        asking = self._asking(state)
        form = self._form(state)
        drawn = await self._drawn(asking, form, tried)
        plan, step = self._plan, self._step
        changeable = [field.name for field in self._of(plan.changes).fields]
        telling = Telling(plan, self._services, self._language, self._id, state, changeable)
        last = plan.after(step) is None
        at = plan.steps.index(step)
        facts = await telling.beside(step, [each.name for each in form.fields])
        context = {
            "plan": plan,
            "step": step,
            "title": plan.title(step, self._language),
            "text": plan.text(step, self._language),
            "number": at + 1,
            "total": len(plan.steps),
            "steps": [
                (plan.title(each, self._language), plan.address(self._id, each), each == step)
                for each in plan.steps
            ],
            "controls": [self._marked(each) for each in drawn.controls],
            "upload": drawn.files,
            "errors": self._summary(drawn, tried, {row.id for row in facts}),
            "back": plan.address(self._id, plan.steps[at - 1]) if at else BEGIN,
            "here": plan.address(self._id, step),
            "submit": word(f"writing.{plan.kind}.submit", self._language),
            "last": last,
            "facts": facts,
            "standing": telling.standing() if step.name in ("cosigners", "check") else "",
            "files": state.attachments if step == FILES else (),
            "similar": await self._similar(state) if last else None,
            "record": plan.page.address.format(id=self._id) if state.phase else "",
            "key": uuid4().hex,
        }
        return page(self._request, "npc_motions/write_step.html", context, status=status)

    async def take(self) -> Response:
        """Send what the step makes, and lead on; show it again with every entry if the rules refuse
        it. What is needed and was not said keeps the step open, once the rest of it is kept.

        Raises:
            Refusal: as for `show`.
        """
        state = await self._state()
        elsewhere = self._elsewhere(state)
        if elsewhere:
            return RedirectResponse(elsewhere, 303)
        whole = await self._request.form()
        typed = [(k, v) for k, v in whole.multi_items() if isinstance(v, str)]
        plain = dict(typed)
        form = self._form(state)
        sent = self._plan.acting.wish(form, typed)
        tried = Tried(self._command(state), sent.entries, more=sent.more)
        if sent.again:
            return await self.show(tried)
        try:
            if plain.get("remove"):
                done = await self._send(RemoveFile(file=plain["remove"]), typed)
                onward = RedirectResponse(self._plan.address(self._id, self._step), 303)
                return remember(self._services, onward, self._key, done)
            done = 0
            said = _said(sent.entries) or _brought(whole) or plain.get("then") == "stay"
            if not self._step.command or said:
                filed = list(self._plan.acting.files(form))
                entries = await with_files(
                    self._services, self._visitor, sent.entries, whole, filed
                )
                tried = replace(tried, entries=entries)
                done = await self._send(await self._wish(state, entries), typed)
            elif self._plan.after(self._step) is None:
                done = await self._send(await self._wish(state, sent.entries), typed)
        except Refusal as refused:
            if refused.kind not in ("invalid", "not_now"):
                raise
            status = 422 if refused.kind == "invalid" else 409
            return await self.show(replace(tried, reasons=refused.reasons), status)
        onward = await self._onward(tried, plain.get("then", ""))
        return remember(self._services, onward, self._key, done) if done else onward

    async def find(self, control: str) -> Response:
        """Return what can be picked in a control of the step: a part of the page.

        Raises:
            Refusal: there is no such control, or as for `show`.
        """
        state = await self._state()
        sent = self._request.query_params.multi_items()
        acting, asking = self._plan.acting, self._asking(state)
        found = await found_in(acting, asking, self._form(state), control, sent)
        if found is None or found.found is None:
            raise Refusal(Reason(f"{self._plan.kind}.unknown"), kind="unknown")
        return page(self._request, "generic/found.html", {"one": found})

    async def _onward(self, tried: Tried, then: str) -> Response:
        """Lead to where the button says: on, back to the list of drafts, or to the same step."""
        plan, step = self._plan, self._step
        if then == "later":
            return RedirectResponse(f"{BEGIN}?kept=true", 303)
        if then == "stay":
            return RedirectResponse(plan.address(self._id, step), 303)
        missing = lacking(step, await self._state())
        if missing:
            reasons = tuple(Reason("form.required", f"/{name}") for name in missing)
            return await self.show(replace(tried, reasons=reasons), 422)
        following = plan.after(step)
        if following is None:
            return RedirectResponse(plan.page.address.format(id=self._id), 303)
        return RedirectResponse(plan.address(self._id, following), 303)

    async def _state(self) -> Any:
        state = (await self._services.sender.show(self._key)).state
        account = self._by.id.partition(":")[2]
        if state.phase and state.lead != account:
            raise Refusal(Reason(f"{self._plan.kind}.unknown"), kind="unknown")
        if not state.phase and not await mandate(self._asking(state)):
            raise Refusal(Reason("suggestion.not_in_office"), kind="forbidden")
        return state

    def _elsewhere(self, state: Any) -> str:
        """Return where the visitor is led instead: to the record of what is a draft no longer, to
        the first step of what was not begun."""
        first = self._plan.steps[0]
        if state.phase and state.phase not in self._plan.open:
            return self._plan.page.address.format(id=self._id)
        if not state.phase and self._step != first:
            return self._plan.address(self._id, first)
        return ""

    def _command(self, state: Any) -> str:
        return self._plan.sends(self._step, state.phase)

    def _asking(self, state: Any) -> Asking:
        return Asking(
            services=self._services,
            by=self._by,
            state=state,
            language=self._language,
            command=self._command(state),
        )

    def _of(self, command: str) -> CommandForm:
        """Return the whole form of a command."""
        return self._plan.acting.forms(self._rules)[path_name(command)][1]

    def _form(self, state: Any) -> CommandForm:
        """Return the part of the form that the step asks for, in its order."""
        whole = self._of(self._command(state))
        by_name = {field.name: field for field in whole.fields}
        asked = tuple(by_name[name] for name in self._step.asks if name in by_name)
        return replace(whole, fields=asked)

    async def _drawn(self, asking: Asking, form: CommandForm, tried: Tried | None) -> Drawn:
        acting = self._plan.acting
        ready = await ready_in(acting, asking, form, tried)
        return Drawing(
            form,
            self._language,
            self._step.name,
            entries=tried.entries if tried else ready.entries,
            reasons=tried.reasons if tried else (),
            layout=layout_of(acting, asking, form, ()),
            found=ready.found,
            more=tried.more if tried else "",
        ).draw()

    def _marked(self, control: Control) -> Control:
        """Return `control` as asked for by the step: what is needed is not called optional."""
        return replace(control, required=True) if control.name in self._step.needed else control

    def _summary(
        self, drawn: Drawn, tried: Tried | None, shown: set[str]
    ) -> Sequence[tuple[str, str]]:
        """Return the faults for the summary; one of an answer that only the facts above show leads
        to it there."""
        if tried is None:
            return ()
        names = [control_name(reason.field) for reason in tried.reasons]
        told = {name: f"told-{name}" for name in names if f"told-{name}" in shown}
        loose = iter([told.get(name, "") for name in names if drawn.control(name) is None])
        return tuple((id or next(loose, ""), text) for id, text in drawn.summary)

    async def _wish(self, state: Any, entries: Entries) -> Command:
        """Return what the step sends: what was said on it, and what the draft says elsewhere."""
        whole, asking = self._of(self._command(state)), self._asking(state)
        filled = self._plan.acting.filled.get(asking.command)
        if self._step.command or filled is None:
            return read(whole, entries, CHINA)
        known = entries_from(whole.fields, await filled(asking), CHINA)
        kept = {name: said for name, said in known.items() if name not in self._step.asks}
        return read(whole, {**kept, **entries}, CHINA)

    async def _send(self, wish: Command, typed: Sequence[tuple[str, str]]) -> int:
        """Send `wish` and return the version that it made. What one page sends twice has its effect
        once; the same page with other entries, as after going back, is another wish."""
        content = sha256(repr([self._key, type(wish).__name__, *typed]).encode()).hexdigest()
        id = command_id(self._by.id, content if self._step.command else uuid4().hex, wish)
        receipt = await self._services.sender.send(self._key, wish, id=id, by=self._by)
        return receipt.seq

    async def _similar(self, state: Any) -> Any:
        shows = self._rules.permitted("read", self._by, state).shows
        return await SIMILAR.made(self._services, self._visitor, self._id, state, shows)


def _said(entries: Entries) -> bool:
    return any(text.strip() for texts in entries.values() for text in texts)


def _brought(sent: Any) -> bool:
    """Tell whether a file came with the form."""
    return any(not isinstance(value, str) and value.size for _, value in sent.multi_items())
