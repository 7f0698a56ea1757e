"""The service's outcomes as wire types, with sentences in the reader's language."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from api.contract import words
from api.contract.answers import (
    CalibrationSource,
    CandidateOut,
    EvidenceOut,
    Explanation,
    Identification,
    ProbeSampleOut,
    Timings,
    Verification,
)
from api.contract.persons import PersonOut
from api.contract.samples import Modality as ModalityName
from api.contract.samples import SampleOut
from api.desks.certainty import calibrations
from api.gates.clock.detention import ClockState
from api.outcomes import Explained, Found, Identified, Read, Spent, Verified
from api.reasons import quality_out, suspicions_out
from api.registry.records import PersonRecord
from matcher.calibration import band
from matcher.domain import Candidate, Modality
from matcher.fusion import face_alone


def person_out(record: PersonRecord, clock: ClockState | None, language: str) -> PersonOut:
    """A stored person. clock: of somebody who is held."""
    samples = [
        SampleOut(
            id=sample.id,
            modality=sample.modality.value,
            position=sample.position,
            dpi=sample.dpi,
            extractor=sample.extractor,
            media_type=sample.media_type,
            quality=quality_out(sample.grade, sample.modality, language),
            suspicions=suspicions_out(sample.grade, language),
        )
        for sample in record.samples
    ]
    return PersonOut.model_validate(
        {
            "id": record.id,
            "name": record.name,
            "galleries": record.galleries,
            "enrolled_at": record.enrolled_at,
            "clock": None if clock is None else clock.value,
            "samples": samples,
        }
    )


def identification_out(
    answer: Identified, language: str, *, known: Collection[UUID], ruled: bool = True
) -> Identification:
    """A search's answer. known: of whom the one who asks may know; of all others name, galleries and prints
    are withheld. ruled: whether policy or warrant allowed it.
    """
    first = answer.found[0].person if answer.found else None
    best = first.name if first is not None and first.id in known else None
    return Identification(
        decision=answer.result.decision.value,
        sentence=words.identified(answer.result.decision.value, best, language),
        threshold_llr=answer.result.threshold_llr,
        fpir=answer.result.fpir,
        gallery_size=answer.result.population,
        reachable=answer.result.reachable,
        reach_note=None if answer.result.reachable else words.text("out_of_reach", language),
        candidates=[
            _candidate_out(found, chance, language, elsewhere=found.person.id not in known)
            for found, chance in zip(answer.found, answer.result.chances, strict=True)
        ],
        **_calibration_out(answer.read, language),
        samples=samples_out(answer.read, language),
        explanation=_explanation_out(answer.explained if first is not None and first.id in known else None),
        timings=_timings_out(answer.spent),
        unruled=None if ruled else words.text("search.unruled", language),
    )


def verification_out(answer: Verified, language: str) -> Verification:
    """A 1:1 comparison's answer."""
    person, llr = answer.found.person, answer.found.candidate.llr
    return Verification(
        decision=answer.result.decision.value,
        sentence=words.verified(answer.result.decision.value, person.name, language),
        person_id=person.id,
        llr=llr,
        band=band(llr),
        chance=answer.result.chance,
        chance_sentence=words.chance(answer.result.chance, False, language),
        warning=_warning(answer.found.candidate, language),
        threshold_llr=answer.result.threshold_llr,
        fmr=answer.result.fmr,
        evidence=_evidence_out(answer.found),
        **_calibration_out(answer.read, language),
        samples=samples_out(answer.read, language),
        explanation=_explanation_out(answer.explained),
        timings=_timings_out(answer.spent),
    )


def _calibration_out(read: tuple[Read, ...], language: str) -> dict[str, Any]:
    faces = next((one.made.template.extractor for one in read if one.modality is Modality.FACE), "")
    sources = calibrations((one.modality for one in read), faces)
    return {"calibration": sources, "calibration_note": calibration_note(sources, language)}


def calibration_note(sources: Mapping[ModalityName, CalibrationSource], language: str) -> str | None:
    """In words what is not calibrated for this site."""
    shipped = [modality for modality, source in sources.items() if source == "shipped"]
    return " ".join(words.text(f"calibration.{modality}_shipped", language) for modality in shipped) or None


def samples_out(read: tuple[Read, ...], language: str) -> list[ProbeSampleOut]:
    """Every finger and face of a request, with what it is worth."""
    return [
        ProbeSampleOut(
            sample=one.index,
            modality=one.modality.value,
            position=one.position,
            quality=quality_out(one.grade, one.modality, language),
            suspicions=suspicions_out(one.grade, language),
        )
        for one in read
    ]


def _candidate_out(found: Found, chance: float, language: str, *, elsewhere: bool) -> CandidateOut:
    return CandidateOut.model_validate(
        {
            "person_id": found.person.id,
            "name": None if elsewhere else found.person.name,
            "galleries": () if elsewhere else found.person.galleries,
            "elsewhere": elsewhere,
            "llr": found.candidate.llr,
            "band": band(found.candidate.llr),
            "sentence": words.likelihood(found.candidate.llr, language),
            "chance": chance,
            "chance_sentence": words.chance(chance, True, language),
            "warning": _warning(found.candidate, language),
            "evidence": _evidence_out(found),
        }
    )


def _warning(candidate: Candidate, language: str) -> str | None:
    return caution(candidate.contradicted, face_alone(candidate.evidence), language)


def caution(contradicted: bool, alone: bool, language: str) -> str | None:
    """What an officer must know of a face that the fingers do not bear out. alone: see fusion.face_alone."""
    if contradicted:
        return words.text("contradicted", language)
    return words.text("face_alone", language) if alone else None


def _evidence_out(found: Found) -> list[EvidenceOut]:
    return [
        EvidenceOut(
            modality=evidence.modality.value,
            position=evidence.position,
            probe=evidence.probe,
            reference=found.person.samples[evidence.reference].id,
            views=evidence.views,
            llr=evidence.llr,
        )
        for evidence in found.candidate.evidence
    ]


def _explanation_out(explained: Explained | None) -> Explanation | None:
    if explained is None:
        return None
    return Explanation(
        probe=explained.probe,
        reference=explained.reference,
        overlay=explained.finger.overlay,
        svg=explained.finger.svg,
    )


def _timings_out(spent: Spent) -> Timings:
    return Timings(decode=spent.decode, extract=spent.extract, search=spent.search)
