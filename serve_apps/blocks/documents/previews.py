"""Specimens of papers (样张), made at once for whoever looks: marked as such and kept nowhere."""

from datetime import datetime

from actors.blocks.documents.make import LENGTH
from actors.blocks.documents.shell.making import filled
from actors.blocks.documents.shell.pool import Broken, ThreadPool, TooLong
from actors.blocks.documents.shell.work import Flaw, Rendered, Work
from actors.blocks.documents.template import Template
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Overloaded, Reason, Refusal
from serve_apps.front.wiring import Wiring

MOST_WAITING = 10  # of one process
_CODE = "2" * LENGTH  # of no paper


class Previews:
    """Makes specimens, one at a time."""

    def __init__(self, around: Wiring) -> None:
        self._around = around
        self._pool = ThreadPool()
        self._waiting = 0

    async def make(
        self,
        template: Template,
        facts: dict[str, object],
        *,
        organ: str,
        number: str,
        at: datetime,
        marked: bool = True,
    ) -> Rendered:
        """Return what `template` makes of `facts`, as if the organ called `organ` had it made `at`
        an instant. What is not `marked` as a specimen is a paper that anybody may have, as a form.

        Raises:
            Refusal: the paper cannot be made; the reason says why.
            Overloaded: too many look at specimens already.
        """
        if self._waiting >= MOST_WAITING:
            raise Overloaded(retry_after=2)
        address = self._around.settings.public_address or "http://127.0.0.1"
        work = Work(
            source=template.source,
            facts=filled(template, facts),
            organ_name=organ,
            number=number,
            day=f"{local_day(at)}",
            at=at,
            code=_CODE,
            address=f"{address}/verify/{_CODE}",
            sealed=template.sealed,
            specimen=marked,
        )
        self._waiting += 1
        try:
            made = await self._pool.make(work)
        except (Broken, TooLong) as error:
            raise Refusal(Reason("paper.too_long")) from error
        finally:
            self._waiting -= 1
        if isinstance(made, Flaw):
            facts_of = {"detail": made.detail}
            raise Refusal(Reason(f"paper.{made.code}", f"/fields/{made.field}", facts_of))
        return made

    async def stop(self) -> None:
        """Begin nothing more."""
        self._pool.stop()
