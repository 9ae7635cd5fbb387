"""What processes listen on and are connected to, read from the kernel."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

_LISTENING = "0A"


@dataclass(frozen=True, order=True)
class Socket:
    """One end of a TCP connection, or a door that waits for some, of the process `pid`; `to` is
    the port of the other end. One port may be that of several connections to others."""

    pid: int
    address: str
    port: int
    listening: bool
    to: int = 0

    @property
    def outside(self) -> bool:
        """Tell whether it may be reached from another machine."""
        return not ip_address(self.address).is_loopback


def sockets(processes: Iterable[int]) -> list[Socket]:
    """Return the TCP sockets of `processes`."""
    owners = {inode: process for process in processes for inode in _inodes(process)}
    found: list[Socket] = []
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text("ascii").splitlines()[1:]:
            _, local, remote, state, *_rest = line.split()
            inode = line.split()[9]
            if inode in owners:
                host, port = local.split(":")
                listening = state == _LISTENING
                to = int(remote.split(":")[1], 16)
                found.append(Socket(owners[inode], _address(host), int(port, 16), listening, to))
    return sorted(found)


def with_descendants(processes: Iterable[int]) -> set[int]:
    """Return `processes` and all that they have started, and those in turn."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                told = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                parents[int(entry.name)] = int(told[1])
        except OSError:  # it has ended
            continue
    found = set(processes)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _inodes(process: int) -> list[str]:
    found: list[str] = []
    try:
        for each in Path(f"/proc/{process}/fd").iterdir():
            found += re.findall(r"socket:\[(\d+)\]", str(each.readlink()))
    except OSError:  # it has ended, or closed the file meanwhile
        pass
    return found


def _address(text: str) -> str:
    """Return an address as the kernel writes it, in words of the machine's own order."""
    words = [bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8)]
    packed = b"".join(words)
    if len(packed) == 4:
        return str(IPv4Address(packed))
    mapped = IPv6Address(packed)
    return str(mapped.ipv4_mapped or mapped)
