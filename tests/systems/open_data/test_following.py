"""Who follows a dataset is told what becomes of it, once of each thing, however many follow it."""

import hashlib
from collections import Counter, deque
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.following import audience as a
from actors.systems.open_data.following import records as r
from actors.systems.open_data.following.news import AUDIENCE, News, TellAudience
from actors.systems.open_data.views import PUBLISHED
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.open_data import following as f
from tests.systems.open_data.opening import REVIEWER, published, second
from tests.systems.open_data.scenarios import NINE, RENDERED
from tests.waiting import until

NOW = datetime(2026, 10, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", f.FOLLOWING)
def test_what_becomes_of_a_dataset_reaches_those_who_follow_it(name: str) -> None:
    f.FOLLOWING[name].run()


def test_each_thing_is_told_in_words_and_once() -> None:
    news = News(id="9.withdrawn", what="withdrawn", slug=f.SLUG, title="公交站点",
                title_en="Bus stops", reason="来源数据有误")  # fmt: skip
    once = f.followed().when(r.TellSubscriber(news=news), by=PLATFORM)

    once.then(messages=[f.notice("Withdrawn", reason="来源数据有误")]).run()
    once.when(r.TellSubscriber(news=news), by=PLATFORM).then(events=[], messages=[]).run()
    change = msgspec.structs.replace(
        news, id="8.columns", what="columns", columns=("线路", "站名"), at=NINE, reason=""
    )
    told = f.followed().when(r.TellSubscriber(news=change), by=PLATFORM)
    told.then(messages=[f.notice("ColumnsChange", columns="线路、站名", day="2026-10-08")]).run()


def test_of_several_causes_that_freeze_a_dataset_the_first_and_the_last_are_told() -> None:
    frozen = f.FOLLOWING["what is said of frozen sources is said once"]
    frozen.then_shown(told=("8.frozen", "11.thawed")).run()


def test_a_new_version_is_told_to_the_first_of_the_audience_alone() -> None:
    set_for_nine = second().when(c.ApproveVersion(release_at=NINE), by=REVIEWER).then(messages=[])
    rendered = set_for_nine.when(RENDERED, by=PLATFORM).then(messages=[])

    rendered.at("2026-10-08 09:00").then_shown(phase="live").run()


def test_ten_thousand_are_told_once_each_and_in_small_commits() -> None:
    nodes: dict[str, a.Audience] = {}
    told: Counter[str] = Counter()
    widest = 0

    def send(key: str, command: Any) -> None:
        nonlocal widest
        waiting = deque([(key, command)])
        while waiting:
            to, wish = waiting.popleft()
            if not to.startswith(AUDIENCE):
                told[to] += 1
                continue
            turn = Turn(to, nodes.get(to, a.Audience()), a.evolve, now=NOW, by=PLATFORM,
                        command_id="1", seq=1)  # fmt: skip
            a.decide(turn, wish)
            nodes[to] = turn.state
            widest = max(widest, len(turn.messages))
            waiting += [
                (
                    m.key,
                    None
                    if r.SUBSCRIPTION in m.key
                    else msgspec.convert(m.command, a.AudienceCommand),
                )
                for m in turn.messages
            ]

    ids = [hashlib.sha256(str(n).encode()).hexdigest()[:32] for n in range(10_000)]
    for id in ids:
        send(f.ROOT, a.JoinAudience(subscription=id, seq=1))
    for id in ids[::100]:
        send(f.ROOT, a.LeaveAudience(subscription=id, seq=2))
    send(f.ROOT, TellAudience(news=News(id="1.thawed", what="thawed", slug=f.SLUG, title="x")))

    gone = {f"{r.SUBSCRIPTION}:{id}" for id in ids[::100]}
    assert told.keys() == {f"{r.SUBSCRIPTION}:{id}" for id in ids} - gone
    assert set(told.values()) == {1} and widest <= a.ROOM + 16


@pytest.mark.feature("OPEN-42", "OPEN-15")
def test_somebody_follows_a_dataset_and_is_told_of_its_withdrawal(site: Site) -> None:
    assert site.services is not None
    slug = f"stops-{uuid4().hex[:8]}"
    rows, at = site.database[PUBLISHED], f"/datasets/{slug}"
    site.run(rows.insert_one(published(slug=slug)))
    try:
        with site.client("chen_jiahui", language="zh") as reader:
            for way in ("", "/end", ""):
                sent = reader.post(f"{at}/subscription{way}", data={"key": uuid4().hex})
                assert sent.status_code == 303, sent.text
            assert "您已订阅" in reader.get(f"{at}/subscription").text
            until(lambda: at in reader.get("/my/subscriptions").text)
            for path in (f"{at}/subscription", "/my/subscriptions", "/my/subscriptions?lang=en"):
                assert list(faults(fetched(reader, path))) == []
            news = News(id="7.withdrawn", what="withdrawn", slug=slug, title="公交站点",
                        reason=f"来源有误{slug}")  # fmt: skip
            tell = TellAudience(news=news)
            sending = site.services.sender.send(f"{AUDIENCE}:{slug}", tell, id=slug, by=PLATFORM)
            site.run(sending)
            until(lambda: f"来源有误{slug}" in reader.get("/notices?lang=zh").text)
        with site.client(language="zh") as anybody:
            feed = anybody.get(f"{at}/feed.json").json()
            assert feed["items"][0]["title"] == "版本 1 已开放"
            assert "<title>版本 1 已开放</title>" in anybody.get(f"{at}/feed.atom").text
            sign_in = anybody.get(f"{at}/subscription", headers={"accept": "text/html"})
            assert sign_in.status_code == 303 and "/sign-in" in sign_in.headers["location"]
    finally:
        site.run(rows.delete_one({"_id": slug}))
