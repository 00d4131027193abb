"""Making words whole again that the page broke, with the rest of the document as dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from openveiligheid.plan.reader.lines import fold

MAX_WORD = 60
_CONNECTORS = frozenset(["en", "of", "en/of", "als", "dan", "tot", "maar", "resp", "via"])
_KEPT_PREFIXES = frozenset(["ex", "niet", "non", "vice"])
_TOKEN = re.compile(r"[^\s.,;:!?\"“”„]+")
_SPLIT_END = re.compile(r"(?P<head>\S*?(?P<stem>[\w’'()]+))-$")
_NEXT = re.compile(r"(?P<word>[\w’']+(?:-[\w’']+)*)(?P<rest>.*)", re.DOTALL)
_INNER = re.compile(r"(?<![\w-])(\w{2,40})-(\w{2,40})(?:-(\w{2,40}))?(?![\w-])")
_LOOSE = re.compile(r"(?<![\w-])(\w{2,40})- ([a-zà-ÿ]{2,40})(?![\w-])")
_CLASH = re.compile(r"(aa|ae|ai|au|ee|ei|eu|ie|oe|oi|oo|ou|ui|uu|ij)")
_SIGNS = str.maketrans(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
        "\u2010": "-",
        "\u2011": "-",
        "\x02": "-",
        "\ufffe": "-",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ĳ": "ij",
        "Ĳ": "IJ",
    }
)


def clean(text: str) -> str:
    """Give a line in usual signs and single spaces; a soft hyphen survives only at the end."""
    text = unicodedata.normalize("NFC", text.translate(_SIGNS))
    if text.rstrip().endswith("\u00ad"):
        text = text.rstrip()[:-1] + "-"
    text = text.replace("\u00ad", "")
    text = re.sub(r"\s+", " ", text)
    return text.replace("( ", "(").replace(" )", ")").strip()


class Words:
    """The words of one document, to see which way of writing a broken word is its own."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._written: dict[str, Counter[str]] = {}
        for line in lines:
            tokens = _TOKEN.findall(line)
            if tokens and tokens[-1].endswith("-"):
                tokens.pop()
            for token in tokens:
                for part in {token, *token.split("/")}:
                    if part and len(part) <= MAX_WORD:
                        self._written.setdefault(_plain(part), Counter())[part] += 1

    def _count(self, word: str) -> int:
        return self._written.get(_plain(word), Counter[str]()).total()

    def knows(self, word: str) -> bool:
        return _plain(word) in self._written

    def spelling(self, word: str) -> str:
        """Give the word with the accents that the document uses for it elsewhere."""
        seen = self._written.get(_plain(word))
        if not seen:
            return word
        best = max(seen, key=lambda token: (seen[token], token))
        same_length = len(best) == len(word)
        return (
            word[:1] + best[1:] if same_length and best[1:] != word[1:] and len(word) > 3 else word
        )

    def join(self, before: str, after: str) -> str:
        """Put two lines together as running text."""
        before, after = before.rstrip(), after.lstrip()
        if not before or not after:
            return before or after
        if before.endswith("-"):
            return self._across_hyphen(before, after)
        if before.endswith("/") and not before.endswith(" /"):
            return before + after
        if before.endswith(")") and self._is_one_word(before, after):
            return before + after
        return f"{before} {after}"

    def _is_one_word(self, before: str, after: str) -> bool:
        """Tell whether '(ex)' and 'partner' are written as one word elsewhere."""
        head, tail = before.rsplit(" ", 1)[-1], _TOKEN.match(after)
        return bool(tail) and "(" in head and self.knows(head + tail.group() if tail else head)

    def _across_hyphen(self, before: str, after: str) -> str:
        end, start = _SPLIT_END.search(before[-80:]), _NEXT.match(after)
        if not end or not start or before.endswith("--"):
            return f"{before} {after}"
        stem, word, rest = end["stem"], start["word"], start["rest"]
        if fold(word) in _CONNECTORS or (fold(word) == "en" and rest[:1] == "/"):
            return f"{before} {after}"
        if self._keeps_hyphen(stem, word):
            return before + after
        joined = self.spelling(stem + word)
        return before[: len(before) - len(stem) - 1] + joined + rest

    def _keeps_hyphen(self, stem: str, word: str) -> bool:
        first = word[0]
        if first.isdigit() or first.isupper() or stem[-1].isdigit() or len(stem) == 1:
            return True
        if stem.isupper() or fold(stem) in _KEPT_PREFIXES:
            return True
        if self.knows(stem + word):
            return False
        if self.knows(f"{stem}-{word}"):
            return True
        return bool(_CLASH.fullmatch(fold(stem[-1] + first)))

    def mend(self, text: str) -> str:
        """Take out hyphens inside a line where the document writes the word without."""
        if "-" not in text:
            return text
        text = _LOOSE.sub(lambda found: self._tightened(found[0], found[1], found[2]), text)
        return _INNER.sub(
            lambda found: self._mended([part for part in found.groups() if part]), text
        )

    def _tightened(self, whole: str, stem: str, word: str) -> str:
        """Join 'vei- ligheid' when the second half is no word of its own."""
        is_word = self._count(word) > 1 and not self.knows(stem + word)
        if fold(word) in _CONNECTORS or is_word:
            return whole
        return stem + word

    def _mended(self, parts: list[str]) -> str:
        if fold(parts[1]) in _CONNECTORS or parts[1][0].isdigit() or parts[1][0].isupper():
            return "-".join(parts)
        whole = "".join(parts)
        hyphened, joined = self._count("-".join(parts)), self._count(whole)
        if len(parts) == 3 and not joined:
            return "-".join([self._mended(parts[:2]), parts[2]])
        return (
            self.spelling(whole)
            if joined > hyphened or (joined and len(parts) == 3)
            else "-".join(parts)
        )


def _plain(token: str) -> str:
    return fold(token).replace("’", "'").strip("'‘’()")
