"""Every table of the store: importing this makes `metadata` whole, for migrations and for their tests."""

from api.registry import (
    admission_records,
    appointments,
    authorisations,
    bans,
    circumstances,
    custody,
    decisions,
    documents,
    facilities,
    galleries,
    holds,
    idempotency,
    injuries,
    legal_basis,
    movements,
    names,
    orders,
    outbox_tables,
    schema,
    sealing,
    visitors,
    visits,
)

metadata = schema.metadata

PARTS = (
    admission_records,
    appointments,
    authorisations,
    bans,
    circumstances,
    custody,
    decisions,
    documents,
    facilities,
    galleries,
    holds,
    idempotency,
    injuries,
    legal_basis,
    movements,
    names,
    orders,
    outbox_tables,
    sealing,
    visitors,
    visits,
)
"""The modules that define tables beside `schema.py`."""
