"""ETag and If-Match: whoever changes a record says which version they saw (RFC 9110, section 13.1.1)."""

import re
from typing import Annotated

from fastapi import Header

from api.errors import InvalidRequest
from matcher.errors import DataError

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the record as it was read; needed to change one"),
]
_TAG = re.compile(r'"(\d{1,9})"')


class VersionOutdated(DataError):
    """The record is not the one that the caller saw: If-Match names another version."""

    code = "version-outdated"
    advice = "Read the record again and decide anew."


class VersionMissing(DataError):
    """A record is changed by whoever has seen it, and the request does not say which version that was."""

    code = "version-missing"
    advice = "The program must read the record first and send its ETag as If-Match."


def etag(version: int) -> dict[str, str]:
    """The header of a version."""
    return {"ETag": f'"{version}"'}


def require_version(if_match: str | None, version: int | None) -> None:
    """That the caller saw this version of a record; None: there is no record, and they saw none.

    Raises VersionMissing, VersionOutdated, InvalidRequest for what is no ETag of ours.
    """
    if if_match is None:
        if version is not None:
            raise VersionMissing("The request does not say which version of the record it changes.")
        return
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise InvalidRequest("header.If-Match: must be an ETag as it came with the record")
    if version is None or int(found[1]) != version:
        raise VersionOutdated("The record was changed since, or is gone.")
