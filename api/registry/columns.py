"""Kinds of columns that many tables share."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Enum, ForeignKey, Integer, String, Uuid

ACCOUNT = 128
"""Longest code of an officer, caller or station: an account's name as its issuer gives it."""

BLIND = 64
"""Hexadecimal digits of a blind index, HMAC-SHA256."""


def identity() -> Column[Any]:
    """A UUIDv7 as the primary key."""
    return Column("id", Uuid, primary_key=True)


def whose(name: str = "person_id", *, index: bool = True, primary_key: bool = False) -> Column[Any]:
    """The person that a row belongs to and goes with."""
    gone = ForeignKey("person.id", ondelete="CASCADE")
    return Column(name, gone, nullable=False, index=index, primary_key=primary_key)


def part_of(name: str, table: str, *, nullable: bool = False, index: bool = True) -> Column[Any]:
    """The row that a row is part of and goes with."""
    return Column(name, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=index)


def at_facility(name: str = "facility_id", *, nullable: bool = False, index: bool = True) -> Column[Any]:
    """A facility; one that anything refers to cannot be deleted."""
    return Column(name, ForeignKey("facility.id"), nullable=nullable, index=index)


def code(kind: type[StrEnum]) -> Enum:
    """One of an enumeration's values, stored as its text: new ones need no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def account(name: str, *, nullable: bool = False) -> Column[Any]:
    """Who did it, by the code of their account."""
    return Column(name, String(ACCOUNT), nullable=nullable)


def blind(name: str, *, nullable: bool = False, unique: bool = False) -> Column[Any]:
    """A blind index: finds equal values, tells none."""
    return Column(name, String(BLIND), nullable=nullable, unique=unique or None, index=not unique or None)


def version() -> Column[Any]:
    """Counts the changes of a row: who changes it must have seen the last one."""
    return Column("version", Integer, nullable=False, default=1, server_default="1")
