"""What the agent does with it: collect, send up, bring the result; and what the case answers."""

from datetime import timedelta

from actors.blocks.cases import materials
from actors.blocks.cases.applicants import applicant_faults, as_kept, form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import CaseMoved, Submit
from actors.blocks.cases.state import Applicant, HeldPaper
from actors.blocks.cases.statement import shown_faults
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.community_service.dispatch.entries import DISPATCH, DropEntry
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.entrustment import events as e
from actors.systems.community_service.entrustment.state import Collected, EntrustmentState
from actors.systems.community_service.terminal.records import (
    TERMINAL_ENTRY,
    CollectFromTerminal,
    EntryAnswered,
)

Turning = Turn[EntrustmentState]
CHANNEL = "window"
EARLIEST = timedelta(days=90)  # a terminal without a line is believed this far back
_DECIDED = ("granted", "denied", "issued", "delivered", "declined")


class Carrying:
    """The rules that rest on the items."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self, turn: Turning, command: c.CollectMaterials) -> None:
        """Take the application in. Without papers it is filed at once, with papers when the window
        above has counted them.

        Raises:
            Refusal: it is for another item, or the application is not in order: every fault.
        """
        state = turn.state
        if command.item != state.item:
            raise Refusal(Reason("entrustment.other_item", "/item"), kind="forbidden")
        came = command.came or turn.now
        if not turn.now - EARLIEST <= came <= turn.now:
            raise Refusal(Reason("entrustment.other_time", "/came"))
        application, faults = self._application(turn, command)
        if faults:
            raise Refusal(*faults)
        turn.emit(
            e.MaterialsCollected(
                at=came,
                number=command.number,
                application=application,
                note=command.note,
                noted_at=turn.now if came != turn.now else None,
            )
        )
        if not application.pieces:
            turn.emit(e.ApplicationReceived(at=turn.now))
            self._file(turn)

    def collect_from_terminal(self, turn: Turning, command: CollectFromTerminal) -> None:
        """Take in what the agent took in without a line, by the same rules; the entry is told
        whether it was."""
        state, codes = turn.state, ()
        entry = f"{TERMINAL_ENTRY}:{command.entry}"
        if not state.live or state.step != "entrusted" or state.agent != command.by:
            codes = ("entrustment.not_now",)
        else:
            wish = c.CollectMaterials(
                item=command.item,
                item_version=command.item_version,
                form=command.form,
                materials=command.materials,
                statement=command.statement,
                pieces=command.pieces,
                number=command.number,
                came=command.came,
                note=command.note,
            )
            try:
                self.collect(turn, wish)
            except Refusal as refusal:
                codes = tuple(reason.code for reason in refusal.reasons)
        turn.send(entry, EntryAnswered(codes=codes, account=state.account))

    def receive(self, turn: Turning, command: c.NoteReceived) -> None:
        """The window above has counted its papers: the case is filed."""
        if turn.state.step == "sent_up" and turn.state.dispatch == command.dispatch:
            turn.emit(e.ApplicationReceived(at=turn.now))
            self._file(turn)

    def _application(
        self, turn: Turning, command: c.CollectMaterials
    ) -> tuple[Collected, tuple[Reason, ...]]:
        catalogue = self._library[Catalogue]
        item = catalogue.item(command.item, command.item_version)
        on = local_day(command.came or turn.now)
        applicant = _applicant(turn.state)
        answers = catalogue.form(item).clean(command.form)
        child = answers.get(item.child) if item.child else None
        faults = (
            *applicant_faults(applicant, item, self._library, on),
            *form_faults(answers, applicant, item, self._library, on),
            *materials.faults(item, answers, command.materials),
            *shown_faults(item.statement, command.statement, child, False, on),
        )
        missing = sorted(materials.promised(command.materials))
        return (
            Collected(
                item_version=item.version,
                form=answers,
                materials=command.materials,
                statement=command.statement,
                pieces=command.pieces,
                missing=tuple(missing),
            ),
            faults,
        )

    def _file(self, turn: Turning) -> None:
        state = turn.state
        filed = state.application
        assert filed is not None
        wish = Submit(
            item=state.item,
            item_version=filed.item_version,
            channel=CHANNEL,
            applicant=_applicant(state),
            form=filed.form,
            materials=filed.materials,
            statement=filed.statement,
            number=state.number,
            came=state.collected_at if not filed.pieces else turn.now,
            told=turn.key,
        )
        turn.send(f"case:{turn.id}", wish)


def note_sent_up(turn: Turning, command: c.NoteSentUp) -> None:
    """Its papers are on the way, unless they are no longer there to be sent: then the batch is
    told."""
    state = turn.state
    if state.step == "collected" and state.live:
        turn.emit(e.PapersSentUp(at=turn.now, dispatch=command.dispatch))
    elif state.dispatch != command.dispatch:
        turn.send(f"{DISPATCH}:{command.dispatch}", DropEntry(entrustment=turn.id))


def follow_case(turn: Turning, command: CaseMoved) -> None:
    """The case is in another phase; old news is none."""
    state = turn.state
    if command.seq > state.case_seq:
        decided = state.step == "received" and command.phase in _DECIDED
        turn.emit(
            e.CaseFollowed(
                at=command.at, case_phase=command.phase, case_seq=command.seq, decided=decided
            )
        )


def hand_over(turn: Turning, command: c.HandOverResult) -> None:
    """Bring the result.

    Raises:
        Refusal: it was handed over without a signature.
    """
    if command.way == "handed" and not command.signed:
        raise Refusal(Reason("entrustment.not_signed", "/signed"))
    turn.emit(e.ResultHandedOver(at=turn.now, way=command.way))


def call_back(turn: Turning, command: c.CallBack) -> None:
    """Keep what the resident said."""
    turn.emit(e.ResidentCalledBack(at=turn.now, stars=command.stars))


def keep_paper(turn: Turning, command: PaperMade) -> None:
    """A paper is there, or there as another file: note it once."""
    paper = HeldPaper(
        document=command.document,
        template=command.template,
        n=command.n,
        sha256=command.sha256,
        bytes=command.bytes,
        pages=command.pages,
    )
    if paper not in turn.state.papers:
        turn.emit(e.PaperKept(at=turn.now, paper=paper))


def miss_paper(turn: Turning, command: PaperFailed) -> None:
    """A paper could not be made; whoever administers papers is shown that, and has it made."""


def _applicant(state: EntrustmentState) -> Applicant:
    resident = state.resident
    assert resident is not None
    return as_kept(
        Applicant(
            kind="natural",
            name=resident.name,
            id_type="resident_id",
            id_number=resident.id_number,
            phone=resident.phone,
            account=state.account,
            by_agent=state.agent,
            identified="typed",
        )
    )
