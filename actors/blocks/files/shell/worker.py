"""A process that looks at files, since what opens them is written in C and fed by strangers.

It is told a path a line, answers each with a length of four bytes and a verdict (`verdicts.py`) in
msgpack, and ends with its input. It has little memory, writes nothing and has no surroundings.
"""

import resource
import struct
import sys
from pathlib import Path

import msgspec

from actors.blocks.files.shell.judging import judge
from actors.blocks.files.shell.verdicts import Fault, Unfit

MEMORY = 1_500_000_000  # bytes of addresses: a picture of the largest size, twice, and libraries
LENGTH = struct.Struct(">I")


def verdict(path: Path) -> bytes:
    """Return what is found of the file at `path`."""
    try:
        return msgspec.msgpack.encode([judge(path), None])
    except Unfit as unfit:
        return msgspec.msgpack.encode([None, unfit.fault])
    except MemoryError:
        return msgspec.msgpack.encode([None, Fault("packed")])
    except Exception:  # whatever a library did not think of; the next file is looked at anyhow
        return msgspec.msgpack.encode([None, Fault("unreadable")])


def main() -> None:
    """Look at files until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        answer = verdict(Path(line.rstrip("\n")))
        sys.stdout.buffer.write(LENGTH.pack(len(answer)) + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
