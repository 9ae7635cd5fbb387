"""What mail servers report on letters (退信): each report is handed in as it came."""

from fastapi import APIRouter, Request

from actors.blocks.messages.letter import LETTER, NoteDelivery
from actors.blocks.messages.shell.returned import Nameless, Unproved, read_returned
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.messages.proof import LetterProofs
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
MOST = 1_048_576  # bytes of a report, with the letter that it may hold


@router.post("/intake/returned-mail")
async def take_in(request: Request, _: ProvesItself, services: Wired) -> dict[str, str]:
    """Take a mail that came to the address of a letter, and return what was noted: "bounced",
    "delivered", or "" for a mail that says nothing of what became of it. The address that it came
    to proves that it is about that letter.

    Raises:
        Refusal: it is about no letter, or does not prove that it is, or is too long.
        Overloaded, Unavailable: see `Sender.send`; the mail server hands it in again.
    """
    content = await request.body()
    if len(content) > MOST:
        raise Refusal(Reason("letter.report_too_long"))
    try:
        found = read_returned(content, services[LetterProofs].lookups)
    except Nameless:
        raise Refusal(Reason("letter.unknown"), kind="unknown") from None
    except Unproved:
        raise Refusal(Reason("letter.report_unproved"), kind="forbidden") from None
    key = f"{LETTER}:{found.letter}"
    if not (await services.sender.show(key)).state.phase:
        raise Refusal(Reason("letter.unknown"), kind="unknown")
    if found.status:
        note = NoteDelivery(status=found.status, code=found.code)
        await services.sender.send(key, note, id=f"returned/{found.status}", by=PLATFORM)
    return {"noted": found.status}
