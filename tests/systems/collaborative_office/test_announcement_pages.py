"""An organ announces something, and sees who has not read it, by forms of pages alone."""

from uuid import uuid4

import pytest

from tests import waiting
from tests.acceptance.site import Site
from tests.systems.collaborative_office.living import in_a_year, until
from tests.systems.collaborative_office.test_pages import done, fetched, post

AT = "/announcements"


@pytest.mark.feature("OA-18", "OA-22")
def test_a_must_read_is_approved_published_confirmed_and_the_rest_listed(site: Site) -> None:
    drafter, head, reader = "office_handler_housing", "office_leader_housing", "office_housing"
    title = f"关于档案整理的通知{uuid4().hex[:8]}"
    wish = {"title": title, "body": "请于月底前完成整理。", "must_read": "true"}
    none = post(site, drafter, f"{AT}/new", "draft_announcement", **wish, expires_on=in_a_year())
    assert none.status_code == 422 and "请指明告知单位或者人员" in none.text
    at = done(
        post(
            site, drafter, f"{AT}/new", "draft_announcement", **wish,
            expires_on=in_a_year(), audience="housing_construction",
        )
    )  # fmt: skip
    id = at.rpartition("/")[2]
    done(post(site, drafter, at, "hand_in_announcement"))
    assert fetched(site, reader, at) == 404
    done(post(site, head, at, "approve_announcement", note=""))
    done(post(site, drafter, at, "publish_announcement"))
    state = until(site, f"announcement:{id}", lambda state: state.phase == "published")

    def told(account: str, where: str) -> str:
        with site.client(account, language="zh") as client:
            return client.get(where).text

    waiting.until(lambda: title in told(reader, AT))
    first = told(reader, AT)
    assert first.index("您还没有确认已读的公告") < first.index(title)
    assert "请于月底前完成整理" in told(reader, at) and "告知单位" not in told(reader, at)
    waiting.until(lambda: f"announcement:{id}" in task_keys(site, reader))
    done(post(site, reader, at, "confirm_reading"))
    waiting.until(lambda: f"announcement:{id}" not in task_keys(site, reader))
    waiting.until(lambda: told(reader, AT).count(title) == 1)  # not among the unread any more

    assert "已有人确认已读" not in told(reader, at)
    listed = told(drafter, f"{at}/unconfirmed?format=csv")
    names = [line for line in listed.splitlines()[1:] if line]
    assert len(names) == state.told - 1
    assert "植批建" in listed and "莫会建" not in listed  # the head has not, the reader has
    assert "植批建" in told(head, f"{at}/unconfirmed")
    assert fetched(site, reader, f"{at}/unconfirmed") == 403
    for where in (at, f"{at}/unconfirmed"):
        assert fetched(site, "office_health", where) == 404
    assert title not in told("office_health", AT)


def task_keys(site: Site, account: str) -> str:
    with site.client(account, language="zh") as client:
        return client.get("/tasks?tab=mine").text.replace("/announcements/", "announcement:")
