"""Nothing that was acknowledged by an earlier release is unreadable, or reads otherwise."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bson import json_util

from actors.runtime.codec import Codec
from storage.mongo import Document
from tests import loaded

HERE = Path(__file__).parent
JOURNALS = sorted(file for file in HERE.glob("*/*.jsonl.gz") if file.name != "rules.jsonl.gz")
FOLDS = sorted(HERE.glob("*/rules.jsonl.gz"))
OPTIONS = json_util.JSONOptions(tz_aware=True, tzinfo=UTC)
EVENTS_OF_2026_11 = 66  # of eight kinds: all that these had
CODECS = {name: Codec(kind) for name, kind in loaded.kinds().items()}


@dataclass
class Entity:
    """One entity of one scenario as it was written, and as it was shown at the end."""

    key: str
    commits: list[Document] = field(default_factory=list)
    seq: int = 0
    state: Any = None

    def replayed(self) -> Any:
        """Return its state by the rules of today."""
        codec = CODECS[self.key.partition(":")[0]]
        state = codec.kind.initial(self.key)
        for commit in self.commits:
            for event in codec.events(commit["ev"]):
                state = codec.kind.evolve(state, event)
        return state


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield what stands in `file`."""
    with gzip.open(file, "rt", encoding="utf-8") as written:
        for line in written:
            yield json_util.loads(line, json_options=OPTIONS)


def entities(file: Path) -> list[Entity]:
    """Return what `file` holds."""
    found: dict[tuple[str, str], Entity] = {}
    for told in lines(file):
        key = told["commit"]["key"] if "commit" in told else told["key"]
        entity = found.setdefault((told["of"], key), Entity(key))
        if "commit" in told:
            entity.commits.append(told["commit"])
        else:
            entity.seq, entity.state = told["seq"], told["state"]
    return list(found.values())


def differences(old: Any, new: Any, place: str) -> Iterator[str]:
    """Yield where `new`, of today, is not what `old` says; fields with a default may be new."""
    if isinstance(new, msgspec.Struct):
        fields = {each.name: each for each in msgspec.structs.fields(new)}
        if not isinstance(old, dict):
            yield f"{place}: was no {type(new).__name__}"
            return
        tag = type(new).__struct_config__.tag_field or ""
        yield from (f"{place}.{name}: is gone" for name in old.keys() - fields.keys() - {tag})
        for name, each in fields.items():
            if name in old:
                yield from differences(old[name], getattr(new, name), f"{place}.{name}")
            elif each.required:
                yield f"{place}.{name}: is new and has no default"
    elif isinstance(new, dict):
        if not isinstance(old, dict) or {str(name) for name in new} != set(old):
            yield f"{place}: other keys"
            return
        for name, value in new.items():
            yield from differences(old[str(name)], value, f"{place}[{name}]")
    elif isinstance(new, list | tuple | set | frozenset):
        values = sorted(new) if isinstance(new, set | frozenset) else list(new)
        if not isinstance(old, list) or len(old) != len(values):
            yield f"{place}: another length"
            return
        for number, value in enumerate(values):
            yield from differences(old[number], value, f"{place}[{number}]")
    elif old != msgspec.to_builtins(new, builtin_types=(datetime, bytes)):
        yield f"{place}: was {old!r}"


@pytest.mark.parametrize("file", JOURNALS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_entity_of_an_earlier_release_is_what_it_was(file: Path) -> None:
    found = entities(file)

    different = [
        difference
        for entity in found
        for difference in differences(entity.state, entity.replayed(), entity.key)
    ]

    assert not different[:10]
    assert all(entity.seq == len(entity.commits) > 0 for entity in found)


@pytest.mark.parametrize("file", FOLDS, ids=lambda file: file.parent.name)
def test_every_event_of_an_earlier_release_changes_what_it_changed(file: Path) -> None:
    different: list[str] = []
    for told in lines(file):
        codec = CODECS[told["key"].partition(":")[0]]
        before = codec.unpack_state(told["before"])
        (event,) = codec.events([told["event"]])
        after = codec.kind.evolve(before, event)
        different += differences(told["after"], after, f"{told['key']} {told['event']['type']}")

    assert not different[:10]


def test_every_event_that_there_was_in_2026_11_is_among_them() -> None:
    release = HERE / "2026-11"
    told = {
        (entity.key.partition(":")[0], event["type"])
        for file in ("scenarios.jsonl.gz", "history.jsonl.gz")
        for entity in entities(release / file)
        for commit in entity.commits
        for event in commit["ev"]
    }
    told |= {
        (each["key"].partition(":")[0], each["event"]["type"])
        for each in lines(release / "rules.jsonl.gz")
    }

    assert len(told) == EVENTS_OF_2026_11


def test_a_state_that_reads_otherwise_is_found() -> None:
    entity = next(each for each in entities(JOURNALS[0]) if each.key.startswith("case:"))
    gone = {**entity.state, "colour": "red"}
    other = {**entity.state, "phase": "draft"}

    assert list(differences(gone, entity.replayed(), "case")) == ["case.colour: is gone"]
    assert list(differences(other, entity.replayed(), "case")) == ["case.phase: was 'draft'"]
