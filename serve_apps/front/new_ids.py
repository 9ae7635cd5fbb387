"""Ids of new entities: they follow from who begins one and with which key, and those of one time
are neighbours."""

import re
from uuid import NAMESPACE_URL, uuid5

# RFC 9562 §5.7: 48 bits of milliseconds, the version, chance, the variant, chance.
_VERSION_7 = re.compile(r"[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}")
_INSTANT = 12  # hexadecimal digits of the 48 bits


def new_id(kind: str, owner: str, idempotency_key: str) -> str:
    """Return the id, 32 hexadecimal digits, of the entity of `kind` that `owner` (an identity's id)
    begins with this key: always the same, so that a repeated request meets the same entity.

    If the key is a UUID of version 7 (RFC 9562 §5.7), the id begins with its instant. Entities that
    are worked on at the same time then lie side by side in every index by id, and a commit to one
    touches the few pages of an index that are in memory anyway, however many older ones there are.
    Nothing may be concluded from that instant: it is what the client says.
    """
    name = uuid5(NAMESPACE_URL, f"yimen:{kind}:{owner}:{idempotency_key}").hex
    key = idempotency_key.lower().replace("-", "")
    instant = key[:_INSTANT] if _VERSION_7.fullmatch(key) else ""
    return instant + name[len(instant) :]
