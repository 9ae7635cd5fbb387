"""监察哨: one watcher beside each supervised case. Wakes by alarms, raises warnings and cards."""

from actors.blocks.clocks.commands import WatchCommand
from actors.blocks.clocks.decide import decider
from actors.blocks.clocks.events import WatchEvent
from actors.blocks.clocks.evolve import evolve
from actors.blocks.clocks.load import load_card_policies, load_work_tables
from actors.blocks.clocks.state import WatchState
from actors.blocks.clocks.watching import watched_of
from actors.kernel.calendar import Calendar
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes, unknown
from actors.kernel.system import Installed


def watcher_kind(library: Library) -> EntityKind[WatchState]:
    """Return the kind "watcher", whose ids are those of `watcher_of`. It counts on the library's
    calendar.

    A watcher sleeps for days between two thresholds, so it leaves memory early.

    Raises:
        Mistakes: thresholds are set for a clock that nothing installed declares.
    """
    policies = load_card_policies()
    clocks = library[Installed].clocks()
    mistakes = [
        Mistake(f"clocks/policies/{policy.name}.toml", "clocks", unknown(name, clocks, "clock"))
        for policy in policies.values()
        for name in policy.clocks
        if name not in clocks
    ]
    if mistakes:
        raise Mistakes(mistakes)
    return EntityKind(
        name="watcher",
        open_ids=True,
        beside=watched_of,
        shown=("item", "unit", "clock", "level", "highest", "due", "days_over", "day", "closed"),
        state=WatchState,
        initial=lambda key: WatchState(case=key.partition(":")[2]),
        commands=WatchCommand,
        events=WatchEvent,
        decide=decider(load_work_tables(library[Calendar]), policies),
        evolve=evolve,
        limits=Limits(mailbox=64, idle_seconds=15.0),
    )
