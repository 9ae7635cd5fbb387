"""One-time activation codes (激活码): made to be read out and typed, sixty bits of chance."""

import secrets

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that look alike
_GROUPS, _OF = 3, 4


def new_code() -> str:
    """Return a code as people are shown it: "7KQ2-MX9D-RT4H"."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_OF)) for _ in range(_GROUPS))
    return "-".join(groups)


def read_code(typed: str) -> str:
    """Return what was typed as a code is hashed: capital letters and digits, nothing between."""
    return "".join(sign for sign in typed.upper() if sign in _SIGNS)[:40]
