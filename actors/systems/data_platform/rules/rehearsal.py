"""What a rule would have done (试运行): its condition over what has happened, with the alarms and
actions that would have followed. Pure, and by the same limits as the rule itself."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from actors.systems.data_platform.rules.condition import Faulty, Value
from actors.systems.data_platform.rules.limits import counting, room_at

SHOWN = 50  # alarms, and actions, that are listed


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to `subject` at `at`; `facts` None: its alarm was cleared."""

    at: datetime
    subject: str
    facts: Mapping[str, Value] | None


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm, and how often its reason came back while it was open."""

    at: datetime
    subject: str
    count: int = 1


class Acted(msgspec.Struct, frozen=True, kw_only=True):
    """An action, as late as there was room for it."""

    at: datetime
    subject: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What would have followed, in order; of `alarms` and `actions` the first are listed."""

    seen: int
    matched: int
    faults: dict[str, int]
    raised: int
    acted: int
    alarms: tuple[Raised, ...]
    actions: tuple[Acted, ...]


def rehearse(
    occurrences: Iterable[Occurrence], holds: Callable[[Mapping[str, Value]], bool], most: int
) -> Outcome:
    """Return what a rule would have done at `occurrences`, which are in order, with the condition
    `holds`, acting `most` times within an hour. One alarm is open for each subject at most."""
    alarms: list[Raised] = []
    opened: dict[str, int] = {}  # the place of the open alarm, by subject
    actions: list[Acted] = []
    waiting: deque[str] = deque()
    ran: tuple[datetime, ...] = ()
    faults = Counter[str]()
    seen = matched = 0

    def act(until: datetime | None) -> None:
        nonlocal ran
        while waiting and ran:
            at = room_at(ran[-1], ran, most)
            if until is not None and at > until:
                return
            ran = (*counting(at, ran), at)
            actions.append(Acted(at=at, subject=waiting.popleft()))

    for each in occurrences:
        act(each.at)
        if each.facts is None:
            opened.pop(each.subject, None)
            continue
        seen += 1
        try:
            held = holds(each.facts)
        except Faulty as fault:
            faults[fault.code] += 1
            continue
        if not held:
            continue
        matched += 1
        place = opened.get(each.subject)
        if place is not None:
            known = alarms[place]
            alarms[place] = msgspec.structs.replace(known, count=known.count + 1)
            continue
        opened[each.subject] = len(alarms)
        alarms.append(Raised(at=each.at, subject=each.subject))
        if not waiting and room_at(each.at, ran, most) == each.at:
            ran = (*counting(each.at, ran), each.at)
            actions.append(Acted(at=each.at, subject=each.subject))
        else:
            waiting.append(each.subject)
    act(None)
    return Outcome(
        seen=seen,
        matched=matched,
        faults=dict(faults),
        raised=len(alarms),
        acted=len(actions),
        alarms=tuple(alarms[:SHOWN]),
        actions=tuple(actions[:SHOWN]),
    )
