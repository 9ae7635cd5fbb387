"""What the base library holds of a person, as he is handed a copy of it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY, RegisterEntry
from actors.systems.service_insight.base.record.records import SOURCE_RECORD
from actors.systems.service_insight.consents.consent import DATA_CONSENT, DataConsent
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.words import known_word


def _entry(row: Mapping[str, Any], state: RegisterEntry, how: Telling) -> Mapping[str, Any]:
    return {
        "phase": state.phase,
        "phase_in_words": known_word(f"register_entry.states.{state.phase}", how.language),
        "begun_at": state.begun_at,
        "merged_into": state.into,
        "disputes": [
            {
                "attribute": each.attribute,
                "claimed": each.claimed,
                "proof": each.proof,
                "raised_at": each.raised_at,
                "outcome": each.outcome,
                "answer": each.answer,
            }
            for each in state.disputes
        ],
        "records": [
            {
                "source": known_word(f"register_entry.choices.source.{each.source}", how.language)
                or each.source,
                "versions": [
                    {
                        "said": msgspec.structs.asdict(version.said),
                        "observed_on": version.observed_on,
                        "recorded_at": version.recorded_at,
                    }
                    for version in each.versions
                ],
            }
            for each in state.records
        ],
    }


def _consent(row: Mapping[str, Any], state: DataConsent, how: Telling) -> Mapping[str, Any]:
    return {
        "phase": state.phase,
        "phase_in_words": known_word(f"data_consent.states.{state.phase}", how.language),
        "purpose": state.purpose,
        "attributes": list(state.attributes),
        "consented_at": state.given_at,
        "consented_until": state.until,
        "uses": [
            {
                "at": each.at,
                "application": each.case,
                "item_code": each.item,
                "attributes": list(each.attributes),
            }
            for each in state.uses
        ],
    }


HELD = (
    Holding(
        name="base_entries",
        of=(REGISTER_ENTRY, SOURCE_RECORD),
        kind=REGISTER_ENTRY,
        collection="register_entries",
        field="account",
        told=_entry,
    ),
    Holding(
        name="data_consents",
        of=(DATA_CONSENT,),
        kind=DATA_CONSENT,
        collection="data_consents",
        field="account",
        told=_consent,
    ),
)
