"""The typed client of the service: what a case system, a station and the commands call it with.

`Umbral` has everything, by noun. Errors lie in `api.contract.errors`, what is sent and answered beside this
folder, how orders are signed in `api.contract.signing`, how webhooks are believed in `api.contract.webhook`.
A worked example: `docs/examples/case_system`.
"""

from api.contract.client.calls import Seen
from api.contract.client.connection import Connection, parsed
from api.contract.client.credentials import ClientCredentials
from api.contract.client.identity import Client
from api.contract.client.repeating import NEVER, Repeating
from api.contract.client.umbral import Umbral

__all__ = ["NEVER", "Client", "ClientCredentials", "Connection", "Repeating", "Seen", "Umbral", "parsed"]
