"""Conditional data are for whom their unit has granted a key, everywhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from ckanapi import NotAuthorized, RemoteCKAN
from msgspec.structs import replace

from actors.kernel.identity import Identity
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.terms import OPEN_DATASET
from actors.systems.open_data.intake.preparing import prepare
from actors.systems.open_data.keys import records as r
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.open_data import keys as k
from tests.systems.open_data.opening import HEAD, REVIEWER, STOPS, WORDING
from tests.systems.open_data.walking import open_one, row_of, send
from tests.waiting import until

CONDITIONAL = replace(WORDING, condition="仅用于公共交通研究")


@pytest.mark.parametrize("name", k.KEYS)
def test_a_key_goes_its_way(name: str) -> None:
    k.KEYS[name].run()


def test_a_key_for_what_all_may_use_is_good_at_once() -> None:
    own = k.Scenario.of(k.key_kind(k.LIBRARY)).when(
        r.RequestKey(holder="安", purpose="试用"), by=k.AN
    )
    own.then_shown(phase="active", quota=10_000, due=None).run()


def test_nobody_grants_his_own_wish_or_that_of_another_unit() -> None:
    elsewhere = Identity("staff:x", ("open_head",), "health")

    k.asked().when(r.GrantKey(quota=1, days=1), by=k.AN).then_refused("open_key.forbidden").run()
    other = k.asked().when(r.GrantKey(quota=1, days=1), by=elsewhere)
    other.then_refused("open_key.unknown").run()


def test_a_key_opens_what_it_was_granted_for_until_it_is_over() -> None:
    now = k.datetime(2026, 10, 12, 1, tzinfo=k.UTC)
    key = r.Key(phase="active", datasets=("a",), quota=3, expires_at=now + timedelta(days=1))

    assert key.opens("a", now) and key.opens("", now) and not key.opens("b", now)
    assert not key.opens("a", now + timedelta(days=1))
    assert not replace(key, phase="suspended").opens("a", now)
    assert (key.called(k.MONDAY), replace(key, on=k.MONDAY, calls=2).called(k.MONDAY)) == (0, 2)


def test_a_condition_lets_a_higher_level_be_opened() -> None:
    columns = (replace(WORDING.columns[0], level=2), *WORDING.columns[1:])

    assert prepare(STOPS, replace(WORDING, columns=columns), b"k").measured.faults == ("level",)
    assert not prepare(STOPS, replace(CONDITIONAL, columns=columns), b"k").measured.faults


@pytest.mark.feature("OPEN-02", "OPEN-15")
def test_conditional_data_are_for_whom_their_unit_has_granted_a_key(site: Site) -> None:
    slug = open_one(site, CONDITIONAL)
    at, resource = f"/datasets/{slug}", f"{slug}.csv"
    query = {"resource_id": resource}
    with (
        site.client("chen_jiahui", language="zh") as asker,
        site.client(language="zh") as anybody,
        RemoteCKAN(site.url) as nobody,
    ):
        seen = anybody.get(at).text
        assert "仅用于公共交通研究" in seen and f"/my/keys/new?dataset={slug}" in seen
        assert "数据预览" not in seen and f'href="{at}/1.csv' not in seen
        assert anybody.get(f"{at}/1.csv").status_code == 403
        assert "access-right/RESTRICTED" in anybody.get(f"/dataset/{slug}.ttl").text
        assert nobody.action.package_show(id=slug)["title"] == CONDITIONAL.title
        with pytest.raises(NotAuthorized):
            nobody.action.datastore_search(**query)

        form = {"key": uuid4().hex, "dataset": slug, "holder": "安", "purpose": ""}
        assert asker.post("/my/keys/new", data=form).status_code == 422
        sent = asker.post("/my/keys/new", data={**form, "purpose": "换乘研究"})
        assert sent.status_code == 303, sent.text
        mine = sent.headers["location"]
        id = mine.rpartition("/")[2]
        assert asker.post(f"{mine}/draw", data={"key": uuid4().hex}).status_code == 409
        send(site, f"{r.OPEN_KEY}:{id}", r.GrantKey(quota=4, days=9), HEAD)
        drawn = asker.post(f"{mine}/draw", data={"key": uuid4().hex}).text
        token = f"{id}." + drawn.partition(f"{id}.")[2].partition("<")[0]
        assert token not in asker.get(mine).text
        until(lambda: "数据预览" in asker.get(at).text)
        for path in (f"{at}?lang=en", mine, "/my/keys?lang=en", f"/my/keys/new?dataset={slug}"):
            assert list(faults(fetched(asker, path))) == []

        with RemoteCKAN(site.url, apikey=token) as holder:
            assert holder.action.datastore_search(**query)["total"] == 2
        for header in ("authorization", "x-ckan-api-key"):
            got = anybody.get(f"{at}/1.csv", headers={header: token})
            assert got.status_code == 200 and got.headers["cache-control"] == "private, no-store"
        assert anybody.get(f"{at}/1.csv", headers={"authorization": token[:-1]}).status_code == 403
        url, bare = "/api/3/action/datastore_search", {"x-ckan-api-key": token}
        assert anybody.get(url, params=query, headers=bare).status_code == 200
        over = anybody.get(url, params=query, headers=bare)
        assert over.status_code == 429 and int(over.headers["retry-after"]) > 0
        assert anybody.get(f"{at}/1.csv", headers=bare).status_code == 429
        send(site, f"{r.OPEN_KEY}:{id}", r.SuspendKey(reason="待查"), REVIEWER)
        assert anybody.get(url, params=query, headers=bare).status_code == 403
        assert asker.get(f"{at}/1.csv").status_code == 403
        send(site, f"{OPEN_DATASET}:{slug}", c.WithdrawDataset(reason="有误"), REVIEWER)
        row_of(site, slug, lambda row: row["state"] == "withdrawn")
        assert anybody.get(url, params=query, headers=bare).status_code == 404
    with site.client("open_head", language="zh") as head:
        assert list(faults(fetched(head, "/open-keys"))) == []
        opened = head.get(f"/open-keys/{id}")
        assert opened.status_code == 200 and "换乘研究" not in opened.text
        read = head.post(f"/open-keys/{id}/open", data={"purpose": "handling"})
        assert "换乘研究" in read.text
