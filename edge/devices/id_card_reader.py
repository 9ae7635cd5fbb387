"""The ID-card reader: an SDT module on a serial line."""

import asyncio

from edge.devices import sdt
from edge.devices.id_card import IdCard, UnreadableCard, parse_base
from edge.devices.interface import DeviceFailed, Status
from edge.devices.serial_line import SerialLine

_READ_SECONDS = 5.0
_FATAL = (0x60, 0x66)  # the module itself is out of order


class IdCardReader:
    """Driver of a reader at `path`. One question at a time; each gets three tries, of
    `answer_seconds` unless a card is being read."""

    name = "id_card_reader"
    answer_seconds = 1.5

    def __init__(self, path: str, speed: int = 115200) -> None:
        self._line = SerialLine(path, speed)
        self._turn = asyncio.Lock()

    async def status(self) -> Status:
        """Ask the SAM how it is. A reader that does not answer is "unknown"."""
        try:
            async with self._turn:
                answer = await self._ask(sdt.SAM_STATUS)
        except DeviceFailed as failed:
            return failed.status
        if answer.sw3 != sdt.OK:
            return Status("hardware_error", answer.meaning)
        return Status("online")

    async def read(self) -> IdCard | None:
        """Read the card that lies on the reader; None when there is none, or when it was read
        already and not lifted since.

        Raises:
            DeviceFailed: the reader does not answer, or is out of order.
            UnsupportedDocument: it is no card that this terminal may take.
            UnreadableCard: it was pulled away or is damaged.
        """
        async with self._turn:
            found = await self._ask(sdt.FIND)
            if found.sw3 == 0x80:
                return None
            self._expect(found, sdt.FOUND)
            self._expect(await self._ask(sdt.SELECT), sdt.OK)
            content = await self._ask(sdt.READ_BASE, _READ_SECONDS)
            self._expect(content, sdt.OK)
            return parse_base(content.content)

    async def close(self) -> None:
        """Let the line go."""
        self._line.close()

    def _expect(self, answer: sdt.Answer, sw3: int) -> None:
        if answer.sw3 in _FATAL:
            raise DeviceFailed(Status("hardware_error", answer.meaning))
        if answer.sw3 != sw3:
            raise UnreadableCard(answer.meaning)

    async def _ask(self, command: tuple[int, int], seconds: float = 0.0) -> sdt.Answer:
        seconds = seconds or self.answer_seconds
        self._line.open()
        garbled = "no answer"
        for _ in range(3):
            self._line.discard()
            reader = sdt.AnswerReader()
            try:
                async with asyncio.timeout(seconds):
                    await self._line.write(sdt.request(command), seconds)
                    while True:
                        for answer in reader.feed(await self._line.receive()):
                            if isinstance(answer, sdt.Answer):
                                return answer
                            garbled = f"garbled answer ({answer})"
            except TimeoutError:
                continue
        raise DeviceFailed(Status("unknown", garbled))
