"""Groups of fields that commands, events and states share: one struct each, which they inherit, so
that what is stored stays as flat as it was."""

from typing import Any

import msgspec


def parts_of(held: msgspec.Struct, group: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the fields of `group` as `held` has them, which has all of them."""
    return {name: getattr(held, name) for name in group.__struct_fields__}
