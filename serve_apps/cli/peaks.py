"""`yimen peaks`: rushes that are known beforehand, so that hosts and replicas stand ready."""

from datetime import UTC, datetime
from uuid import uuid4

from rich import box
from rich.console import Console
from rich.table import Table

from actors.blocks.operations.record import BeginOperation
from actors.kernel.deadlines import CHINA
from actors.runtime.cluster import NotPlaced
from actors.runtime.peaks import AHEAD
from serve_apps.cli.directory import with_directory
from serve_apps.cli.recorded import on_record
from storage.clock import WallClock
from storage.directory import Directory
from storage.peaks import Peak

_SHOWN = "%Y-%m-%d %H:%M"


class NotAPeak(ValueError):
    """What was given is no peak; the message says why."""


def peak_of(begins: str, ends: str, hosts: int, replicas: int, *, now: datetime) -> Peak:
    """Return the peak from `begins` to `ends`, local time as 2027-03-01T08:00.

    Raises:
        NotAPeak: an instant is none, they stand in the wrong order or in the past, or nothing is
            wanted.
    """
    peak = Peak(
        id=uuid4().hex[:8],
        begins=_instant(begins),
        ends=_instant(ends),
        hosts=hosts,
        replicas=replicas,
    )
    if not peak.begins < peak.ends or peak.ends <= now:
        raise NotAPeak("a peak ends after it begins, and after now")
    if not hosts and not replicas:
        raise NotAPeak("say how many --hosts or --replicas there are to be")
    return peak


def show() -> int:
    """Print the plan; return the exit status."""

    async def work(directory: Directory) -> None:
        Console().print(peaks_table(await directory.peaks.read(), WallClock().now()))

    return with_directory(work)


def plan(begins: str, ends: str, hosts: int, replicas: int) -> int:
    """Add a peak to the plan; return the exit status."""
    now = WallClock().now()
    peak = peak_of(begins, ends, hosts, replicas, now=now)

    async def work(directory: Directory) -> None:
        await directory.peaks.plan(peak, now=now)
        Console().print(
            f"Planned as {peak.id}; the cluster grows {AHEAD.seconds // 60} min before."
        )

    return on_record(BeginOperation(id=uuid4().hex, action="plan", peak=told(peak)), work)


def end(id: str) -> int:
    """Have the peak `id` end now; return the exit status."""

    async def work(directory: Directory) -> None:
        if not await directory.peaks.end(id, now=WallClock().now()):
            raise NotPlaced(f"no peak {id} is planned")
        Console().print(f"{id} has ended; what it brought goes by and by.")

    return on_record(BeginOperation(id=uuid4().hex, action="end_peak", peak=id), work)


def told(peak: Peak) -> str:
    """Return `peak` in figures: begin, end, hosts, replicas."""
    begins, ends = (each.astimezone(CHINA).strftime(_SHOWN) for each in (peak.begins, peak.ends))
    return f"{begins} - {ends}, {peak.hosts}, {peak.replicas}"


def peaks_table(peaks: tuple[Peak, ...], now: datetime) -> Table:
    """Return the plan as a table."""
    table = Table(
        "Peak", "Begins", "Ends", "Hosts", "Replicas", "",
        title="Planned peaks", title_justify="left", box=box.SIMPLE,
    )  # fmt: skip
    for peak in peaks:
        state = "over" if peak.ends <= now else "under way" if peak.begins <= now else ""
        table.add_row(
            peak.id,
            peak.begins.astimezone(CHINA).strftime(_SHOWN),
            peak.ends.astimezone(CHINA).strftime(_SHOWN),
            str(peak.hosts or "-"),
            str(peak.replicas or "-"),
            state,
        )
    return table


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotAPeak(f"{text!r} is no instant: write 2027-03-01T08:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
