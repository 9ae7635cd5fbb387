"""Outside parties: how they are, their calls, and what their lists and ours differ in."""

from collections.abc import Iterable

from actors.blocks.calls.party import PARTY
from actors.blocks.calls.reconciliation import RECONCILIATION, Reconciliation
from actors.blocks.calls.records import CALL
from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.calls import intake, pages
from serve_apps.blocks.calls.connections import Connections
from serve_apps.front.face import Entry, Face
from serve_apps.front.policies import staff_with
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_OPERATORS = staff_with(OPERATOR)
_STATES = (
    "dead", "unknown", "wished", "under_way", "waiting", "accepted", "failed", "done",
)  # fmt: skip


def _differing(asking: Asking) -> Iterable[tuple[str, str]]:
    state: Reconciliation = asking.state
    word = "reconciliation.choices.sort"
    return [
        (id, f"{id[:8]} {known_word(f'{word}.{each.difference.sort}', asking.language)}")
        for id, each in state.found.items()
    ]


FACE = Face(
    routers=(pages.router, intake.router),
    api=(pages.api,),
    services=(Connections,),
    lists=(
        ListPage(
            name="calls",
            view="calls",
            at="/calls",
            record="/calls/{id}",
            columns=(
                Column(field="wished_at"),
                Column(field="adapter"),
                Column(field="phase", look="state"),
                Column(field="n", look="number"),
                Column(field="next"),
            ),
            orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
            filters=(Choice(field="phase", values=_STATES, said="call.states"),),
            policy=_OPERATORS,
        ),
    ),
    records=(
        RecordPage(
            kind=CALL,
            at="/calls",
            heading="wished_at",
            good=("done",),
            bad=("dead",),
            notice=("unknown", "waiting", "failed"),
            purposes=(),
            policy=_OPERATORS,
        ),
        RecordPage(
            kind=PARTY,
            at="/parties",
            back="/parties",
            heading="name",
            good=("well",),
            bad=("sick",),
            notice=("held",),
            purposes=(),
            policy=_OPERATORS,
        ),
        RecordPage(
            kind=RECONCILIATION,
            at="/reconciliations",
            back="/parties",
            heading="day",
            good=("settled",),
            notice=("open",),
            choices={"call": _differing},
            purposes=(),
            policy=_OPERATORS,
        ),
    ),
    entries=(Entry(word="entries.parties", href="/parties", roles=(OPERATOR,), rank=31),),
)
