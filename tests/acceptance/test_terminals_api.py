"""Operating kiosks by program."""

from uuid import uuid4

import pytest

from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.units import Organisation
from tests.acceptance.site import Site

PLACE = "440604012"


def operator(site: Site) -> str:
    """Return the account of a member of staff who operates the platform."""
    return next(
        name for name, one in site.library[Organisation].staff.items() if OPERATOR in one.roles
    )


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


@pytest.mark.feature("KIOSK-06")
def test_a_repeated_registration_gives_the_same_code_and_another_one_a_new_code(site: Site) -> None:
    once, terminal = key(), f"api-{uuid4().hex[:8]}"
    body = {"name": "一号机", "place": PLACE}
    with site.client(operator(site)) as client:
        path = f"/api/v1/terminals/{terminal}/register"
        codes = [client.post(path, json=body, headers=h).json() for h in (once, once, key())]

    assert codes[0] == codes[1]
    assert codes[0]["code"].startswith(f"{terminal}.")
    assert codes[2]["code"] != codes[0]["code"]


@pytest.mark.feature("KIOSK-05")
def test_what_a_terminal_cannot_do_or_may_not_do_now_is_refused_with_its_reason(site: Site) -> None:
    terminal = f"api-{uuid4().hex[:8]}"
    orders = f"/api/v1/terminals/{terminal}/give_order"
    with site.client(operator(site)) as client:
        unknown = client.post(orders, json={"operation": "lock"}, headers=key())
        nowhere = client.post(
            f"/api/v1/terminals/{terminal}/register",
            json={"name": "x", "place": "999999"},
            headers=key(),
        )
        client.post(
            f"/api/v1/terminals/{terminal}/register",
            json={"name": "x", "place": PLACE},
            headers=key(),
        )
        not_enrolled = client.post(orders, json={"operation": "lock"}, headers=key())
        no_operation = client.post(orders, json={"operation": "dance"}, headers=key())
        no_key = client.post(orders, json={"operation": "lock"})

    assert unknown.status_code == 404
    assert (nowhere.status_code, nowhere.json()["errors"][0]["pointer"]) == (422, "/place")
    assert not_enrolled.status_code == 409
    assert no_operation.json()["errors"][0]["pointer"] == "/operation"
    assert no_key.status_code == 422


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"configuration": {"a": {"$ref": "x", "$id": 1}}}', (422, "/configuration/a/$ref")),
        (b'{"configuration": {"a\\u0000": 1}}', (422, "/configuration/a\0")),
        (b'{"configuration": {"a": 18446744073709551616}}', (422, "/configuration/a")),
        (b'{"configuration": {"a": %s}}' % (b"[" * 190 + b"]" * 190), (422, "/configuration/a")),
        (b'{"configuration": {"a": 1e999}}', (422, "/configuration/...")),
        (b'{"configuration": {"a": NaN}}', (400, "")),
        (b'{"configuration": {"a": "\\ud800"}}', (400, "")),
        (b'{"configuration": {"a": "\xed\xa0\x80"}}', (400, "")),
        (b'{"configuration": {"a": %s}}' % (b"[" * 5_000 + b"]" * 5_000), (400, "")),
    ],
    ids=lambda one: str(one)[:50],
)
def test_what_cannot_be_kept_is_refused_by_its_place(
    site: Site, body: bytes, told: tuple[int, str]
) -> None:
    terminal = f"/api/v1/terminals/api-{uuid4().hex[:8]}"
    headers = key() | {"content-type": "application/json"}
    with site.client(operator(site)) as client:
        client.post(f"{terminal}/register", json={"name": "x", "place": PLACE}, headers=key())
        refused = client.post(f"{terminal}/set_desired", content=body, headers=headers)
        after = client.post(f"{terminal}/set_desired", json={"configuration": {}}, headers=headers)

    problem = refused.json()
    pointer = problem["errors"][0]["pointer"] if "errors" in problem else ""
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.status_code, pointer[: len(told[1])]) == told
    assert after.status_code == 200


def test_only_an_operator_may_touch_a_terminal(site: Site) -> None:
    others = [
        name for name, one in site.library[Organisation].staff.items() if OPERATOR not in one.roles
    ]
    path = "/api/v1/terminals/zumiao-01/revoke"
    with site.client(others[0]) as clerk, site.client() as nobody:
        assert clerk.post(path, json={"reason": "x"}, headers=key()).status_code == 403
        assert nobody.post(path, json={"reason": "x"}, headers=key()).status_code in (401, 403)


@pytest.mark.feature("KIOSK-06")
def test_a_code_that_was_never_given_enrols_nobody(site: Site) -> None:
    body = {"code": "zumiao-01.guess", "public_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    with site.client() as client:
        answer = client.post("/api/v1/terminals/enrol", json=body)
        broken = client.post("/api/v1/terminals/enrol", content=b"{")

    assert answer.status_code == 403
    assert broken.status_code in (400, 422)
