"""When letters leave, how many, and what each class may say (投递规则): data of the place."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from actors.blocks.messages.mailbox_state import Urgency
from actors.blocks.messages.reach import Channel
from actors.kernel.deadlines import CHINA
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read

Sort = Literal["number", "title", "unit", "day", "choice", "count", "code", "reply"]
"""What a fact of a letter is; "reply" is what a text message is answered with. There is no sort for
names, numbers of people, addresses or what somebody wrote: a letter leaves the platform, and says
none of these."""


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """免打扰时段: local hours in which nothing leaves by `channels`, unless its urgency is
    `excepted`."""

    begins: time
    ends: time
    channels: tuple[Channel, ...]
    excepted: tuple[Urgency, ...] = ()


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How many letters leave: to one person by one channel in an hour, and of the whole platform in
    a minute, `burst` of them at once."""

    person_hourly: int
    minute: int
    burst: int


class ProofRules(msgspec.Struct, frozen=True, kw_only=True):
    """How an address is proved: a code holds for `minutes` and `tries`; a recipient is sent `daily`
    of them in 24 hours."""

    minutes: int
    tries: int
    daily: int


class BrowserRules(msgspec.Struct, frozen=True, kw_only=True):
    """How many browsers show the notices of one person, at most."""

    most: int


class LetterClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class of letters (信件类别): whether its recipients may do without (`unsubscribe`), whether
    it leaves `at_once` at any hour, and the sorts of facts that it may hold by each channel. What a
    browser shows on a locked screen says no more than a text message."""

    unsubscribe: bool
    at_once: bool = False
    mail: tuple[Sort, ...] = ()
    sms: tuple[Sort, ...] = ()

    def may_hold(self, channel: Channel) -> tuple[Sort, ...]:
        """Return the sorts of facts that a letter of the class may hold by `channel`."""
        return self.mail if channel == "mail" else self.sms


class DeliveryRules(msgspec.Struct, frozen=True, kw_only=True):
    """投递规则. `retries` are the minutes until the next try, after each that failed;
    `sms_longest` is in characters."""

    retries: tuple[int, ...]
    sms_longest: int
    quiet: Quiet
    rate: Rate
    proof: ProofRules
    browsers: BrowserRules
    classes: dict[str, LetterClass]

    def leaves(self, at: datetime, channel: Channel, urgency: Urgency, of: str) -> datetime:
        """Return when a letter of the class `of` that could leave at `at` does: then, or at the end
        of the quiet hours."""
        quiet = self.quiet
        kind = self.classes.get(of)
        at_once = kind is not None and kind.at_once
        if at_once or channel not in quiet.channels or urgency in quiet.excepted:
            return at
        local = at.astimezone(CHINA)
        now = local.time()
        over_midnight = quiet.begins > quiet.ends
        is_quiet = (
            now >= quiet.begins or now < quiet.ends
            if over_midnight
            else quiet.begins <= now < quiet.ends
        )
        if not is_quiet:
            return at
        last = local.date() + timedelta(days=int(over_midnight and now >= quiet.begins))
        return datetime.combine(last, quiet.ends, CHINA).astimezone(UTC)

    def again(self, now: datetime, tries: int) -> datetime | None:
        """Return when to try once more what has failed `tries` times; None: not again."""
        if tries > len(self.retries):
            return None
        return now + timedelta(minutes=self.retries[tries - 1])


def read_delivery_rules(folder: Path) -> tuple[DeliveryRules | None, list[Mistake]]:
    """Read `delivery.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/delivery.toml"
    try:
        document = msgspec.toml.decode((folder / "delivery.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, DeliveryRules, file)
    if found is not None:
        for place, number in (
            ("rate.person_hourly", found.rate.person_hourly),
            ("rate.minute", found.rate.minute),
            ("rate.burst", found.rate.burst),
            ("proof.minutes", found.proof.minutes),
            ("proof.tries", found.proof.tries),
            ("proof.daily", found.proof.daily),
            ("browsers.most", found.browsers.most),
            *((f"retries[{number}]", wait) for number, wait in enumerate(found.retries)),
        ):
            if number < 1:
                mistakes.append(Mistake(file, place, "is at least 1"))
    return found, mistakes
