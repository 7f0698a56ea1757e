"""While faces are moved: who is enrolled gets a template by both models at once."""

import logging
from collections.abc import Sequence

from api.outcomes import Read
from matcher.domain import Modality, Template
from matcher.errors import UmbralError
from matcher.extraction import Extractors
from models.errors import ModelError

log = logging.getLogger("umbral.moving")


def second_templates(target: Extractors | None, read: Sequence[Read]) -> list[Template | None]:
    """Of each sample the face's template by the target; None where there is none to be had now.

    target: None where no faces are being moved. A failure is not the enrolment's: the move itself comes upon
    it afterwards, and tells.
    """
    return [
        _template(target, one) if target is not None and one.modality is Modality.FACE else None
        for one in read
    ]


def _template(target: Extractors, one: Read) -> Template | None:
    try:
        return next(target.extract(one.made.sample)).template
    except (UmbralError, ModelError) as error:
        log.warning("no second template: %s", error.code)
        return None
