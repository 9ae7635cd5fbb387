"""The stream of security events: what is in it, who reads it, and that nobody gets in without."""

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.kernel.errors import Unavailable
from serve_apps.front import security_log
from storage import security_events
from tests.acceptance.own_accounts import PASSWORD, registered, sign_in
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key

ADDRESS = "203.0.113.7"
SECURITY, AUDIT = "security_administrator", "audit_administrator"
SOURCE = {"x-forwarded-for": f"198.51.100.1, {ADDRESS}"}  # the first is the client's own word


@pytest.fixture
def account(site: Site) -> str:
    return registered(site)


@pytest.fixture
def stranger(site: Site) -> Iterator[httpx.Client]:
    with site.client() as client:
        client.headers.update(SOURCE)
        yield client


def told(site: Site, **where: Any) -> list[dict[str, Any]]:
    """Return the events that fit, the oldest first, once there is one."""

    async def look() -> list[dict[str, Any]]:
        async with asyncio.timeout(60):
            while not (found := await site.database["security_events"].find(where).to_list()):
                await asyncio.sleep(0.02)
        return sorted(found, key=lambda each: each["at"])

    return site.run(look())


def test_signing_in_and_being_refused_are_told_with_whence_and_which_request(
    site: Site, account: str, stranger: httpx.Client
) -> None:
    wrong = stranger.post("/api/v1/sessions", json={"account": account, "password": "wrong"})
    assert wrong.status_code == 401
    right = stranger.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert right.status_code == 201

    refused, entered = told(site, actor=account)
    assert (refused["kind"], refused["outcome"]) == ("sign_in_refused", "password")
    assert (entered["kind"], entered["outcome"]) == ("signed_in", "password")
    assert {refused["source"], entered["source"]} == {ADDRESS}
    assert refused["trace"] == wrong.headers["x-trace-id"]


def test_a_name_that_is_no_account_is_a_digest_and_nothing_that_was_typed_is_kept(
    site: Site, stranger: httpx.Client
) -> None:
    typed, secret = f"Sommer-{uuid4().hex}", 'my password\r\n{"event": "x"}'
    for _ in range(2):
        stranger.post("/api/v1/sessions", json={"account": typed, "password": secret})

    found = told(site, kind="sign_in_unknown", actor={"$regex": "^#"})[-2:]
    assert found[0]["actor"] == found[1]["actor"]
    assert re.fullmatch(r"#[\w-]{16}", found[0]["actor"])
    everything = str(told(site))
    assert typed not in everything and secret not in everything and "Sommer" not in everything


def test_too_many_tries_are_told(site: Site, account: str, stranger: httpx.Client) -> None:
    for _ in range(6):
        answer = stranger.post("/api/v1/sessions", json={"account": account, "password": "no"})
    assert answer.status_code == 429

    assert told(site, kind="throttled", source=ADDRESS)[-1]["outcome"] == "tries"


def test_forged_sessions_forms_and_terminals_are_told(
    site: Site, account: str, stranger: httpx.Client
) -> None:
    stranger.get("/api/v1/sessions/current", headers={"authorization": "Bearer a.b.c"})
    assert told(site, kind="forged", outcome="session", source=ADDRESS)

    sign_in(stranger, account, PASSWORD)
    forged = stranger.post("/sign-out", data={"csrf_token": "another"})
    assert forged.status_code == 403
    (form,) = told(site, kind="forged", outcome="form", actor=account)
    assert form["target"] == "route:POST /sign-out"

    body = {"code": "no-such-terminal.secret", "public_key": "AAAA"}
    assert stranger.post("/api/v1/terminals/enrol", json=body).status_code >= 400
    enrolled = told(site, kind="forged", outcome="terminal_code")[-1]
    assert enrolled["source"] == ADDRESS and "secret" not in str(enrolled)


def test_what_a_policy_does_not_permit_is_told_with_the_policy(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "WFZM-01")).json()["case"]
    with site.client("operator") as operator:
        purpose = {"purpose": "handling"}
        denied = operator.get(f"/api/v1/cases/{case}", params=purpose, headers=key())
        assert denied.status_code in (403, 404)
        assert operator.get("/admin", headers={"accept": "text/html"}).status_code == 403
    with site.client("administrator") as administrator:
        command = f"/api/v1/cases/{case}/accept"
        refused = administrator.post(command, json={}, headers=key())
        assert refused.status_code in (403, 404, 422), refused.text

    route = told(site, kind="denied", actor="operator", target="route:GET /admin")[-1]
    assert route["outcome"] == "access.forbidden"
    asked = "route:GET /api/v1/cases/{case}"
    hidden = told(site, kind="denied", actor="operator", outcome="case.unknown", target=asked)[-1]
    assert (hidden["target"], hidden["because"]) == (
        "route:GET /api/v1/cases/{case}", "none_permits",
    )  # fmt: skip
    command = told(site, kind="denied", actor="administrator", target=f"case:{case}")[-1]
    assert command["because"] == "cases.hidden_from_administrators"


