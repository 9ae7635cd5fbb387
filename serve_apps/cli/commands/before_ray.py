"""What must stand in the environment before Ray is imported."""

import os

from serve_apps.front.front_door import ALONE


def alone_or_joined() -> None:
    """Have Ray keep to this machine unless `RAY_ADDRESS` names a cluster."""
    if not os.environ.get("RAY_ADDRESS"):
        os.environ.update(ALONE)


def with_token() -> None:
    """Have Ray show the token that each of ours asks for, and find it where it listens."""
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    alone_or_joined()
