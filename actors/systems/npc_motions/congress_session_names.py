"""How sessions are named: congress, term and number, "foshan-16-3"; those of its standing committee
(常委会会议) with an s before the number, "foshan-16-s12"."""

import re
from collections.abc import Mapping

from actors.systems.npc_motions.congress_session_facts import Body

_NAME = re.compile(r"([a-z][a-z0-9_]*)-([1-9][0-9]*)-(s?)([1-9][0-9]*)")


def session_id(congress: str, term: int, number: int, body: Body = "congress") -> str:
    """Return the id of a session."""
    return f"{congress}-{term}-{'s' if body == 'standing_committee' else ''}{number}"


def congress_and_term(id: str) -> tuple[str, int] | None:
    """Return of which congress and term the session `id` is, or None if that is no name."""
    found = _NAME.fullmatch(id)
    return (found[1], int(found[2])) if found else None


def congress_number(id: str) -> str:
    """Return which session of its congress and term the session `id` is, in digits; "" where it is
    one of the standing committee, or no session at all."""
    found = _NAME.fullmatch(id)
    return found[4] if found and not found[3] else ""


def next_session(id: str) -> str:
    """Return the id of the session after the session `id`, of the same body and term.

    Raises:
        ValueError: `id` names no session.
    """
    found = _NAME.fullmatch(id)
    if found is None:
        raise ValueError(f"no session is called {id!r}")
    return f"{found[1]}-{found[2]}-{found[3]}{int(found[4]) + 1}"


def called(id: str) -> tuple[str, Mapping[str, str]] | None:
    """Return what a session is called: the word for sessions of its body, and of which congress,
    term and number it is. None: `id` names no session."""
    found = _NAME.fullmatch(id)
    if found is None:
        return None
    facts = {"congress": found[1], "term": found[2], "number": found[4]}
    return f"called.{'committee_session' if found[3] else 'session'}", facts
