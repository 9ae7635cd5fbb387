"""The jobs that every platform has: a question in SQL, and two that are compared."""

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
    asks=("sql",),
    parameters=(
        Parameter(name="sql", title=Title(zh="查询语句", en="Question"), kind="long_text"),
    ),
    seconds=600,
)

COMPARE = Job(
    name="compare",
    title=Title(zh="数据比对", en="Comparison"),
    about=Title(
        zh="按主键比对两个查询的结果：一致、仅左有、仅右有、逐列不一致，先列各类行数。",
        en="Two answers are compared by their keys: what matches, what only one has, and what"
        " conflicts, column by column; how many there are of each comes first.",
    ),
    work="actors.blocks.jobs.shell.comparing:compare_answers",
    asks=("left", "right"),
    parameters=(
        Parameter(name="left", title=Title(zh="左侧查询", en="Left question"), kind="long_text"),
        Parameter(name="right", title=Title(zh="右侧查询", en="Right question"), kind="long_text"),
        Parameter(name="keys", title=Title(zh="主键列（以逗号分隔）", en="Key columns, by commas")),
        Parameter(
            name="trim",
            title=Title(zh="是否忽略空白", en="Leave blanks out"),
            kind="choice",
            choices={"no": Title(zh="否", en="No"), "yes": Title(zh="是", en="Yes")},
            optional=True,
        ),
    ),
    seconds=1200,
)
