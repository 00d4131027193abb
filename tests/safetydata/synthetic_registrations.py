"""Synthetic registrations of invented persons: spelled wrongly, incomplete, and with the truth."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Places = NDArray[np.int64]

_STARTS = [
    "ba",
    "de",
    "ri",
    "jo",
    "ka",
    "lie",
    "ma",
    "no",
    "pe",
    "sa",
    "ti",
    "vi",
    "wi",
    "ze",
    "ah",
    "me",
    "fa",
    "yu",
    "he",
    "da",
]
_MIDDLES = ["r", "n", "l", "s", "m", "k", "t", "nd", "rs", "lt"]
_ENDS = ["en", "a", "us", "o", "ink", "stra", "man", "ma", "aar", "i"]
_LETTERS = list("aeioust")


def registrations(persons: int, seed: int) -> tuple[pl.DataFrame, Places]:
    """Give registrations in random order, and the person behind each."""
    rng = np.random.default_rng(seed)
    surnames, given = _names(500, 2, rng), _names(100, 1, rng)
    rows, truth = [], []
    for person in range(persons):
        known = [
            given[_zipf(len(given), rng)],
            surnames[_zipf(len(surnames), rng)],
            _day(rng),
            rng.choice(["m", "v"]),
            str(rng.integers(7700, 7800)),
        ]
        for _ in range(1 + rng.negative_binomial(0.5, 0.25)):
            rows.append(_written(known, rng))
            truth.append(person)
    order = rng.permutation(len(rows))
    frame = pl.DataFrame(
        [rows[place] for place in order],
        schema=["given", "surname", "born", "sex", "postcode"],
        orient="row",
    )
    return frame, np.array(truth)[order]


def _names(number: int, syllables: int, rng: np.random.Generator) -> list[str]:
    return [
        "".join(rng.choice(_STARTS) + rng.choice(_MIDDLES) for _ in range(syllables))
        + rng.choice(_ENDS)
        for _ in range(number)
    ]


def _zipf(number: int, rng: np.random.Generator) -> int:
    chances = 1 / np.arange(1, number + 1)
    return int(rng.choice(number, p=chances / chances.sum()))


def _day(rng: np.random.Generator) -> str:
    return f"{rng.integers(1950, 2008)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"


def _written(known: list[str], rng: np.random.Generator) -> list[str | None]:
    given, surname, born, sex, postcode = known
    if rng.random() < 0.08:
        given = _misspelled(given, rng)
    if rng.random() < 0.08:
        surname = _misspelled(surname, rng)
    if rng.random() < 0.04:
        born = born[:8] + _day(rng)[8:]
    if rng.random() < 0.03:
        born = _day(rng)[:4] + born[4:]
    if rng.random() < 0.15:
        postcode = str(rng.integers(7700, 7800))
    written = [given, surname, born, sex, postcode]
    missing = rng.random(5) < (0.02, 0.01, 0.05, 0.01, 0.1)
    return [None if gone else value for value, gone in zip(written, missing, strict=True)]


def _misspelled(name: str, rng: np.random.Generator) -> str:
    place, kind = int(rng.integers(1, len(name))), rng.random()
    if kind < 0.4:
        return name[:place] + rng.choice(_LETTERS) + name[place + 1 :]
    return name[:place] + (name[place] if kind > 0.7 else "") + name[place + (kind <= 0.7) :]
