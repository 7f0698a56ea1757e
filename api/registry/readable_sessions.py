"""Why columns of sessions at the issuer stay readable: they say who signed in when, as the audit log does."""

SESSIONS = {
    "caller_session.about": "a digest of the issuer's name of a session",
    "caller_session.account": "an account's code, not a person's name; the audit log tells it too",
    "caller_session.began_at": "when somebody signed in; the audit log tells it too",
    "caller_session.ended_at": "tokens of a session count until then",
    "caller_session.until": "when it may be forgotten",
    "logout_token.digest": "a digest of a random number that serves once",
    "logout_token.until": "when it may be forgotten",
}
