"""Who acts. Every command carries one of these; deciders read it, the journal keeps its id."""

import msgspec


class Identity(msgspec.Struct, frozen=True, omit_defaults=True):
    """The acting identity.

    `id` is "person:<account>", "staff:<account>", "terminal:<id>", "clock" (the platform's own
    reminders), "platform" (messages between entities) or "shell:<user>" (who works on a machine of
    the platform). `unit` is the code of the unit (单位) a member of staff acts for. No personal
    data: an account name is an opaque string.
    """

    id: str
    roles: tuple[str, ...] = ()
    unit: str = ""

    def has(self, role: str) -> bool:
        """Tell whether this identity holds `role`."""
        return role in self.roles


CLOCK = Identity("clock", ("clock",))
PLATFORM = Identity("platform", ("platform",))
