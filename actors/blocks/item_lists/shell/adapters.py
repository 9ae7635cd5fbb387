"""The outside party that keeps the feed of items (事项标准化系统)."""

from actors.blocks.calls.outcome import Outcome, Patience
from actors.blocks.calls.shell.adapter import AnswersOnly, Call, CheckFailed, Party, Settings
from actors.blocks.calls.shell.exchange import Answer, exchange, meant, reached
from actors.blocks.item_lists.records import FEED
from actors.kernel.words import Title


class ItemStandards(AnswersOnly):
    """Asks the system at `url`, known there by `key`, for its whole list. Asking changes nothing
    there, so that it may be asked as often as anything breaks."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings["url"].rstrip("/")
        if not self._url.startswith(("http://", "https://")):
            raise ValueError("url: no address of the web")
        self._headers = {"authorization": f"Bearer {settings['key']}"}

    async def run(self, call: Call) -> Outcome:
        """Return the list as it comes; see `Adapter`."""
        answer = await self._get("/implementation-list")
        outcome = meant(answer)
        if outcome.state != "done" or isinstance(answer, Outcome):
            return outcome
        return Outcome(state="done", answer={"list": answer.body.decode("utf-8", "replace")})

    async def ask(self, id: str) -> Outcome:
        """Nothing was changed there, so nothing is known of it; see `Adapter`."""
        return Outcome(state="unheard")

    async def check(self) -> None:
        """See that it is there and knows the key; see `Adapter`."""
        answer = await self._get("/account")
        reached(answer)
        if isinstance(answer, Answer) and answer.status != 200:
            raise CheckFailed("connection", f"HTTP {answer.status}")

    async def _get(self, path: str) -> Answer | Outcome:
        return await exchange("GET", self._url + path, headers=self._headers)


ADAPTERS = (
    Party(
        name=FEED,
        title=Title(zh="事项标准化系统", en="Item-standardisation system"),
        settings=("url", "key"),
        connect=ItemStandards,
        patience=Patience(idempotent=True),
        at_once=1,
        reconciles=False,
    ),
)
