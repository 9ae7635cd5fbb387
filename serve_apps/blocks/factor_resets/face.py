"""Resets at windows: their list, each with what two clerks do, and the code to hand over."""

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.factor_resets.reset import RESET, AgreeToReset, ProposeReset
from actors.blocks.security.roles import SECURITY_ADMINISTRATOR
from serve_apps.blocks.factor_resets import api, pages
from serve_apps.blocks.factor_resets.held import HELD
from serve_apps.blocks.factor_resets.resetting import ResetWish, agreed, proposed
from serve_apps.front.face import Entry, Face, Preparation
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel
from serve_apps.pages.record import RecordPage

_READERS = staff_with(WINDOW_CLERK, SECURITY_ADMINISTRATOR)
_STATES = ("proposed", "rejected", "agreed", "issued", "lapsed")

FACE = Face(
    routers=(pages.router,),
    api=(api.router,),
    before=(
        Preparation(
            command=ProposeReset,
            prepare=proposed,
            takes=ResetWish,
            example=ResetWish(
                account="chen_jiahui",
                name="陈嘉慧",
                id_number="440602199005060028",
                identified="card",
            ),
        ),
        Preparation(command=AgreeToReset, prepare=agreed),
    ),
    lists=(
        ListPage(
            name="factor_resets",
            view="factor_resets",
            at="/resets",
            record="/resets/{id}",
            columns=(
                Column(field="account"),
                Column(field="phase", look="state"),
                Column(field="proposed_at"),
                Column(field="decided_at"),
                Column(field="issued_at"),
            ),
            orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
            filters=(Choice(field="state", values=_STATES, said="factor_reset.states"),),
            above="factor_resets/above.html",
            policy=_READERS,
        ),
    ),
    records=(
        RecordPage(
            kind=RESET,
            at="/resets",
            heading="account",
            good=("issued",),
            bad=("rejected",),
            notice=("proposed", "agreed"),
            told=("account", "unit", "proposed_by", "second", "rejected_because"),
            left_out=("ProposeReset", "AgreeToReset"),
            purposes=(),
            panels=(Panel(template="factor_resets/actions.html", made=pages.actions),),
            policy=_READERS,
        ),
    ),
    holdings=(HELD,),
    entries=(Entry(word="entries.factor_resets", href="/resets", roles=(WINDOW_CLERK,), rank=64),),
)
