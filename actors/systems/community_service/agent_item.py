"""The kind "agent_item" (代办事项): the organ that owns an item opens it to agents, or closes it to
them, while the platform runs: what `agency.toml` says is where a place begins (GRASS-02)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.forms import normalise
from actors.kernel.amendment import Amendment
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn
from actors.systems.community_service.agency import Agency

AGENT_ITEM = "agent_item"
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class OpenToAgents(Command, frozen=True, kw_only=True):
    """开放代办: agents may act in the item. `no_attendance`: its owner says that nobody has to be
    looked at, sign before an officer or swear."""

    item: Code
    no_attendance: bool


class CloseToAgents(Command, frozen=True, kw_only=True):
    """停止代办: agents take no more of the item, and why; what they were entrusted with goes on."""

    item: Code
    reason: Line


class OpenedToAgents(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    item: str


class ClosedToAgents(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    item: str
    reason: str


AgentItemEvent = OpenedToAgents | ClosedToAgents


class AgentItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item, by its code: open to agents, or closed to them whatever the file says."""

    phase: Literal["", "open", "closed"] = ""
    item: str = ""
    reason: str = ""
    changed_at: datetime | None = None


GUARDED = Guarded(
    actions=("open", "read"),
    facts={"state": "text", "owner": "text"},
    fields=("state", "item", "reason", "changed_at"),
)
OFFERS: tuple[Offer[AgentItem], ...] = (
    Offer(
        command=OpenToAgents,
        action="open",
        begins=True,
        states=("closed",),
        example=OpenToAgents(item="YLBX-01", no_attendance=True),
    ),
    Offer(
        command=CloseToAgents,
        action="open",
        begins=True,
        states=("open",),
        grave=True,
        example=CloseToAgents(item="SYJ-01", reason="改为本人掌上办理"),
    ),
)


@dataclass(frozen=True)
class AmendedAgency:
    """Takes the place of which items the file opens to agents."""

    items: tuple[AgentItem, ...]

    def days(self) -> Iterable[date]:
        """Return no day: what is opened or closed holds at once."""
        return ()

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the rules of agency as they stand, once anything has been opened or closed."""
        if self.items:
            agency = library[Agency]
            known = {each.item: each.phase == "open" for each in self.items}
            stays = (item for item in agency.open if known.get(item, True))
            opened = (item for item, is_open in known.items() if is_open)
            yield replace(agency, open=tuple(dict.fromkeys((*stays, *opened))))


def _read(library: Library, states: Mapping[str, AgentItem]) -> AmendedAgency:
    return AmendedAgency(tuple(states[key] for key in sorted(states) if states[key].phase))


AMENDMENTS = (Amendment(kind=AGENT_ITEM, read=_read),)


def agent_item_kind(library: Library) -> EntityKind[AgentItem]:
    """Return the kind "agent_item"; whose an item is comes from `library`, and whether somebody has
    to attend from what is shipped."""

    def owner(item: str) -> str:
        items = library[Catalogue].current_items()
        return next((each.unit for each in items if each.code == item), "")

    def facts(state: AgentItem) -> Facts:
        return {"state": state.phase, "owner": owner(state.item)}

    def require(turn: Turn[AgentItem], item: str) -> None:
        if turn.id != item or not owner(item):
            raise Refusal(Reason("agent_item.no_item", "/item"))
        if owner(item) != turn.by.unit:
            raise Refusal(Reason("agent_item.forbidden", "/item"), kind="forbidden")

    def open_it(turn: Turn[AgentItem], command: OpenToAgents) -> None:
        require(turn, command.item)
        hindrance = library.shipped[Agency].hindrance(command.item)
        if not command.no_attendance or hindrance == "entrustment.must_attend":
            raise Refusal(Reason("agent_item.must_attend", "/no_attendance"))
        turn.emit(OpenedToAgents(at=turn.now, by=turn.by.id, item=command.item))

    def close_it(turn: Turn[AgentItem], command: CloseToAgents) -> None:
        require(turn, command.item)
        reason = normalise.plain_text(command.reason)
        if not reason:
            raise Refusal(Reason("form.required", "/reason"))
        turn.emit(ClosedToAgents(at=turn.now, by=turn.by.id, item=command.item, reason=reason))

    rules = Rules(
        kind=AGENT_ITEM,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=AGENT_ITEM,
        plural="agent_items",
        ids="[A-Z0-9-]{1,40}",
        open_ids=True,
        state=AgentItem,
        initial=lambda key: AgentItem(),
        commands=commands_of(OFFERS),
        events=AgentItemEvent,
        decide=decider(rules, {OpenToAgents: open_it, CloseToAgents: close_it}),
        evolve=evolve,
        rules=rules,
        shown=("phase", "item", "changed_at"),
    )


def evolve(state: AgentItem, event: AgentItemEvent) -> AgentItem:
    """Return the item after `event`."""
    match event:
        case OpenedToAgents(at=at, item=item):
            return AgentItem(phase="open", item=item, changed_at=at)
        case ClosedToAgents(at=at, item=item, reason=reason):
            return AgentItem(phase="closed", item=item, reason=reason, changed_at=at)
