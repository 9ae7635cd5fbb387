"""An application by program, from the form to the decision."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send, wait_for

pytestmark = pytest.mark.feature("HALL-01")


def test_an_application_by_program_is_received_under_a_case_number(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        answer = apply(resident, application(site, "SPJY-01"))

        assert answer.status_code == 201
        filed = answer.json()
        assert len(filed["number"]) == 43
        assert answer.headers["location"] == f"/api/v1/cases/{filed['case']}"
        case = resident.get(
            f"/api/v1/cases/{filed['case']}", params={"purpose": "own"}, headers=key()
        ).json()
    assert case["case"]["phase"] == "submitted"
    assert case["case"]["applicant"]["account"] == "chen_jiahui"
    assert "withdraw" in case["allowed"]


def test_the_same_request_sent_again_has_its_effect_once(site: Site) -> None:
    headers = key()
    wish = application(site, "SPJY-01")
    with site.client("chen_jiahui") as resident:
        first = resident.post("/api/v1/cases", json=wish, headers=headers).json()
        again = resident.post("/api/v1/cases", json=wish, headers=headers).json()

    assert (again["case"], again["number"]) == (first["case"], first["number"])
    assert again["replayed"] and not first["replayed"]


def test_every_fault_of_an_application_is_named_by_its_pointer_in_both_languages(
    site: Site,
) -> None:
    wish = application(site, "SPJY-01") | {"form": {}}
    with site.client("chen_jiahui") as english, site.client("chen_jiahui", language="zh") as zh:
        told = apply(english, wish)
        chinese = apply(zh, wish)

    assert told.status_code == chinese.status_code == 422
    assert told.headers["content-type"] == "application/problem+json"
    pointers = {fault["pointer"] for fault in told.json()["errors"]}
    required = site.library[Catalogue].item("SPJY-01").form["required"]
    assert pointers >= {f"/form/{name}" for name in required}
    assert told.headers["content-language"] == "en"
    assert [e["code"] for e in told.json()["errors"]] == [
        e["code"] for e in chinese.json()["errors"]
    ]
    assert told.json()["errors"][0]["detail"] != chinese.json()["errors"][0]["detail"]


def test_an_answer_that_cannot_be_kept_is_named_by_its_field_even_in_a_draft(site: Site) -> None:
    wish = application(site, "SPJY-01")
    name = site.library[Catalogue].item("SPJY-01").form["required"][0]
    wish["form"] |= {name: {"$ref": "x", "$id": 1}}
    with site.client("chen_jiahui") as resident:
        draft = resident.post("/api/v1/drafts", json=wish, headers=key())
        wish["materials"] = [{"name": "$ref", "source": "upload"}]
        case = apply(resident, wish)

    for answer in (draft, case):
        assert answer.status_code == 422
        faults = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
        assert (f"/form/{name}", "form.unreadable") in faults
    assert "/materials/$ref" in {fault["pointer"] for fault in case.json()["errors"]}


def test_an_application_with_faults_uses_up_no_number(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        before = apply(resident, application(site, "WFZM-01")).json()["number"]
        assert apply(resident, application(site, "WFZM-01") | {"form": {}}).status_code == 422
        after = apply(resident, application(site, "WFZM-01")).json()["number"]

    assert int(after[-4:]) == int(before[-4:]) + 1


def test_a_command_that_is_not_allowed_now_answers_409_with_those_that_are(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "SPJY-01")).json()["case"]
        refused = send(resident, case, "rate", {"stars": 5})

    assert refused.status_code == 409
    assert "withdraw" in refused.json()["allowed"]


def test_a_foreign_case_and_an_unknown_one_get_the_same_answer(site: Site) -> None:
    with site.client("chen_jiahui") as owner, site.client("huang_guoqiang") as stranger:
        case = apply(owner, application(site, "SPJY-01")).json()["case"]
        answers = [
            stranger.get(f"/api/v1/cases/{id}", params={"purpose": "own"}, headers=key())
            for id in (case, uuid4().hex)
        ]
        answers += [send(stranger, id, "withdraw", {"reason": "x"}) for id in (case, uuid4().hex)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({_without_trace(answer) for answer in answers}) == 1


def test_a_command_of_the_offices_is_refused_to_residents(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "SPJY-01")).json()["case"]

        assert send(resident, case, "accept", {}).status_code == 403
        assert send(resident, case, "end_notice_period", {}).status_code == 404


def test_a_read_of_personal_data_is_recorded_before_it_is_shown(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client("hall_clerk") as clerk:
        case = apply(resident, application(site, "SPJY-01")).json()["case"]
        shown = clerk.get(
            f"/api/v1/cases/{case}", params={"purpose": "window_service"}, headers=key()
        )

    assert shown.status_code == 200
    assert site.services is not None
    record = site.run(site.services.sender.show(f"access:{case}")).state
    assert record.count == 1


def test_staff_cannot_read_under_the_residents_purpose(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client("hall_clerk") as clerk:
        case = apply(resident, application(site, "SPJY-01")).json()["case"]
        refused = clerk.get(f"/api/v1/cases/{case}", params={"purpose": "own"}, headers=key())

    assert refused.status_code == 403


def test_a_write_without_idempotency_key_is_refused(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        answers = [
            resident.post("/api/v1/cases", json=application(site, "SPJY-01")),
            resident.post(f"/api/v1/cases/{uuid4().hex}/withdraw", json={}),
        ]

    for answer in answers:
        assert answer.status_code == 422
        assert "idempotency-key" in answer.json()["detail"].lower()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b'{"reason": 5}', "application/json", 422),
    ],
)
def test_a_body_of_another_shape_is_refused(
    site: Site, body: bytes, kind: str, status: int
) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "SPJY-01")).json()["case"]
        refused = resident.post(
            f"/api/v1/cases/{case}/withdraw",
            content=body,
            headers=key() | {"content-type": kind},
        )

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_value_of_another_type_is_named_by_its_pointer(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        wish: dict[str, Any] = application(site, "SPJY-01")
        wish["applicant"]["phone"] = 13800000000
        refused = apply(resident, wish)

    assert [e["pointer"] for e in refused.json()["errors"]] == ["/applicant/phone"]


def test_a_body_over_the_limit_is_refused_unread(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        declared = resident.post("/api/v1/cases", content=b" " * (2 << 20), headers=key())
        streamed = resident.post(
            "/api/v1/cases",
            content=(b" " * 65_536 for _ in range(32)),
            headers=key() | {"content-type": "application/json"},
        )

    for refused in (declared, streamed):
        assert refused.status_code == 413
        assert refused.headers["content-type"] == "application/problem+json"


def test_two_departments_in_parallel_decide_an_application(site: Site) -> None:
    """The way of a case through the API alone, task by task, as its flow has them."""
    item = site.library[Catalogue].item("SGXK-01")
    company = "hengtai_construction"
    with site.client(company) as resident, site.client("hall_clerk") as clerk:
        filed = apply(resident, application(site, item.code, company))
        assert filed.status_code == 201, filed.text
        case, number = filed.json()["case"], filed.json()["number"]
        wait_for(site, number)
        accepted = send(clerk, case, "accept", {})
        assert accepted.status_code == 200, accepted.text
        worked = _work_through(site, case)
        progress = resident.get(f"/api/v1/progress/{number}")

    assert len({unit for unit, _ in worked}) >= 2
    assert progress.status_code == 200
    assert progress.json()["number"] == number


def _work_through(site: Site, case: str) -> list[tuple[str, str]]:
    """Give an opinion on every open task until the decision waits; return (unit, task)."""
    done: list[tuple[str, str]] = []
    assert site.services is not None
    while True:
        state = site.run(site.services.sender.show(f"case:{case}")).state
        waiting = [task for task in state.tasks if not task.opinion]
        reviews = [task for task in waiting if task.role == "reviewer"]
        if not reviews:
            return done
        task = reviews[0]
        account = next(
            member.account
            for member in site.library[Organisation].staff.values()
            if member.unit == task.unit and task.role in member.roles
        )
        with site.client(account) as officer:
            claimed = send(officer, case, "claim_task", {"task": task.name})
            assert claimed.status_code == 200, claimed.text
            wish = {"task": task.name, "opinion": "agree", "comment": "同意"}
            assert send(officer, case, "give_opinion", wish).status_code == 200
        done.append((task.unit, task.name))


def _without_trace(answer: httpx.Response) -> str:
    return str({name: value for name, value in answer.json().items() if name != "instance"})


def test_progress_without_signing_in_needs_the_end_of_the_identity_number(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client() as anybody:
        number = apply(resident, application(site, "SPJY-01")).json()["number"]
        wait_for(site, number)
        right = {"number": number, "id_tail": "0028"}
        told = anybody.post("/api/v1/progress", json=right)
        wrong = anybody.post("/api/v1/progress", json=right | {"id_tail": "0029"})
        unknown = anybody.post("/api/v1/progress", json=right | {"number": "9" * 43})

    assert told.status_code == 200
    assert told.json()["phase"] == "submitted"
    assert "陈" not in told.text and "440602" not in told.text.replace(number, "")
    assert _without_trace(wrong) == _without_trace(unknown)


def test_guessing_the_end_of_an_identity_number_is_stopped(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client() as anybody:
        number = apply(resident, application(site, "SPJY-01")).json()["number"]
        wait_for(site, number)
        guesses = [
            anybody.post("/api/v1/progress", json={"number": number, "id_tail": f"{guess:04d}"})
            for guess in range(6)
        ]

    assert [guess.status_code for guess in guesses] == [404] * 5 + [429]
    assert int(guesses[-1].headers["retry-after"]) > 60
