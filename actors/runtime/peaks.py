"""What planned peaks ask for: hosts and replicas that stand ready before the first people come, and
that go when the last have gone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.peaks import Peak

AHEAD = timedelta(minutes=30)
"""How long before a peak begins the cluster grows: machines take minutes to start."""
AFTERWARDS = timedelta(hours=1)
"""How long after the end of a peak there may be too many hosts because of it. Later their number is
what somebody wants."""


class Size(NamedTuple):
    """How many are to be running at least; 0 leaves their number alone. `over`: a peak has ended,
    and what it brought may go."""

    hosts: int = 0
    replicas: int = 0
    over: bool = False


def size_at(peaks: Iterable[Peak], now: datetime) -> Size:
    """Return what the peaks that are under way `now`, or begin soon, ask for: the most of any."""
    known = tuple(peaks)
    near = [peak for peak in known if peak.begins - AHEAD <= now < peak.ends]
    return Size(
        hosts=max((peak.hosts for peak in near), default=0),
        replicas=max((peak.replicas for peak in near), default=0),
        over=any(peak.ends <= now < peak.ends + AFTERWARDS for peak in known),
    )
