"""Whether browsers can be told here, and with what they subscribe."""

from actors.blocks.messages.shell.push_key import PushKey
from actors.blocks.messages.shell.push_settings import read_push_settings


def push_key() -> str:
    """Return the public key that browsers subscribe with, "" where none are told.

    Raises:
        ValueError, OSError: the settings or the key cannot be used; the message says which.
    """
    settings = read_push_settings()
    return PushKey(settings.key_file).public if settings.hosts else ""


def may_push(endpoint: str) -> bool:
    """Tell whether notices may be sent to the push service at `endpoint`.

    Raises:
        ValueError: the settings cannot be used.
    """
    return read_push_settings().hosts.allow(endpoint)
