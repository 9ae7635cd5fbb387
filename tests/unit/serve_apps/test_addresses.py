"""Where a request comes from: what our own proxies say, not what a caller invents."""

import pytest
from starlette.requests import HTTPConnection

from serve_apps.front.limits import address_of
from serve_apps.front.settings import read_settings


def request(*forwarded: str) -> HTTPConnection:
    """Return a request with these `X-Forwarded-For` headers."""
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return HTTPConnection({"type": "http", "headers": headers, "client": ("127.0.0.1", 5)})


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ((), 0, ""),
        (("198.51.100.7",), 0, ""),
        (("198.51.100.7",), 1, "198.51.100.7"),
        (("invented, 198.51.100.7",), 1, "198.51.100.7"),
        (("invented", "198.51.100.7"), 1, "198.51.100.7"),
        (("invented, 198.51.100.7, 10.0.0.2",), 2, "198.51.100.7"),
        (("10.0.0.2",), 2, ""),
        ((), 1, ""),
    ],
)
def test_an_address_is_the_one_that_the_outermost_of_our_proxies_saw(
    forwarded: tuple[str, ...], proxies: int, address: str
) -> None:
    assert address_of(request(*forwarded), proxies) == address


def test_where_a_proxy_speaks_tls_it_is_the_one_that_names_callers() -> None:
    assert read_settings({}).proxies == 0
    assert read_settings({"YIMEN_HTTPS": "1"}).proxies == 1
    assert read_settings({"YIMEN_HTTPS": "1", "YIMEN_PROXIES": "2"}).proxies == 2
    with pytest.raises(ValueError, match="YIMEN_PROXIES"):
        read_settings({"YIMEN_PROXIES": "-1"})


def test_a_scanner_is_named_by_its_port_or_its_socket() -> None:
    assert read_settings({}).clamd == ""
    for address in ("127.0.0.1:3310", "/run/clamav/clamd.ctl"):
        assert read_settings({"YIMEN_CLAMD": address}).clamd == address
    for wrong in ("clamd", "host:", ":3310", "host:port"):
        with pytest.raises(ValueError, match="YIMEN_CLAMD"):
            read_settings({"YIMEN_CLAMD": wrong})
