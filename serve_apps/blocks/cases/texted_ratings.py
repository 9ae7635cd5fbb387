"""Ratings by text message (短信评价): what telephones answer, handed in by the SMS gateway, signed.

Whatever an answer says, whoever sent it is told what became of it, by a text message at once;
nothing but a rating that counts changes anything. The same message, handed in again, is taken and
answered once.
"""

import hashlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request

from actors.blocks.calls.shell.adapter import Unsigned
from actors.blocks.cases.commands import RateByProof
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.told import PLEASE_RATE
from actors.blocks.messages.carrying import GATEWAY
from actors.blocks.messages.letter import LETTER, Letter, WriteLetter, letter_id
from actors.blocks.messages.reach import Language
from actors.blocks.messages.shell.sms import SmsGateway, Texted
from actors.blocks.messages.template import Letters
from actors.blocks.ratings.records import LOW, Said
from actors.blocks.ratings.texted import Heard, is_late, read_answer
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.calls.connections import Connections
from serve_apps.front.limits import Attempts, TooManyTries
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from storage.clock import WallClock

router = APIRouter(include_in_schema=False)
MOST = 16_384  # bytes of an answer
ALIKE = 50  # letters with one code that are looked at, the latest
_answered = Attempts(10, 3_600.0)  # to one telephone: a program there would go on for ever


@router.post("/intake/texts")
async def take_in(request: Request, _: ProvesItself, services: Wired) -> dict[str, str]:
    """Take what a telephone answered, and return what became of it.

    Raises:
        Refusal: it is not signed by the gateway, or cannot be read.
        Overloaded, Unavailable: see `Sender.send`; the gateway hands it in again.
    """
    connected = services[Connections].find(GATEWAY)
    gateway = connected.adapter if connected is not None else None
    if not isinstance(gateway, SmsGateway):
        raise Refusal(Reason("party.unknown"), kind="unknown")
    body = await request.body()
    if len(body) > MOST:
        raise Refusal(Reason("party.unreadable"))
    try:
        now = WallClock().now().timestamp()  # a demonstration does not move what others sign
        texted = gateway.texted(request.headers, body, now)
    except Unsigned:
        raise Refusal(Reason("party.unsigned"), kind="forbidden") from None
    except ValueError:
        raise Refusal(Reason("party.unreadable")) from None
    heard, language = await _hear(services, texted)
    await _answer(services, texted, heard, language, now)
    return {"heard": heard}


async def _hear(services: Services, texted: Texted) -> tuple[Heard, Language]:
    """Take the rating, if it is one that counts; return that, and the language to answer in."""
    answer = read_answer(texted.text)
    if answer is None:
        return "Unreadable", "zh"
    letter = await _asked(services, answer.code, texted.sender)
    if letter is None or letter.written_at is None:
        return "Unknown", "zh"
    if is_late(letter.written_at, services.clock.now()):
        return "Late", letter.language
    wish = RateByProof(said=Said(stars=answer.stars, channel="sms"))
    id = f"text/{_digest(texted)}"
    try:
        await services.sender.send(letter.about, wish, id=id, by=PLATFORM)
    except Refusal as refusal:
        once = refusal.reasons[0].code == "rating.only_once"
        return "Once" if once else "NotNow", letter.language
    return "KeptBad" if answer.stars <= LOW else "Kept", letter.language


async def _asked(services: Services, code: str, sender: str) -> Letter | None:
    """Return the latest text message by which this telephone was asked to rate by this code."""
    async for letter in _with(services, code):
        if letter.to == sender and letter.about.startswith(f"{CASE}:"):
            return letter
    return None


async def _with(services: Services, code: str) -> AsyncIterator[Letter]:
    where = {"reply": code, "channel": "sms", "template": f"{CASE}.{PLEASE_RATE}"}
    found = services[Records].database["letters"].find(where, {"_id": 1})
    for row in await found.sort("written_at", -1).limit(ALIKE).to_list():
        yield (await services.sender.show(f"{LETTER}:{row['_id']}")).state


async def _answer(
    services: Services, texted: Texted, heard: Heard, language: Language, now: float
) -> None:
    try:
        _answered.record(texted.sender, now)
    except TooManyTries:
        return
    template = f"rating.Text{heard}"
    letter = WriteLetter(
        mailbox="",
        channel="sms",
        to=texted.sender,
        of=services.library[Letters].templates[template].of,
        template=template,
        language=language,
    )
    key = f"{LETTER}:{letter_id('', f'text.{_digest(texted)}', 'sms')}"
    await services.sender.send(key, letter, id="write", by=PLATFORM)


def _digest(texted: Texted) -> str:
    """Return what tells the message from all others, however long the gateway's own id is."""
    return hashlib.sha256(f"{GATEWAY}/{texted.id}".encode()).hexdigest()[:32]
