"""Who acts. Every command carries one of these; deciders read it, the journal keeps its id."""

from typing import Literal

import msgspec

Assurance = Literal["", "plain", "basic", "high", "fresh"]
LEVELS: tuple[Assurance, ...] = ("plain", "basic", "high", "fresh")
"""How well somebody has proved who he is (身份核验等级), from little to much: by one factor, and
there is no second that he could be asked for; by one, and there is; by two in this session; by two
a short while ago."""


class Identity(msgspec.Struct, frozen=True, omit_defaults=True):
    """The acting identity.

    `id` is "person:<account>", "staff:<account>", "terminal:<id>", "clock" (the platform's own
    reminders), "platform" (messages between entities) or "shell:<user>" (who works on a machine of
    the platform). `unit` is the code of the unit (单位) a member of staff acts for. No personal
    data: an account name is an opaque string.

    `acting_for` is the account of the member of staff whose roles these are while he is on leave
    (代理), "" for one's own: the record then reads "X 代 Y". `id` stays X, so that who may not do
    two things may not do one of them as a deputy either. Of a person it is the account that he acts
    for by mandate or by law (委托); `items` are then the codes of the services that this is limited
    to, none meaning all.

    `assurance` is how well whoever acts has proved who it is (`LEVELS`), "" where that is no
    question: the platform itself, its terminals and those who work on its machines.
    """

    id: str
    roles: tuple[str, ...] = ()
    unit: str = ""
    acting_for: str = ""
    items: tuple[str, ...] = ()
    assurance: Assurance = ""

    @property
    def owner(self) -> str:
        """Whose the keys are that come with commands: those that somebody chose acting for another
        are not those that he chose for himself."""
        return f"{self.id}~{self.acting_for}" if self.acting_for else self.id

    def has(self, role: str) -> bool:
        """Tell whether this identity holds `role`."""
        return role in self.roles


CLOCK = Identity("clock", ("clock",))
PLATFORM = Identity("platform", ("platform",))
