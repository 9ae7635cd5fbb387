"""What becomes of one's data is told before they are asked for, by page and by program, and what
was told is kept with the case."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply

pytestmark = pytest.mark.feature("PLAT-01")
RESIDENT, ITEM = "chen_jiahui", "WFZM-01"


@pytest.fixture
def renewed(site: Site) -> Iterator[str]:
    """A second version of what is told, that came a moment ago."""
    assert site.services is not None
    library = site.services.library
    catalogue = library[Catalogue]
    item = catalogue.item(ITEM)
    assert item.statement
    newer = replace(item.statement, version=2)
    items = {**catalogue.items, (item.code, item.version): replace(item, statement=newer)}
    statements = {**catalogue.statements, newer.reference: newer}
    amended = dataclasses.replace(catalogue, items=items, statements=statements)
    before = site.services
    object.__setattr__(site.services, "library", library.having(amended))
    yield newer.reference
    object.__setattr__(before, "library", library)


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""


def test_a_program_reads_it_and_names_what_it_read(site: Site) -> None:
    with site.client(language="zh") as anyone, site.client(RESIDENT) as resident:
        told = anyone.get(f"/api/v1/items/{ITEM}/statement").json()
        wish = application(site, ITEM)
        unread = apply(resident, {k: v for k, v in wish.items() if k != "statement"})
        late = apply(resident, wish | {"statement": "general.7"})
        filed = apply(resident, wish | {"statement": told["reference"]})
        case = filed.json()["case"]
        kept = resident.get(f"/api/v1/cases/{case}", params={"purpose": "own"}).json()["case"]

    parts = {part["part"]: part["text"] for part in told["parts"]}
    assert parts.keys() == {"handler", "purpose", "basis", "means", "kinds", "kept", "rights"}
    assert "无房证明" in parts["purpose"] and "{" not in "".join(parts.values())
    assert [each["pointer"] for each in unread.json()["errors"]] == ["/statement"]
    assert [each["code"] for each in late.json()["errors"]] == ["statement.superseded"]
    assert filed.status_code == 201
    assert kept["statement"] == told["reference"]


def test_an_old_version_stays_readable(site: Site) -> None:
    with site.client(language="zh") as anyone:
        assert anyone.get("/api/v1/statements/general.1").json()["reference"] == "general.1"
        page = anyone.get("/statements/general.1")
        assert page.status_code == 200 and "您的权利" in page.text
        assert anyone.get("/statements/general.9").status_code == 404


def test_the_page_tells_it_before_anything_is_asked(site: Site) -> None:
    with site.client(RESIDENT, language="zh") as resident:
        page = resident.get(f"/items/{ITEM}/apply").text
        assert "处理目的" in page and field(page, "statement") == "general.1"
        wish = {"key": field(page, "key"), "csrf_token": field(page, "csrf_token")}
        untold = resident.post(f"/items/{ITEM}/apply", data=wish)
        told = resident.post(f"/items/{ITEM}/apply", data=wish | {"statement": "general.1"})

    assert (untold.status_code, told.status_code) == (409, 303)
    assert "告知书已更新" in untold.text


def begun(resident: httpx.Client, wish: dict[str, Any]) -> str:
    filed = resident.post(
        "/api/v1/drafts", json=wish, headers={"idempotency-key": f"draft-{wish['statement']}"}
    )
    assert filed.status_code == 201, filed.text
    return filed.json()["case"]


def test_one_that_changed_meanwhile_leads_back_to_the_check_page(site: Site, renewed: str) -> None:
    with site.client(RESIDENT, language="zh") as resident:
        case = begun(resident, application(site, ITEM) | {"statement": "general.1"})
        page = resident.get(f"/apply/{case}/check").text
        wish = {"key": field(page, "key"), "csrf_token": field(page, "csrf_token")}
        stale = resident.post(f"/apply/{case}/submit", data=wish | {"statement": "general.1"})

    assert field(page, "statement") == renewed
    assert '<details class="disclosure" open>' in page
    assert stale.status_code == 409
    assert "告知书已更新" in stale.text