def test_personal_data_in_full_and_changed_roles_are_told(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "WFZM-01")).json()["case"]
    with site.client("hall_clerk") as clerk:
        params = {"purpose": "handling", "full": "true"}
        assert clerk.get(f"/api/v1/cases/{case}", params=params, headers=key()).status_code == 200
    [shown] = told(site, kind="unmasked", actor="hall_clerk", target={"$regex": case})
    assert shown["outcome"] == "handling"

    with site.client("administrator") as administrator:
        day = site.run(_today(site))
        wish = {
            "account": "social_clerk", "role": "reviewer",
            "scope": "human_resources_social_security",
            "effective": day, "reason": "a longer stay",
        }  # fmt: skip
        path = "/api/v1/organisations/city/appoint"
        answer = administrator.post(path, json=wish, headers=key())
        assert answer.status_code == 200, answer.text
    [appointed] = told(site, kind="roles_changed", target="account:social_clerk")
    assert (appointed["actor"], appointed["outcome"]) == ("administrator", "Appoint reviewer")


async def _today(site: Site) -> str:
    assert site.services is not None
    return (site.services.clock.now() + timedelta(hours=8)).date().isoformat()


def test_administrators_of_security_and_audit_read_it_and_nobody_else(site: Site) -> None:
    for account, status in {
        SECURITY: 200,
        AUDIT: 200,
        "administrator": 403,
        "operator": 403,
    }.items():
        with site.client(account) as client:
            assert client.get("/api/v1/security/events").status_code == status
            page = client.get("/security/events", headers={"accept": "text/html"})
            assert page.status_code == status
    assert told(site, kind="events_read", actor=AUDIT)


def test_events_are_filtered_by_sort_account_source_and_day(
    site: Site, account: str, stranger: httpx.Client
) -> None:
    stranger.post("/api/v1/sessions", json={"account": account, "password": "wrong"})
    told(site, actor=account)
    with site.client(SECURITY) as client:

        def sorts_of(**asked: str) -> list[str]:
            answer = client.get("/api/v1/security/events", params=asked)
            assert answer.status_code == 200, answer.text
            return [each["sort"] for each in answer.json()["events"]]

        assert sorts_of(actor=account) == ["sign_in_refused"]
        assert sorts_of(actor=account, sort="forged") == []
        assert sorts_of(actor=account, source=ADDRESS, since="2026-01-01") == ["sign_in_refused"]
        assert sorts_of(actor=account, until="2020-01-01") == []
        wrong = client.get("/api/v1/security/events", params={"since": "soon", "sort": "none"})
        assert [each["pointer"] for each in wrong.json()["errors"]] == ["/since", "/sort"]

        client.get("/?lang=en")
        page = client.get("/security/events", params={"actor": account, "until": "soon"})
        assert page.status_code == 422 and "There is no such day" in page.text

        file = client.get("/security/events", params={"actor": account, "format": "csv"})
        head, row = csv.reader(io.StringIO(file.text.removeprefix("\ufeff")))
        assert head[:4] == ["Time (UTC)", "Sort", "Account", "From address"]
        assert row[1:4] == ["Sign-in refused", account, ADDRESS]


def test_nobody_signs_in_while_it_cannot_be_told(
    site: Site, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_events, "_AGAIN", 0.05)
    monkeypatch.setattr(security_log, "PATIENCE", 0.5)
    collection, refusing = security_events.COLLECTION, {"actor": {"$ne": account}}
    credentials = {"account": account, "password": PASSWORD}

    async def refuse(rule: dict[str, Any]) -> None:
        await site.database.command({"collMod": collection, "validator": rule})

    site.run(refuse(refusing))
    try:
        with site.client() as client:
            assert client.post("/api/v1/sessions", json=credentials).status_code == 503
        assert site.services is not None
        with pytest.raises(Unavailable):
            site.run(site.services.security.record("signed_in", account))
    finally:
        site.run(refuse({}))
    with site.client() as client:
        assert client.post("/api/v1/sessions", json=credentials).status_code == 201
    assert told(site, actor=account, kind="signed_in")
