"""A licence is found by its holder and, as a paper, by anybody; what is revoked says so at once."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import reference_of
from actors.blocks.verification.verification import code_of
from tests.acceptance.issuing import DIGEST, HEAD, HOLDER, PDF, issued, wait
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key

pytestmark = pytest.mark.feature("HALL-15")
OTHER, CLERK = "huang_guoqiang", "hall_clerk"


@pytest.fixture(scope="module")
def code(site: Site) -> str:
    return issued(site)


@pytest.mark.feature("OA-14")
def test_anybody_finds_five_things_and_nothing_else(site: Site, code: str) -> None:
    with site.client() as anybody:
        told = anybody.get(f"/api/v1/verifications/{code}")
        by_file = anybody.get("/api/v1/verifications", params={"sha256": DIGEST})
        page = anybody.get(f"/verify/{code[:4].lower()}-{code[4:]}")

    assert set(told.json()) == {"code", "number", "organ", "date", "sha256", "state"}
    assert (told.json()["state"], told.json()["sha256"]) == ("in_force", DIGEST)
    assert by_file.status_code == 200
    assert page.status_code == 200 and DIGEST in page.text
    for secret in ("陈嘉慧", HOLDER, "business_licence", "case:1"):
        assert secret not in told.text + page.text


@pytest.mark.feature("OA-14")
def test_what_is_not_there_is_unknown(site: Site) -> None:
    nothing = code_of("nothing")
    with site.client() as anybody:
        assert anybody.get(f"/api/v1/verifications/{nothing}").status_code == 404
        assert anybody.get("/api/v1/verifications/<script>").status_code == 404
        page = anybody.get(f"/verify/{nothing}")
    assert page.status_code == 404 and nothing in page.text


@pytest.mark.feature("OA-14")
@pytest.mark.parametrize(
    ("content", "named", "said"),
    [
        (PDF, True, "与登记的文件一致"),
        (PDF, False, "与登记的文件一致"),
        (PDF + b" ", True, "可能已被改动"),
        (PDF + b" ", False, "没有登记这样的文件"),
    ],
)
def test_a_file_is_genuine_altered_or_unknown(
    site: Site, code: str, content: bytes, named: bool, said: str
) -> None:
    with site.client() as anybody:
        token = csrf_of(anybody.get("/verify").text)
        sent = {"csrf_token": token, "code": code if named else "", "sha256": ""}
        file = {"file": ("paper.pdf", content, "application/pdf")}
        page = anybody.post("/verify/file", data=sent, files=file)
        digest = {**sent, "sha256": hashlib.sha256(content).hexdigest()}
        by_digest = anybody.post("/verify/file", data=digest, files={"file": ("", b"")})

    assert page.status_code == 200 and said in page.text
    assert said in by_digest.text
    if content != PDF:
        assert not kept(site, hashlib.sha256(content).hexdigest())


def kept(site: Site, sha256: str) -> bool:
    assert site.services is not None
    return site.run(site.services.files.find(sha256)) is not None


def csrf_of(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_its_holder_sees_it_and_fetches_its_paper(site: Site, code: str) -> None:
    with site.client(HOLDER) as holder:
        listed = holder.get("/api/v1/own-licences", params={"kind": "business_licence"}).json()
        pages = [holder.get(path).text for path in ("/licences", f"/licences/{code}")]
        fetched = holder.get(f"/licences/{code}/paper")

    assert code in {each["id"] for each in listed["licences"]}
    assert all("营业执照" in page for page in pages)
    assert fetched.content == PDF
    assert fetched.headers["content-disposition"].startswith("attachment")


def test_it_is_valid_on_days_within_its_time(site: Site, code: str) -> None:
    with site.client(HOLDER) as holder:
        before = holder.get("/api/v1/own-licences", params={"on": "2026-11-22"}).json()
        later = holder.get("/api/v1/own-licences", params={"on": "2030-01-01"}).json()

    assert code not in {each["id"] for each in before["licences"]}
    assert code in {each["id"] for each in later["licences"]}


@pytest.mark.parametrize("who", [OTHER, CLERK, HEAD])
def test_nobody_else_gets_at_it(site: Site, code: str, who: str) -> None:
    with site.client(who) as stranger:
        for path in (f"/licences/{code}", f"/licences/{code}/paper"):
            assert stranger.get(path).status_code in (403, 404)
        listed = stranger.get("/api/v1/own-licences")
    assert code not in listed.text


def test_its_reading_is_on_record_for_its_holder(site: Site, code: str) -> None:
    with site.client(HOLDER) as holder:
        holder.get(f"/licences/{code}")
    assert site.services is not None
    ledger = site.run(site.services.sender.show(f"access:licence.{code}"))
    assert ledger.state.count >= 1


def test_what_is_revoked_says_so_at_once(site: Site) -> None:
    code = issued(site)
    with site.client(HEAD) as head, site.client() as anybody:
        wish = {"reason": "以欺骗手段取得"}
        done = head.post(f"/api/v1/licences/{code}/revoke_licence", json=wish, headers=key())
        assert done.status_code == 200, done.text
        wait(
            site,
            lambda: anybody.get(f"/api/v1/verifications/{code}").json()["state"] == "withdrawn",
        )
        assert "已撤销" in anybody.get(f"/verify/{code}").text


def test_a_window_takes_it_once_its_holder_consents(site: Site) -> None:
    code = issued(site)
    use = {"case": "0" * 32, "item": "SPJY-01", "material": "business_licence"}
    with site.client(CLERK) as clerk, site.client(HOLDER) as holder:
        at = f"/api/v1/licences/{code}"
        refused = clerk.post(f"{at}/use_licence", json=use, headers=key())
        assert refused.status_code == 403, refused.text
        consent = {"item": "SPJY-01"}
        holder.post(f"{at}/consent_to_use", json=consent, headers=key()).raise_for_status()
        assert clerk.post(f"{at}/use_licence", json=use, headers=key()).status_code == 200


ITEM = "SPJY-01"


def wish_with(site: Site, **named: str) -> dict[str, Any]:
    """Return an application for the item that asks for a business licence, from the store."""
    whole = application(site, ITEM)
    others = [each for each in whole["materials"] if each["name"] != "business_licence"]
    told = {"name": "business_licence", "source": "licence_store", **named}
    return {**whole, "materials": [*others, told]}


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer.json()["errors"]]


@pytest.mark.feature("HALL-05")
@pytest.mark.feature("SDB-02")
def test_a_form_takes_it_from_the_store_and_says_source_date_and_grade(
    site: Site, code: str
) -> None:
    forged = {"grade": "", "issued_on": "1999-01-01", "file_name": "mine.pdf"}
    with site.client(HOLDER) as holder:
        filed = apply(holder, wish_with(site, licence=code, **forged))
        assert filed.status_code == 201, filed.text
        case = holder.get(f"/api/v1/cases/{filed.json()['case']}", params={"purpose": "own"}).json()
        shown = holder.get(f"/cases/{filed.json()['case']}").text
    [taken] = [m for m in case["case"]["materials"] if m["name"] == "business_licence"]

    assert (taken["grade"], taken["issued_on"]) == ("A", "2026-11-23")
    assert (taken["sha256"], taken["file_name"]) == (DIGEST, "营业执照.pdf")
    assert "A 级" in shown
    assert site.services is not None
    history = site.run(site.services.sender.show(f"licence:{code}"))
    assert history.seq >= 2  # that it was taken is on record with the licence


@pytest.mark.feature("HALL-05")
def test_one_that_is_not_his_or_not_named_or_over_is_not_taken(site: Site) -> None:
    revoked = issued(site)
    with site.client(HEAD) as head:
        wish = {"reason": "以欺骗手段取得"}
        head.post(f"/api/v1/licences/{revoked}/revoke_licence", json=wish, headers=key())
    with site.client(HOLDER) as holder:
        assert codes(apply(holder, wish_with(site))) == ["material.source_is_ours"]
        assert codes(apply(holder, wish_with(site, licence=revoked))) == ["licence.not_valid"]
        unknown = apply(holder, wish_with(site, licence=code_of("none")))
        assert codes(unknown) == ["licence.unknown"]


@pytest.mark.feature("HALL-05")
def test_the_filing_page_offers_it_and_takes_it_by_consent(site: Site, code: str) -> None:
    whole = {**application(site, ITEM), "materials": []}
    with site.client(HOLDER) as holder:
        begun = holder.post("/api/v1/drafts", json=whole, headers=key())
        assert begun.status_code == 201, begun.text
        at = f"/apply/{begun.json()['case']}/materials"
        page = holder.get(at).text
        assert code in page and "您同意本次申请调用这份证照" in page
        sent = {"licence.business_licence": code, "then": "later", "csrf_token": csrf_of(page)}
        kept_now = holder.post(at, data=sent, files={"none": ("", b"")}, follow_redirects=True)
        assert "A 级" in holder.get(at).text, kept_now.text
    with site.client(OTHER) as other:
        assert other.get(at).status_code == 404


FOOD = "SPJY-01"


@pytest.mark.feature("HALL-04")
@pytest.mark.feature("HALL-05")
def test_a_form_is_filled_in_from_it_with_consent_and_says_so(site: Site) -> None:
    code = issued(site, holder=OTHER, says={"address": "示例路 9 号", "trade_name": "示例小吃店"})
    assert site.services is not None
    told = {"statement": reference_of(site.library[Catalogue].item(FOOD)), "key": uuid4().hex}
    with site.client(OTHER) as owner:
        without = owner.post(f"/items/{FOOD}/apply", data=told).headers["location"]
        told |= {"key": uuid4().hex, "prefill": "true"}
        begun = [owner.post(f"/items/{FOOD}/apply", data=told) for _ in range(2)]
        address = begun[0].headers["location"]
        pages = "".join(owner.get(f"{address}/{at}").text for at in (1, 2))
        case = address.rpartition("/")[2]
        state = site.run(site.services.sender.show(f"case:{case}")).state
        wait(site, lambda: case in owner.get("/consents").text)
        assert "证照库" in owner.get("/consents").text
        owner.post(f"/consents/{case}/revoke", data={"key": uuid4().hex})
    left = site.run(site.services.sender.show(f"case:{case}")).state
    licence = site.run(site.services.sender.show(f"licence:{code}"))
    ledger = site.run(site.services.sender.show(f"access:licence.{code}"))

    assert begun[1].headers["location"] == address
    other = site.run(site.services.sender.show(f"case:{without.rpartition('/')[2]}")).state
    assert "address" not in other.form
    assert (state.form["address"], state.form["business_name"]) == ("示例路 9 号", "示例小吃店")
    assert {each.licence for each in state.prefilled if each.source == "licence"} == {code}
    assert "取自证照库" in pages and "佛市监许〔2026〕8号" in pages
    assert "address" not in left.form and left.prefilled == ()
    assert licence.seq == 2 and ledger.state.count == 1  # once, however often it was begun
