"""What is held of whoever has an account: who it is, and how it was signed in. No secret of it."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.accounts.state import AccountState
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: AccountState, how: Telling) -> Mapping[str, Any]:
    person, authenticator = state.person, state.authenticator
    return {
        "account": state.id,
        "kind": state.kind,
        "person": {
            "name": person.name,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "phone": person.phone,
        }
        if person
        else None,
        "put_right": [
            {"at": one.at, "part": one.part, "before": one.before, "after": one.after}
            | {"decision": one.basis}
            for one in state.put_right
        ],
        "password_at": state.password_at,
        "authenticator_since": authenticator.since if authenticator else None,
        "passkeys": [
            {"name": each.name, "added_at": each.added_at, "used_at": each.used_at}
            for each in state.passkeys
        ],
        "sessions": [
            {
                "browser": each.browser,
                "opened_at": each.opened_at,
                "seen_at": each.seen_at,
                "proofs": list(each.proofs),
            }
            for each in state.sessions
        ],
        "wrong_tries": [each.at for each in state.wrong],
    }


HELD = Holding(name="account", of=("account",), kind="account", told=_told)
