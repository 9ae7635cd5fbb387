"""How somebody is reached outside the platform (联系方式): addresses that were proved, browsers
that show notices, what is wanted by which of them, the language; what can happen to that. Personal
data: never listed."""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.kernel.turn import Command, Event

Channel = Literal["mail", "sms", "push"]
CHANNELS: tuple[Channel, ...] = ("mail", "sms", "push")
Addressed = Literal["mail", "sms"]
ADDRESSED: tuple[Addressed, ...] = ("mail", "sms")  # by addresses that are proved
Language = Literal["zh", "en"]


class Way(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address of a channel, since when it is known to be its owner's; `doubted` since a letter
    came back, and then nothing goes there until it is proved again."""

    to: str
    since: datetime
    doubted: datetime | None = None


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that shows notices (浏览器推送): its push service takes them at `endpoint`,
    encrypted for its public key `p256dh` and its secret `auth`, both in base64url (RFC 8291);
    `called` is what it calls itself, in a few words."""

    id: str
    endpoint: str
    p256dh: str
    auth: str
    called: str
    since: datetime


class Proof(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An address that waits to be proved by the code with this digest, before `until`; `wrong` is
    how often another was entered."""

    channel: Addressed
    to: str
    digest: str
    until: datetime
    wrong: int = 0


class Reach(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How somebody is reached. `off` are "<class>.<channel>" that are not wanted; `leaving` when
    the latest letters of each channel leave, and `codes` when the latest codes were sent, both
    bounded by the rules of delivery."""

    ways: dict[Addressed, Way] = {}
    browsers: tuple[Browser, ...] = ()
    off: tuple[str, ...] = ()
    language: Language = "zh"
    proof: Proof | None = None
    codes: tuple[datetime, ...] = ()
    leaving: dict[Channel, tuple[datetime, ...]] = {}

    def to(self, channel: Addressed) -> str:
        """Return the address that letters go to by `channel`, "" for none."""
        way = self.ways.get(channel)
        return "" if way is None or way.doubted else way.to

    def places(self, channel: Channel) -> tuple[str, ...]:
        """Return where letters go by `channel`: the address, or the ids of browsers."""
        if channel == "push":
            return tuple(each.id for each in self.browsers)
        return (self.to(channel),) if self.to(channel) else ()


class OfferProof(Command, frozen=True, kw_only=True):
    """Platform: send `code`, which nobody else knows, to an address that the owner says is his."""

    channel: Addressed
    to: str
    code: str
    language: Language = "zh"


class ProveAddress(Command, frozen=True, kw_only=True):
    """Show by the code that came there that the address is one's own (验证)."""

    code: str


class RemoveAddress(Command, frozen=True, kw_only=True):
    """Have nothing sent by this channel any more."""

    channel: Addressed


class AddBrowser(Command, frozen=True, kw_only=True):
    """Platform: the owner wants this browser to show his notices; it may be one that does so
    already, with other keys."""

    endpoint: str
    p256dh: str
    auth: str
    called: str = ""


class RemoveBrowser(Command, frozen=True, kw_only=True):
    """Have a browser show no notices any more, by its id."""

    browser: str


class Prefer(Command, frozen=True, kw_only=True):
    """Choose the language of letters, and what is not wanted: "<class>.<channel>"."""

    language: Language
    off: tuple[str, ...] = ()


class Unsubscribe(Command, frozen=True, kw_only=True):
    """Platform: whoever has the letter says that no more of its class are wanted (退订)."""

    of: str
    channel: Channel


class DoubtAddress(Command, frozen=True, kw_only=True):
    """Platform: a letter to this address, or to the browser with this id, came back."""

    channel: Channel
    to: str


class ProofOffered(Event, frozen=True, kw_only=True):
    at: datetime
    proof: Proof


class ProofFailed(Event, frozen=True, kw_only=True):
    at: datetime


class AddressProved(Event, frozen=True, kw_only=True):
    at: datetime
    channel: Addressed
    to: str


class AddressRemoved(Event, frozen=True, kw_only=True):
    at: datetime
    channel: Addressed


class AddressDoubted(Event, frozen=True, kw_only=True):
    at: datetime
    channel: Addressed


class BrowserAdded(Event, frozen=True, kw_only=True):
    """A browser shows notices from now on; one with the same id was there with other keys."""

    at: datetime
    browser: Browser


class BrowserRemoved(Event, frozen=True, kw_only=True):
    """A browser shows none any more: its owner has taken it away, or, if it is `gone`, its push
    service knows it no more."""

    at: datetime
    browser: str
    gone: bool = False


class PreferencesChosen(Event, frozen=True, kw_only=True):
    at: datetime
    language: Language
    off: tuple[str, ...] = ()


class LettersAsked(Event, frozen=True, kw_only=True):
    """Letters leave by `channels`, each not before its instant, with what the notice with the id
    `notice` says."""

    at: datetime
    notice: str
    channels: dict[Channel, datetime]


ReachEvent = (
    ProofOffered
    | ProofFailed
    | AddressProved
    | AddressRemoved
    | AddressDoubted
    | BrowserAdded
    | BrowserRemoved
    | PreferencesChosen
    | LettersAsked
)
REMEMBERED = 100  # instants of a channel; no more of them than a person is sent in an hour matter


def moved(reach: Reach, event: ReachEvent) -> Reach:
    """Return how somebody is reached after `event`."""
    match event:
        case ProofOffered(at=at, proof=proof):
            return replace(reach, proof=proof, codes=(*reach.codes, at)[-REMEMBERED:])
        case ProofFailed():
            proof = reach.proof and replace(reach.proof, wrong=reach.proof.wrong + 1)
            return replace(reach, proof=proof)
        case AddressProved(at=at, channel=channel, to=to):
            return replace(reach, ways={**reach.ways, channel: Way(to, at)}, proof=None)
        case AddressRemoved(channel=channel):
            ways = {name: way for name, way in reach.ways.items() if name != channel}
            return replace(reach, ways=ways)
        case AddressDoubted(at=at, channel=channel):
            way = replace(reach.ways[channel], doubted=at)
            return replace(reach, ways={**reach.ways, channel: way})
        case BrowserAdded(browser=browser):
            others = (each for each in reach.browsers if each.id != browser.id)
            return replace(reach, browsers=(*others, browser))
        case BrowserRemoved(browser=id):
            others = (each for each in reach.browsers if each.id != id)
            return replace(reach, browsers=tuple(others))
        case PreferencesChosen(language=language, off=off):
            return replace(reach, language=language, off=off)
        case LettersAsked(channels=channels):
            leaving = {
                channel: (*reach.leaving.get(channel, ()), at)[-REMEMBERED:]
                for channel, at in channels.items()
            }
            return replace(reach, leaving={**reach.leaving, **leaving})
