"""The ids of one are worth nothing to another: whoever replays them is told nothing of him.

A resident files a case, hands in files, writes and is written to. Everybody else asks for each of
the ids that come of it, at every address that takes one, of the API and of the pages.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from actors.blocks.organisation.units import Organisation
from actors.library import load_city
from serve_apps.front.app import pages_and_api
from serve_apps.front.policies import each_route
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, key, send, wait_for

pytestmark = pytest.mark.feature("SEC-02")
RESIDENT, COMPANY, HEAD = "luo_meilan", "yuexiang_catering", "chen_jiahui"
ITEM = "SPJY-01"
MARK = "只有本人知道的一句话"
OTHERS: Mapping[str, Mapping[str, str]] = {
    "": {},
    "huang_guoqiang": {},
    "another's company": {"on-behalf-of": COMPANY},
    "police_clerk": {},
    "civil_reviewer": {},
    "operator": {},
}
"""Who has nothing to do with it: another resident, who acts for a company of his, staff of units
that do not handle it, whoever runs the platform, and nobody. Headers by account."""
ID = re.compile(r"\{(\w+)(?::\w+)?\}")
KNOWN = {
    "plural": "cases",
    "kind": "cases",
    "list": "cases",
    "command": "withdraw",
    "step": "check",
}
"""What stands in an address and is nobody's."""
ENDS = ("/sign-out", "/sessions")  # what would end the session of who asks
OTHERS_IN_TURN = tuple(OTHERS)
ONE_OF = 6  # of so many addresses each of the others asks at one, in the sample
FEW = ("huang_guoqiang", "police_clerk")


@dataclass(frozen=True)
class Held:
    """What belongs to the resident: ids under which he may be asked for, the case's first, and
    words of his."""

    ids: tuple[str, ...]
    number: str
    material: str
    digest: str
    words: frozenset[str]


@pytest.fixture(scope="module")
def held(site: Site) -> Held:
    """A resident with a case, files, and what follows from them."""
    person = next(each for each in load_city().applicants if each.account == RESIDENT)
    wish = application(site, ITEM, RESIDENT)
    with site.client(RESIDENT) as resident:
        answer = apply(resident, wish)
        assert answer.status_code == 201, answer.text
        filed = answer.json()
        digest = hand_in(resident).json()["sha256"]
        wait_for(site, filed["number"])
        send(resident, filed["case"], "withdraw", {"reason": MARK})
    ids = (filed["case"], filed["number"], digest, RESIDENT)
    words = {person.name.zh, person.id_number, person.phone, MARK}
    return Held(ids, filed["number"], wish["materials"][0]["name"], digest, frozenset(words))


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """Yield method and address of everything that there is: routes, and commands of kinds."""
    for route in each_route(route for router in pages_and_api() for route in router.routes):
        for method in sorted(getattr(route, "methods", None) or ()):
            if method in ("GET", "POST"):
                yield method, getattr(route, "path", "")
    described = httpx.get(f"{site.url}/api/v1/openapi.json", timeout=20).json()
    for path, operations in described["paths"].items():
        for method in operations.keys() & {"get", "post"}:
            yield method.upper(), path


def filled(path: str, held: Held, ids: Sequence[str]) -> Iterator[str]:
    """Yield the address `path` with each of `ids` in every place that takes one."""
    given = KNOWN | {"name": held.material, "sha256": held.digest}
    for id in ids:
        yield ID.sub(lambda place: given.get(place[1], id), path)  # noqa: B023


def requests(site: Site, held: Held, who: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Yield what `who` asks: for every id wherever one can stand, and for the number of the case
    wherever one can look for something. Unless it is to be the whole of it some alone look, and
    send commands, to the case."""
    for n, (method, path) in enumerate(sorted({*addresses(site)})):
        if not whole and n % ONE_OF != OTHERS_IN_TURN.index(who) % ONE_OF:
            continue
        if path.endswith(ENDS):
            continue
        if ID.search(path):
            all_ids = whole or method == "GET"
            ids = held.ids if all_ids else held.ids[:1] if who in FEW else ()
            yield from ((method, address) for address in filled(path, held, ids))
        elif method == "GET" and (whole or who in FEW):
            yield method, f"{path}?q={held.number}"


def told_of(answer: httpx.Response, held: Held) -> set[str]:
    """Return what a successful answer tells of the resident."""
    return {word for word in held.words if word in answer.text} if answer.is_success else set()


def ask(client: httpx.Client, method: str, address: str, purpose: str) -> httpx.Response:
    """Ask as a program does, and say what for where that is asked."""
    more: dict[str, Any] = {"json": {}} if method == "POST" else {}
    mark = "&" if "?" in address else "?"
    asked = client.stream(method, f"{address}{mark}purpose={purpose}", headers=key(), **more)
    with asked as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return httpx.Response(answer.status_code)  # it would not end
        answer.read()
        return answer


@pytest.mark.parametrize(
    "whole",
    [pytest.param(False, id="sample"), pytest.param(True, id="all", marks=pytest.mark.long)],
)
def test_the_ids_of_one_tell_another_nothing(site: Site, held: Held, whole: bool) -> None:
    found: list[str] = []
    answered = 0
    for who, headers in OTHERS.items():
        account = HEAD if headers else who
        purpose = "handling" if account in site.library[Organisation].staff else "own"
        with site.client(account) as client:
            client.headers.update(headers)
            for method, address in requests(site, held, who, whole=whole):
                answer = ask(client, method, address, purpose)
                answered += answer.is_success
                if told := told_of(answer, held):
                    found.append(f"{who or 'nobody'}: {method} {address}: {len(told)}")
    assert answered > (50 if whole else 25)  # some pages are there for everybody
    assert found == []


def test_the_one_they_belong_to_is_told(site: Site, held: Held) -> None:
    """Otherwise the test above would find nothing whatever was told."""
    with site.client(RESIDENT) as resident:
        told = [
            told_of(ask(resident, "GET", f"/api/v1/cases/{id}", "own"), held) for id in held.ids
        ]

    assert held.words <= set(itertools.chain(*told))
