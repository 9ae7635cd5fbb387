"""账户: People and firms: sign-in, sessions, passwords."""

from actors.blocks.accounts import view
from actors.blocks.accounts.common_passwords import read_common
from actors.blocks.accounts.kind import account_kind
from actors.blocks.accounts.roles import RESIDENT
from actors.kernel.guarded import Guarded
from actors.kernel.kept import Kept
from actors.kernel.system import AccountKind, Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="accounts",
    title=Title(zh="账户", en="Accounts"),
    uses=("messages",),
    always=True,
    account_kinds=(
        AccountKind(name="staff", held_for="unit"),
        AccountKind(name="resident"),
    ),
    roles=(Role(name=RESIDENT, of="resident", scope="platform"),),
    guarded={
        "account": Guarded(actions=("read",), fields=("name", "unit", "roles", "disabled")),
    },
    kinds=(account_kind,),
    kept=(
        Kept(  # of staff: what they did as work is part of the records
            kind="account",
            retention="ordinary",
            view="accounts",
            since="disabled_at",
            where={"kind": RESIDENT, "disabled": True},
            over=lambda state: state.disabled_at if state.disabled else None,
        ),
    ),
    views=(view.view(),),
    reads=(read_common,),
)
