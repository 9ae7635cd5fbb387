"""Ways to mask a column before it is opened (脱敏, OPEN-11). Pure: the key is given, and the same
value has the same mask, so that what is masked again is the same file."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from actors.blocks.tables.values import ColumnType

Way = Literal["none", "suppress", "mask", "generalise", "bucket", "date_shift", "keyed_hash"]
"""不处理, 抑制, 遮盖, 泛化, 分段, 日期偏移, 加密哈希."""
KEEPS_ITS_TYPE = ("none", "suppress", "date_shift")
FITTING: Mapping[Way, tuple[ColumnType, ...]] = {
    "none": ("text", "integer", "number", "date"),
    "suppress": ("text", "integer", "number", "date"),
    "mask": ("text",),
    "generalise": ("text", "date"),
    "bucket": ("integer",),
    "date_shift": ("date",),
    "keyed_hash": ("text", "integer"),
}
"""Of which columns each can be asked."""
SIZED: Mapping[Way, str] = {
    "mask": "characters",
    "generalise": "characters",
    "bucket": "width",
    "date_shift": "days",
}
"""The ways that need a size, and what it counts."""
_SHIFTED = b"date_shift:"


def type_after(way: Way, of: ColumnType) -> ColumnType:
    """Return what a column of the type `of` is once it is masked."""
    return of if way in KEEPS_ITS_TYPE else "text"


def masked(way: Way, value: Any, *, size: int = 0, key: bytes = b"", whose: str = "") -> Any:
    """Return `value` masked; what is missing stays missing.

    Args:
        value: text, a whole number, a number, or a day, as the column has it.
        size: of "mask" and "generalise" the characters at the beginning that stay (of a day, 7 are
            its month, 4 its year); of "bucket" how many whole numbers stand together; of
            "date_shift" by how many days at most it is moved, to either side.
        key: of "keyed_hash" and "date_shift".
        whose: of "date_shift" what all days of one person have in common, so that the time between
            them stays.
    """
    return None if value is None else _WAYS[way](value, size, key, whose)


def keyed_hash(value: str, key: bytes) -> str:
    """Return HMAC-SHA256 of `value` under `key`, in hex."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _mask(value: Any, size: int, key: bytes, whose: str) -> str:
    text = str(value)
    return text[:size] + "*" * len(text[size:])


def _generalise(value: Any, size: int, key: bytes, whose: str) -> str:
    return (value.isoformat() if isinstance(value, date) else str(value))[:size]


def _bucket(value: Any, size: int, key: bytes, whose: str) -> str:
    low = value // size * size
    return f"{low}-{low + size - 1}"


def _shift(value: date, size: int, key: bytes, whose: str) -> date:
    drawn = hmac.new(key, _SHIFTED + whose.encode(), hashlib.sha256).digest()
    days = int.from_bytes(drawn[:8], "big") % (2 * size + 1) - size
    return value + timedelta(days=days)


_WAYS: Mapping[Way, Callable[[Any, int, bytes, str], Any]] = {
    "none": lambda value, size, key, whose: value,
    "suppress": lambda value, size, key, whose: None,
    "mask": _mask,
    "generalise": _generalise,
    "bucket": _bucket,
    "date_shift": _shift,
    "keyed_hash": lambda value, size, key, whose: keyed_hash(str(value), key),
}
