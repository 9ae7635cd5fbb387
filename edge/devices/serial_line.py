"""A serial line in the event loop, without threads. A line that breaks is closed at once."""

import asyncio
import errno
import os

import serial

from edge.devices.interface import DeviceFailed, Status

_CHUNK = 4096


class SerialLine:
    """8N1 at `speed` on the device file `path`, opened when it is first needed."""

    def __init__(self, path: str, speed: int) -> None:
        self.path = path
        self.speed = speed
        self._port: serial.Serial | None = None
        self._received = bytearray()
        self._arrived = asyncio.Event()
        self._broken = ""

    def open(self) -> None:
        """Open the line unless it is open.

        Raises:
            DeviceFailed: there is no such line, or it cannot be had.
        """
        if self._port is not None and not self._broken:
            return
        self.close()
        try:
            self._port = serial.Serial(self.path, self.speed, timeout=0, exclusive=True)
        except (serial.SerialException, OSError) as error:
            gone = getattr(error, "errno", None) in (errno.ENOENT, errno.ENXIO, errno.ENODEV)
            state = "no_device" if gone else "offline"
            raise DeviceFailed(Status(state, "the line cannot be opened")) from error
        os.set_blocking(self._port.fileno(), False)
        asyncio.get_running_loop().add_reader(self._port.fileno(), self._read)

    def close(self) -> None:
        """Close the line; what had arrived is forgotten."""
        if self._port is not None:
            asyncio.get_running_loop().remove_reader(self._port.fileno())
            self._port.close()
        self._port = None
        self._broken = ""
        self._received.clear()

    def discard(self) -> None:
        """Forget what has arrived and was not taken."""
        self._received.clear()

    async def write(self, content: bytes, seconds: float) -> None:
        """Send all of `content` within `seconds`.

        Raises:
            DeviceFailed: the line broke.
            TimeoutError: the device took less than all of it in time.
        """
        rest = memoryview(content)
        async with asyncio.timeout(seconds):
            while rest:
                port = self._require()
                try:
                    rest = rest[os.write(port.fileno(), rest[:_CHUNK]) :]
                except BlockingIOError:
                    await self._writable(port.fileno())
                except OSError as error:
                    self._break(f"write: {errno.errorcode.get(error.errno or 0, error)}")

    async def receive(self) -> bytes:
        """Wait for at least one byte and return all that have arrived.

        Raises:
            DeviceFailed: the line broke.
        """
        while not self._received:
            self._require()
            self._arrived.clear()
            await self._arrived.wait()
        content = bytes(self._received)
        self._received.clear()
        return content

    def _require(self) -> serial.Serial:
        if self._port is None or self._broken:
            raise DeviceFailed(Status("no_device", self._broken or "the line is closed"))
        return self._port

    async def _writable(self, descriptor: int) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_writer(descriptor, ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_writer(descriptor)

    def _read(self) -> None:
        assert self._port is not None
        try:
            content = os.read(self._port.fileno(), _CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            content = b""
            self._break(f"read: {errno.errorcode.get(error.errno or 0, error)}")
        if content:
            self._received += content
        elif not self._broken:
            self._break("the other end is gone")
        self._arrived.set()

    def _break(self, why: str) -> None:
        self._broken = why
        if self._port is not None:
            asyncio.get_running_loop().remove_reader(self._port.fileno())
