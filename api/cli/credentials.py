"""A program's key as commands are given it: three names and a PEM file in the environment."""

import os
from pathlib import Path

from api.auth.client_keys import signing
from api.contract.client import ClientCredentials
from api.errors import SettingsRefused

ISSUER, CLIENT, KEY_ID = "UMBRAL_TOKEN_ISSUER", "UMBRAL_CLIENT_ID", "UMBRAL_CLIENT_KEY_ID"
KEY = "UMBRAL_CLIENT_KEY"


def credentials() -> ClientCredentials | None:
    """Those of the environment; None where it has none. Raises SettingsRefused where they are no good."""
    told = {name: os.environ.get(name) for name in (ISSUER, CLIENT, KEY_ID, KEY)}
    if not any(told.values()):
        return None
    issuer, client, key_id, key = told.values()
    if issuer is None or client is None or key_id is None or key is None:
        raise SettingsRefused(f"{', '.join(told)} are set together, or none of them.")
    algorithm, sign = signing(Path(key), KEY)
    try:
        return ClientCredentials(issuer, client, key_id, sign, algorithm=algorithm)
    except ValueError as error:
        raise SettingsRefused(f"{ISSUER}: {error}.") from error
