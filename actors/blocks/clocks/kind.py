"""监察哨: one watcher beside each supervised case. Wakes by alarms, raises warnings and cards."""

from actors.blocks.clocks.commands import WatchCommand
from actors.blocks.clocks.decide import decider
from actors.blocks.clocks.events import WatchEvent
from actors.blocks.clocks.evolve import evolve
from actors.blocks.clocks.load import load_card_policies, load_work_tables
from actors.blocks.clocks.state import WatchState
from actors.kernel.calendar import Calendar
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.library import Library


def watcher_kind(library: Library) -> EntityKind[WatchState]:
    """Return the kind "watcher", whose ids are ids of cases. It counts on the library's calendar.

    A watcher sleeps for days between two thresholds, so it leaves memory early.
    """
    return EntityKind(
        name="watcher",
        state=WatchState,
        initial=lambda key: WatchState(case=key.partition(":")[2]),
        commands=WatchCommand,
        events=WatchEvent,
        decide=decider(load_work_tables(library[Calendar]), load_card_policies()),
        evolve=evolve,
        limits=Limits(mailbox=64, idle_seconds=15.0),
    )
