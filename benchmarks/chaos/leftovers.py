"""What a run leaves behind that was ended with SIGKILL: the next one takes it away.

What a run makes carries its process id. Nothing is touched whose process lives.
"""

import contextlib
import os
import re
import select
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_TEMPORARY = Path("/tmp")  # a short path, for the sockets of Ray


@contextmanager
def own_folder(prefix: str) -> Iterator[Path]:
    """Make a temporary folder of this process, and remove it afterwards. Those of dead processes
    with the same prefix are removed first, and whatever still runs on them is ended."""
    for folder in _TEMPORARY.glob(f"{prefix}*"):
        owner = re.fullmatch(rf"{re.escape(prefix)}(\d+)-\w+", folder.name)
        if owner and not alive(int(owner[1])):
            end(users(folder))
            shutil.rmtree(folder, ignore_errors=True)
    name = tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=_TEMPORARY)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def alive(pid: int) -> bool:
    """Tell whether the process `pid` has not ended, whether or not anybody has heard of its end."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def end(pids: Iterable[int]) -> None:
    """End processes at once, and wait until they have ended, for at most five seconds each."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            process = os.pidfd_open(pid)
            try:
                signal.pidfd_send_signal(process, signal.SIGKILL)
                select.select([process], [], [], 5.0)
            finally:
                os.close(process)


def once_more(start: Callable[[], T], folder: Path) -> T:
    """Return what `start` returns, which starts processes of Ray with something in `folder`. Ray
    gives itself 30 seconds for it, which a busy machine may not have: it then begins anew."""
    try:
        return start()
    except Exception:  # Ray raises it bare
        end(users(folder))
        return start()


def users(folder: Path) -> Iterator[int]:
    """Yield the processes that were started with something in `folder`."""
    inside = f"{folder}/".encode()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if inside in line.read_bytes():
                yield int(line.parent.name)
