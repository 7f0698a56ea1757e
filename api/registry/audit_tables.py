"""Tables of the audit log: leaves, the hashes of whole subtrees, whom leaves are about, signed heads."""

from sqlalchemy import BigInteger, Column, ForeignKey, SmallInteger, String, Table, Text

from api.registry.schema import Instant, metadata

HEX_HASH = 64  # characters

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
)
"""One row, how many leaves there are; who appends locks it."""

audit_leaf = Table(
    "audit_leaf",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
)

audit_node = Table(
    "audit_node",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(HEX_HASH), nullable=False),
)
"""The hash over the 2**level leaves from place * 2**level on; written once, when the last of them comes."""

audit_subject = Table(
    "audit_subject",
    metadata,
    Column("subject", String(HEX_HASH), primary_key=True),
    Column("position", ForeignKey("audit_leaf.position"), primary_key=True),
)
"""Finds the leaves that are about somebody, for who has their secret."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", String(HEX_HASH), nullable=False),
    Column("at", Instant, nullable=False),
    Column("signature", String(2 * HEX_HASH), nullable=False),
)
