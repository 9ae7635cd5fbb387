"""What is published reaches every host and every replica of the running platform at once."""

import time

import httpx
import pytest

from actors.blocks.designs import commands as c
from tests.acceptance.running.yimen import Yimen
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.blocks.designs.test_pages import REVIEWER, send, written
from tests.waiting import until

CODE, IMPLEMENTATION = "YXCS-01", "11440600SAMPLE779X4779001009000"
ASKED = 24  # times in a row, each answered by whichever replica has the least to do


@pytest.mark.feature("HALL-03", "GRASS-03")
def test_a_version_is_in_force_everywhere_soon_after_its_approval(yimen: Yimen) -> None:
    site = Site(yimen.status()["url"], yimen.passwords())
    with site.client("administrator") as author, site.client(REVIEWER) as reviewer:
        written(author, CODE, IMPLEMENTATION)
        assert send(author, c.RunTests(), CODE).status_code == 200
        until(lambda: send(author, c.SubmitDesign(), CODE).status_code == 200)
        approved = send(reviewer, c.ApproveDesign(), CODE)
        assert approved.status_code == 200, approved.text
    with site.client() as anybody:
        since = time.monotonic()
        until(lambda: _by_all(anybody))
        took = time.monotonic() - since
    with site.client("chen_jiahui") as resident:
        begun = resident.post("/api/v1/drafts", json=_draft(), headers=key())
    print(f"in force everywhere after {took:.2f} s")

    assert begun.status_code in (200, 201), begun.text


def _by_all(anybody: httpx.Client) -> bool:
    return all(
        anybody.get(f"/api/v1/items/{CODE}").status_code == 200
        and anybody.get(f"/items/{CODE}").status_code == 200
        for _ in range(ASKED)
    )


def _draft() -> dict[str, object]:
    return {
        "item": CODE,
        "applicant": {
            "kind": "natural",
            "name": "陈嘉慧",
            "id_type": "resident_id",
            "id_number": "440602199005060028",
            "phone": "13800000001",
        },
        "form": {},
    }
