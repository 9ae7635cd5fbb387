"""A motion that is none goes on as a suggestion: numbered, with the same signers, and once."""

import asyncio
from dataclasses import replace
from datetime import date

from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.motion import motion_kind_by
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.suggestion import events as se
from actors.systems.npc_motions.suggestion.commands import Accept, BeginFromMotion
from actors.systems.npc_motions.views import PROPOSALS
from actors.testing.scenario import START
from tests.rows import rows_of
from tests.systems.npc_motions.chamber import SECRETARY as REVIEWER
from tests.systems.npc_motions.floor import (
    HASH,
    LIBRARY,
    MOTION,
    PARTS,
    SECRETARY,
    SESSION,
    WORK_BODY,
    account,
    at,
    between_sessions,
    on_deputy,
    submitted,
)
from tests.systems.npc_motions.reading import played, state_of, told
from tests.systems.npc_motions.test_deputy import SUSPEND

NOW = at("2026-03-02 09:00")
TURN = c.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=NOW)
SUGGESTION = "suggestion:1-suggestion"
PEOPLE = tuple(account(n) for n in range(1, 11))
TURNED = submitted().when(TURN, by=WORK_BODY)


def test_it_is_treated_as_a_suggestion_once_its_deputies_were_heard() -> None:
    TURNED.then_shown(phase="suggestion").run()
    for by, other in ((WORK_BODY, "session_secretariat"), (SECRETARY, "work_body")):
        notices = told(submitted().when(TURN, by=by))
        people = [to for to, template in notices if template == "motion.is_suggestion"]
        signers = [f"person:{account}" for account in PEOPLE]
        assert people == [*signers, f"unit~{other}~foshan_congress"]
    submitted().when(
        c.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=at("2026-01-01")), by=WORK_BODY
    ).then_refused("motion.not_heard").run()


def test_the_suggestion_has_its_text_its_signers_and_a_number_which_the_motion_keeps() -> None:
    suggestion = state_of(TURNED, SUGGESTION)
    motion = state_of(TURNED, MOTION)

    assert suggestion.phase == "submitted"
    assert (suggestion.motion, suggestion.motion_number) == ("1", "J20260001")
    assert suggestion.number == motion.suggestion_number == "20260001"
    assert motion.suggestion == "1-suggestion"
    assert suggestion.title == PARTS["title"]
    assert suggestion.matter == f"{PARTS['subject']}\n\n{PARTS['grounds']}"
    assert suggestion.requests == (PARTS["plan"],)
    assert tuple(suggestion.roster) == PEOPLE
    assert {each.text_hash for each in suggestion.roster.values()} == {HASH}
    assert (suggestion.congress, suggestion.term, suggestion.session) == ("foshan", 16, SESSION)
    assert ("person:d01", "motion.suggestion_numbered") in told(TURNED)


def test_it_is_reviewed_and_answered_like_any_other() -> None:
    accepted = TURNED.on(SUGGESTION).when(Accept(), by=REVIEWER)

    accepted.then(events=[se.Accepted, se.Notified]).then_shown(phase="accepted").run()


def test_between_sessions_the_work_body_has_its_days_to_assign_it() -> None:
    heard = c.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=at("2026-08-03 09:00"))
    due = state_of(between_sessions().when(heard, by=WORK_BODY), SUGGESTION).assign_due

    assert state_of(TURNED, SUGGESTION).assign_due is None
    assert due is not None
    assert (due.start, due.effective) == (date(2026, 8, 3), date(2026, 8, 12))


def test_who_leaves_office_meanwhile_is_known_to_the_suggestion() -> None:
    suspended = TURNED.on(on_deputy(3)).when(SUSPEND, by=WORK_BODY)

    known = state_of(suspended, SUGGESTION).roster
    assert known["d03"].membership.status == "suspended"
    assert known["d02"].membership.status == "active"


def test_a_message_that_comes_again_begins_nothing_and_tells_nothing() -> None:
    world = played(TURNED)
    (begin,) = (
        message["command"]
        for commit in world.commits
        for message in commit["out"]
        if message["key"] == SUGGESTION and message["command"]["type"] == "BeginFromMotion"
    )
    assert begin["motion"] == "1"

    def sent(key: str, command: object) -> object:
        return asyncio.run(world.send(key, command, "again", PLATFORM, START))[1]

    state = asyncio.run(world.state(SUGGESTION))
    again = BeginFromMotion(
        motion="1",
        number="J20260001",
        congress="foshan",
        term=16,
        title="另一标题",
        matter="另一内容",
        requests=(),
        profile=state.profile,
        signers=tuple(state.roster.values()),
    )
    assert sent(SUGGESTION, again) is None
    assert sent(MOTION, c.NoteSuggestion(suggestion="1-suggestion", number="20260009")) is None
    assert sent(MOTION, c.NoteSuggestion(suggestion="other", number="20260009")) is None


def test_one_row_tells_of_the_motion_and_one_of_the_suggestion() -> None:
    rows = rows_of(PROPOSALS, TURNED)
    motion, suggestion = rows["1"], rows["1-suggestion"]

    assert (motion["kind"], motion["state"]) == ("motion", "suggestion")
    assert (suggestion["kind"], suggestion["state"]) == ("suggestion", "submitted")
    assert suggestion["lead"] == "d01"
    assert tuple(suggestion["invited"]) == tuple(suggestion["signers"]) == PEOPLE
    assert (suggestion["number"], suggestion["title"]) == ("20260001", PARTS["title"])


def test_where_no_rules_for_suggestions_are_in_force_nothing_is_turned() -> None:
    lawless = motion_kind_by(MotionBooks(LIBRARY, profiles={}), LIBRARY)
    motion = submitted()

    replace(motion, kinds={**motion.kinds, "motion": lawless}).when(
        TURN, by=WORK_BODY
    ).then_refused("suggestion.congress_unknown").run()
