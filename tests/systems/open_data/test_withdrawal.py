"""What is withdrawn is gone everywhere within a minute; a version comes live at its instant."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from ckanapi import NotFound, RemoteCKAN

from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.terms import OPEN_DATASET
from tests.acceptance.site import Site
from tests.systems.open_data.opening import REVIEWER, STOPS
from tests.systems.open_data.walking import hand_over, open_one, row_of, send
from tests.waiting import until

ALL_OVER = 60.0  # seconds within which what is withdrawn is gone (OPEN-15)


@pytest.mark.feature("OPEN-15", "OPEN-40", "OPEN-41")
def test_a_version_is_live_at_its_instant_and_a_withdrawn_dataset_is_gone_everywhere(
    site: Site, record_property: Callable[[str, object], None]
) -> None:
    assert site.services is not None
    clock, slug = site.services.clock, open_one(site)
    at, key = f"/datasets/{slug}", f"{OPEN_DATASET}:{slug}"
    hand_over(site, slug, STOPS + "里水,103,王五\r\n".encode())
    release_at = clock.now() + timedelta(seconds=3)
    send(site, key, c.ApproveVersion(release_at=release_at), REVIEWER)
    with site.client(language="zh") as anybody, RemoteCKAN(site.url) as remote:
        seen = remote.action.package_show(id=slug)["version"]
        if clock.now() < release_at:
            assert seen == "1"
        row = row_of(site, slug, lambda row: row["version"] == 2)
        assert row["modified_at"] >= release_at
        assert remote.action.package_show(id=slug)["version"] == "2"
        first, second = f"{at}/1.csv", f"{at}/2.csv"
        assert "里水" not in anybody.get(first).text and "里水" in anybody.get(second).text
        kept = anybody.get(second).headers["cache-control"]
        assert int(kept.partition("max-age=")[2]) < ALL_OVER

        send(site, key, c.WithdrawDataset(reason="来源数据有误"), REVIEWER)
        begun = time.monotonic()
        until(lambda: anybody.get(at).status_code == 410, ALL_OVER)

        def refused(action: str, **sent: str) -> bool:
            try:
                remote.call_action(action, sent)
            except NotFound:
                return True
            return False

        until(lambda: refused("package_show", id=slug), ALL_OVER)
        until(lambda: refused("datastore_search", resource_id=f"{slug}.csv"), ALL_OVER)
        until(lambda: refused("resource_show", id=f"{slug}.csv"), ALL_OVER)
        for path in (
            first,
            second,
            f"{at}/versions/1",
            f"{at}/versions.json",
            f"/dataset/{slug}.ttl",
        ):
            until(lambda path=path: anybody.get(path).status_code in (404, 410), ALL_OVER)
        until(lambda: slug not in remote.action.package_list(), ALL_OVER)
        seconds = time.monotonic() - begun
        record_property("seconds until it was gone everywhere", round(seconds, 2))
        assert seconds <= ALL_OVER
        assert "来源数据有误" in anybody.get(f"{at}/feed.atom").text
