"""What a mailbox is at a moment: what came, who has read it, and how its owner is reached."""

from typing import Literal

import msgspec

from actors.blocks.messages.reach import Reach

MAILBOX = "mailbox"
KEPT = 500  # notices of a mailbox; older ones go
READERS = 200  # of the mailbox of a role; whoever has not read in it for longest begins anew
Urgency = Literal["normal", "urgent"]


class MailboxState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mailbox: `last` is the number of its latest notice, `read` what each reader has read of
    those that are kept, whoever read last standing last; `reach` how its owner is reached outside
    the platform."""

    id: str
    last: int = 0
    read: dict[str, tuple[int, ...]] = {}
    reach: Reach = Reach()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def first(self) -> int:
        """The number of the oldest notice that is kept."""
        return oldest(self.last)

    @property
    def phase(self) -> str:
        """ "open" once anything came or was chosen, "" before."""
        return "open" if self.last or self.reach != Reach() else ""


def notice_id(mailbox: str, n: int) -> str:
    """Return the id of notice `n` of the mailbox with id `mailbox`, that of its row."""
    return f"{mailbox}#{n:08}"


def oldest(last: int) -> int:
    """Return the number of the oldest notice that is kept when `last` is the latest."""
    return max(1, last - KEPT + 1)
