"""Files with secrets: for their owner alone, and durable before anybody can see them."""

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile


class OpenToOthers(ValueError):
    """Others may read the file; the message says which, and what to do."""


def read_own(path: Path) -> bytes:
    """Return what the file at `path` holds.

    Raises:
        OSError: it cannot be read.
        OpenToOthers: others may read it, too.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise OpenToOthers(f"{path} may be read by others ({mode:o}); run: chmod 600 {path}")
    return path.read_bytes()


def write_once(path: Path, content: bytes) -> None:
    """Make the file at `path` unless one is there: of several makers one is first, and its content
    is the one."""
    _write(path, content, anew=False)


def write_over(path: Path, content: bytes) -> None:
    """Put a file in the place of the one at `path`; readers see the one or the other, whole."""
    _write(path, content, anew=True)


def _write(path: Path, content: bytes, *, anew: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        if anew:
            os.replace(file.name, path)
        else:
            os.link(file.name, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        Path(file.name).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # or the name of the file may be gone after a loss of power
    finally:
        os.close(folder)
