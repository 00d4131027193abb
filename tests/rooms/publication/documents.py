"""Looks into the documents that the tests make."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.oxml.parser import parse_xml
from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf_words(pdf: bytes) -> str:
    """The text of all pages, with every run of white space as one space."""
    pages = PdfReader(BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages).replace("\u200b", "")
    return " ".join(text.split())


def pdf_root(pdf: bytes) -> Any:
    """The catalogue: what a reader program asks first."""
    return PdfReader(BytesIO(pdf)).trailer["/Root"]


def pdf_tags(pdf: bytes) -> list[dict[str, Any]]:
    """The elements of the structure tree, in reading order."""
    found: list[dict[str, Any]] = []
    waiting = [pdf_root(pdf)["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(reversed(element))
        elif isinstance(element, dict):
            found.append(element)
            if "/K" in element:
                waiting.append(element["/K"])
    return [element for element in found if "/S" in element]


def word_part(docx: bytes, name: str) -> Any:
    """One of the XML files in a Word document."""
    return parse_xml(ZipFile(BytesIO(docx)).read(name))


def word_words(docx: bytes) -> str:
    """The text of a Word document, paragraphs joined by spaces."""
    body = word_part(docx, "word/document.xml")
    parts = {f"{W}t": "", f"{W}br": " ", f"{W}p": " "}
    texts = (parts[el.tag] + (el.text or "") for el in body.iter(*parts))
    return " ".join("".join(texts).split())
