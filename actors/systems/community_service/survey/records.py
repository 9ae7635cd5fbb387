"""A survey (问卷调查): what a unit asks residents of its place; what can be asked of it, what can
happen to it, what is known of it. Who answered is a keyed digest, and nothing else."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args

import msgspec

from actors.kernel.turn import Command, Event

SURVEY = "survey"
Sort = Literal["one", "several", "scale", "text"]
"""How a question is answered: 单选, 多选, 评分, 文字."""
Once = Literal["person", "household"]
ONCE: tuple[Once, ...] = get_args(Once)
Phase = Literal["", "draft", "dropped", "published", "open", "closed", "reported"]
SCALE = 5  # points of a scale, from 1
MOST_ANSWERS = 20_000
MOST_TEXTS = 1_000  # that are kept of one survey
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
About = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Choice = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Words = Annotated[str, msgspec.Meta(max_length=200)]
Who = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{20}$")]


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question. One of several and several of them have `choices`; others have none."""

    sort: Sort
    text: Line
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(max_length=12)] = ()
    optional: bool = False


Questions = Annotated[tuple[Question, ...], msgspec.Meta(min_length=1, max_length=20)]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was answered to a question, by its place from 1: the places of the choices, the
    point of a scale, or a text."""

    question: Annotated[int, msgspec.Meta(ge=1)]
    choices: Annotated[tuple[int, ...], msgspec.Meta(max_length=12)] = ()
    text: Words = ""


Answers = Annotated[tuple[Answer, ...], msgspec.Meta(max_length=20)]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A text that somebody wrote to a question; nobody knows who."""

    question: int
    text: str


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many answered a question, and how many each choice or point of it."""

    answered: int
    counts: tuple[int, ...]


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What a survey says: `place` is the code of the division whose residents are asked."""

    place: Code
    title: Title
    about: About
    once: Once
    questions: Questions


class DraftSurvey(Wording, Command, frozen=True, kw_only=True):
    """起草问卷: write a survey for the residents of the own place, or one below it."""


class ChangeDraft(Wording, Command, frozen=True, kw_only=True):
    """修改草稿: write it anew; whoever does so does not publish it."""


class DropDraft(Command, frozen=True, kw_only=True):
    """撤回草稿."""


class PublishSurvey(Command, frozen=True, kw_only=True):
    """发布: a second person has it open from one local day to another, both included."""

    opens: date
    closes: date


class OpenSurvey(Command, frozen=True, kw_only=True):
    """Clock: its first day begins."""


class AnswerSurvey(Command, frozen=True, kw_only=True):
    """Platform: somebody who lives there answers. `who` is a keyed digest of the survey and the
    person or the household, which nobody turns back without the platform's key."""

    who: Who
    answers: Answers


class EnterPaper(Command, frozen=True, kw_only=True):
    """录入纸质问卷: a clerk of the village enters what a resident has filled in on paper."""

    who: Who
    answers: Answers


class CloseSurvey(Command, frozen=True, kw_only=True):
    """Clock: its last day is over."""


class EndSurvey(Command, frozen=True, kw_only=True):
    """提前截止: close it before its last day, and say why."""

    reason: Line


class PublishResults(Command, frozen=True, kw_only=True):
    """公布结果: publish the counts, and what follows from them."""

    summary: About


class SurveyDrafted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    wording: Wording


class DraftChanged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    wording: Wording


class DraftDropped(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class SurveyPublished(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    opens: date
    closes: date


class SurveyOpened(Event, frozen=True, kw_only=True):
    at: datetime


class SurveyAnswered(Event, frozen=True, kw_only=True):
    """`paper`: a clerk entered it."""

    at: datetime
    who: str
    answers: tuple[Answer, ...]
    paper: bool = False


class SurveyClosed(Event, frozen=True, kw_only=True):
    """`reason` where it was before its last day."""

    at: datetime
    reason: str = ""


class ResultsPublished(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    summary: str


SurveyEvent = (
    SurveyDrafted
    | DraftChanged
    | DraftDropped
    | SurveyPublished
    | SurveyOpened
    | SurveyAnswered
    | SurveyClosed
    | ResultsPublished
)


class Survey(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One survey of the unit `unit`. `author` wrote it last, at `drafted_at`. `who` are the digests
    of those who have answered, until it is closed; `texts` what they wrote, in no order of
    theirs."""

    phase: Phase = ""
    unit: str = ""
    place: str = ""
    title: str = ""
    about: str = ""
    once: Once = "person"
    questions: tuple[Question, ...] = ()
    author: str = ""
    drafted_at: datetime | None = None
    opens: date | None = None
    closes: date | None = None
    who: tuple[str, ...] = ()
    answers: int = 0
    papers: int = 0
    tallies: tuple[Tally, ...] = ()
    texts: tuple[Said, ...] = ()
    closed_at: datetime | None = None
    reason: str = ""
    summary: str = ""
