"""Makes a synthetic table in the shape of the police's monthly figures of the whole country.

    PYTHONPATH=src .venv/bin/python benchmarks/national_table.py FILE [--municipalities 342]

Every figure is drawn at random from a fixed seed: nothing here was ever registered anywhere.
Regions look like those of CBS (GM0001, WK000100, BU00010000) and are not.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

OFFENCES = 59
YEARS = range(2012, 2025)
WIJKEN, BUURTEN = 9, 42
"""Per municipality, as in the country on average: with 342 of them 14,364 buurten."""

PERIODS = [f"{year}MM{month:02}" for year in YEARS for month in range(1, 13)]
HEAD = "SoortMisdrijf,WijkenEnBuurten,Perioden,GeregistreerdeMisdrijven_1\n"


def regions(municipalities: int) -> list[str]:
    """Give the regions of some municipalities, in the order of CBS."""
    found = []
    for number in range(1, municipalities + 1):
        place = f"{number:04}"
        found.append(f"GM{place}")
        found += [f"WK{place}{wijk:02}" for wijk in range(WIJKEN)]
        found += [f"BU{place}{buurt % WIJKEN:02}{buurt // WIJKEN:02}" for buurt in range(BUURTEN)]
    return found


def offences() -> list[str]:
    """Give the codes of the kinds of crime."""
    return [f"{number // 10}.{number % 10}.0" for number in range(OFFENCES)]


def rows(municipalities: int, periods: int = len(PERIODS)) -> Iterator[pl.DataFrame]:
    """Give the records offence by offence, as the police deliver them."""
    names = pl.Series(regions(municipalities))
    span = pl.Series(PERIODS[:periods])
    places = np.repeat(np.arange(len(names)), len(span))
    months = np.tile(np.arange(len(span)), len(names))
    columns = (names.gather(places), span.gather(months))
    for number, code in enumerate(offences()):
        rng = np.random.default_rng([160, number])
        means = rng.gamma(0.6, 2.0, len(names))
        yield pl.DataFrame(
            {
                "SoortMisdrijf": pl.repeat(f"{code} ", len(places), eager=True),
                "WijkenEnBuurten": columns[0],
                "Perioden": columns[1],
                "GeregistreerdeMisdrijven_1": rng.poisson(means[places]),
            }
        )


def write(path: Path, municipalities: int, periods: int = len(PERIODS), most: int = 0) -> int:
    """Write the table as CSV, at most so many rows; give how many there are."""
    written = 0
    with path.open("wb") as stream:
        stream.write(HEAD.encode())
        for frame in rows(municipalities, periods):
            part = frame.head(most - written) if most else frame
            part.write_csv(stream, include_header=False)
            written += part.height
            if written == most:
                break
    return written


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--municipalities", type=int, default=342)
    parser.add_argument("--rows", type=int, default=0)
    arguments = parser.parse_args()
    write(arguments.file, arguments.municipalities, most=arguments.rows)


if __name__ == "__main__":
    main()
