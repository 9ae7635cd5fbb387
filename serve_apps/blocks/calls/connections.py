"""The outside parties that this process knows, for the reports that they send."""

from actors.blocks.calls.shell.adapter import Party
from actors.blocks.calls.shell.finding import (
    Connected,
    connect,
    declared,
    settings_file,
    stamp_of,
)
from actors.kernel.system import Installed
from serve_apps.front.wiring import Wiring


class Connections:
    """Every party that is declared, with its adapter where its settings are in order; these are
    read again whenever the file of parties has changed."""

    def __init__(self, around: Wiring) -> None:
        self._parties = declared(around.library[Installed])
        self._file = settings_file()
        self._stamp = stamp_of(self._file)
        self._connected = connect(self._parties, self._file)

    def find(self, name: str) -> Connected | None:
        """Return the party called `name`; None if nobody declares it."""
        return self._now().get(name)

    def parties(self) -> tuple[Party, ...]:
        """Return the parties that are declared."""
        return tuple(self._parties.values())

    def wrong(self) -> dict[str, str]:
        """Return why parties cannot be called, by name."""
        return {name: each.wrong for name, each in self._now().items() if each.wrong}

    def _now(self) -> dict[str, Connected]:
        stamp = stamp_of(self._file)
        if stamp != self._stamp:
            self._connected = connect(self._parties, self._file)
            self._stamp = stamp
        return self._connected
