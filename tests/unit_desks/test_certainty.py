"""Every decision tells how sure the matcher was, in words too, and says so again when it is read later."""

from pathlib import Path

import pytest

from api.contract.gates import DecisionOut, LikenessOut
from api.contract.words import texts
from api.desks.standing import standing
from api.gates.decision import Outcome
from api.routes.decisions import decision_out, likeness_out, standing_out
from matcher import calibration
from matcher.calibration import band, load
from matcher.domain import Modality
from matcher.face.parameters import EXTRACTOR
from matcher.site_record import SiteOffset, write
from tests.support.house import House, person_id
from tests.support.releases import ask, ordered, with_five

LIKE, CELLMATE = 4.0, 3


@pytest.fixture
def prison(house: House) -> House:
    """Five are held."""
    return with_five(house)


def test_the_right_one_is_told_with_ratio_band_and_chance(prison: House) -> None:
    told = decision_out(ask(prison, ordered(prison)), "en")
    assert told.compared is not None
    assert told.nearest is not None
    assert told.searched == 5
    assert told.compared.llr > LIKE
    assert told.nearest.llr < -LIKE
    for one in (told.compared, told.nearest):
        assert one.band == band(one.llr)
        assert one.sentence
        assert one.chance_sentence
        assert one.needed_llr is not None
        assert one.warning is None
    assert told.compared.needed_llr is not None
    assert told.compared.llr >= told.compared.needed_llr
    assert told.compared.chance < 1e-4
    assert told.nearest.chance > 0.5


def test_a_cellmate_in_their_place_is_the_nearest_and_nobody_says_who(prison: House) -> None:
    asked = ask(prison, ordered(prison), shows=CELLMATE)
    assert asked.decision.outcome is not Outcome.ADMIT
    told = decision_out(asked, "en")
    assert told.compared is not None
    assert told.nearest is not None
    assert told.nearest.llr > LIKE
    assert told.compared.llr < -LIKE
    assert str(person_id(CELLMATE)) not in told.model_dump_json()
    assert set(LikenessOut.model_fields) == {
        "llr", "band", "sentence", "chance", "chance_sentence", "needed_llr", "warning"
    }  # fmt: skip


def test_prints_that_speak_against_a_face_are_told_in_either_case() -> None:
    """A lookalike with clear prints of their own: the officer reads why the face counts for nothing."""
    kept = {"llr": -2.0, "chance": 0.9, "needed": 1.0, "contradicted": True}
    for searched in (True, False):
        told = likeness_out(kept, searched, "es")
        assert told is not None
        assert (told.band, told.warning) == ("against", texts("es")["contradicted"])


def test_a_face_that_no_finger_bears_out_is_told_in_either_case() -> None:
    kept = {"llr": 4.0, "chance": 1e-6, "needed": 1.0, "contradicted": False, "face_alone": True}
    for searched in (True, False):
        told = likeness_out(kept, searched, "es")
        assert told is not None
        assert told.warning == texts("es")["face_alone"]


def test_what_was_told_is_kept_and_told_again(prison: House) -> None:
    asked = ask(prison, ordered(prison))
    later = standing_out(standing(prison.registry, asked.passage.id), "fr")
    now = decision_out(asked, "fr")
    same = ("compared", "nearest", "searched", "calibration", "calibration_note")
    assert [getattr(later, name) for name in same] == [getattr(now, name) for name in same]


def test_without_a_capture_there_is_nothing_to_tell(prison: House) -> None:
    told = decision_out(ask(prison, ordered(prison), shows=None), "en")
    assert (told.compared, told.nearest, told.searched, told.calibration_note) == (None,) * 4


def test_a_site_without_calibration_of_its_own_is_told_so_in_every_decision(
    prison: House, tmp_path: Path
) -> None:
    order = ordered(prison)

    def note() -> tuple[dict[str, str], str | None]:
        told: DecisionOut = decision_out(ask(prison, order), "en")
        return {str(key): str(kind) for key, kind in told.calibration.items()}, told.calibration_note

    words = texts("en")
    finger, face = words["calibration.finger_shipped"], words["calibration.face_shipped"]
    assert note() == ({"finger": "shipped", "face": "shipped"}, f"{face} {finger}")
    shipped = load(Modality.FACE, EXTRACTOR)
    write(tmp_path, Modality.FACE, EXTRACTOR, SiteOffset(0.0, shipped.fingerprint(), {}))
    calibration.use_site(tmp_path)
    try:
        assert note() == ({"finger": "shipped", "face": "site"}, finger)
    finally:
        calibration.use_site(None)
