"""Why somebody who is known may not do a thing."""

from matcher.errors import DataError, IntegrityError


class RoleMissing(DataError):
    """The one who acts has none of the roles that this needs."""

    code = "role-missing"
    advice = "Ask somebody who has that role."


class StationNeeded(DataError):
    """Somebody asks for what a station alone does, under a signature of its own."""

    code = "station-needed"
    advice = "The station sends it, and signs it with its key."


class CallerRefused(DataError):
    """A program or a station asks for what only a person does."""

    code = "caller-refused"
    advice = "Somebody does it under their own name."


class RouteUnlisted(IntegrityError):
    """An address that the table of rights does not name: nobody is let in."""

    code = "route-unlisted"
    advice = "Name the operation in api/auth/matrix.py, under the right that it needs."
