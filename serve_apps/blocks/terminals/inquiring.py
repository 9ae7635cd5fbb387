"""How far a case has come, told at a kiosk: what the public page tells, for the same proof; and the
rating of its service (好差评) by touch."""

from datetime import datetime

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.cases.commands import RateByProof
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.state import CaseState
from actors.blocks.forms.normalise import identifier
from actors.blocks.ratings.records import Said
from actors.blocks.terminals.frames import Inquire, Inquired, Rating
from actors.kernel.errors import Fault, Overloaded, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.words import Title
from serve_apps.blocks.cases.progress import NOT_ACCEPTED, prove_applicant
from serve_apps.front.limits import TooManyTries
from serve_apps.front.wiring import Services
from serve_apps.front.words import word

log = structlog.get_logger(__name__)
STARS = range(1, 6)
_MOST = 64  # characters of a number or its end


async def inquire(services: Services, question: Inquire) -> Inquired:
    """Answer a kiosk's question; whatever goes wrong, it gets an answer."""
    number, tail = question.number[:_MOST], question.id_tail[:_MOST]
    provisional = ""
    try:
        filing = await services.views.kiosk_filing(identifier(number))
        provisional = filing["provisional"] if filing else ""
        row = await prove_applicant(services, number, tail)
    except Refusal as refusal:
        if refusal.reasons[0].code != NOT_ACCEPTED:
            return Inquired(id=question.id, outcome="unknown")
        return Inquired(
            id=question.id,
            outcome="not_accepted",
            provisional=provisional,
            refused=refusal.reasons[1:],
        )
    except (TooManyTries, Overloaded):
        return Inquired(id=question.id, outcome="too_many")
    except PyMongoError as error:
        log.warning("inquiry of a kiosk failed", error=type(error).__name__)
        return Inquired(id=question.id, outcome="failed")
    try:
        rating = await _rated(services, row["_id"], question)
    except Fault:
        return Inquired(id=question.id, outcome="failed")
    code, title = row["item"]["code"], row["item"]["title"]
    state = f"case.states.{row['phase']}"
    at: datetime | None = row.get("submitted_at")
    return Inquired(
        id=question.id,
        outcome="found",
        number=row["number"],
        provisional=provisional,
        item=code,
        title=Title(zh=title["zh"], en=title["en"]),
        phase=Title(zh=word(state, "zh"), en=word(state, "en")),
        at=at,
        rating=rating,
    )


async def _rated(services: Services, case: str, question: Inquire) -> Rating:
    """Rate the service of `case` where the question says how, and tell whether it may be rated.

    Raises:
        Fault: the case does not answer.
    """
    key = f"{CASE}:{case}"
    state: CaseState = (await services.sender.show(key)).state
    if state.closed_at is None or not state.outcome or state.archived_at is not None:
        return ""
    if state.rating or state.stars:
        return "once"
    if question.stars not in STARS:
        return "open"
    wish = RateByProof(said=Said(stars=question.stars, channel="kiosk"))
    try:
        await services.sender.send(key, wish, id=f"kiosk/{question.id}", by=PLATFORM)
    except Refusal:  # of a case that was sealed or rated meanwhile
        return "once"
    return "kept"
