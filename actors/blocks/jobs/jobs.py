"""The job that every platform has: a question in SQL."""

from actors.kernel.job import Job, Parameter
from actors.kernel.words import Title

QUERY = Job(
    name="query",
    title=Title(zh="SQL 查询", en="Question in SQL"),
    about=Title(
        zh="对可供分析的数据表提一个 SELECT 查询，结果存为一张表。",
        en="One SELECT over the tables that may be analysed; the answer is kept as a table.",
    ),
    work="actors.blocks.jobs.shell.querying:answer",
    asks="sql",
    parameters=(
        Parameter(name="sql", title=Title(zh="查询语句", en="Question"), kind="long_text"),
    ),
    seconds=600,
)
