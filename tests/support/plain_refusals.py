"""Whether a refusal is what every refusal must be: a problem that its reader understands (RFC 9457)."""

import re
from collections.abc import Iterator

from pydantic import ValidationError

from api.contract import words
from api.contract.answers import Problem
from api.contract.samples import ReasonOut

CHOICES = ("wrong", "modality")
MEDIA_TYPE = "application/problem+json"
_GAP = re.compile(r"\\\{(\w+)\\\}")


def faults_of_refusal(status: int, media_type: str, spoken: str, asked: str, content: bytes) -> list[str]:
    """What is wrong with a refusal. spoken: its Content-Language; asked: the language of the request."""
    if media_type.partition(";")[0] != MEDIA_TYPE:
        return [f"it is {media_type}"]
    try:
        problem = Problem.model_validate_json(content)
    except ValidationError as error:
        return [f"it is no problem document: {error}"]
    return list(_faults(problem, status, spoken, asked))


def _faults(problem: Problem, status: int, spoken: str, asked: str) -> Iterator[str]:
    if problem.type != f"urn:umbral:problem:{problem.code}" or problem.status != status:
        yield f"type {problem.type} with code {problem.code}, status {problem.status} on {status}"
    if spoken != asked:
        yield f"{asked} was asked for and {spoken} is told"
    for part, told in (("title", problem.title), ("detail", problem.detail), ("advice", problem.advice)):
        if not _reads(told, f"problem.{problem.code}.{part}", asked):
            yield f"{part} of {problem.code} is not in {asked}: {told}"
    yield from (f"reason {reason.code} has no words" for reason in problem.reasons if not _in_words(reason))


def _reads(told: str, key: str, language: str) -> bool:
    """Whether a text is what stands under a key, its gaps filled with something."""
    wanted = words.texts(language).get(key)
    if wanted is None:
        return False
    pattern = _GAP.sub(lambda gap: _filling(gap[1], language), re.escape(wanted))
    return re.fullmatch(pattern, told, re.DOTALL) is not None


def _filling(gap: str, language: str) -> str:
    """What may stand in a gap: of a choice of words one of the language's, else anything."""
    choice = [words.texts(language)[key] for key in words.texts(language) if key.startswith(f"{gap}.")]
    return f"(?:{'|'.join(map(re.escape, choice))})" if gap in CHOICES else ".+"


def _in_words(reason: ReasonOut) -> bool:
    return bool(reason.title) and bool(reason.advice)
