"""Snapshots as they are kept, with the state hidden, and as they were meant."""

from collections.abc import Mapping

import bson
from msgspec.structs import replace

from storage.journal import plain_of
from storage.secrecy.data_keys import DataKey
from storage.snapshots import Snapshot


def hidden(snapshot: Snapshot, key: DataKey) -> Snapshot:
    """Return `snapshot` as it is kept."""
    packed = bson.encode({"state": snapshot.state, "reminders": list(snapshot.reminders)})
    state = key.cipher.hide(packed, _about(snapshot))
    return replace(snapshot, state=state, reminders=(), data_key=key.id)


def opened(snapshot: Snapshot, keys: Mapping[bytes, DataKey]) -> Snapshot | None:
    """Return `snapshot` as it was meant; None if its key is not among `keys`: it was destroyed.

    Raises:
        CannotOpen: it was altered.
    """
    if not snapshot.data_key:
        return snapshot  # of releases that hid nothing
    key = keys.get(snapshot.data_key)
    if key is None:
        return None
    plain = plain_of(key.cipher.open(snapshot.state, _about(snapshot)))
    return replace(snapshot, state=plain["state"], reminders=tuple(plain["reminders"]))


def _about(snapshot: Snapshot) -> bytes:
    return f"{snapshot.key}@{snapshot.seq}".encode()
