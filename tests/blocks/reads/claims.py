"""Who may claim which purpose of reading: the rules said a second time, without policies."""

from actors.kernel.identity import Identity


def may_claim(by: Identity, purpose: str) -> bool:
    """Tell whether the record of reads takes `purpose` from `by`."""
    if purpose == "maintenance":
        return by.has("operator")
    if by.roles == ("operator",):
        return False
    if purpose == "supervision":
        return by.has("supervisor")
    if purpose in ("handling", "window_service") and by.has("supervisor"):
        return not set(by.roles) <= {"supervisor", "operator"}
    own = by.has("resident") or by.id.startswith("terminal:")
    return own == (purpose == "own")
