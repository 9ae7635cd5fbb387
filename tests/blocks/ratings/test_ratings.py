"""好差评: five levels, once, hidden from those who are rated; bad ones are followed up in time."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from actors.blocks.clocks.commands import Observe
from actors.blocks.ratings.follow_up import FollowUpRules, read_rules, watched
from actors.blocks.ratings.follow_up_records import (
    CloseFollowUp,
    ContactRater,
    FollowUp,
    OpenFollowUp,
    VerifyRating,
)
from actors.blocks.ratings.kind import follow_up_kind
from actors.blocks.ratings.records import AnswerOutcome
from actors.blocks.ratings.view import COUNTS, follow_ups, ratings
from actors.kernel.calendar import Calendar
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from tests import loaded
from tests.blocks.cases.commits import commit, fold
from tests.blocks.ratings.scenarios import (
    BAD,
    CLOSED,
    CONTACTED,
    GOOD,
    HEAD,
    NAMED,
    NOTHING,
    RATED_BADLY,
    RATER,
    READY,
    SCENARIOS,
)

pytestmark = pytest.mark.feature("HALL-18")
CLOSE = CloseFollowUp(text="已核实")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_rating_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_a_bad_rating_is_to_be_closed_in_fifteen_working_days() -> None:
    RATED_BADLY.then_shown(phase="open", due=date(2026, 3, 23), contact_due=None).run()


def test_whoever_gave_a_name_is_contacted_in_one_working_day() -> None:
    NOTHING.when(NAMED, by=PLATFORM).on("follow_up:1").then_shown(
        contact_due=date(2026, 3, 3), asks_for_call=True
    ).run()


def test_a_good_rating_is_not_followed_up() -> None:
    NOTHING.when(GOOD, by=PLATFORM).on("follow_up:1").then_shown(phase="").run()


def test_a_rating_is_kept_once_and_cannot_be_changed() -> None:
    NOTHING.when(GOOD, by=PLATFORM).when(BAD, by=PLATFORM).then(events=()).run()


def test_a_follow_up_is_not_closed_without_a_call_back_a_finding_and_a_remedy() -> None:
    RATED_BADLY.when(CLOSE, by=HEAD).then_refused("follow_up.not_contacted").run()
    CONTACTED.when(CLOSE, by=HEAD).then_refused("follow_up.not_verified").run()
    CONTACTED.when(VerifyRating(found="confirmed", text="属实"), by=HEAD).when(
        CLOSE, by=HEAD
    ).then_refused("follow_up.not_rectified").run()


def test_what_was_not_so_is_closed_without_a_remedy() -> None:
    CONTACTED.when(VerifyRating(found="unfounded", text="当日无此服务"), by=HEAD).when(
        CLOSE, by=HEAD
    ).then_shown(phase="closed").run()


def test_a_rater_without_a_name_is_written_to_and_not_called() -> None:
    RATED_BADLY.when(ContactRater(way="telephone", text="已致电"), by=HEAD).then_refused(
        "follow_up.name_not_known", "/way"
    ).run()
    CONTACTED.on("rating:1").then_shown(phase="kept").run()


def test_the_outcome_is_answered_once_by_the_rater_alone() -> None:
    wish = AnswerOutcome(content=True)
    NOTHING.when(BAD, by=PLATFORM).when(wish, by=RATER).then_refused("rating.not_now").run()
    other = Identity("person:b2", ("resident",))
    CLOSED.on("rating:1").when(wish, by=other).then_refused("rating.unknown").run()
    CLOSED.on("rating:1").when(wish, by=RATER).when(wish, by=RATER).then_refused(
        "rating.not_now"
    ).run()


@pytest.mark.parametrize(
    "who",
    [
        Identity("person:a1", ("resident",)),
        Identity("staff:market_clerk", ("window_clerk",), "market_supervision"),
        Identity("staff:housing_approver", ("approver",), "housing_construction"),
    ],
)
def test_others_do_not_follow_up(who: Identity) -> None:
    READY.when(CLOSE, by=who).then_refused("follow_up.unknown").run()


def test_supervision_is_told_of_both_limits() -> None:
    library = loaded.library()
    rules, calendar = library[FollowUpRules], library[Calendar]
    kind = follow_up_kind(library)
    nine = datetime(2026, 3, 2, 1, tzinfo=UTC)
    turn = Turn("follow_up:1", FollowUp(), kind.evolve, now=nine, by=PLATFORM, command_id="c")
    wish = OpenFollowUp(service=NAMED.service, stars=2, named=NAMED.named)
    kind.decide(turn, wish)

    subject = watched("1", turn.state, rules, calendar)
    assert subject is not None
    assert [(each.name, each.due) for each in subject.clocks] == [
        ("follow_up", date(2026, 3, 23)),
        ("follow_up_contact", date(2026, 3, 3)),
    ]
    assert [(mark.level, mark.on) for mark in subject.clocks[0].marks] == [
        ("warning", date(2026, 3, 18)),
        ("yellow", date(2026, 3, 24)),
        ("red", date(2026, 3, 25)),
    ]
    assert any(sent.command["type"] == Observe.__name__ for sent in turn.messages)


def test_rows_hold_nothing_that_somebody_wrote_and_no_case() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    service = {
        "item": "SPJY-01", "title": {"zh": "许可", "en": "Licence"}, "unit": "market_supervision",
        "on": "2026-03-02",
    }  # fmt: skip
    kept = {
        "type": "RatingKept", "at": at, "service": service, "account": "a1",
        "said": {"stars": 1, "comment": "等了两小时", "whys": ["slow"]},
    }  # fmt: skip
    opened = {
        "type": "FollowUpOpened", "at": at, "service": service, "stars": 1, "comment": "等了两小时",
        "named": {"number": "4406", "name": "张三"}, "due": "2026-03-23",
    }  # fmt: skip
    (rating,) = fold(ratings(), commit("rating:1", 1, ev=[kept])).values()
    (follow_up,) = fold(follow_ups(), commit("follow_up:1", 1, ev=[opened])).values()

    for row in (rating, follow_up):
        assert not {"comment", "named", "number", "name"} & row.keys()
        assert "等了两小时" not in str(row) and "张三" not in str(row)
    derive = ratings().derive
    assert derive is not None
    (count,) = derive([(None, rating)])[COUNTS]
    assert count.amounts == {"stars.1": 1, "whys.slow": 1, "bad": 1}  # type: ignore[union-attr]
    assert derive([(rating, rating)])[COUNTS] == []


def test_days_that_make_no_sense_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "follow_up.toml").write_text("days = 2\ncontact_days = 0\nwarn_days = 3\n", "utf-8")

    _, mistakes = read_rules(tmp_path)
    assert len(mistakes) == 1
