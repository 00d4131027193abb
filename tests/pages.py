"""What a person gets from a page: its words, its links and its filled-in forms."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

WITHOUT_VALUE = ("submit", "button", "file", "image", "reset")


def words(response: Any) -> str:
    """The text in the main part of an answer, with single spaces."""
    page = _read(response)
    return re.sub(r"\s+", " ", " ".join(page.main_texts or page.texts)).strip()


def links(response: Any) -> list[str]:
    """The addresses that the page leads to, in their order, each once."""
    return list(dict.fromkeys(_read(response).links))


def forms(response: Any) -> list["Form"]:
    """The forms of the page with what a browser would send back untouched."""
    return _read(response).forms


@dataclass
class Form:
    """A form as it was served: where it goes, how, and the values of its controls."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)


class _Page(HTMLParser):
    """Walks through a page and gathers what a person meets."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self.main_texts: list[str] = []
        self.select = self.textarea = ""
        self.in_main, self.is_hidden = False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self.is_hidden += 1
        if tag == "main":
            self.in_main = True
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "form":
            method = found.get("method", "get").lower()
            self.forms.append(Form(found.get("action", ""), method))
        elif self.forms:
            self._control(tag, found)

    def _control(self, tag: str, found: dict[str, str]) -> None:
        name = found.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found and self.select:
            self._add(self.select, found.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self._add(name, "")
        elif tag == "input" and found.get("type") not in WITHOUT_VALUE:
            is_choice = found.get("type") in ("checkbox", "radio")
            if not is_choice or "checked" in found:
                self._add(name, found.get("value", "on" if is_choice else ""))

    def _add(self, name: str, value: str) -> None:
        if name:
            self.forms[-1].values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.is_hidden -= 1
        if tag == "main":
            self.in_main = False
        if tag == "select":
            self.select = ""
        if tag == "textarea" and self.textarea:
            # A browser drops the first line break and sends the others back as CR LF.
            values = self.forms[-1].values[self.textarea]
            values[-1] = values[-1].removeprefix("\n").replace("\n", "\r\n")
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.forms[-1].values[self.textarea][-1] += data
        if not self.is_hidden:
            self.texts.append(data)
            if self.in_main:
                self.main_texts.append(data)


def _read(response: Any) -> _Page:
    page = _Page()
    page.feed(response.content.decode())
    page.close()
    return page
