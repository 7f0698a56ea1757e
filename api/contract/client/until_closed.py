"""What is open until it is closed."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class UntilClosed(ABC):
    """Closed by `close`, or at the end of the `with` block that it is used in."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
