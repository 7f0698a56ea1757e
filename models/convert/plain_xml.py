"""XML for data and nothing else: elements and attributes, read from bytes that nobody vouches for.

A document type is refused before anything in it is looked at, so there are no entities to expand, nothing
outside the document to fetch and no defaults to apply. Depth, elements and attributes are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from models.errors import ModelRefused

_DEEPEST: Final = 32
_MOST_ELEMENTS: Final = 200_000  # the published embedder's description has 13,000
_MOST_ATTRIBUTES: Final = 64


@dataclass(slots=True)
class Element:
    """One element; text between elements is not kept, but for that of elements without children."""

    tag: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def child(self, tag: str) -> "Element":
        """The one child of this name. Raises ModelRefused where there is none or a second one."""
        found = list(self.all(tag))
        if len(found) != 1:
            raise ModelRefused(f"<{self.tag}> has {len(found)} <{tag}>, not one.")
        return found[0]

    def all(self, tag: str) -> Iterator["Element"]:
        """The children of this name, in order."""
        return (child for child in self.children if child.tag == tag)

    def attribute(self, name: str) -> str:
        """Raises ModelRefused where the element does not have it."""
        try:
            return self.attributes[name]
        except KeyError:
            raise ModelRefused(f"<{self.tag}> has no {name!r}.") from None


def parse(data: bytes) -> Element:
    """The document's root. Raises ModelRefused for anything but well-formed plain XML in UTF-8."""
    reader = _Reader()
    parser = ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = reader.refuse_document_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise ModelRefused(f"Not well-formed XML: {error}.") from error
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self._document = Element("", {})
        self._open = [self._document]
        self._elements = 0

    @property
    def root(self) -> Element:
        return self._document.children[0]

    def refuse_document_type(self, *_: object) -> None:
        raise ModelRefused("The XML declares a document type: a model's description has none.")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS or len(self._open) > _DEEPEST:
            raise ModelRefused(f"The XML is deeper than {_DEEPEST} or larger than {_MOST_ELEMENTS} elements.")
        if len(attributes) > _MOST_ATTRIBUTES:
            raise ModelRefused(f"<{tag}> has {len(attributes)} attributes.")
        element = Element(tag, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        element = self._open[-1]
        if not element.children:
            element.text += text
