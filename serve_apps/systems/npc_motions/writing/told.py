"""What a step tells of the draft beside its questions: what was answered, who has signed."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from typing import Any

from actors.systems.npc_motions.load import load_congresses
from actors.systems.npc_motions.motion_state import MotionState, congress_of, counting, needed
from actors.systems.npc_motions.thresholds import active_signers
from serve_apps.front.language import Language, translations
from serve_apps.front.wiring import Services
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.values import Values
from serve_apps.systems.npc_motions.picks import cited
from serve_apps.systems.npc_motions.writing.plan import COSIGNERS, FILES, Plan, Step


class Telling:
    """Tells of the draft `id`, which is in `state`."""

    def __init__(
        self,
        plan: Plan,
        services: Services,
        language: Language,
        id: str,
        state: Any,
        changeable: Collection[str],
    ) -> None:
        """`changeable` are the fields of the draft that can be changed."""
        self._plan = plan
        self._services = services
        self._language: Language = language
        self._id = id
        self._state = state
        self._changeable = changeable
        self._values = Values(plan.kind, services.library, language)

    async def beside(self, step: Step, asked: Sequence[str]) -> list[SummaryRow]:
        """Return what stands above the questions of `step`, of which `asked` are drawn: on the last
        everything; on the others what was settled before, and who is invited."""
        state = self._state
        if not state.phase:
            return []
        if step == self._plan.steps[-1]:
            return [row async for row in self._everything()]
        if step == COSIGNERS:
            return [self._row("signers", self._signers(), change=False)]
        settled = [name for name in step.asks if name not in asked and hasattr(state, name)]
        if step.command or not settled:
            return []
        return [
            self._row(name, text, change=False)
            for name in settled
            if (text := self._values.text(name, getattr(state, name)))
        ]

    def standing(self) -> str:
        """Return how many have signed of those that are needed, "" where nobody else is needed."""
        state = self._state
        if not isinstance(state, MotionState):
            return ""
        congress = congress_of(state, load_congresses())
        if congress is None or not state.texts:
            return ""
        signed, wanted = len(active_signers(counting(state))), needed(state, congress)
        facts = {"signed": signed, "needed": wanted}
        say = translations(self._language).gettext
        if signed < wanted:
            return say("已有 %(signed)s 名代表签名，须有 %(needed)s 名，够数后才能提交。") % facts
        return say("已有 %(signed)s 名代表签名，须有 %(needed)s 名，可以提交。") % facts

    async def _everything(self) -> AsyncIterator[SummaryRow]:
        state = self._state
        for step in self._plan.steps[:-1]:
            if step == FILES:
                yield self._row("attachments", [each.name for each in state.attachments], FILES)
            elif step == COSIGNERS:
                yield self._row("signers", self._signers(), COSIGNERS)
            else:
                for name in step.asks:
                    fixed = name not in self._changeable
                    yield self._row(name, await self._said(name), change=not fixed)

    async def _said(self, name: str) -> str | list[str]:
        """Return what the draft says of `name`; what has lines of its own keeps them."""
        state = self._state
        value = getattr(state, name) if hasattr(state, name) else getattr(state.text, name)
        if name == "clues":
            return await cited(self._services, value)
        if name == "requests":
            return [f"{at}. {each}" for at, each in enumerate(value, start=1)]
        text = self._values.text(name, value)
        return value.splitlines() if isinstance(value, str) and "\n" in value else text

    def _signers(self) -> list[str]:
        """Return everybody who was asked, and whether he or she has signed."""
        return list(self._each_signer())

    def _each_signer(self) -> Iterator[str]:
        say = translations(self._language).gettext
        for each in self._state.roster.values():
            name = each.membership.name or each.account
            standing = say("尚未签名") if each.signed_at is None else say("已签名")
            yield f"{name} · {standing}"

    def _row(
        self, name: str, text: str | Sequence[str], step: Step | None = None, *, change: bool = True
    ) -> SummaryRow:
        label = self._values.label(name)
        where = step or self._plan.asked_on(name)
        href = self._plan.address(self._id, where) if change else ""
        return SummaryRow(label, text or "", change=href, name=label, id=f"told-{name}")
