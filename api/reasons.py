"""What could be mended, in the reader's language: remarks on samples and on errors as wire types."""

from api.contract import words
from api.contract.samples import QualityComponentOut, QualityOut, ReasonOut
from api.registry.grades import Grade, GradeComponent
from matcher.domain import Modality
from matcher.errors import Remark
from matcher.face.quality import quality as face_quality
from matcher.fingerprint.quality import quality as print_quality


def reason_out(remark: Remark, language: str) -> ReasonOut:
    """A remark in words."""
    said = words.reason(remark.code, remark.parameters, language)
    return ReasonOut(
        code=remark.code, parameters=dict(remark.parameters), title=said.title, advice=said.advice
    )


def quality_out(grade: Grade | None, modality: Modality, language: str) -> QualityOut | None:
    """A sample's quality; None where there is none."""
    if grade is None:
        return None
    graded_as = face_quality if modality is Modality.FACE else print_quality
    return QualityOut(
        value=grade.value,
        poor=graded_as.is_poor(grade.value),
        reasons=[reason_out(reason, language) for reason in grade.reasons],
        components=[_component_out(component, language) for component in grade.components],
    )


def suspicions_out(grade: Grade | None, language: str) -> list[ReasonOut]:
    """What an officer should look at before trusting a sample."""
    return [] if grade is None else [reason_out(remark, language) for remark in grade.suspicions]


def _component_out(component: GradeComponent, language: str) -> QualityComponentOut:
    return QualityComponentOut(
        name=component.name,
        title=words.text(f"component.{component.name}", language),
        value=component.value,
        gating=component.gating,
        reason=None if component.reason is None else reason_out(component.reason, language),
    )
