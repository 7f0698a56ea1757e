"""`kill -9` at random moments while enrolling: nothing acknowledged is lost, nobody is there by halves.

A seeded share of the campaign runs always; UMBRAL_CAMPAIGN=full runs all of it.
"""

import os
from pathlib import Path

import pytest

from tests.support.campaigns import finds
from tests.support.killing import campaign

KILLS = 100 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 5
SEED = 20260301
MUTANT = "tests.faults.mutants.acknowledges_first"


@pytest.mark.campaign
@pytest.mark.timeout(60 * KILLS + 300)
def test_no_acknowledged_enrolment_is_lost(tmp_path: Path) -> None:
    verdict = campaign(tmp_path, kills=KILLS, seed=SEED)
    assert verdict.acknowledged >= KILLS
    assert verdict.lost == set()
    assert verdict.half == set()


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_the_campaign_finds_a_service_that_acknowledges_before_it_commits(tmp_path: Path) -> None:
    assert finds(tmp_path, lambda home: campaign(home, kills=2, seed=SEED, module=MUTANT).lost)
