"""What analysts may ask in SQL (查询闸门): one question over the tables that they may read.

It is read here by a parser and let through by what it consists of: one SELECT, or several that are
put together; tables of the list; functions of the list. What is refused never reaches a database.
The database that answers is closed by itself as well; see `shell/querying.py`.
"""

from collections.abc import Collection

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_QUESTIONS = (exp.Select, exp.SetOperation)
_FORBIDDEN = (
    exp.Into, exp.Command, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Copy, exp.Parameter,
    exp.Placeholder, exp.Lock, exp.UDTF, exp.Lateral, exp.TableSample,
)  # fmt: skip
# By the names of sqlglot's classes, and of functions that it knows by name alone.
_FUNCTIONS = frozenset((
    "Abs", "AnyValue", "ApproxDistinct", "Avg", "Case", "Cast", "Ceil", "Coalesce", "Concat",
    "ConcatWs", "Corr", "Count", "CountIf", "CovarPop", "CovarSamp", "CumeDist",
    "DateDiff", "DatePart", "DateTrunc", "Day", "DayOfWeek", "DayOfYear", "DenseRank", "Exp",
    "Extract", "First", "FirstValue", "Floor", "Greatest", "GroupConcat", "If", "Lag", "Last",
    "LastValue", "Lead", "Least", "Left", "Length", "Ln", "Log", "Lower", "Max", "Median", "Min",
    "Mod", "Month", "NthValue", "Ntile", "Nullif", "PercentRank", "PercentileCont",
    "PercentileDisc", "Pow", "Quantile", "Quarter", "Rank", "Replace", "Right", "Round",
    "RowNumber", "Sign", "Sqrt", "StartsWith", "Stddev", "StddevPop", "StddevSamp", "StrPosition",
    "Substring", "Sum", "TimestampDiff", "TimestampTrunc", "TryCast", "Trim", "Upper", "Variance",
    "VariancePop", "Week", "Year", "And", "Or", "Xor",
))  # fmt: skip
_BY_NAME = frozenset(("date", "strftime", "date_diff", "mode", "year", "month", "day", "quarter"))


class Refused(Exception):
    """The question is not let through; `code` says why, `what` names what it is about."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = what


def tables_of(sql: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the tables that the question `sql` reads, in alphabetical order.

    Raises:
        Refused: it cannot be read, is several, is no question, names a table that is not `known`
            or a function that is not let through; the code of a refusal tells which.
    """
    question = _question(sql)
    for node in question.walk():
        if isinstance(node, _FORBIDDEN):
            raise Refused("job.no_question", type(node).__name__)
        if isinstance(node, exp.Func):
            _function(node)
    named = {each.alias_or_name.lower() for each in question.find_all(exp.CTE)}
    if shadowed := named & set(known):  # the same name for two tables is a trap, not a question
        raise Refused("job.no_table", min(shadowed))
    tables: set[str] = set()
    for table in question.find_all(exp.Table):
        plain = isinstance(table.this, exp.Identifier) and not table.db and not table.catalog
        name = table.name.lower()  # as DuckDB reads names, quoted or not
        if not plain or name not in named | set(known):
            raise Refused("job.no_table", table.sql("duckdb"))
        tables.add(name)
    return tuple(sorted(tables - named))


def _question(sql: str) -> exp.Expr:
    try:
        found = [each for each in sqlglot.parse(sql, read="duckdb") if each is not None]
    except (SqlglotError, RecursionError) as error:
        raise Refused("job.unreadable") from error
    if not found:
        raise Refused("job.unreadable")
    if len(found) > 1:
        raise Refused("job.several")
    if not isinstance(found[0], _QUESTIONS):
        raise Refused("job.no_question", type(found[0]).__name__)
    return found[0]


def _function(node: exp.Func) -> None:
    if isinstance(node, exp.Anonymous):
        if node.name.lower() not in _BY_NAME:
            raise Refused("job.no_function", node.name)
    elif type(node).__name__ not in _FUNCTIONS:
        raise Refused("job.no_function", type(node).__name__)
