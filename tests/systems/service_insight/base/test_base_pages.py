"""A supplier's program delivers records; stewards decide about a candidate and merge entries."""

import secrets
from datetime import date
from typing import Any

import httpx
import pytest
from stdnum.cn.ric import calc_check_digit

from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.waiting import until

AT = "/api/v1/source_records"


def somebody() -> dict[str, str]:
    """Return what a source says of a person whom no other test has met."""
    year, order = 1950 + secrets.randbelow(40), f"{secrets.randbelow(900) + 100}"
    born = date(year, 1 + secrets.randbelow(12), 1 + secrets.randbelow(28))
    number = f"440604{born:%Y%m%d}{order}"
    return {
        "name": f"何{chr(0x4E00 + secrets.randbelow(5000))}{chr(0x4E00 + secrets.randbelow(5000))}",
        "id_number": number + calc_check_digit(f"{number}0"),
        "mobile": f"138{secrets.randbelow(10**8):08}",
        "address": "禅城区祖庙街道示例村道 1 号",
        "division": "440604",
    }


def delivery(said: dict[str, str], seq: int = 1, key: str = "", on: str = "2026-05-10") -> Any:
    return {"key": key or secrets.token_hex(8), "seq": seq, "observed_on": on, "said": said}


def sent(client: httpx.Client, *records: Any) -> list[dict[str, Any]]:
    answer = client.post(AT, json={"records": list(records)})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    return [each["outcome"] for each in results]


@pytest.fixture
def police(site: Site) -> Any:
    with site.client("police_supplier") as client:
        yield client


@pytest.fixture
def social(site: Site) -> Any:
    with site.client("social_supplier") as client:
        yield client


def test_a_batch_is_answered_record_by_record_and_again_changes_nothing(
    police: httpx.Client, social: httpx.Client, site: Site
) -> None:
    one, other = somebody(), somebody()
    wrong = {**somebody(), "id_number": "1", "mobile": "2"}
    batch = [
        delivery(one),
        delivery(wrong),
        {"key": "x", "seq": "many", "observed_on": "2026-05-10", "said": one},
        delivery(other),
    ]
    first = sent(police, *batch)

    assert outcomes(first) == ["new", "rejected", "rejected", "new"]
    assert [each["pointer"] for each in first[1]["errors"]] == [
        "/records/1/said/id_number", "/records/1/said/mobile",
    ]  # fmt: skip
    assert first[2]["errors"][0]["pointer"] == "/records/2/seq"
    assert outcomes(sent(police, *batch)) == ["unchanged", "rejected", "rejected", "unchanged"]
    later = {**batch[0], "seq": 3, "said": {**one, "address": "示例巷 9 号"}}
    assert outcomes(sent(police, later, {**later, "seq": 2})) == ["updated", "late"]

    linked = sent(social, delivery(one))
    assert (linked[0]["outcome"], linked[0]["entry"]) == ("linked", first[0]["entry"])
    with site.client("master_data_steward") as steward:
        assert steward.post(AT, json={"records": batch}).status_code == 403
    seen = police.get("/base/records").text
    assert one["name"] not in seen and one["id_number"] not in seen


@pytest.mark.feature("SDB-20")
def test_a_candidate_is_decided_by_a_steward_who_sees_the_evidence(
    police: httpx.Client, social: httpx.Client, site: Site
) -> None:
    one = somebody()
    entry = sent(police, delivery(one))[0]["entry"]
    born = f"{one['id_number'][6:10]}-{one['id_number'][10:12]}-{one['id_number'][12:14]}"
    like = {
        "name": one["name"], "birth_date": born, "mobile": "13900000000", "division": "440605",
        "address": "南海区示例路 2 号",
    }  # fmt: skip
    assert sent(social, delivery(like, key=one["mobile"]))[0] == {
        "index": 0, "outcome": "candidate", "key": one["mobile"], "seq": 1,
    }  # fmt: skip

    with site.client("master_data_steward", language="zh") as steward:

        def waiting() -> str:
            found = fetched(steward, "/base/records?state=candidate")
            return next(
                (
                    link.get("href")
                    for link in found.iterfind(".//tbody//a")
                    if f"{entry}" in steward.get(link.get("href")).text
                ),
                "",
            )

        at = until(waiting)
        until(lambda: f'href="{at}"' in steward.get("/tasks").text)
        page = fetched(steward, at)
        text = page.text_content()
        assert list(faults(page)) == []
        assert "5.2932" in text and "0.975132" in text and "须人工核实" in text
        assert one["name"] not in text and born not in text
        sides = steward.post(f"{at}/sides", data={})
        assert sides.status_code == 200
        assert one["name"] in sides.text and born in sides.text
        assert one["id_number"] not in sides.text and one["mobile"] not in sides.text
        decided = steward.post(f"{at}/link_record", data={"entry": entry, "reason": "电话核实"})
        assert decided.status_code == 303, decided.text
        until(lambda: "社会保险" in steward.get(f"/base/entries/{entry}").text)
        entry_page = fetched(steward, f"/base/entries/{entry}")
        told = entry_page.text_content()
        assert list(faults(entry_page)) == []
        assert "权威顺序在后" in told and one["name"] not in told and one["id_number"] not in told
    assert readings(site, f"register_entry.{entry}") >= 1


