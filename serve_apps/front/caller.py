"""Where a request to sign in comes from: its network, its device, its browser. Kept as digests and
in a few words, and asked for nothing but signing in."""

import ipaddress
import re
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature
from starlette.requests import HTTPConnection

from actors.blocks.accounts.tries import of_device
from serve_apps.front.csrf import tag_of
from serve_apps.front.limits import address_of
from serve_apps.front.settings import WebSettings
from serve_apps.front.signing import signer

DEVICE_COOKIE = "device"
DEVICE_SECONDS = 365 * 86_400
_ACCOUNTS = 8  # that a device remembers; the one that was used longest ago goes
_NETWORK = 64  # bits of an IPv6 address that one subscriber has
_BROWSERS = (  # the first that is found in what a browser calls itself
    ("MicroMessenger/", "WeChat"),
    ("AlipayClient/", "Alipay"),
    ("HarmonyOS", "HarmonyOS"),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_PROGRAM = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,20}")


@dataclass(frozen=True)
class Device:
    """A device (设备) that somebody has signed in on: a name of chance, and what stands for the
    accounts that were proved on it."""

    id: str
    accounts: tuple[str, ...] = ()

    def knows(self, key: bytes, account: str) -> bool:
        """Tell whether `account` was proved on it."""
        return tag_of(key, account) in self.accounts

    def with_account(self, key: bytes, account: str) -> "Device":
        """Return it after `account` was proved on it."""
        tag = tag_of(key, account)
        others = [each for each in self.accounts if each != tag]
        return Device(self.id, (*others[1 - _ACCOUNTS :], tag))

    def text(self, key: bytes) -> str:
        """Return it as a cookie, which nobody else can make."""
        return signer(key, "device").sign(".".join((self.id, *self.accounts))).decode()


@dataclass(frozen=True)
class Caller:
    """Who tries to sign in, before it is known who it is. `address` is a digest of the network that
    the request comes from, "" if it is not known; `browser` a few words."""

    device: Device
    address: str = ""
    browser: str = ""

    def source(self, key: bytes, account: str) -> str:
        """Return where tries at `account` come from, as accounts count them."""
        return of_device(self.device.id) if self.device.knows(key, account) else self.address


def caller_of(
    connection: HTTPConnection, key: bytes, settings: WebSettings, device: str | None = None
) -> Caller:
    """Return who makes a request. `device` is what a program sends in place of the cookie."""
    text = connection.cookies.get(DEVICE_COOKIE, "") if device is None else device
    return Caller(
        _device(key, text),
        _network(key, address_of(connection, settings.proxies)),
        browser_of(connection.headers.get("user-agent", "")),
    )


def nobody() -> Caller:
    """Return a caller of whom nothing is known."""
    return Caller(Device(secrets.token_urlsafe(9)))


def browser_of(user_agent: str) -> str:
    """Return in a few words what calls itself `user_agent`: "Chrome · Windows"; "" if it does not
    say."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if not browser:
        program = _PROGRAM.match(user_agent)
        browser = program[0] if program and not user_agent.startswith("Mozilla") else ""
    return " · ".join(dict.fromkeys(filter(None, (browser, system))))


def _device(key: bytes, text: str) -> Device:
    try:
        id, *accounts = signer(key, "device").unsign(text).decode().split(".")
    except BadSignature:
        return nobody().device
    return Device(id, tuple(accounts))


def _network(key: bytes, address: str) -> str:
    """Return a digest of the network that `address` is of: people with IPv6 have 64 bits of their
    own to choose from."""
    if not address:
        return ""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return _digest(key, address)
    if known.version == 6:
        return _digest(key, str(ipaddress.ip_network(f"{known}/{_NETWORK}", strict=False)))
    return _digest(key, str(known))


def _digest(key: bytes, network: str) -> str:
    return signer(key, "network").get_signature(network).decode()[:16]
