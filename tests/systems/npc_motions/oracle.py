"""A second opinion on dates: another calendar, another arithmetic, the terms written down again."""

from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar
from dateutil.relativedelta import relativedelta

LAST_PUBLISHED = 2026
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
ONE_DAY = timedelta(days=1)
MOTIONS = {
    "motion_forward": "15 d",
    "motion_opinion": "30 d",
    "motion_consult": "15 d",
    "motion_views": "30 d",
    "motion_report": "3 mo",
    "motion_handling": "3 mo",
    "motion_redo": "1 mo",
}
# As the table of the specification has them: wd working days, d days, mo months; the act that a
# unit's clock starts from. What is not named here has no date in that place.
TERMS = {
    "shanghai_2015": {
        "assign": "7 wd",
        "return_window": "7 wd receipt",
        "assisting_view": "1 mo receipt",
        "reply": "3 mo assignment",
        "longer": "6 mo assignment",
        "redo": "1 mo",
        **MOTIONS,
    },
    "qingdao_2021": {
        "assign": "5 wd",
        "return_window": "5 wd receipt",
        "assisting_view": "1 mo receipt",
        "reply": "3 mo assignment",
        "longer": "6 mo assignment",
    },
    "zhejiang_2016": {
        "notice": "7 d",
        "return_window": "10 d receipt",
        "assisting_view": "2 mo receipt",
        "reply": "3 mo receipt",
        "longer": "6 mo assignment",
        "redo": "1 mo",
    },
    "chongqing_2017": {
        "assign": "10 wd",
        "return_window": "10 wd assignment",
        "reassignment": "10 wd",
        "assisting_view": "30 wd receipt",
        "assisting_extra": "5 wd",
        "contact": "20 wd receipt",
        "reply": "3 mo assignment",
        "broad_reply": "6 mo assignment",
        "rating": "20 wd",
        "redo": "2 mo",
    },
    "beijing_2014": {
        "reply": "3 mo assignment",
        "longer": "6 mo assignment",
        "rating": "15 wd",
        "redo": "2 mo",
    },
    "shandong_2017": {
        "assign": "5 d",
        "return_window": "5 d receipt",
        "assisting_view": "1 mo receipt",
        "reply": "3 mo assignment",
        "longer": "6 mo assignment",
        "redo": "1 mo",
    },
    "henan_2017": {
        "return_window": "10 wd assignment",
        "reassignment": "10 wd",
        "assisting_view": "2 mo receipt",
        "reply": "3 mo receipt",
        "longer": "6 mo assignment",
        "rating": "10 wd",
        "redo": "1 mo",
    },
}
TERMS["foshan_sample"] = TERMS["shanghai_2015"]


class Expected(NamedTuple):
    computed: date
    effective: date
    provisional: bool


def is_open(day: date) -> bool:
    if day.year <= LAST_PUBLISHED:
        return chinese_calendar.is_workday(day)
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def expected(term: str, start: date) -> Expected:
    """Return what `term` ("7 wd receipt") from `start` comes to."""
    count, unit = int(term.split()[0]), term.split()[1]
    if unit == "wd":
        computed = start
        while count:
            computed += ONE_DAY
            count -= is_open(computed)
    elif unit == "mo":
        computed = start + relativedelta(months=count)
    else:
        computed = start + relativedelta(days=count)
    effective = computed
    while not is_open(effective):
        effective += ONE_DAY
    return Expected(computed, effective, effective.year > LAST_PUBLISHED)
