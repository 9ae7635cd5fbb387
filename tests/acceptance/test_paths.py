"""No address leads to a file of the machine."""

import itertools
import re

import pytest

from serve_apps.front.app import pages_and_api
from serve_apps.front.policies import each_route
from tests.acceptance.site import Site
from tests.acceptance.steps import hand_in, key
from tests.corpora import PATHS

PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
OF_FILES = re.compile(rb"root:[^:\n]*:0:0:|signing_key|\[build-system\]|YIMEN_")


def addresses() -> list[str]:
    """Return the address of every page and document that takes a name."""
    routes = each_route(route for router in pages_and_api() for route in router.routes)
    return sorted(
        {
            getattr(route, "path", "")
            for route in routes
            if "GET" in (getattr(route, "methods", None) or ())
            and PLACE.search(getattr(route, "path", ""))
        }
    )


@pytest.mark.parametrize("account", ["operator", ""])
def test_no_name_in_an_address_leads_out_of_where_it_belongs(site: Site, account: str) -> None:
    turns = itertools.cycle(PATHS)
    asked = [
        PLACE.sub(lambda _: path, address)  # noqa: B023
        for address in addresses()
        for path in itertools.islice(turns, 3)
    ]
    asked += [f"/static/{path}" for path in PATHS] + [f"/{path}" for path in PATHS]
    with site.client(account) as client:
        for address in asked:
            answer = client.get(address, headers=key())
            assert answer.status_code < 500, address
            assert not OF_FILES.search(answer.content), address


@pytest.mark.parametrize("name", PATHS)
def test_no_name_of_a_file_is_where_it_is_kept(site: Site, name: str) -> None:
    with site.client("huang_guoqiang") as client:
        stored = hand_in(client)
        assert stored.status_code == 201
        material = {"name": "identity_card", "file_name": name, **stored.json()}
        wish = {"item": "WFZM-01", "materials": [material], "form": {}}
        answer = client.post("/api/v1/cases", json=wish, headers=key())

    assert re.fullmatch("[0-9a-f]{64}", stored.json()["sha256"])
    assert answer.status_code in (201, 422)
    assert not OF_FILES.search(answer.content)
