"""What it costs to find one of many rows: suggestions while somebody types, and pages.

`python -m benchmarks.search [--rows 100000]`
"""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import machine, printing
from benchmarks.database import prepared_database
from storage.mongo import Database, Document
from storage.search.index import TERMS, Search, Searched, terms_of_row

ROWS = 100_000
ROUNDS = 3  # after one that is not counted
BATCH = 1000
TEXTS = (("title", 1.0), ("name", 1.0), ("number", 1.0))
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国梅春辉文慧志新海波宁鹏飞宇"
TOWNS = ("禅城", "南海", "顺德", "三水", "高明", "桂城", "大沥", "狮山", "容桂", "大良", "北滘")
MARKS = "恒盛鑫源泰丰达通宏美佳德信瑞祥和隆昌利华安新联创科顺广东"
TRADES = (
    "陶瓷有限公司", "家具厂", "餐饮管理有限公司", "科技有限公司", "铝业有限公司", "小吃店", "药房",
    "五金制品厂",
)  # fmt: skip
TITLES = (
    "居住证申领", "食品经营许可（餐饮服务）", "公司设立登记（有限责任公司）", "个体工商户设立登记",
    "不动产转移登记（存量住房买卖）", "出生登记", "住房公积金提取", "高龄津贴申领",
    "失业保险金申领", "建筑工程施工许可证核发", "占用、挖掘城市道路审批",
    "大型户外广告设施设置审批", "残疾人证申领",
)  # fmt: skip
TYPED = (
    "居", "居住", "居住證", "居往证", "juzhuzheng", "juzh", "jzz", "zhangwei", "张伟", "恒盛",
    "hengsheng", "餐饮管里", "铝业 禅城", "11440600mb2c95", "公司", "xyzzy",
)  # fmt: skip


def row(at: int, chance: random.Random) -> Document:
    """Return the row of a case: an item, a person or a company, a number, a moment."""
    person = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2))))
    firm = chance.choice(TOWNS) + "".join(chance.choices(MARKS, k=2)) + chance.choice(TRADES)
    made: Document = {
        "_id": f"{at:08}",
        "title": chance.choice(TITLES),
        "name": chance.choice((person, firm)),
        "number": f"11440600MB2C9{chance.randrange(10**18):018}{at:012}",
        "changed_at": BEGAN + timedelta(seconds=chance.randrange(10_000_000)),
    }
    return {**made, TERMS: terms_of_row(made, TEXTS)}


def measure(tell: Callable[[str], None], rows: int = ROWS) -> dict[str, Any]:
    """Fill a database of its own with `rows`, ask it, and return the figures."""
    return asyncio.run(_measure(tell, rows))


async def _measure(tell: Callable[[str], None], rows: int) -> dict[str, Any]:
    async with prepared_database() as (_, database):
        tell(f"{rows:,} rows")
        spent, names = await _fill(database, rows)
        found = await database.command("collStats", "rows")
        search = Search(database)
        searched = [Searched(collection="rows", texts=TEXTS, newest="changed_at")]
        typed = [*TYPED, *names, *(name[:2] for name in names)]
        tell("Asking")
        suggested = await _asked(typed, lambda text: search.suggest(text, searched))
        paged = await _asked(typed, lambda text: search.find(text, searched))
    figures = {
        "rows": rows,
        "milliseconds to write a row": spent * 1000 / rows,
        "megabytes of the index of terms": found["indexSizes"][f"{TERMS}_1"] / 1e6,
        **_figures("suggestions", suggested),
        **_figures("page", paged),
    }
    return {"name": "search", "host": machine.host(), "figures": figures, "ratios": {}}


async def _fill(database: Database, rows: int) -> tuple[float, list[str]]:
    """Return the seconds it took, and twenty names that are there."""
    chance = random.Random(7)
    made = [row(at, chance) for at in range(rows)]
    await database["rows"].create_index(TERMS)
    await database["rows"].create_index("changed_at")
    began = time.perf_counter()
    for start in range(0, rows, BATCH):
        await database["rows"].insert_many(made[start : start + BATCH])
    spent = time.perf_counter() - began
    return spent, [each["name"] for each in itertools.islice(made, 0, rows, -(-rows // 20))]


async def _asked(typed: Sequence[str], ask: Callable[[str], Awaitable[object]]) -> list[float]:
    """Return the milliseconds of every answer, ascending."""
    spent: list[float] = []
    for turn in range(ROUNDS + 1):
        for text in typed:
            began = time.perf_counter()
            await ask(text)
            if turn:
                spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def _figures(name: str, spent: Sequence[float]) -> dict[str, float]:
    return {
        f"{name}, p{share}, milliseconds": spent[len(spent) * share // 100]
        for share in (50, 95, 99)
    }


def run() -> None:
    """Measure and print."""
    options = printing.parser(__doc__)
    options.add_argument("--rows", type=int, default=ROWS)
    chosen = options.parse_args()
    with printing.alone(chosen.json):
        result = measure(printing.tell, chosen.rows)
    printing.show(result, as_json=chosen.json)


if __name__ == "__main__":
    run()
