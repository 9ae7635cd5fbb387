"""Values of the own base entry for a form (凭授权预填): only while a consent of the person covers
them, and once the use and the reading are on record (SDB-02)."""

from collections.abc import Collection, Mapping

from actors.blocks.accounts.state import AccountState
from actors.blocks.forms.normalise import identifier
from actors.blocks.reads.record import OF_ONESELF
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.said import Attribute
from actors.systems.service_insight.base.shell.gathering import Gathered, gather
from actors.systems.service_insight.base.values import current
from actors.systems.service_insight.consents.consent import (
    DATA_CONSENT,
    STANDING,
    DataConsent,
    UseConsent,
)
from actors.systems.service_insight.survivorship import Survivor
from serve_apps.blocks.cases.known_facts import KnownFact
from serve_apps.front.disclosing import disclose
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wiring
from serve_apps.systems.service_insight.base.intake import BaseMatcher
from serve_apps.systems.service_insight.base.own import claim

_KNOWN_AS: Mapping[str, Attribute] = {  # what forms call it
    "home_address": "address",
    "applicant:phone": "mobile",
    "birth_date": "birth_date",
}
_MOST_CONSENTS = 20


class BaseFacts:
    """What the base library knows of whoever has signed in; see `KnowsApplicants`."""

    def __init__(self, wiring: Wiring) -> None:
        self._database = wiring.database

    async def facts_of_applicant(
        self, services: Services, visitor: Visitor, case: str, item: str, asked: Collection[str]
    ) -> Mapping[str, KnownFact]:
        """Return what is asked, known, undisputed and consented to.

        Raises:
            Overloaded, Unavailable, PyMongoError: it cannot be looked up, or not be recorded.
        """
        wanted = {name: _KNOWN_AS[name] for name in asked if name in _KNOWN_AS}
        if not wanted or visitor.kind != "resident" or visitor.identity.acting_for:
            return {}
        consents = await self._consents(visitor.account)
        if not consents:  # nobody looks at an entry that may not be used
            return {}
        entry = await self._entry(services, visitor)
        if entry is None:
            return {}
        values = _values(services, entry)
        told: dict[str, KnownFact] = {}
        for id in consents:
            state: DataConsent = (await services.sender.show(f"{DATA_CONSENT}:{id}")).state
            covered: dict[str, Attribute] = {
                name: attribute
                for name, attribute in wanted.items()
                if attribute in state.attributes and attribute in values and name not in told
            }
            if covered and await self._is_used(services, id, case, item, covered):
                told |= {name: _fact(values[attribute]) for name, attribute in covered.items()}
        if told:
            await disclose(services, visitor, REGISTER_ENTRY, entry.id, entry.state, OF_ONESELF)
        return told

    async def _consents(self, account: str) -> list[str]:
        where = {"account": account, "state": {"$in": list(STANDING)}, "purpose": "prefill"}
        rows = self._database["data_consents"].find(where, {"_id": 1}).sort("updated_at", -1)
        return [str(row["_id"]) for row in await rows.limit(_MOST_CONSENTS).to_list()]

    async def _entry(self, services: Services, visitor: Visitor) -> Gathered | None:
        """Return the entry of the visitor, found by the number that the account has proven."""
        await claim(services, visitor)
        account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
        if account.person is None or account.person.id_type != "resident_id":
            return None
        number = identifier(account.person.id_number)
        digest = services[BaseMatcher].digest_of_number(number)
        rows = self._database["register_entries"].find({"blocks": digest}, {"_id": 1})
        for row in await rows.limit(_MOST_CONSENTS).to_list():
            found = await gather(services.sender, str(row["_id"]))
            if found is not None and found.state.account == visitor.account:
                return found
        return None

    async def _is_used(
        self, services: Services, id: str, case: str, item: str, covered: Mapping[str, Attribute]
    ) -> bool:
        wish = UseConsent(case=case, item=item, attributes=tuple(covered.values()))
        try:  # it may have been withdrawn a moment ago: the consent itself decides
            await services.sender.send(f"{DATA_CONSENT}:{id}", wish, id=f"use/{case}", by=PLATFORM)
        except Refusal:
            return False
        return True


def _values(services: Services, entry: Gathered) -> dict[str, Survivor]:
    """Return the values that count and that nobody disputes."""
    today = local_day(services.clock.now())
    values = current([each for _, each in entry.records], policy().orders, today)
    disputed = entry.state.disputed
    return {
        name: value
        for name, value in values.items()
        if disputed is None or name != disputed.attribute
    }


def _fact(value: Survivor) -> KnownFact:
    winner = value.winner
    grades = {each.code: each.grade for each in policy().sources}
    return KnownFact(
        value=winner.value,
        source=f"source_record.choices.source.{winner.source}",
        on=winner.observed_on,
        grade=grades.get(winner.source, "B"),
    )
