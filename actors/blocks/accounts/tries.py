"""Wrong tries (错误尝试) at an account: who has made too many waits, and nobody else.

What strangers do keeps strangers out. A device (设备) on which the owner has proved himself before
is counted by itself, so that nobody who knows no more than the name of an account can lock its
owner out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from actors.blocks.accounts.state import AccountState, WrongTry

WINDOW = timedelta(minutes=15)
OF_ONE_ADDRESS = 5  # wrong tries within the window
OF_ONE_DEVICE = 10
OF_STRANGERS = 30  # together, whatever their addresses
TOLD_AT = (3, 10, 30)  # wrong tries of strangers within the window of which the owner is told
REMEMBERED = timedelta(hours=24)
KEPT = 64  # more than fit into the window
_DEVICE = "device:"


def of_device(device: str) -> str:
    """Return the source of tries on a known device."""
    return _DEVICE + device


def wait(account: AccountState, source: str, now: datetime) -> timedelta:
    """Return how long `source` has to wait before it may try at `account` again, nothing if it need
    not.

    `source` is `of_device(...)` for a device that is known, else a digest of the network address,
    "" where that is not known: then only what strangers do together counts.
    """
    recent = [each for each in account.wrong if now - each.at < WINDOW]
    if source.startswith(_DEVICE):
        return _until_fewer(OF_ONE_DEVICE, _of(recent, source), now)
    strange = [each for each in recent if not each.source.startswith(_DEVICE)]
    alone = _of(strange, source) if source else []
    return max(_until_fewer(OF_ONE_ADDRESS, alone, now), _until_fewer(OF_STRANGERS, strange, now))


def strange(account: AccountState, now: datetime, within: timedelta = WINDOW) -> int:
    """Return how many wrong tries there were `within` the time before `now` that no known device
    made."""
    return sum(
        now - each.at < within and not each.source.startswith(_DEVICE) for each in account.wrong
    )


def with_one_more(wrong: Iterable[WrongTry], one: WrongTry) -> tuple[WrongTry, ...]:
    """Return `wrong` with `one` at its end, and without what is remembered no longer."""
    kept = [each for each in wrong if one.at - each.at < REMEMBERED]
    return (*kept[1 - KEPT :], one)


def _of(tries: Iterable[WrongTry], source: str) -> list[WrongTry]:
    return [each for each in tries if each.source == source]


def _until_fewer(most: int, tries: list[WrongTry], now: datetime) -> timedelta:
    """Return how long it takes until there are fewer than `most` of `tries` in the window."""
    return tries[-most].at + WINDOW - now if len(tries) >= most else timedelta()
