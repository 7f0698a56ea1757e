"""What an event may say: numbers of records, codes, counts, instants. Nothing else fits into the types.

No event carries a biometric, a name or free text: a partner that may know more reads it from the record,
under its own rights. So there is no field for it here: `Facts` refuses, when a class is made, every type of
field that is not in `SAYABLE`.
"""

from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

PREFIX = "umbral."
"""Of every event type on the wire (CloudEvents: a reverse-DNS or a product's name)."""


class _Person:
    """Marks a field that holds a person's number: each partner gets its own pseudonym for it."""


PersonId = Annotated[UUID, _Person(), Field(description="A person's number")]
RecordId = Annotated[UUID, Field(description="Number of a record of this service")]
Code = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9-]{0,63}$", description="A stable code of this service, never free text"),
]
Topic = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z-]{0,31}(\.[a-z][a-z-]{0,31}){1,2}$",
        description="A stable code of two parts, or of three such as `visit.entry.overdue`",
    ),
]
Codes = Annotated[tuple[Code, ...], Field(max_length=64)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Instant = AwareDatetime
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3")]
SAYABLE: tuple[Any, ...] = (PersonId, RecordId, Code, Codes, Topic, Count, Instant, Country, bool, NoneType)


class Facts(BaseModel):
    """One type of event. A subclass says in its docstring what happened, and names itself by `type`.

    version: of its schema; an attribute that changes its meaning or goes away makes the next one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:
        """Refuse a field that could say more than events may."""
        super().__pydantic_init_subclass__(**keywords)
        for name, annotation in cls.fields().items():
            if unsayable := [one for one in _members(annotation) if not _sayable(one)]:
                raise TypeError(f"an event cannot say {cls.__name__}.{name}: {unsayable[0]}")

    @classmethod
    def fields(cls) -> dict[str, Any]:
        """Names and annotations of the fields, those of its bases first."""
        hints = get_type_hints(cls, include_extras=True)
        return {name: hints[name] for name in cls.model_fields}

    @classmethod
    def persons(cls) -> frozenset[str]:
        """Names of the fields that hold a person's number."""
        return frozenset(name for name, hint in cls.fields().items() if PersonId in _members(hint))


def _members(annotation: Any) -> tuple[Any, ...]:
    """The types that a union offers; a type alone is its own."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _sayable(annotation: Any) -> bool:
    if get_origin(annotation) is Literal:
        return True
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return True
    return annotation in SAYABLE
