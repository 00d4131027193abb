"""A CSV file read once, block by block, as typed columns: the quick way for a file that is whole.

Each byte is read once, goes into the fingerprint, is checked and is cut by the reader of Polars.
At anything that is not plain (a broken row, an odd quote, bytes that are no UTF-8) it raises
Doubtful, and the exact way takes the file in or says which line is wrong.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from safetydata.coding import Doubtful
from safetydata.sources.snapshot import Progress

BLOCK = 8 << 20
_BOM = b"\xef\xbb\xbf"
_QUOTE, _LINE = ord('"'), ord("\n")


@dataclass
class Blocks:
    """The records below the header of a file; `sha256` is known when all are read."""

    path: Path
    separator: str
    header: Sequence[str]
    numbers: frozenset[str]
    keys: frozenset[str]
    progress: Progress

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()
        self._as_text = False
        # Each distinct text is kept once, with a number that stays what it is through the file.
        self._texts = {name: pl.Categorical(pl.Categories.random()) for name in self.keys}

    @property
    def sha256(self) -> str:
        """The fingerprint of what was read."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Give the records as frames: figures as whole numbers where all are, else text."""
        with self.path.open("rb") as stream:
            for block in self._blocks(stream):
                yield self._frame(block)

    def _blocks(self, stream: BinaryIO) -> Iterator[bytes]:
        """Give whole lines, the header left out."""
        size, done, rest, is_first = self.path.stat().st_size, 0, b"", True
        while read := stream.read(BLOCK):
            self._digest.update(read)
            done += len(read)
            self.progress("lezen", done, size)
            cut = read.rfind(b"\n") + 1
            block, rest = rest + read[:cut], read[cut:] if cut else rest + read
            if not cut or (b'"' in block and block.count(b'"') % 2):
                rest = block + rest if cut else rest
                if len(rest) > 4 * BLOCK:
                    raise Doubtful
                continue
            yield self._clean(block, is_first=is_first)
            is_first = False
        if rest:
            yield self._clean(rest, is_first=is_first)

    def _clean(self, block: bytes, *, is_first: bool) -> bytes:
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        if b"\0" in block or b"\r" in block:
            raise Doubtful
        if not block.isascii():
            try:
                block.decode()
            except UnicodeDecodeError as error:
                raise Doubtful from error
        if is_first:
            head = block.removeprefix(_BOM)
            line = head.find(b"\n") + 1
            if not line or head[:line].count(b'"') % 2:
                raise Doubtful
            block = head[line:]
        return block

    def _frame(self, block: bytes) -> pl.DataFrame:
        block = block.rstrip(b"\n") + b"\n"
        if block == b"\n":
            return pl.DataFrame(schema=self._schema())
        if b"+" in block:  # the reader of numbers takes +1, we do not
            self._as_text = True
        frame = self._read(block)
        separators = _outside_quotes(block, self.separator)
        if separators != frame.height * (len(self.header) - 1):
            raise Doubtful
        return frame

    def _read(self, block: bytes) -> pl.DataFrame:
        try:
            return pl.read_csv(
                block,
                separator=self.separator,
                has_header=False,
                schema=self._schema(),
                empty_string_is_null=False,
            )
        except pl.exceptions.PolarsError as error:
            if self._as_text:
                raise Doubtful from error
            self._as_text = True
            return self._read(block)

    def _schema(self) -> Mapping[str, pl.DataType]:
        return {
            name: pl.Int64()
            if name in self.numbers and not self._as_text
            else self._texts.get(name, pl.String())
            for name in self.header
        }


def _outside_quotes(block: bytes, separator: str) -> int:
    """Count the separators between cells; refuse a quote that does not enclose a whole cell."""
    letters = np.frombuffer(block, np.uint8)
    if b'"' not in block:
        return int(np.count_nonzero(letters == ord(separator)))
    quotes = np.flatnonzero(letters == _QUOTE)
    edges = (ord(separator), _LINE)
    before = letters[np.maximum(quotes[::2] - 1, 0)]
    opens = np.isin(before, edges) | (quotes[::2] == 0)
    closes = np.isin(letters[np.minimum(quotes[1::2] + 1, len(letters) - 1)], edges)
    if len(quotes) % 2 or not (opens.all() and closes.all()):
        raise Doubtful
    places = np.flatnonzero(letters == ord(separator))
    return int((np.searchsorted(quotes, places) % 2 == 0).sum())
