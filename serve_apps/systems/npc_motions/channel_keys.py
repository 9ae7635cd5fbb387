"""The keys with which outside channels sign what they send, as the operator gave them out."""

from actors.systems.npc_motions.clue_records import Channel
from serve_apps.front.secrets_file import read_or_make
from serve_apps.front.wiring import Wiring


def party(channel: Channel) -> str:
    """Return what the secrets file calls the sender of `channel`."""
    return f"npc/{channel}"


class ChannelKeys:
    """Reads the keys from the secrets file of this process, again when it has changed: a key that
    was replaced is worth nothing with the next message."""

    def __init__(self, wiring: Wiring) -> None:
        self._path = wiring.settings.secrets_file
        self._read_at = 0
        self._keys: dict[str, bytes] = {}

    def of(self, channel: Channel) -> bytes | None:
        """Return the key of `channel`, None if it was given none.

        Raises:
            UnsafeSecrets: others may read the file, or it does not hold secrets.
        """
        changed_at = self._path.stat().st_mtime_ns
        if changed_at != self._read_at:
            self._keys, self._read_at = read_or_make(self._path).keys, changed_at
        return self._keys.get(party(channel))
