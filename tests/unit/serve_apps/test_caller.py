"""Where somebody signs in from: told in a few words, and kept without addresses."""

import pytest
from starlette.requests import HTTPConnection

from serve_apps.front.caller import Device, browser_of, caller_of
from serve_apps.front.settings import WebSettings

KEY = b"k" * 32
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
EDGE = f"{CHROME} Edg/140.0"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile MicroMessenger/8.0.50"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome · Windows"),
        (EDGE, "Edge · Windows"),
        (WECHAT, "WeChat · iPhone"),
        ("backup/1.0 (Linux)", "backup · Linux"),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_a_browser_is_told_in_a_few_words(agent: str, words: str) -> None:
    assert browser_of(agent) == words


def source(address: str, account: str = "wen", device: str = "", proxies: int = 1) -> str:
    headers = [(b"x-forwarded-for", address.encode()), (b"cookie", f"device={device}".encode())]
    connection = HTTPConnection({"type": "http", "headers": headers})
    return caller_of(connection, KEY, WebSettings(proxies=proxies)).source(KEY, account)


def test_networks_are_told_apart_and_cannot_be_read() -> None:
    one, other = source("203.0.113.7"), source("203.0.113.8")

    assert one != other and "203" not in one and len(one) == 16
    assert source("10.1.1.1, 203.0.113.7") == one  # what stands before may be invented


def test_all_addresses_of_a_subscriber_are_one_network() -> None:
    assert source("2001:db8:1:2::1") == source("2001:db8:1:2:ffff::9")
    assert source("2001:db8:1:2::1") != source("2001:db8:1:3::1")


def test_without_a_proxy_no_network_is_known() -> None:
    assert source("203.0.113.7", proxies=0) == ""


def test_a_device_is_known_for_the_accounts_that_were_proved_on_it() -> None:
    device = Device("one").with_account(KEY, "wen").with_account(KEY, "li")
    cookie = device.text(KEY)

    assert source("203.0.113.7", "wen", cookie) == "device:one" == source("", "li", cookie)
    assert source("203.0.113.7", "shen", cookie) == source("203.0.113.7")
    assert source("203.0.113.7", "wen", cookie[:-1]) == source("203.0.113.7")
    assert source("203.0.113.7", "wen", Device("one").with_account(b"x", "wen").text(b"x")) == (
        source("203.0.113.7")
    )


def test_a_device_remembers_the_accounts_that_were_used_last() -> None:
    device = Device("one")
    for number in range(12):
        device = device.with_account(KEY, f"a{number}").with_account(KEY, "wen")

    assert len(device.accounts) == 8 and device.knows(KEY, "wen") and not device.knows(KEY, "a0")
