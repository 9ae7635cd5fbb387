"""What operators may see of an entity's history: personal data stays covered.

Whoever must see it opens the case in the web channel, where the read is logged.
"""

from collections.abc import Mapping
from typing import Any

from actors.runtime.logs import covered_name

COVERED = frozenset(
    {"applicant", "form", "materials", "password_hash", "comment", "reason", "faults", "session",
     "public_key", "code_hash"}
)  # fmt: skip
FACT_CHARACTERS = 160


def facts(event: Mapping[str, Any]) -> str:
    """Return what may be shown of `event`, as "name=value" in one line."""
    covered: list[str] = []
    plain: list[str] = []
    for name, value in event.items():
        if name in COVERED or isinstance(value, (dict, list)):
            covered.append(f"{name}=…")
        elif name not in ("type", "at"):
            plain.append(f"{name}={covered_actor(value) if isinstance(value, str) else value}")
    line = " ".join(covered + plain)
    return line if len(line) <= FACT_CHARACTERS else line[: FACT_CHARACTERS - 1] + "…"


def covered_actor(identity: str) -> str:
    """Return who acted, with a digest in the place of a resident's account."""
    kind, colon, name = identity.partition(":")
    return f"person:{covered_name(name)}" if (kind, colon) == ("person", ":") else identity


def command_name(command: str, key: str) -> str:
    """Return the id of a command of the entity `key` without who sent it: which alarm fired, the
    end of the key that its sender chose, or a digest where the sender is all there is."""
    alarm = command.removeprefix(f"reminder:{key}/")
    if alarm != command:
        return alarm.partition("@")[0]
    _, slash, chosen = command.rpartition("/")
    return chosen[-12:] if slash else covered_name(command)


def quarantine_reason(reason: str, key: str) -> str:
    """Return why the entity `key` cannot be loaded: our own words as they are, of any other error
    its type alone, since its text may quote what a person wrote."""
    head = reason.partition(": ")[0]
    return reason if head in ("Unreadable", key.partition(":")[0]) else head
