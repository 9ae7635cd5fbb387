"""What can be asked of the organisation, and by whom."""

from datetime import date

from actors.blocks.organisation import commands as c
from actors.blocks.organisation.state import OrganisationState
from actors.kernel.guarded import Guarded
from actors.kernel.offer import Offer
from actors.kernel.words import Title

GUARDED = Guarded(
    actions=(
        "read",
        "change_units",
        "change_staff",
        "change_residents",
        "import",
        "undo",
        "end_sessions",
        "issue_activation",
    )
)
_DAY, _WHY = date(2026, 12, 1), "reorganisation"
_NEW = Title(zh="市数据局", en="Data Bureau")

OFFERS: tuple[Offer[OrganisationState], ...] = (
    Offer(
        command=c.EstablishUnit,
        action="change_units",
        example=c.EstablishUnit(
            unit="data_bureau", title=_NEW, place="440600", effective=_DAY, reason=_WHY
        ),
        long=("reason",),
    ),
    Offer(
        command=c.RenameUnit,
        action="change_units",
        example=c.RenameUnit(unit="data_bureau", title=_NEW, effective=_DAY, reason=_WHY),
        long=("reason",),
    ),
    Offer(
        command=c.MoveUnit,
        action="change_units",
        example=c.MoveUnit(
            unit="fire_rescue", superior="housing_construction", effective=_DAY, reason=_WHY
        ),
        long=("reason",),
    ),
    Offer(
        command=c.CloseUnit,
        action="change_units",
        example=c.CloseUnit(unit="data_bureau", effective=_DAY, reason=_WHY),
        grave=True,
        long=("reason",),
    ),
    Offer(
        command=c.SetWindow,
        action="change_units",
        example=c.SetWindow(
            unit="market_supervision", integrated=True, effective=_DAY, reason=_WHY
        ),
        long=("reason",),
    ),
    Offer(
        command=c.EnterStaff,
        action="change_staff",
        example=c.EnterStaff(
            account="fang",
            name=Title(zh="方宁", en="Fang Ning"),
            role="window_clerk",
            scope="market_supervision",
            effective=_DAY,
            reason=_WHY,
        ),
        long=("reason",),
    ),
    Offer(
        command=c.Appoint,
        action="change_staff",
        example=c.Appoint(
            account="hall_clerk",
            role="window_clerk",
            scope="market_supervision",
            effective=_DAY,
            reason=_WHY,
        ),
        long=("reason",),
    ),
    Offer(
        command=c.EndAppointment,
        action="change_staff",
        example=c.EndAppointment(
            account="hall_clerk",
            role="window_clerk",
            scope="government_services",
            effective=_DAY,
            reason=_WHY,
        ),
        grave=True,
        long=("reason",),
    ),
    Offer(
        command=c.BeginLeave,
        action="change_staff",
        example=c.BeginLeave(
            account="hall_clerk",
            until=date(2026, 12, 4),
            deputy="hall_clerk_2",
            effective=_DAY,
            reason=_WHY,
        ),
        long=("reason",),
    ),
    Offer(
        command=c.EndLeave,
        action="change_staff",
        example=c.EndLeave(account="hall_clerk", effective=_DAY, reason=_WHY),
        long=("reason",),
    ),
    Offer(
        command=c.DisableStaff,
        action="change_staff",
        example=c.DisableStaff(account="hall_clerk", effective=_DAY, reason=_WHY),
        grave=True,
        long=("reason",),
    ),
    Offer(
        command=c.EnableStaff,
        action="change_staff",
        example=c.EnableStaff(account="hall_clerk", effective=_DAY, reason=_WHY),
        long=("reason",),
    ),
    Offer(
        command=c.ImportTree,
        action="import",
        example=c.ImportTree(
            rows=(
                c.ImportRow(
                    sort="unit",
                    unit="data_bureau",
                    title="市数据局",
                    title_en="Data Bureau",
                    place="440600",
                ),
                c.ImportRow(
                    sort="post",
                    unit="data_bureau",
                    account="fang",
                    name="方宁",
                    name_en="Fang Ning",
                    role="window_clerk",
                ),
            ),
            effective=_DAY,
            reason=_WHY,
        ),
        long=("reason",),
    ),
    Offer(
        command=c.UndoLast,
        action="undo",
        example=c.UndoLast(subject="staff:hall_clerk", number=1, reason=_WHY),
        long=("reason",),
    ),
    Offer(
        command=c.EndEverySession,
        action="end_sessions",
        example=c.EndEverySession(account="hall_clerk", reason=_WHY),
        grave=True,
        long=("reason",),
    ),
    Offer(
        command=c.DisableResident,
        action="change_residents",
        example=c.DisableResident(account="resident-zhang", reason=_WHY),
        grave=True,
        long=("reason",),
    ),
    Offer(
        command=c.EnableResident,
        action="change_residents",
        example=c.EnableResident(account="resident-zhang", reason=_WHY),
        long=("reason",),
    ),
    # Not offered to programs as it is: a channel makes the code, and shows it once.
    Offer(command=c.IssueActivation, action="issue_activation", of="platform"),
    Offer(command=c.TakeEffect, of="platform"),
)
