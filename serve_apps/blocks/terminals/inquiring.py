"""How far a case has come, told at a kiosk: what the public page tells, for the same proof."""

from datetime import datetime

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.forms.normalise import identifier
from actors.blocks.terminals.frames import Inquire, Inquired
from actors.kernel.errors import Overloaded, Refusal
from actors.kernel.words import Title
from serve_apps.blocks.cases.progress import NOT_ACCEPTED, prove_applicant
from serve_apps.front.limits import TooManyTries
from serve_apps.front.wiring import Services
from serve_apps.front.words import word

log = structlog.get_logger(__name__)
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
    )
