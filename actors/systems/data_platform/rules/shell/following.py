"""What runs beside the projector: each signal of shared data goes through the rules that are
active, at least once; an alarm takes it once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from pymongo.asynchronous.client_session import AsyncClientSession

from actors.kernel.errors import Quarantined, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.turn import Command
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.rules.alarm.records import RaiseAlarm
from actors.systems.data_platform.rules.condition import Faulty, holds
from actors.systems.data_platform.rules.rule.records import NoteFault
from actors.systems.data_platform.rules.signals import OF, Signal, about, signals_of
from actors.systems.data_platform.rules.terms import DATA_ALARM, DATA_RULE, alarm_id
from actors.systems.data_platform.rules.views import RULES
from storage.follower import Follower
from storage.listed import until_listed
from storage.mongo import Database, Document
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys

FOLLOWER = "data_rules"
MATCH: Mapping[str, Any] = {
    "kind": {"$in": [SHARED_DATASET, DATA_RULE]},
    "virtual": {"$ne": True},
}
_CHANGES = {"RuleApproved", "RuleResumed", "RulePaused", "RuleRetired"}
_log = structlog.get_logger("yimen.data_rules")


async def follow_rules(database: Database, sender: Sender, library: Library, _clock: Clock) -> None:
    """Follow shared data until cancelled."""
    await Follower(database, FOLLOWER, Following(database, sender).handle, match=MATCH).run()


class Following:
    """Has rules looked at for what has happened; `handle` is for a follower."""

    def __init__(self, database: Database, sender: Sender) -> None:
        self._database = database
        self._sender = sender
        self._keys = data_keys(database)

    async def handle(self, commits: Sequence[Document], session: AsyncClientSession) -> None:
        """Raise the alarms that follow from `commits`.

        Raises:
            PyMongoError, Overloaded, Unavailable: not all were raised; the batch comes again.
        """
        for each in commits:
            types = {event["type"] for event in each["ev"]}
            if each["kind"] == DATA_RULE and types & _CHANGES:
                await until_listed(self._database, RULES, each, self._is_known)
        wanted = [
            each
            for each in commits
            if each["kind"] == SHARED_DATASET and any(e["type"] in OF for e in each["ev"])
        ]
        if not wanted:
            return
        rules = await self._database[RULES].find({"state": "active"}).to_list()
        for commit in await opened_all(wanted, self._keys) if rules else ():
            await self._signals(commit, rules)

    async def _is_known(self, key: str) -> bool:
        try:
            await self._sender.show(key)
        except Quarantined:
            return False
        return True

    async def _signals(self, commit: Document, rules: Sequence[Document]) -> None:
        for n, signal in enumerate(signals_of(commit)):
            heard = [
                each
                for each in rules
                if each["signal"] == signal.name and each["since"] <= commit["at"]
            ]
            if heard:
                state: Dataset = (await self._sender.show(commit["key"])).state
                await self._through(signal, state, heard, f"{commit['_id']}.{n}")

    async def _through(
        self, signal: Signal, dataset: Dataset, rules: Iterable[Document], id: str
    ) -> None:
        facts = about(signal, unit=dataset.unit, sharing=dataset.sharing)
        for each in rules:
            if each["unit"] not in (dataset.unit, profile().reviewing_unit):
                continue
            try:
                if not holds(each["condition"], facts):
                    continue
            except Faulty as fault:
                told = NoteFault(code=fault.code, subject=signal.subject)
                await self._send(f"{DATA_RULE}:{each['_id']}", told, f"fault/{id}/{each['_id']}")
                continue
            found = RaiseAlarm(
                rule=each["_id"],
                title=each["title"],
                unit=each["unit"],
                grade=each["grade"],
                subject=signal.subject,
                facts=facts,
            )
            alarm = f"{DATA_ALARM}:{alarm_id(each['_id'], signal.subject)}"
            await self._send(alarm, found, f"raise/{id}/{each['_id']}")

    async def _send(self, key: str, command: Command, id: str) -> None:
        try:
            await self._sender.send(key, command, id=id, by=PLATFORM)
        except Refusal as refusal:
            _log.info("data_rules.refused", code=refusal.reasons[0].code)
