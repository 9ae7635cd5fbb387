"""A witness that is a file, a line a seal, on a mount or of an account that only lets us append.

It is opened for appending alone and written through to the disk. A line that a crash tore is left
as it is; the seal gets a line of its own. Who may also read the file sees what stands there first,
so that no seal has two lines without need.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

from actors.followers.witnesses.witness import WitnessContradicts, WitnessSilent
from storage.attestation import Attestation, BadAttestation, fields_of, read_seal_line, seal_line
from storage.seals import Seal, seal_digest

_TAIL = 65_536  # bytes at the end of the file in which the last lines stand
_AT_ONCE = 1_000  # lines


class FileWitness:
    """The file at `path`, made with mode 0600 when there is none."""

    keeps = True

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path

    async def give(self, seal: Seal) -> bytes:
        """Append `seal` unless it stands there; the line is the receipt. See `Witness`."""
        try:
            return await asyncio.to_thread(self._append, seal)
        except OSError as error:
            raise WitnessSilent(f"{self.path}: {error.strerror or error}") from error

    def read(self, number: int, receipt: bytes, keys: Mapping[str, bytes]) -> Attestation:
        """See `Witness`."""
        told = read_seal_line(receipt, keys)
        if told.number != number:
            raise BadAttestation(f"a line of seal {told.number} as the receipt for seal {number}")
        return told

    async def told(
        self, first: int, keys: Mapping[str, bytes]
    ) -> AsyncIterator[Attestation | BadAttestation]:
        """See `Witness`. What is no whole line of JSON was torn, and tells nothing."""
        lines = _lines(self.path)
        try:
            while batch := await asyncio.to_thread(_some, lines):
                for line in batch:
                    if number_of(line) >= max(first, 1):
                        yield read_or_say(line, keys)
        except OSError as error:
            raise WitnessSilent(f"{self.path}: {error.strerror or error}") from error

    def _append(self, seal: Seal) -> bytes:
        line = seal_line(seal)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        file = os.open(self.path, flags, 0o600)
        try:
            if self._stands(seal):
                return line
            torn = self._torn()
            written = os.write(file, (b"\n" if torn else b"") + line + b"\n")
            if written != len(line) + 1 + torn:
                raise OSError(0, "the line was cut off")
            os.fsync(file)
        finally:
            os.close(file)
        return line

    def _stands(self, seal: Seal) -> bool:
        """Tell whether `seal` stands in the file; a file that we may not read is not asked.

        Raises:
            WitnessContradicts: another one of that number does.
        """
        digest = seal_digest(seal).hex()
        try:
            numbers = [number_of(line) for line in self._tail().splitlines()]
            if max(numbers, default=0) < seal.number:
                return False
            found = {
                str(fields_of(line)["digest"])
                for line in _lines(self.path)
                if number_of(line) == seal.number
            }
        except PermissionError:
            return False
        if found - {digest}:
            raise WitnessContradicts(f"{self.path} has another seal {seal.number}")
        return bool(found)

    def _torn(self) -> bool:
        try:
            tail = self._tail()
        except PermissionError:
            return True  # an empty line does no harm
        return bool(tail) and not tail.endswith(b"\n")

    def _tail(self) -> bytes:
        with self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - _TAIL))
            return file.read()


def number_of(line: bytes) -> int:
    """Return the number that a line says it is of, 0 when it says none."""
    try:
        told = fields_of(line)
        return int(told["number"]) if "digest" in told else 0
    except (ValueError, KeyError, TypeError):
        return 0


def read_or_say(line: bytes, keys: Mapping[str, bytes]) -> Attestation | BadAttestation:
    """Return what a line tells, or what is wrong with it."""
    try:
        return read_seal_line(line, keys)
    except BadAttestation as error:
        return error


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield line


def _some(lines: Iterator[bytes]) -> list[bytes]:
    return [line for _, line in zip(range(_AT_ONCE), lines, strict=False)]
