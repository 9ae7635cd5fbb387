"""What a password must be. Two profiles, since two yardsticks contradict each other.

Residents: length alone, no composition rules (ASVS 5.0 6.2.5). Staff: at least three of four sorts
of characters (GB/T 22239-2019 8.1.4.1 a).
"""

from actors.kernel.errors import Reason

SHORTEST, LONGEST = 12, 128


def faults_of(password: str, kind: str) -> tuple[Reason, ...]:
    """Return every reason why `password` will not do for an account of `kind`; none if it does."""
    faults: list[Reason] = []
    if not SHORTEST <= len(password) <= LONGEST:
        facts = {"shortest": str(SHORTEST), "longest": str(LONGEST)}
        faults.append(Reason("password.length", "/new_password", facts))
    if kind == "staff" and _sorts(password) < 3:
        faults.append(Reason("password.sorts", "/new_password"))
    return tuple(faults)


def _sorts(password: str) -> int:
    lower = any(mark.islower() for mark in password)
    upper = any(mark.isupper() for mark in password)
    digit = any(mark.isdigit() for mark in password)
    other = any(not mark.isalnum() for mark in password)
    return lower + upper + digit + other
