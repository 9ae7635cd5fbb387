"""Signed texts: known again for the purpose they were signed for, whichever release signed them."""

import pytest
from itsdangerous import BadSignature
from starlette.requests import HTTPConnection

from serve_apps.front.csrf import new_visitor, tag_in, tag_of, token_for, visitor_of
from serve_apps.front.signing import signer

KEY = b"k" * 32
SESSION = "chen_jiahui.a-secret.qyTQwSqW-Q5odDbve0BkV3Hla6mEmJJJEbFkWQ72SzE"
VISITOR = "58vNp0vbheQIkAAHA9ZZKlKC.hvhe5OavyaFSL0eBCHO1OGdVnfMDFAV2sxNAGDlEivg"
FORM = "1OC4c1KdgPFeKpiG4igXU3.NiVmYQxziT7fYTN0Czn2M0.x8EgD8PqohifE4-uPuxpT-LwHruFecoaR7F9BMJhCHg"


def connection(cookie: str) -> HTTPConnection:
    """A request whose browser has the visitor cookie `cookie`."""
    header = (b"cookie", f"visitor={cookie}".encode("latin-1"))
    return HTTPConnection({"type": "http", "headers": [header]})


def test_a_text_is_known_again_for_its_purpose_and_key_alone() -> None:
    signed = signer(KEY, "session").sign("chen_jiahui.secret").decode()

    assert signer(KEY, "session").unsign(signed) == b"chen_jiahui.secret"
    for other in (signer(KEY, "visitor"), signer(b"o" * 32, "session")):
        with pytest.raises(BadSignature):
            other.unsign(signed)


@pytest.mark.parametrize("spoilt", ["", ".", "x", "x.y.z", "é.ü.ö", "chen_jiahui.secret."])
def test_a_text_that_we_did_not_sign_proves_nothing(spoilt: str) -> None:
    assert not signer(KEY, "session").validate(spoilt)
    assert tag_in(KEY, spoilt) == ""
    assert visitor_of(KEY, connection(spoilt)) == ""


def test_what_releases_before_the_library_signed_is_known_still() -> None:
    assert signer(KEY, "session").unsign(SESSION) == b"chen_jiahui.a-secret"
    assert visitor_of(KEY, connection(VISITOR)) == VISITOR
    assert tag_in(KEY, FORM) == tag_of(KEY, "chen_jiahui")
    assert token_for(KEY, "a-session", "chen_jiahui") == FORM


def test_a_visitor_cookie_of_ours_is_known_and_no_two_are_alike() -> None:
    first, second = new_visitor(KEY), new_visitor(KEY)

    assert first != second
    assert visitor_of(KEY, connection(first)) == first
