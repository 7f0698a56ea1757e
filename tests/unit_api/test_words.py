"""Words: five languages say the same, and nothing that has a code or a key goes without them."""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from api.contract import words
from matcher.errors import UmbralError
from matcher.face.quality.reason import Reason as FaceReason
from matcher.fingerprint.quality.quality import Reason
from models.errors import ModelError

ROOT = Path(__file__).parents[2]
PACKAGES = ("matcher", "models", "api", "device_drivers", "enrollment_station")
OTHERS = [language for language in words.LANGUAGES if language != "en"]
PAGES = [*(ROOT / "api/console").rglob("*.html"), *(ROOT / "api/console/web").glob("*.js"),
         *(ROOT / "api/contract/web").glob("*.js"), ROOT / "api/console/routes.py",
         ROOT / "api/console/offices.py"]  # fmt: skip


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@cache
def error_classes() -> tuple[type[UmbralError | ModelError], ...]:
    """Every error class of the product that declares a code of its own."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return tuple(
        error for root in (UmbralError, ModelError) for error in _family(root) if "code" in vars(error)
    )


def _family(root: type[UmbralError | ModelError]) -> Iterator[type[UmbralError | ModelError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__.partition(".")[0] in PACKAGES:
            yield from _family(child)


@pytest.mark.parametrize("language", OTHERS)
def test_the_languages_have_the_same_keys(language: str) -> None:
    assert words.texts(language).keys() == words.texts("en").keys()


@pytest.mark.parametrize("language", OTHERS)
def test_the_languages_have_the_same_parameters(language: str) -> None:
    english, other = words.texts("en"), words.texts(language)
    assert {key: placeholders(other[key]) for key in english} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_text_is_empty_or_left_in_english(language: str) -> None:
    texts, english = words.texts(language), words.texts("en")
    assert all(texts.values())
    if language != "en":  # words that two languages share are short: "Fingerprint", "Personal", "{dpi} dpi"
        untranslated = [key for key, text in texts.items() if text == english[key] and len(text) > 20]
        assert untranslated == []


def test_every_error_code_has_words() -> None:
    codes = {error.code.replace(".", "-") for error in error_classes()}
    assert len(codes) > 40
    assert {code for code in codes if f"problem.{code}.title" not in words.texts("en")} == set()


def test_no_words_for_codes_that_are_gone() -> None:
    codes = {error.code.replace(".", "-") for error in error_classes()}
    told = {key.split(".")[1] for key in words.texts("en") if key.startswith("problem.")}
    assert told == codes


def test_every_reason_and_remark_has_words() -> None:
    told = {key.split(".")[1] for key in words.texts("en") if key.startswith("quality.")}
    assert told == {reason.value for reason in (*Reason, *FaceReason)}
    made = re.findall(
        r'Remark\("([a-z-]+)"', "\n".join(p.read_text() for p in (ROOT / "matcher").rglob("*.py"))
    )
    assert set(made) == {key.split(".")[1] for key in words.texts("en") if key.startswith("remark.")}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_remark_names_its_finger(language: str) -> None:
    said = words.reason("finger-missing", {"position": 8}, language)
    assert words.text("position.8", language) in said.title
    assert said.advice.endswith(".")


def test_an_error_that_comes_with_another_is_told_in_its_own_words() -> None:
    assert words.reason("wrong-hand", {}, "en") == words.render("wrong-hand", {}, "en")


def test_an_error_brings_the_parameters_of_its_sentence() -> None:
    """A sentence must not show "?" because a raiser and the texts name a parameter differently."""
    brought = _parameters_by_class()
    missing = {}
    for error in error_classes():
        code = error.code.replace(".", "-")
        wanted = set[str]().union(
            *(
                placeholders(words.texts("en")[f"problem.{code}.{part}"])
                for part in ("title", "detail", "advice")
            )
        )
        for site in brought[error.__name__]:
            if lacking := wanted - site:
                missing[error.__name__] = lacking
    assert missing == {}


def _parameters_by_class() -> dict[str, list[set[str]]]:
    """By class name: the keywords of each place that makes one; its own __init__ goes before raisers."""
    own: dict[str, list[set[str]]] = defaultdict(list)
    raised: dict[str, list[set[str]]] = defaultdict(list)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text())
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    own[node.name] += [_keywords(call) for call in ast.walk(node) if _is_super_init(call)]
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                    raised[name].append(_keywords(node))
    return defaultdict(list, {name: own[name] or raised[name] for name in {*own, *raised}})


def _is_super_init(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "__init__"
        and isinstance(node.func.value, ast.Call)
    )


def _keywords(node: ast.AST) -> set[str]:
    assert isinstance(node, ast.Call)
    return {keyword.arg for keyword in node.keywords if keyword.arg}


def test_the_pages_use_words_that_exist_and_all_of_them() -> None:
    sources = "\n".join(path.read_text() for path in PAGES)
    used = set(re.findall(r"[\"'`]((?:page|gallery|modality|likelihood)\.[a-z0-9_.-]+)[\"'`]", sources))
    families = set(re.findall(r"[`\"']([a-z_.]+\.)(?:\$\{|%[sd]|\{)", sources))
    known = words.texts("en")
    assert {key for key in used if key not in known} == set()
    idle = {key for key in known if key.startswith("page.") and key not in used}
    assert {key for key in idle if not key.startswith(tuple(families))} == set()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("ro", "ro"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("de, ro;q=0.5, fr-CA;q=0.8, *;q=0.1", "fr"),
        ("ES", "es"),
        ("es;q=0, fr;q=0.1", "fr"),
        ("fr;q=banana", "en"),
        ("xx" * 5000 + ",es", "en"),
    ],
)
def test_language_of_a_header(header: str | None, language: str) -> None:
    assert words.language(header) == language


@pytest.mark.parametrize(
    ("llr", "language", "says"),
    [
        (4.602, "en", "about 40,000 times more likely if it is this person"),
        (4.602, "es", "unas 40\u202f000 veces"),
        (4.602, "pt", "cerca de 40.000 vezes"),
        (0.5, "fr", "environ 3,2 fois"),
        (2.999, "en", "about 1,000 times"),
        (0.2, "en", "about as likely if it is this person as"),
        (-1.0, "en", "about 10 times more likely if it is someone else"),
        (6.0, "en", "more than a million times more likely if it is this person"),
        (-12.0, "ro", "peste un milion de ori mai probabil dacă este altă persoană"),
    ],
)
def test_a_ratio_in_words_is_never_more_exact_than_two_digits(llr: float, language: str, says: str) -> None:
    assert says in words.likelihood(llr, language)


def test_decisions_name_the_person_or_say_that_there_is_no_name() -> None:
    assert words.identified("match", "Ana Zaguanez", "es") == "Es Ana Zaguanez."
    assert words.identified("no_match", "Ana Zaguanez", "es").find("Ana") < 0
    assert "without a name" in words.verified("doubtful", None, "en")


def test_a_name_that_looks_like_a_placeholder_stays_a_name() -> None:
    assert words.identified("match", "{ratio} {0.__class__}", "en") == "This is {ratio} {0.__class__}."


def test_a_problem_in_words() -> None:
    told = words.render("resolution-out-of-range", {"dpi": 12000.0}, "fr")
    assert "12\u202f000 dpi" in told.detail
    assert told.title
    assert told.advice


def test_an_unknown_code_reads_as_the_general_error() -> None:
    assert words.render("no-such-code", {}, "ro") == words.render("error", {}, "ro")


def test_a_missing_parameter_shows_as_one() -> None:
    assert "? dpi" in words.render("resolution-out-of-range", {}, "en").detail


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_chance_reads_as_how_often_it_happens(language: str) -> None:
    for searched in (True, False):
        told = [words.chance(chance, searched, language) for chance in (0.93, 0.5, 0.0013, 2e-6, 1e-7)]
        assert len(set(told)) == len(told)
        assert "93" in told[0]
        assert re.search(r"\b2\b", told[1])
        assert "770" in told[2]
        assert "500" in told[3]
        assert not re.search(r"\d", told[4])
