"""Who represents the companies of the sample city."""

from actors.blocks.mandates.kind import MANDATES
from actors.blocks.mandates.mandate import NameRepresentative
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender
from actors.kernel.system import Installed
from actors.place.city.load import City


async def name_representatives(sender: Sender, city: City, installed: Installed) -> None:
    """Record the legal representatives of the companies of `city`, where mandates are installed.

    Raises:
        Overloaded, Unavailable: see `Sender.send`; do it again, nothing happens twice.
    """
    if MANDATES not in installed.blocks:
        return
    for each in city.applicants:
        if each.representative:
            await sender.send(
                f"{MANDATES}:{each.account}",
                NameRepresentative(account=each.representative),
                id=f"represent:{each.account}",
                by=PLATFORM,
            )
