"""Keys that tell whether two registrations agree, and no longer who it is.

A keyed hash of a normalised value can be compared and, without the secret, not read back nor
guessed. It is still personal data under the GDPR: whoever holds the secret, or knows who is in the
register, can find a person again. Keep secret and keys apart, and destroy the secret afterwards.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

_SHORTEST_SECRET = 16
_DIGITS = 16


class Kind(StrEnum):
    """What a column holds, which says how it may differ between registrations of one person.

    NAME: spelling. DATE: a wrong day or year. EXACT: not at all (sex, postcode, nationality).
    """

    NAME = "name"
    DATE = "date"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Key:
    """One trait to compare: its columns from strict to lenient.

    Registrations that agree on an earlier column agree more than on a later one.
    """

    name: str
    columns: tuple[str, ...]


def pseudonymise(
    registrations: pl.DataFrame, kinds: Mapping[str, Kind], *, secret: bytes
) -> tuple[pl.DataFrame, tuple[Key, ...]]:
    """Replace the columns named by keyed hashes, and say how to compare them.

    Meaning: a name gives three keys (the spelling, how it sounds in Dutch, its beginning), a date
    three (the date, its year, its day and month), anything else one. Case, accents, spaces and
    prefixes such as "van der" do not count. Empty is missing. Other columns are left out.
    The hash is HMAC-SHA-256, of which 64 bits are kept: HMAC, so that nobody without the secret
    can try out names; per column, so that equal words in two columns do not look alike.
    Raises ValueError on a secret below 16 bytes, no columns, or one that is not there.
    Source: ENISA (2019), Pseudonymisation techniques and best practices; R. Schnell (2016),
    Privacy-preserving record linkage, in Methodological Developments in Data Linkage.

    >>> people = pl.DataFrame({"surname": ["De Vries", "de  vries", None], "id": [1, 2, 3]})
    >>> keys, how = pseudonymise(people, {"surname": Kind.NAME}, secret=bytes(16))
    >>> keys["surname"].to_list()[0] == keys["surname"].to_list()[1]
    True
    >>> how[0].columns
    ('surname', 'surname_sound', 'surname_start')
    """
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(f"secret must be at least {_SHORTEST_SECRET} bytes")
    if not kinds:
        raise ValueError("kinds must name at least one column")
    columns: dict[str, pl.Series] = {}
    keys = []
    for name, kind in kinds.items():
        if name not in registrations.columns:
            raise ValueError(f"registrations have no column {name}")
        made = {
            f"{name}{suffix}": _hashed(registrations[name], forming, secret, f"{name}{suffix}")
            for suffix, forming in _FORMS[Kind(kind)].items()
        }
        columns |= made
        keys.append(Key(name, tuple(made)))
    return pl.DataFrame(columns), tuple(keys)


def _hashed(
    values: pl.Series, forming: Callable[[str], str], secret: bytes, label: str
) -> pl.Series:
    """Hash each different value once."""
    seen: dict[object, str | None] = {}
    for value in values.unique().to_list():
        form = "" if value is None else forming(_plain(value))
        seen[value] = _hash(form, secret, label) if form else None
    return pl.Series(label, [seen[value] for value in values.to_list()], dtype=pl.String)


def _hash(form: str, secret: bytes, label: str) -> str:
    message = f"{label}\x00{form}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:_DIGITS]


def _plain(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if sign.isalnum() or sign in " -").strip()


# Prefixes of Dutch surnames, which registers write in many ways or leave out.
_PREFIXES = re.compile(r"\b(van|von|de|den|der|het|t|ter|ten|te|la|le|el|al|d)\b")
_SOUNDS = (
    ("sch", "s"), ("ch", "g"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("gh", "g"),
    ("ij", "y"), ("ei", "y"), ("qu", "k"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"),
    ("v", "f"), ("d", "t"), ("j", "y"),
)  # fmt: skip


def _spelling(text: str) -> str:
    without = _PREFIXES.sub("", text)
    return re.sub(r"[^\w]", "", without) or re.sub(r"[^\w]", "", text)


def _sound(text: str) -> str:
    """Fold what sounds alike in Dutch; drop vowels after the first sign, and doubled signs."""
    folded = _spelling(text)
    for spelled, sounded in _SOUNDS:
        folded = folded.replace(spelled, sounded)
    folded = folded[:1] + re.sub(r"[aeiouyh]", "", folded[1:])
    return re.sub(r"(.)\1+", r"\1", folded)


def _day_of_year(text: str) -> str:
    return text[5:] if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""


_FORMS: dict[Kind, dict[str, Callable[[str], str]]] = {
    Kind.NAME: {"": _spelling, "_sound": _sound, "_start": lambda text: _spelling(text)[:3]},
    Kind.DATE: {"": lambda text: text, "_year": lambda text: text[:4], "_day": _day_of_year},
    Kind.EXACT: {"": lambda text: re.sub(r"[^\w]", "", text)},
}
