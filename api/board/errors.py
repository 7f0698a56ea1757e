"""What following a board refuses."""

from matcher.errors import DataError


class BoardFull(DataError):
    """As many streams are open as the service keeps."""

    code = "board-full"
    advice = "Close a board on another screen, or read the board now and again instead of following it."
