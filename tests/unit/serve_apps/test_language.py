"""Chinese first; English for those who ask."""

import pytest
from starlette.requests import Request

from serve_apps.front.language import language_of


def request(path: str = "/", query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": raw,
            "server": ("localhost", 80),
            "scheme": "http",
        }
    )


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (request(), "zh"),
        (request(accept_language="en-GB"), "zh"),
        (request(query="lang=en"), "en"),
        (request(cookie="language=en"), "en"),
        (request(query="lang=zh", cookie="language=en"), "zh"),
        (request(query="lang=xx"), "zh"),
    ],
)
def test_a_page_is_chinese_until_its_reader_chooses(asked: Request, language: str) -> None:
    assert language_of(asked) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", "en"),
        ("zh-CN,en;q=0.5", "zh"),
        ("en;q=0.2, zh;q=0.9", "zh"),
        ("fr, en;q=0.3", "en"),
        ("fr", "zh"),
        ("en;q=broken", "zh"),
        ("", "zh"),
    ],
)
def test_a_program_asks_by_its_header(header: str, language: str) -> None:
    assert language_of(request("/api/v1/items", accept_language=header)) == language
