"""`yimen case show`: how far a case has come, without personal data."""

import asyncio
from typing import Any

from rich.console import Console
from rich.table import Table

from actors.blocks.forms.normalise import identifier
from actors.kernel.deadlines import CHINA
from storage.mongo import connect
from storage.settings import read_settings
from storage.views import Views


async def look_up(number: str) -> dict[str, Any] | None:
    """Return the row of the case with this number, or this id; None when there is none."""
    database = connect(read_settings())
    try:
        views = Views(database)
        return await views.case_by_number(identifier(number)) or await views.case(number)
    finally:
        await database.client.close()


def show(number: str) -> int:
    """Print the case; return 0, or 1 when there is none."""
    console = Console()
    row = asyncio.run(look_up(number))
    if row is None:
        console.print(f"There is no case {number}.")
        return 1
    console.print(facts_table(row))
    console.print(timeline_table(row))
    return 0


def facts_table(row: dict[str, Any]) -> Table:
    """Return the state of the case as a table."""
    title = row["item"]["title"]
    table = Table("", "", title=f"{title['zh']} {title['en']}", show_header=False)
    dues = row.get("dues") or {}
    facts = {
        "Number 办件编号": row.get("number") or "(draft)",
        "Key": f"case:{row['_id']}",
        "Applicant 申请人": row["applicant"].get("name", ""),
        "State 状态": row["phase"] + (", paused" if row.get("paused") else ""),
        "Lead unit 牵头部门": row["unit"],
        "Open tasks": ", ".join(f"{task['name']} ({task['unit']})" for task in row["tasks"]) or "–",
        "Promised by 承诺": dues.get("promised", "–"),
        "Limit by law 法定": dues.get("statutory", "–"),
        "Card 红黄牌": row.get("level") or "none",
    }
    if dues.get("provisional"):
        facts["Note"] = "dates are provisional until the next year's calendar is published"
    for name, value in facts.items():
        table.add_row(name, str(value))
    return table


def timeline_table(row: dict[str, Any]) -> Table:
    """Return what happened to the case as a table."""
    table = Table("No.", "When", "Who", "What happened")
    for entry in row["timeline"]:
        when = entry["at"].astimezone(CHINA)
        table.add_row(str(entry["seq"]), f"{when:%Y-%m-%d %H:%M:%S}", entry["by"], entry["event"])
    return table
