"""The people at the counter: captures laid out in the data directory for the page to try."""

from pathlib import Path

from pydantic import ValidationError

from api.contract.samples import Modality
from api.contract.waiting import FOLDER, LIST, Waiting, WaitingSample


class Counter:
    """Captures to try, in `demo/` of the data directory. What was laid out before is kept."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._samples = {sample.file: sample for sample in self._laid_out()}

    def has(self, file: str) -> bool:
        """Whether this capture lies there already."""
        return file in self._samples and (self._folder / file).is_file()

    def lay_out(self, file: str, image: bytes, modality: Modality, position: int = 0) -> None:
        """Add a capture; the page shows it the next time it asks."""
        _replace(self._folder / file, image)
        self._samples[file] = WaitingSample(file=file, modality=modality, position=position)
        self._write(complete=False)

    def close(self) -> None:
        """Nobody else comes: the page need not ask again."""
        self._write(complete=True)

    def _write(self, *, complete: bool) -> None:
        waiting = Waiting(samples=list(self._samples.values()), complete=complete)
        _replace(self._folder / LIST, waiting.model_dump_json(indent=2).encode())

    def _laid_out(self) -> list[WaitingSample]:
        try:
            return Waiting.model_validate_json((self._folder / LIST).read_bytes()).samples
        except (OSError, ValidationError):
            return []


def _replace(path: Path, data: bytes) -> None:
    """Readers see the old file or the new one, never half of it."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
