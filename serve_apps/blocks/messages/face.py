"""The bell, the list of notices, how one is reached, and what operators see of letters."""

from actors.blocks.messages.letter import GIVEN_UP, LETTER
from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.messages import browsers, pages, reaching, returned
from serve_apps.blocks.messages.held import HELD, LETTERS_HELD, REACH_HELD
from serve_apps.blocks.messages.notices import Notices
from serve_apps.blocks.messages.proof import LetterProofs
from serve_apps.front.face import Entry, Face
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_OPERATORS = staff_with(OPERATOR)
_PHASES = ("waiting", "ready", "taken", "sent", "delivered", *GIVEN_UP)

FACE = Face(
    routers=(pages.router, reaching.router, browsers.router, returned.router),
    services=(lambda wiring: Notices(wiring.database), lambda wiring: LetterProofs()),
    lists=(
        ListPage(
            name="letters",
            view="letters",
            at="/operator/letters",
            record="/operator/letters/{id}",
            columns=(
                Column(field="template"),
                Column(field="phase", look="state"),
                Column(field="channel"),
                Column(field="why"),
                Column(field="code"),
                Column(field="written_at"),
                Column(field="until"),
            ),
            orders=(Sorting(name="latest", fields=("written_at",), descending=True),),
            filters=(Choice(field="phase", values=_PHASES, said="letter.states"),),
            policy=_OPERATORS,
            paths={"state": "phase"},
        ),
    ),
    records=(
        RecordPage(
            kind=LETTER,
            at="/operator/letters",
            heading="template",
            good=("sent", "delivered"),
            bad=("bounced", "dead"),
            notice=("unknown",),
            purposes=(),
            policy=_OPERATORS,
        ),
    ),
    entries=(Entry(word="entries.letters", href="/operator/letters", roles=(OPERATOR,), rank=31),),
    holdings=(HELD, REACH_HELD, LETTERS_HELD),
)
