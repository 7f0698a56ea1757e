"""A name's normal form: what of its spelling is left aside when names are looked up."""

import re
import unicodedata

_LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def normal_form(name: str) -> str:
    """Words without case, accents and punctuation, in the order of the alphabet.

    "POP, Ștefan-Ionuț" and "stefan ionut pop" have one form. Spelling is not guessed at: Mohamed and
    Muhammad have two, and are entered as two names of one person.
    """
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS_WITHOUT_PARTS)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(sorted(word for word in _BETWEEN_WORDS.split(plain) if word))
