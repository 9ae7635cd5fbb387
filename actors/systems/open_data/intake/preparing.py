"""A version from its file to what would be opened of it (加工): read, masked, measured. Pure: the
same file, dictionary and key give the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actors.blocks.jobs.content import Digest
from actors.systems.open_data.dataset.state import Fault, Field, Measured
from actors.systems.open_data.dataset.terms import Column, Wording
from actors.systems.open_data.intake.reading import Rows, read_rows
from actors.systems.open_data.measures.masking import (
    FITTING,
    masked,
    type_after,
)
from actors.systems.open_data.measures.privacy import LEAST_K, LEAST_L, measure
from actors.systems.open_data.profile import profile

SAMPLE = 5  # rows that who approves sees
Row = dict[str, Any]


@dataclass(frozen=True)
class Prepared:
    """What came of a file: what was read, the rows that would be opened with the columns they have,
    and what was measured."""

    found: Rows
    release: list[Row]
    measured: Measured


def prepare(content: bytes, wording: Wording, key: bytes) -> Prepared:
    """Return what would be opened of the CSV `content` as `wording` says, masked under `key`.

    Raises:
        BadFile: see `read_rows`.
    """
    found = read_rows(content, wording.columns)
    unfit = [
        each.name for each in wording.opened if found.types[each.name] not in FITTING[each.way]
    ]
    if unfit:
        return Prepared(found, [], _measured(found, (), faults=("way",), about=unfit[0]))
    release = list(_masked(found, wording, key))
    names = [each.name for each in wording.opened]
    fields = tuple(
        Field(name=each.name, type=type_after(each.way, found.types[each.name]))
        for each in wording.opened
    )
    privacy = measure(release, _of(wording, "quasi"), _of(wording, "sensitive"))
    faults: list[Fault] = []
    if not release:
        faults.append("no_rows")
    if not names:
        faults.append("no_column")
    if wording.level > _ceiling(wording):
        faults.append("level")
    if privacy.k is not None and privacy.k < LEAST_K:
        faults.append("k")
    if privacy.diversity is not None and privacy.diversity < LEAST_L:
        faults.append("l")
    measured = _measured(
        found,
        release,
        faults=tuple(faults),
        fields=fields,
        k=privacy.k,
        diversity=privacy.diversity,
        level=wording.level,
        sample=() if faults else tuple(_told(row, names) for row in release[:SAMPLE]),
    )
    return Prepared(found, release, measured)


def _ceiling(wording: Wording) -> int:
    return profile().conditional_ceiling if wording.condition else profile().ceiling


def _of(wording: Wording, part: str) -> list[str]:
    return [each.name for each in wording.opened if each.part == part]


def _masked(found: Rows, wording: Wording, key: bytes) -> Iterator[Row]:
    hashed = [each.name for each in wording.columns if each.way == "keyed_hash"]
    for row in found.rows:
        whose = "\n".join(str(row[name]) for name in hashed)
        yield {each.name: _value(each, row[each.name], key, whose) for each in wording.opened}


def _value(column: Column, value: Any, key: bytes, whose: str) -> Any:
    if column.way == "date_shift" and value is not None:
        day = date.fromisoformat(value)
        return masked("date_shift", day, size=column.size, key=key, whose=whose).isoformat()
    return masked(column.way, value, size=column.size, key=key, whose=whose)


def _told(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if row[name] is None else str(row[name])[:100] for name in names)


def _measured(found: Rows, release: Sequence[Row], **said: Any) -> Measured:
    return Measured(
        read=found.read,
        rows=len(found.rows),
        raw=_digest(found.rows),
        release=_digest(release) if release else "",
        rejected=found.counted(),
        **said,
    )


def _digest(rows: Sequence[Row]) -> str:
    digest = Digest()
    digest.add(rows)
    return digest.value
