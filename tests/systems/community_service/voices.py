"""Voices in the tests of these services: who asks, who answers, and how far it is."""

from actors.blocks.ratings.kind import follow_up_kind, rating_kind
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.kind import voice_kind
from actors.testing import Scenario
from tests.systems.community_service.station import LIBRARY, RESIDENT_A

HEAD = Identity("staff:zhenan_head", ("approver",), "zhenan_village")
TOWN_HEAD = Identity("staff:zumiao_head", ("approver",), "zumiao_subdistrict")
HOUSING = Identity("staff:housing_approver", ("approver",), "housing_construction")
PLACE = "440604012202"
ASKED = r.RaiseVoice(
    sort="question",
    topic="services",
    place=PLACE,
    title="周六办理",
    text="周六能办吗？",
    name="何月仙",
    phone="13800000003",
    publish=True,
)
BACK = r.ReturnVoice(reason="路灯由市住房和城乡建设局管养")
ANSWER = r.AnswerVoice(text="周六上午可以办理。")


def asking() -> Scenario:
    """Nobody has asked anything; ratings and their follow-ups are kept for real."""
    return Scenario.of(voice_kind(LIBRARY), rating_kind(LIBRARY), follow_up_kind(LIBRARY))


def asked(at: str = "2026-04-24 10:00", by: Identity = RESIDENT_A) -> Scenario:
    """On Friday 24 April at ten a resident asks something of the village."""
    return asking().at(at).when(ASKED, by=by)


def anonymous() -> Scenario:
    """Somebody asks without an account."""
    return asked(by=PLATFORM)
