"""What could be mended, in the reader's language: remarks on prints and on errors as wire types."""

from api.contract import words
from api.contract.samples import QualityOut, ReasonOut
from api.registry.records import Grade
from matcher.errors import Remark
from matcher.fingerprint.quality.quality import is_poor


def reason_out(remark: Remark, language: str) -> ReasonOut:
    """A remark in words."""
    said = words.reason(remark.code, remark.parameters, language)
    return ReasonOut(
        code=remark.code, parameters=dict(remark.parameters), title=said.title, advice=said.advice
    )


def quality_out(grade: Grade | None, language: str) -> QualityOut | None:
    """A print's quality; None where there is none."""
    if grade is None:
        return None
    reasons = [reason_out(reason, language) for reason in grade.reasons]
    return QualityOut(value=grade.value, poor=is_poor(grade.value), reasons=reasons)
