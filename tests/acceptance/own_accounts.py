"""Accounts of a test's own, and what a browser does with the forms of its owner."""

import re
from typing import Any
from uuid import uuid4

import httpx
from argon2 import PasswordHasher

from actors.blocks.accounts.commands import Register
from actors.blocks.accounts.state import AccountState, Person
from actors.kernel.identity import PLATFORM
from tests.acceptance.site import Site

PASSWORD = "a long enough password"


def weak_hash(password: str) -> str:
    """Return a hash as weak as they can be: to check one of the platform's own takes longer than
    most tests."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


HASH = weak_hash(PASSWORD)


def registered(site: Site, **changes: Any) -> str:
    """Return a resident's account that nobody else has, or with `changes` another one."""
    assert site.services is not None
    name = f"t{uuid4().hex[:12]}"
    resident = {
        "kind": "resident",
        "display": "试**",
        "person": Person(name="试试", id_number="440602199005060028"),
        "password_hash": HASH,
    }
    wish = Register(**{**resident, **changes})
    site.run(site.services.sender.send(f"account:{name}", wish, id=uuid4().hex, by=PLATFORM))
    return name


def state_of(site: Site, account: str) -> AccountState:
    """Return the account as it stands."""
    assert site.services is not None
    return site.run(site.services.sender.show(f"account:{account}")).state


def token_in(page: str) -> str:
    """Return the token that the forms of `page` carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def hidden_in(page: str, name: str) -> str:
    """Return what the hidden control `name` of `page` holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"no {name}"
    return found[1]


def post(browser: httpx.Client, form: str, to: str = "", **fields: str) -> httpx.Response:
    """Send the form of the page at `form` with `fields`, to the address `to` or its own."""
    token = token_in(browser.get(form).text)
    return browser.post(to or form, data={"csrf_token": token, **fields})


def sign_in(browser: httpx.Client, account: str, password: str = PASSWORD) -> httpx.Response:
    """Sign in as a browser does."""
    return post(browser, "/sign-in", account=account, password=password)
