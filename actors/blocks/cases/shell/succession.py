"""Has cases and results on their way go on at whoever took over from units that were closed: after
each start and whenever administrators have changed the organisation."""

from actors.blocks.clocks.shell.recount import Counted, ask_anew
from actors.blocks.organisation.succession import TakeOver
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from storage.mongo import Database

_HANDED = "handed"  # what a result is that nobody waits for any more


async def hand_over(database: Database, sender: Sender, library: Library) -> int:
    """Have everything that is open at units that are no more go on at their successors, and return
    how much that was. What nobody took over stays where it is, and its pages say so."""
    organisation, asked = library[Organisation], 0
    for code in organisation.former:
        heir = organisation.successor(code)
        if heir is None:
            continue
        open_there = {"closed": False, "$or": [{"unit": code}, {"tasks.unit": code}]}
        to_renew = {"unit": code, "renewal_by": {"$exists": True}}
        asked += await ask_anew(
            database,
            sender,
            TakeOver(unit=code, successor=heir.code),
            f"{code}~{heir.code}",
            Counted("cases", {"$or": [open_there, to_renew]}, lambda row: f"case:{row['_id']}"),
            Counted(
                "handovers",
                {"unit": code, "phase": {"$ne": _HANDED}},
                lambda row: f"handover:{row['_id']}",
            ),
            because="succession",
        )
    return asked