def readings(site: Site, subject: str) -> int:
    count = site.database["access_log"].count_documents
    return until(lambda: site.run(count({"subject": subject, "full": True})))


@pytest.mark.feature("SDB-19")
def test_two_stewards_merge_entries_and_take_it_back(police: httpx.Client, site: Site) -> None:
    one, other = somebody(), somebody()
    first, second = (sent(police, delivery(each))[0]["entry"] for each in (one, other))
    at = f"/base/entries/{second}"
    with (
        site.client("master_data_steward", language="zh") as steward,
        site.client("master_data_steward_2", language="zh") as colleague,
    ):
        until(lambda: steward.get(at).status_code == 200)
        until(lambda: steward.get(f"/base/entries/{first}").status_code == 200)
        wish = {"into": first, "reason": "同一人，两个号码"}
        assert steward.post(f"{at}/propose_merge", data=wish).status_code == 303
        assert steward.post(f"{at}/agree_to_proposal", data={}).status_code in (404, 409)
        assert colleague.post(f"{at}/agree_to_proposal", data={}).status_code == 303
        until(lambda: f'href="/base/entries/{first}"' in steward.get(at).text)
        merged = steward.get(f"/base/entries/{first}").text
        assert second in merged  # the old id, and where its records came from
        assert steward.post(f"{at}/propose_unmerge", data={"reason": "两人"}).status_code == 303
        assert colleague.post(f"{at}/agree_to_proposal", data={}).status_code == 303
        until(lambda: second not in steward.get(f"/base/entries/{first}").text)


@pytest.mark.feature("SDB-03")
def test_a_person_disputes_a_value_and_sees_the_answer(police: httpx.Client, site: Site) -> None:
    """Whose number it is has the entry in the account; others may have brought it before."""
    said = {**somebody(), "name": "何月仙", "id_number": "44060219380815002X"}
    id = sent(police, delivery(said))[0]["entry"]
    at, claimed = f"/base/entries/{id}", f"示例巷 {secrets.randbelow(10**6)} 号"
    with site.client("he_yuexian", language="zh") as person:
        until(lambda: at in person.get("/my/base-entries").text)
        until(lambda: said["address"] in person.get(at).text)
        wish = {"attribute": "address", "claimed": claimed, "proof": "已办理迁移"}
        raised = person.post(f"{at}/raise_dispute", data=wish)
        assert raised.status_code == 303, raised.text
        marked = fetched(person, at)
        assert list(faults(marked)) == []
        assert "有异议" in marked.text_content()
        until(lambda: f'href="{at}"' in police.get("/tasks").text)
        hidden = police.get(at).text
        assert claimed not in hidden and said["name"] not in hidden
        assert claimed in police.post(f"{at}/open", data={"purpose": "handling"}).text
        answer = {"outcome": "corrected", "answer": "经核查档案，予以更正"}
        decided = police.post(f"{at}/decide_dispute", data=answer)
        assert decided.status_code == 303, decided.text
        seen = fetched(person, at)
        assert list(faults(seen)) == []
        told = seen.text_content()
        assert "有异议" not in told and "予以更正" in told and answer["answer"] in told
        values = next(seen.iterfind(".//table")).text_content()
        assert claimed in values
    with site.client("social_supplier") as other:
        assert other.get(at).status_code == 404
