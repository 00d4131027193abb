"""House rules on documentation: links lead somewhere, and pictures are small and used."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.contracts.sources import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURES = ROOT / "docs" / "screenshots"
LARGEST_BYTES = 250_000


def pages() -> list[Path]:
    """All pages of documentation, wherever they stand."""
    below = [page for name in ("docs", "examples") for page in (ROOT / name).rglob("*.md")]
    return sorted([*ROOT.glob("*.md"), *below])


def addresses(text: str) -> Iterator[str]:
    """Where the links of a page lead, inside this repository."""
    for address in LINK.findall(text):
        if not re.match(r"[a-z]+:|#", address):
            yield address.partition("#")[0]


def targets(page: Path) -> Iterator[Path]:
    for address in addresses(page.read_text()):
        yield (page.parent / address).resolve()


def test_every_link_leads_to_a_file() -> None:
    astray = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in targets(page)
        if not target.exists()
    ]

    assert astray == []


def test_every_picture_is_small_and_stands_on_a_page() -> None:
    shown = {target for page in pages() for target in targets(page)}
    pictures = set(PICTURES.iterdir())

    assert [p.name for p in sorted(pictures) if p.stat().st_size > LARGEST_BYTES] == []
    assert sorted(pictures - shown) == []


def test_the_rules_catch_what_they_are_for() -> None:
    text = "See [this](docs/no.md#part), ![that](a.png), [out](https://example.org) and [up](#up)."

    assert list(addresses(text)) == ["docs/no.md", "a.png"]
