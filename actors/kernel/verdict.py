"""What is answered to the question whether somebody may do or see something."""

import msgspec

NONE_PERMITS = "none_permits"
"""What is said to decide where no policy permits."""


class Verdict(msgspec.Struct, frozen=True):
    """Whether it is allowed, which fields may be seen, and because of which policy.

    `fields` None is every field, () none: what no policy names is not shown. `because` is the id of
    the policy that decided, for the record: the first that forbids, else the first that permits,
    "" when none does either: then it is refused as `NONE_PERMITS`.
    """

    allowed: bool
    fields: tuple[str, ...] | None = ()
    because: str = ""

    def shows(self, field: str) -> bool:
        """Tell whether `field` may be seen."""
        return self.allowed and (self.fields is None or field in self.fields)
