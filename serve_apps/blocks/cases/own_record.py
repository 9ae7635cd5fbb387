"""The record that somebody wants put right (更正): one of his own, and as it stands."""

from msgspec.structs import replace

from actors.blocks.accounts.putting_right import ID_NUMBER, PARTS, faults
from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.items import Corrects, ServiceItem
from actors.blocks.cases.putting_files_right import (
    digest_said,
    file_at,
    file_faults,
    is_file,
    is_over,
    right_file,
)
from actors.blocks.cases.putting_right import (
    ACCOUNT,
    OF_ACCOUNT,
    as_kept,
    part_faults,
    says,
    says_so,
    value_of,
)
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.forms.normalise import person_name
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.front.wiring import Services


async def require_own_record(
    services: Services, item: ServiceItem, wish: SaveDraft, by: Identity
) -> None:
    """Check that what `wish`, an application for `item` that `by` files, wants put right is a
    record of its applicant, says what the application says it does, could say what it shall, and
    lies with the unit that it names.

    Raises:
        Refusal: it is not so; each at the answer concerned.
        Overloaded, Unavailable: the record could not be asked.
    """
    corrects = item.corrects
    if corrects is None:
        return
    said = corrects.said(wish.form)
    record, part = str(said["record"]), str(said["part"])
    account = wish.applicant.account
    today = local_day(services.clock.now())
    should_be = as_kept(part, str(said["should_be"]))
    if record.startswith(OF_ACCOUNT) and part != ID_NUMBER:
        raise Refusal(Reason("put_right.no_such_part", f"/form/{corrects.part}"))
    if record.startswith(OF_ACCOUNT):
        await _require_present(services, wish.applicant, by, record, should_be, corrects)
    elif not account:
        raise Refusal(Reason("put_right.own_account", "/applicant"))
    elif record == ACCOUNT and part == ID_NUMBER:
        raise Refusal(Reason("put_right.at_window", f"/form/{corrects.part}"))
    if is_file(part):
        wrong = await _file_faults(services, item, corrects, wish)
        if wrong:
            raise Refusal(*wrong)
        return
    unfit: tuple[Reason, ...] = ()
    if record == ACCOUNT or record.startswith(OF_ACCOUNT):
        of = account if record == ACCOUNT else record.removeprefix(OF_ACCOUNT)
        known = _of_account(await _account(services, of), part)
        now, unit = (known,) if known else (), item.unit
        so = known is not None and as_kept(part, str(said["says"])) == known
        unfit = faults(part, should_be, today)
    else:
        state, about = await _own_case(services, record, account, corrects)
        now, unit = says(state, part, about), state.unit
        so = says_so(state, part, str(said["says"]), about, services.library)
        value = value_of(state, part, should_be, about, services.library)
        unfit = part_faults(state, part, value, about, services.library)
    wrong = list[Reason]()
    if not now:
        wrong.append(Reason("put_right.no_such_part", f"/form/{corrects.part}"))
    elif not so:
        wrong.append(Reason("put_right.says_otherwise", f"/form/{corrects.says}"))
    if now:
        wrong += [replace(each, field=f"/form/{corrects.should_be}") for each in unfit]
    if unit != said["unit"]:
        wrong.append(Reason("put_right.other_unit", f"/form/{corrects.unit}"))
    if wrong:
        raise Refusal(*wrong)


async def _own_case(
    services: Services, record: str, account: str, corrects: Corrects
) -> tuple[CaseState, ServiceItem]:
    """Return the case `record`, with its item.

    Raises:
        Refusal: there is none of the account, or it is restricted.
        Overloaded, Unavailable: it could not be asked.
    """
    state: CaseState = (await services.sender.show(f"case:{record}")).state
    if state.applicant is None or state.applicant.account != account or state.restricted:
        raise Refusal(Reason("put_right.not_own", f"/form/{corrects.record}"))
    return state, services.library[Catalogue].item(state.item, state.item_version)


async def _file_faults(
    services: Services, item: ServiceItem, corrects: Corrects, wish: SaveDraft
) -> tuple[Reason, ...]:
    """Return what is wrong with `wish`, an application for `item` to have a file put right, each at
    the answer or the file concerned.

    Raises:
        Refusal: the record is no case of the applicant's.
        Overloaded, Unavailable: it could not be asked.
    """
    said = corrects.said(wish.form)
    if not corrects.file or said["record"] == ACCOUNT:
        return (Reason("put_right.no_such_part", f"/form/{corrects.part}"),)
    account, part = wish.applicant.account, str(said["part"])
    state, about = await _own_case(services, str(said["record"]), account, corrects)
    before = file_at(state, part)
    wrong: list[Reason] = []
    if before is None:
        code = "no_such_part" if is_over(state) else "not_over"
        wrong.append(Reason(f"put_right.{code}", f"/form/{corrects.part}"))
    elif before.sha256 != digest_said(str(said["says"])):
        wrong.append(Reason("put_right.says_otherwise", f"/form/{corrects.says}"))
    right = right_file(item, wish.materials)
    if before is not None:
        at = f"/materials/{corrects.file}"
        unfit = file_faults(state, part, right, about)
        wrong += [replace(each, field=at) for each in unfit]
    if state.unit != said["unit"]:
        wrong.append(Reason("put_right.other_unit", f"/form/{corrects.unit}"))
    return tuple(wrong)


async def _require_present(
    services: Services,
    applicant: Applicant,
    by: Identity,
    record: str,
    should_be: str,
    corrects: Corrects,
) -> None:
    """Check that who is present at the window, whose document the clerk saw, has the name of the
    account that is to be put right, and the number that it is to have.

    Raises:
        Refusal: it is not so, or nobody saw a document.
        Overloaded, Unavailable: the account could not be asked.
    """
    if not by.id.startswith("staff:") or not applicant.identified:
        raise Refusal(Reason("put_right.at_window", f"/form/{corrects.record}"))
    account = await _account(services, record.removeprefix(OF_ACCOUNT))
    person = account.person
    if (
        person is None
        or person.id_type != "resident_id"
        or person_name(person.name) != person_name(applicant.name)
    ):
        raise Refusal(Reason("put_right.not_own", f"/form/{corrects.record}"))
    number = as_kept(ID_NUMBER, applicant.id_number)
    if number != should_be:
        raise Refusal(Reason("put_right.not_seen", f"/form/{corrects.should_be}"))


async def _account(services: Services, account: str) -> AccountState:
    return (await services.sender.show(f"account:{account}")).state


def _of_account(state: AccountState, part: str) -> str | None:
    if part not in (*PARTS, ID_NUMBER) or state.person is None:
        return None
    return getattr(state.person, part.rpartition("/")[2])
