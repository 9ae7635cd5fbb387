"""Saved filters (常用筛选): what somebody filters a list by again and again, under a name.

One entity for each account, called like it.
"""

from typing import Annotated

import msgspec

from actors.blocks.access.access import Access
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn

MOST = 50  # of one account
GUARDED = Guarded(
    actions=("read", "save", "drop"), facts={"account": "text"}, fields=("account", "filters")
)
_Line = msgspec.Meta(min_length=1, max_length=40)


class SavedFilter(msgspec.Struct, frozen=True):
    """`query` are the parameters of the list's address ("state=open&unit=schools")."""

    list: str
    name: str
    query: str


class SavedFilters(msgspec.Struct, frozen=True):
    """The filters of `account`, by list and name."""

    account: str = ""
    filters: tuple[SavedFilter, ...] = ()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47


class SaveFilter(Command, frozen=True, kw_only=True):
    """Keep a filter of a list; one of the same name is replaced."""

    list: Annotated[str, _Line]
    name: Annotated[str, _Line]
    query: Annotated[str, msgspec.Meta(max_length=2_000)]


class DropFilter(Command, frozen=True, kw_only=True):
    """Keep it no longer."""

    list: str
    name: str


class FilterSaved(Event, frozen=True, kw_only=True):
    list: str
    name: str
    query: str


class FilterDropped(Event, frozen=True, kw_only=True):
    list: str
    name: str


OFFERS: tuple[Offer[SavedFilters], ...] = (
    Offer(
        command=SaveFilter,
        action="save",
        begins=True,
        states=("kept",),
        example=SaveFilter(list="motions", name="本单位未办结", query="state=open"),
    ),
    Offer(
        command=DropFilter,
        action="drop",
        states=("kept",),
        example=DropFilter(list="motions", name="本单位未办结"),
    ),
)


def saved_filters(library: Library) -> EntityKind[SavedFilters]:
    """Return the kind; policies come from `library`."""
    rules = Rules[SavedFilters](
        kind="saved_filters",
        offers=OFFERS,
        permits=library[Access],
        facts=_facts,
        phase=lambda state: "kept" if state.filters else "",
    )
    handlers: dict[type[Command], Handler[SavedFilters]] = {SaveFilter: _save, DropFilter: _drop}
    return EntityKind(
        name="saved_filters",
        state=SavedFilters,
        initial=lambda key: SavedFilters(account=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=FilterSaved | FilterDropped,
        decide=decider(rules, handlers),
        evolve=evolve,
        plural="saved_filters",
        rules=rules,
        shown=("list",),
        concerns=lambda state: state.account,
    )


def evolve(state: SavedFilters, event: FilterSaved | FilterDropped) -> SavedFilters:
    """Return the filters after `event`."""
    others = [each for each in state.filters if (each.list, each.name) != (event.list, event.name)]
    if isinstance(event, FilterSaved):
        others.append(SavedFilter(event.list, event.name, event.query))
    ordered = sorted(others, key=lambda each: (each.list, each.name))
    return SavedFilters(state.account, tuple(ordered))


def _save(turn: Turn[SavedFilters], command: SaveFilter) -> None:
    """Raises Refusal: there are too many."""
    kept = {(each.list, each.name): each.query for each in turn.state.filters}
    if kept.get((command.list, command.name)) == command.query:
        return
    if len(kept) >= MOST and (command.list, command.name) not in kept:
        raise Refusal(Reason("saved_filters.too_many", "/name", {"most": str(MOST)}))
    turn.emit(FilterSaved(list=command.list, name=command.name, query=command.query))


def _drop(turn: Turn[SavedFilters], command: DropFilter) -> None:
    """Dropping none is no mistake."""
    if any((each.list, each.name) == (command.list, command.name) for each in turn.state.filters):
        turn.emit(FilterDropped(list=command.list, name=command.name))


def _facts(state: SavedFilters) -> Facts:
    return {"account": state.account}
