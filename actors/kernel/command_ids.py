"""The id of a command (命令编号): who sent it and the key that he chose, and the digest of what he
sent under it. One key stands for one wish: sent again it has its effect once, and with anything
else behind it, it is refused."""

DIGEST = 16  # hexadecimal digits
_MARK = "="  # in no key and no name of an account
_PLACE = -DIGEST - 1


def signed(id: str, digest: str) -> str:
    """Return `id` for what has this `digest`, 16 hexadecimal digits."""
    return f"{id}{_MARK}{digest}"


def parted(command_id: str) -> tuple[str, str]:
    """Return the id without the digest, and this; "" where nobody signed for what was sent, as in
    messages, alarms, and ids of older releases."""
    if command_id[_PLACE:-DIGEST] == _MARK:
        return command_id[:_PLACE], command_id[-DIGEST:]
    return command_id, ""


def same_wish(one: str, other: str) -> bool:
    """Tell whether two digests under one id may be of the same wish: those that are known are
    equal."""
    return one == other or not one or not other
