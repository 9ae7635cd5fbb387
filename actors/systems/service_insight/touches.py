"""What the journals of a case and of its watcher say of its trajectory, and which cards it had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from actors.kernel.view import Commit
from actors.systems.service_insight.trajectory import Touch

_ABOUT = ("stage", "task", "opinion", "clock", "level", "procedure", "method")
_UNTOLD = frozenset(
    {
        "DraftSaved",  # a draft is nobody's concern but the applicant's
        "Rated",  # who handles a case does not learn who rated it (好差评)
        # what the machine keeps for itself
        "DuesSet",
        "ClocksChanged",
        "CalendarPublished",
        "PaperMissed",
        "ResultNotNumbered",
        "Observed",
        "ClockSettled",
        "AlarmSet",
        "WatchEnded",
        "Restricted",
    }
)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """The level that a clock has come to: a warning (预警), a yellow or a red card. `due` is the
    local day on which its limit is used up."""

    clock: str
    level: str
    raised_at: datetime
    due: date | None = None


def touches(commits: Iterable[Commit]) -> Iterator[Touch]:
    """Yield what happened in `commits` of a case or its watcher. What was taken in elsewhere and
    came later (`came`) occurred when it was taken in, and arrived with its commit."""
    for commit in commits:
        for at, event in enumerate(commit["ev"]):
            if event["type"] in _UNTOLD:
                continue
            yield Touch(
                what=event["type"],
                source=commit["kind"],
                seq=(commit["seq"], at),
                occurred_at=event.get("came") or event.get("at", commit["at"]),
                arrived_at=commit["at"],
                by=commit["by"],
                instead_of=commit.get("for", ""),
                channel=_channel(event, commit["by"]),
                about={name: event[name] for name in _ABOUT if _is_text(event.get(name))},
            )


def cards(commits: Iterable[Commit]) -> tuple[Card, ...]:
    """Return the cards that stand after `commits` of the watcher, in the order in which they were
    raised: of each clock and each time that it ran the highest."""
    held: dict[tuple[str, datetime], Card] = {}
    for event in (event for commit in commits for event in commit["ev"]):
        if event["type"] not in ("LevelRaised", "WarningLifted"):
            continue
        clock = event["clock"], event["started_at"]
        held.pop(clock, None)
        if event["type"] == "LevelRaised":
            held[clock] = Card(
                clock=event["clock"],
                level=event["level"],
                raised_at=event["at"],
                due=_day(event.get("due")),
            )
    return tuple(held.values())


def whole(commits: Sequence[Commit]) -> bool:
    """Tell whether `commits`, in order, are a history from its beginning on."""
    return [each["seq"] for each in commits] == list(range(1, len(commits) + 1))


def _channel(event: Mapping[str, Any], by: str) -> str:
    if event["type"] == "Submitted":
        return str(event.get("channel", ""))
    return "kiosk" if by.startswith("terminal:") else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
