"""The data directory's lock and rights."""

import subprocess
import sys
from pathlib import Path

import pytest

from api.errors import DirectoryInUse
from api.home import DataDirectory, announced_url

HOLD = """
import sys
from pathlib import Path
from api.home import DataDirectory
directory = DataDirectory(Path(sys.argv[1]))
directory.announce('http://127.0.0.1:1')
print('held', flush=True)
sys.stdin.read()
"""


def test_only_its_owner_may_enter(tmp_path: Path) -> None:
    home = tmp_path / "var"
    home.mkdir(mode=0o755)
    with DataDirectory(home):
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "lock").stat().st_mode & 0o777 == 0o600


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with DataDirectory(tmp_path), pytest.raises(DirectoryInUse, match="using"):
        DataDirectory(tmp_path)
    DataDirectory(tmp_path).close()


def test_another_process_holds_it_until_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DirectoryInUse):
            DataDirectory(tmp_path)
        assert announced_url(tmp_path) == "http://127.0.0.1:1"
        other.kill()
        other.wait()
    DataDirectory(tmp_path).close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 5}', '{"pid": 1}'])
def test_a_strange_announcement_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "lock").write_text(content)
    assert announced_url(tmp_path) is None
