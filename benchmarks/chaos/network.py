"""A network of one's own: a bridge, and a network namespace for each machine on it.

What is cut off here is silent, as with a pulled cable: packets vanish, connections stay open and
hear nothing. A proxy cannot do that to the members of a replica set, who talk to each other.

The group of a bridge is the id of the process that made it, so that the next one can tell what a
dead one has left behind.
"""

import contextlib
import fcntl
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from benchmarks.chaos import leftovers

_FIRST_MACHINE = 11  # 10.213.n.11; the rest of the system is 10.213.n.1


class NoNetwork(Exception):
    """Namespaces cannot be made here; the message says what is missing."""


class Network:
    """A bridge with `machines` namespaces. Use it as a context manager.

    Raises (on entering):
        NoNetwork: not root, or the kernel or the container does not allow it.
    """

    def __init__(self, machines: int) -> None:
        self._count = machines
        self._number = 0
        self._cuts: set[tuple[int, str]] = set()

    @property
    def outside(self) -> str:
        """The address that everything outside the namespaces has on this network."""
        return f"10.213.{self._number}.1"

    def address(self, machine: int) -> str:
        """Return the address of `machine`, counted from 0."""
        return f"10.213.{self._number}.{_FIRST_MACHINE + machine}"

    def inside(self, machine: int) -> list[str]:
        """Return the words that, in front of a command line, run it on `machine`."""
        return ["ip", "netns", "exec", self._name(machine)]

    def __enter__(self) -> Self:
        with _alone():
            _clear_dead()
            self._number = self._bridge()
        try:
            for machine in range(self._count):
                self._add(machine)
        except NoNetwork:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        _remove(self._name())

    def cut(self, machine: int, *addresses: str) -> None:
        """Have what `machine` sends to `addresses` vanish. One way only: cut the other for both."""
        for address in addresses:
            if (machine, address) not in self._cuts:
                _ip("-n", self._name(machine), "route", "add", "blackhole", f"{address}/32")
                self._cuts.add((machine, address))

    def isolate(self, machine: int) -> None:
        """Cut `machine` off from the other machines, both ways. The outside still reaches it."""
        for other in range(self._count):
            if other != machine:
                self.cut(machine, self.address(other))
                self.cut(other, self.address(machine))

    def heal(self) -> None:
        """Undo every cut."""
        for machine, address in self._cuts:
            _ip("-n", self._name(machine), "route", "delete", "blackhole", f"{address}/32")
        self._cuts.clear()

    def _name(self, machine: int | None = None) -> str:
        bridge = f"yimen{self._number}"
        return bridge if machine is None else f"{bridge}-{machine}"

    def _bridge(self) -> int:
        """Make the first bridge whose name is free, and return its number."""
        failed: NoNetwork | None = None
        for self._number in range(1, 255):
            try:
                _ip("link", "add", self._name(), "group", str(os.getpid()), "type", "bridge")
            except NoNetwork as error:
                failed = error
                if "exists" not in str(error):
                    break
            else:
                _ip("address", "add", f"{self.outside}/24", "dev", self._name())
                _ip("link", "set", self._name(), "up")
                return self._number
        raise failed or NoNetwork("every number is taken")

    def _add(self, machine: int) -> None:
        name = self._name(machine)
        _ip("netns", "add", name)
        _ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("link", "set", name, "master", self._name(), "up")
        _ip("-n", name, "address", "add", f"{self.address(machine)}/24", "dev", "eth0")
        _ip("-n", name, "link", "set", "eth0", "up")
        _ip("-n", name, "link", "set", "lo", "up")


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time look what there is and take a number."""
    with Path(tempfile.gettempdir(), "yimen-network.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear_dead() -> None:
    """Remove the networks whose processes have ended, and end what still runs on them."""
    for link in json.loads(_ip("-json", "link", "show", "type", "bridge") or "[]"):
        name, owner = str(link["ifname"]), str(link["group"])
        ours = re.fullmatch(r"yimen\d+", name) and owner.isdigit()
        if ours and not leftovers.alive(int(owner)):
            for machine in _machines(name):
                leftovers.end(map(int, _ip("netns", "pids", machine).split()))
            _remove(name)


def _remove(bridge: str) -> None:
    for machine in _machines(bridge):
        with contextlib.suppress(NoNetwork):
            _ip("netns", "delete", machine)
        with contextlib.suppress(NoNetwork):  # goes by itself, but only after the last process
            _ip("link", "delete", machine)
    with contextlib.suppress(NoNetwork):
        _ip("link", "delete", bridge)


def _machines(bridge: str) -> list[str]:
    """Return the namespaces on `bridge`."""
    names = [line.split()[0] for line in _ip("netns", "list").splitlines()]
    return [name for name in names if name.startswith(f"{bridge}-")]


def _ip(*words: str) -> str:
    try:
        run = subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NoNetwork("there is no `ip`: apt-get install iproute2") from error
    except subprocess.CalledProcessError as error:
        raise NoNetwork(
            f"`ip {' '.join(words)}` failed, which takes root and network namespaces: "
            f"{error.stderr.strip()}"
        ) from error
    return run.stdout
