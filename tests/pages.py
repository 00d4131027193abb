"""Reads a page as somebody who looks at it: its words, without markup."""

import re
from html.parser import HTMLParser
from typing import Any


class _Words(HTMLParser):
    """Collects the text of the main part of a page, or of all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []
        self.main: list[str] = []
        self.in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_main = self.in_main or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.in_main = self.in_main and tag != "main"

    def handle_data(self, data: str) -> None:
        self.all.append(data)
        if self.in_main:
            self.main.append(data)


def words(response: Any) -> str:
    """The text in the main part of an answer, with single spaces."""
    parser = _Words()
    parser.feed(response.content.decode())
    return re.sub(r"\s+", " ", " ".join(parser.main or parser.all)).strip()
