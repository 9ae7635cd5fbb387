"""What analysts may reckon with: cases without whom they are of, and how many there were."""

from actors.kernel.job import AnalystTable, Job, Parameter
from actors.kernel.words import Title

CASES = AnalystTable(
    view="cases",
    title=Title(zh="办件", en="Cases"),
    columns={
        "system": "text",
        "item.code": "text",
        "unit": "text",
        "channel": "text",
        "phase": "text",
        "outcome": "text",
        "submitted_at": "instant",
        "accepted_at": "instant",
        "decided_at": "instant",
        "closed_at": "instant",
        "dues.promised": "text",
        "dues.promised_at": "instant",
        "stars": "integer",
        "virtual": "truth",
    },
)
"""`dues_promised` is the last day promised, `dues_promised_at` the instant where hours were,
`virtual` of an invented past."""

VOLUME = Job(
    name="case_volume",
    title=Title(zh="办件量与按时办结", en="Volume of cases and decisions in time"),
    about=Title(
        zh="按月、系统、事项、部门统计收件、受理、办结、按时办结、当日办结和办理时长中位数。",
        en="By month, system, item and unit: received, accepted, decided, decided in time and on"
        " the day, and the median time to a decision.",
    ),
    work="actors.blocks.cases.shell.volume:count",
    parts="actors.blocks.cases.shell.volume:months",
    reads=("cases",),
    parameters=(
        Parameter(
            name="since",
            title=Title(zh="收件日期从", en="Received from"),
            kind="day",
            optional=True,
        ),
        Parameter(
            name="until",
            title=Title(zh="收件日期到", en="Received until"),
            kind="day",
            optional=True,
        ),
    ),
)
