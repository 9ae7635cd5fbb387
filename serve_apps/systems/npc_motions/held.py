"""What is held of whoever told the congress something, wrote to a deputy, or is one."""

from collections.abc import Iterable, Mapping
from typing import Any

from actors.systems.npc_motions.clue_records import CLUE, ClueState
from actors.systems.npc_motions.conversation_records import ConversationState
from actors.systems.npc_motions.deputy_records import DeputyState
from serve_apps.front.holding import HeldFile, Holding, Telling
from serve_apps.front.words import known_word


def _clue(row: Mapping[str, Any], state: ClueState, how: Telling) -> Mapping[str, Any]:
    return {
        "told_at": state.told_at,
        "channel": state.channel,
        "region": state.region,
        "topic": state.topic,
        "text": state.text,
        "person": state.person,
        "contact": state.contact,
        "phase": state.phase,
        "phase_in_words": known_word(f"clue.states.{state.phase}", how.language),
        "files": list(state.files),
    }


def _clue_files(state: ClueState) -> Iterable[HeldFile]:
    return (HeldFile(sha256, "", "") for sha256 in state.files)


def _conversation(
    row: Mapping[str, Any], state: ConversationState, how: Telling
) -> Mapping[str, Any]:
    return {
        "subject": state.subject,
        "congress": state.congress,
        "phase": state.phase,
        "phase_in_words": known_word(f"conversation.states.{state.phase}", how.language),
        "messages": [
            {
                "side": each.side,
                "at": each.at,
                "text": each.text,
                "standing": each.standing,
                "reason": each.reason if each.side == "citizen" else "",
            }
            for each in state.messages
            if each.side == "citizen" or each.standing == "released"
        ],
    }


def _deputy(row: Mapping[str, Any], state: DeputyState, how: Telling) -> Mapping[str, Any]:
    portrait = state.portrait
    return {
        "name": state.name,
        "congress": state.congress,
        "term": state.term,
        "delegation": state.delegation,
        "status": state.status,
        "since": state.since,
        "until": state.until,
        "portrait": {
            "gender": portrait.gender,
            "occupation": portrait.occupation,
            "constituency": portrait.constituency,
            "introduction": portrait.introduction,
        },
        "duties": [
            {"duty": each.duty, "on": each.on, "subject": each.subject, "place": each.place}
            for each in state.duties.values()
        ],
    }


HELD = (
    Holding(
        name="clues",
        of=(CLUE,),
        kind=CLUE,
        collection="clues",
        field="account",
        told=_clue,
        files=_clue_files,
    ),
    Holding(
        name="conversations",
        of=("conversation",),
        kind="conversation",
        collection="conversations",
        field="citizen",
        told=_conversation,
    ),
    Holding(
        name="deputies",
        of=("deputy",),
        kind="deputy",
        collection="deputies",
        field="account",
        told=_deputy,
    ),
)
