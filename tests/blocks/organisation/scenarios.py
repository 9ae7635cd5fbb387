"""The organisation: units, staff, leave and undoing; and accounts that are told of it."""

from datetime import date

from actors.blocks.accounts.commands import (
    Activate,
    ChangeRoles,
    ChooseCapacity,
    Disable,
    Enable,
    EndSessions,
    Enrol,
    OfferActivation,
)
from actors.blocks.accounts.kind import account_kind
from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation import commands as c
from actors.blocks.organisation.calendars import PublishCalendar, TakeBackCalendar, calendar_kind
from actors.blocks.organisation.dictionaries import (
    PublishDictionary,
    TakeBackDictionary,
    Term,
    dictionary_kind,
)
from actors.blocks.organisation.kind import organisation_kind
from actors.blocks.organisation.state import KEY
from actors.kernel.identity import PLATFORM
from actors.kernel.words import Title
from actors.testing import Scenario
from tests.blocks.organisation.city import AN, DAY, LIBRARY, TODAY
from tests.unit.every_command.others import REGISTERED, WEN, open_session

ROOM = Title(zh="窗口科", en="Window Section")
HALL = Capacity("government_services", ("window_clerk",))
MARKET = Capacity("market_supervision", ("approver",), "market_approver")
TOMORROW = TODAY + DAY
WHY = "reorganisation"

SCENARIOS: dict[str, Scenario] = {
    "an organisation that changes": Scenario.of(organisation_kind(LIBRARY))
    .on(KEY)
    .when(
        c.EstablishUnit(
            unit="section",
            title=ROOM,
            place="440600",
            superior="market",
            effective=TODAY,
            reason=WHY,
        ),
        by=AN,
    )
    .when(c.RenameUnit(unit="section", title=ROOM, effective=TODAY, reason=WHY), by=AN)
    .when(c.MoveUnit(unit="section", superior="housing", effective=TOMORROW, reason=WHY), by=AN)
    .when(c.SetWindow(unit="section", integrated=True, effective=TODAY, reason=WHY), by=AN)
    .when(c.UndoLast(subject="unit:section", number=4, reason="a mistake"), by=AN)
    .when(c.CloseUnit(unit="section", effective=TOMORROW, reason=WHY), by=AN)
    .at("2026-03-03 00:00")
    .then_shown(told=TOMORROW),
    "a tree that comes as a table": Scenario.of(organisation_kind(LIBRARY))
    .on(KEY)
    .when(
        c.ImportTree(
            rows=(
                c.ImportRow(
                    sort="unit",
                    unit="section",
                    title="窗口科",
                    title_en="Window Section",
                    place="440600",
                    superior="market",
                ),
                c.ImportRow(
                    sort="post",
                    unit="section",
                    account="fang",
                    name="方宁",
                    name_en="Fang Ning",
                    role="window_clerk",
                ),
            ),
            effective=TOMORROW,
            reason=WHY,
        ),
        by=AN,
    )
    .then_shown(count=2),
    "staff who come and go": Scenario.of(organisation_kind(LIBRARY))
    .on(KEY)
    .when(
        c.Appoint(account="wen", role="reviewer", scope="market", effective=TODAY, reason=WHY),
        by=AN,
    )
    .when(
        c.EndAppointment(
            account="wen", role="reviewer", scope="market", effective=TOMORROW, reason=WHY
        ),
        by=AN,
    )
    .when(
        c.BeginLeave(
            account="liu", until=TODAY + 9 * DAY, deputy="li", effective=TODAY, reason=WHY
        ),
        by=AN,
    )
    .when(c.EndLeave(account="liu", effective=TOMORROW, reason=WHY), by=AN)
    .when(c.DisableStaff(account="luo", effective=TODAY, reason=WHY), by=AN)
    .when(c.EnableStaff(account="luo", effective=TOMORROW, reason=WHY), by=AN)
    .when(c.EndEverySession(account="luo", reason=WHY), by=AN)
    .at("2026-03-03 00:00")
    .then_shown(told=TOMORROW),
    "somebody who joins the staff, and a resident who is kept out": Scenario.of(
        organisation_kind(LIBRARY)
    )
    .on(KEY)
    .when(
        c.EnterStaff(
            account="fang",
            name=Title(zh="方宁", en="Fang Ning"),
            role="reviewer",
            scope="market",
            effective=TOMORROW,
            reason=WHY,
        ),
        by=AN,
    )
    .when(c.IssueActivation(account="fang", code_hash="hash", reason=WHY), by=AN)
    .when(c.DisableResident(account="resident-zhang", reason=WHY), by=AN)
    .when(c.EnableResident(account="resident-zhang", reason="an error"), by=AN)
    .then_shown(residents=()),
    "an account that is activated": Scenario.of(account_kind(LIBRARY))
    .on("account:fang")
    .when(Enrol(told=1, display="方宁"), by=PLATFORM)
    .when(open_session("s1"), by=PLATFORM)
    .then_refused("sign_in.failed")
    .when(OfferActivation(code_hash="code"), by=PLATFORM)
    .when(Activate(code_hash="code", password_hash="chosen"), by=PLATFORM)
    .then_shown(password_hash="chosen", activation=None),
    "an account that is told of its roles": REGISTERED.when(
        ChangeRoles(told=1, capacities=(HALL, MARKET)), by=PLATFORM
    )
    .when(open_session("s1"), by=PLATFORM)
    .when(ChooseCapacity(session="s1", capacity=MARKET.name), by=WEN)
    .when(EndSessions(), by=PLATFORM)
    .then_shown(sessions=())
    .when(Disable(told=3), by=PLATFORM)
    .when(open_session("s2"), by=PLATFORM)
    .then_refused("sign_in.failed")
    .when(Enable(told=2), by=PLATFORM)
    .then_shown(disabled=True)
    .when(Enable(told=4), by=PLATFORM)
    .then_shown(disabled=False),
    "a calendar and its correction": Scenario.of(calendar_kind(LIBRARY))
    .on("calendar_year:2027")
    .when(
        PublishCalendar(
            effective=TODAY, reason="a notice", source="a notice", closed=(date(2027, 1, 1),)
        ),
        by=AN,
    )
    .when(TakeBackCalendar(number=1, reason="a mistake"), by=AN)
    .then_shown(versions=()),
    "a dictionary and its correction": Scenario.of(dictionary_kind(LIBRARY))
    .on("dictionary:themes")
    .when(
        PublishDictionary(
            effective=TODAY, reason="a theme", title=ROOM, terms=(Term("housing", ROOM),)
        ),
        by=AN,
    )
    .when(TakeBackDictionary(number=1, reason="a mistake"), by=AN)
    .then_shown(versions=()),
}
