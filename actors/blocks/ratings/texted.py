"""Rating by text message (短信评价): what is asked, what an answer says, and until when it counts.

The message that asks has a code of six digits; whoever answers it from the same telephone with
that code and a digit from 1 to 5 has rated. The code alone proves nothing, nor does the telephone.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

DIGITS = 6  # of a code
COUNTS_FOR = timedelta(days=30)  # as the message says
REPLY = "reply"  # the fact of a letter that holds the code
Heard = Literal["Kept", "KeptBad", "Unreadable", "Unknown", "Late", "Once", "NotNow"]
"""What became of an answer: the letter `rating.Text<Heard>` says it."""

_ANSWER = re.compile(rf"([0-9]{{{DIGITS}}})[\W_]*([1-5])[\W_]*")


@dataclass(frozen=True)
class Answer:
    """What somebody answered: the code of what he rates, and 1 to 5."""

    code: str
    stars: int


def code_of(asked: str) -> str:
    """Return the code of what is `asked`: the entity and the command that asks."""
    digest = int.from_bytes(sha256(f"rate/{asked}".encode()).digest()[:8])
    return f"{digest % 10**DIGITS:0{DIGITS}}"


def read_answer(text: str) -> Answer | None:
    """Return what a text message says, with whatever blanks, signs and wide digits; None if that is
    no code with a digit from 1 to 5."""
    found = _ANSWER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return Answer(found[1], int(found[2])) if found else None


def is_late(asked: datetime, now: datetime) -> bool:
    """Tell whether an answer that comes now to what was asked then counts no more."""
    return now - asked > COUNTS_FOR
