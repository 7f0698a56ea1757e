"""Why columns of accounts and sessions stay readable: codes of officers, instants. Part of `readable.py`."""

ACCOUNTS = {
    "account.id": "a random number; joins rows",
    "account.name": "an account's code, as it stands beside what the account did",
    "account.kind": "whether a person or a program signs in with it",
    "account.roles": "what it may do; whoever audits rights reads it",
    "account.facilities": "for which houses it acts",
    "account.person_id": "a random number; joins rows",
    "account.made_at": "when it was made",
    "account.made_by": "an account's code, not a name",
    "account.removed_at": "from when on nobody signs in with it",
    "account.version": "counts changes",
    "issuer_key.id": "a random number; names a public key",
    "issuer_key.made_at": "rotation goes by it",
    "page_session.id": "a random number; joins rows",
    "page_session.digest": "finds a session by its cookie, and is of no use in place of the cookie",
    "page_session.began_at": "when somebody signed in; not who",
    "page_session.seen_at": "idle sessions are ended by it",
    "page_session.until": "sessions are ended by it",
}
