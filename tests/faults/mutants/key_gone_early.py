"""A rotation that lets the older key go before everything is wrapped by the next one."""

from api.rotating import KeyRotation


class KeyGoneEarly(KeyRotation):
    """The older file gives way at the beginning; at the end there is nothing left to give way."""

    def _run(self) -> None:
        self._source.finish()
        super()._run()
