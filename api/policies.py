"""Policy files: the examples that are shipped, and a facility's own. The gates themselves read no file."""

from importlib.resources import files
from pathlib import Path

from api.errors import DeploymentError
from api.gates.policy import Policy, parse

SHIPPED = ("almendra-penal-norte", "valmarie-maison-centrale")


class PolicyUnreadable(DeploymentError):
    """A policy file is not there, or is no UTF-8 text."""

    code = "policy-unreadable"
    advice = "Check the path and who may read the file."


def load(path: Path) -> Policy:
    """The policy of a file. Raises PolicyUnreadable, PolicyRefused."""
    return parse(text_of(path), path.name)


def text_of(path: Path) -> str:
    """What a policy file says, exactly: its hash is a policy's name in decisions. Raises PolicyUnreadable."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyUnreadable(f"The policy {path} cannot be read: {error}.", file=path.name) from error


def shipped(name: str) -> Policy:
    """One of the examples by its name. KeyError for any other."""
    return parse(shipped_text(name), f"{name}.toml")


def shipped_text(name: str) -> str:
    """The text of one of the examples. KeyError for any other."""
    if name not in SHIPPED:
        raise KeyError(name)
    return files("api.gates").joinpath("policies", f"{name}.toml").read_bytes().decode("utf-8")
