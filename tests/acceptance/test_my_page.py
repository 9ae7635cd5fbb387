"""My page: everything that there is of a person, or of the company that one acts for."""

from typing import Any

import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, wait_for

pytestmark = pytest.mark.feature("HALL-19", "HALL-20", "HALL-43")
HEAD, COMPANY, HELPER, STRANGER = (
    "chen_jiahui", "yuexiang_catering", "huang_guoqiang", "he_yuexian",
)  # fmt: skip
FOR_COMPANY = {"on-behalf-of": COMPANY}
PARTS = ("/cases", "/my/materials", "/licences", "/appointments", "/account/ratings",
         "/complaints", "/mandates", "/my/consents", "/account/readings")  # fmt: skip


def test_a_person_finds_everything_with_counts_and_the_own_files(site: Site) -> None:
    with site.client(HEAD) as owner, site.client(STRANGER) as stranger:
        filed: dict[str, Any] = apply(owner, application(site, "SPJY-01")).json()
        wait_for(site, filed["number"])
        home = owner.get("/my").text
        for href in (*PARTS, "/notices"):
            assert f'href="{href}"' in home, href
        files = owner.get("/my/materials").text
        at = f"/my/materials/{filed['case']}/"
        assert at in files and filed["number"] in files
        name = files.partition(at)[2].partition('"')[0]
        sent = owner.get(at + name)
        assert sent.status_code == 200 and sent.content[:4] == b"\x89PNG"
        assert stranger.get(at + name).status_code == 404
        assert owner.get(at + "nothing").status_code == 404
        assert f"/cases/{filed['case']}" in owner.get("/my/consents").text
        for href in (*PARTS, "/notices"):
            assert owner.get(href).status_code == 200, href


def test_a_companys_page_shows_what_is_the_companys_and_who_acts_for_it(site: Site) -> None:
    with site.client(HEAD) as head, site.client(HELPER) as helper:
        body = {"to": HELPER, "name": "黄国强", "items": ["SPJY-01"]}
        given = head.post(f"/api/v1/mandates/{COMPANY}/give_mandate", json=body, headers=key())
        assert given.status_code == 200, given.text
        wish = application(site, "SPJY-01", COMPANY)
        filed = head.post("/api/v1/cases", json=wish, headers=key() | FOR_COMPANY).json()
        wait_for(site, filed["number"])

        of_head = head.get("/my", headers=FOR_COMPANY).text
        of_helper = helper.get("/my", headers=FOR_COMPANY).text
        for page in (of_head, of_helper):
            assert "悦香餐饮" in page and "企业专属网页" in page
        assert HELPER in of_head and f"/mandates?of={COMPANY}" in of_head
        assert f'"table__sub">{HELPER}' not in of_helper
        assert filed["number"] in helper.get("/my/materials", headers=FOR_COMPANY).text
        assert filed["number"] not in helper.get("/my/materials").text
        revoke = {"mandate": given.json()["reply"]}
        head.post(f"/api/v1/mandates/{COMPANY}/revoke_mandate", json=revoke, headers=key())
        assert helper.get("/my", headers=FOR_COMPANY).status_code == 403
