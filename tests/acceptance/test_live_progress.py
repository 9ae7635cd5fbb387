"""Live progress: only for those who may see the case, and each change told once it happens."""

from collections.abc import Iterator

import httpx
import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for

pytestmark = pytest.mark.feature("HALL-07")


def test_the_applicant_hears_of_each_change_as_it_happens(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        filed = apply(resident, application(site, "WFZM-01")).json()
        wait_for(site, filed["number"])
        with resident.stream("GET", f"/cases/{filed['number']}/events") as live:
            assert live.headers["content-type"].startswith("text/event-stream")
            steps = _steps(live)
            assert '"phase":"submitted"' in next(steps)
            assert send(resident, filed["case"], "withdraw", {}).status_code == 200
            # watchers and papers may add to it
            later = (step for step in steps if '"phase":"submitted"' not in step)
            assert '"phase":"withdrawn"' in next(later)


def test_a_strangers_live_progress_does_not_exist(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        number = apply(resident, application(site, "WFZM-01")).json()["number"]
        wait_for(site, number)
    answers = []
    for account in ("huang_guoqiang", "health_reviewer", ""):
        with site.client(account) as stranger:
            answers.append(stranger.get(f"/cases/{number}/events").status_code)
            answers.append(stranger.get(f"/cases/{'9' * 43}/events").status_code)

    assert set(answers) == {404}


def test_a_page_that_is_closed_leaves_no_subscriber(site: Site) -> None:
    assert site.services is not None
    with site.client("chen_jiahui") as resident:
        filed = apply(resident, application(site, "WFZM-01")).json()
        wait_for(site, filed["number"])
        before = site.services.live.subscribers
        with resident.stream("GET", f"/cases/{filed['number']}/events") as live:
            steps = _steps(live)  # closing this closes the connection
            next(steps)
            assert site.services.live.subscribers == before + 1
        site.until(lambda: site.services is not None and site.services.live.subscribers == before)


def _steps(live: httpx.Response) -> Iterator[str]:
    """Yield the data of each event."""
    for line in live.iter_lines():
        if line.startswith("data: "):
            yield line
