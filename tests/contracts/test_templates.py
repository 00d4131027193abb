"""House rules on templates: none unused, nothing inline, nothing trusted."""

import re
from pathlib import Path

import allauth
import django
import pytest

from tests.contracts.sources import code_files, lines_matching, short, templates, text_of

LOAD = re.compile(r"\{%\s*load\s+([^%]+?)\s*%\}")
INLINE = (
    r"<style\b"
    r"|\sstyle\s*="
    r"|\son[a-z]+\s*="
    r"|javascript:"
    r"|\bhx-on\b"
    r"|<script(?![^>]*\bsrc=)(?![^>]*application/json)"
)
# A file that somebody downloads and opens without the site carries its own style sheet.
STANDS_ALONE = {"publication/report_file.html"}
TRUSTED = r"\|\s*safe(seq)?\b|autoescape\s+off"
SINGLE_LINE_COMMENT = re.compile(r"\{#.*?#\}")


def overrides(name: str) -> bool:
    """Whether Django or allauth asks for a template of this name."""
    if re.fullmatch(r"(400|403|403_csrf|404|500)\.html", name):
        return True
    homes = [
        Path(django.__file__).parent / "forms" / "templates",
        *(Path(django.__file__).parent / "contrib").glob("*/templates"),
        Path(allauth.__file__).parent / "templates",
    ]
    return any((home / name).exists() for home in homes)


def loads_out_of_order(text: str) -> bool:
    loads = [found.split() for found in LOAD.findall(text) if " from " not in f" {found} "]
    return len(loads) > 1 or any(names != sorted(names) for names in loads)


def test_every_template_is_used() -> None:
    sources = [*code_files(), *templates().values()]
    texts = {path: text_of(path) for path in sources}

    def is_used(name: str, own: Path) -> bool:
        return any(name in text for path, text in texts.items() if path != own)

    assert [n for n, own in templates().items() if not overrides(n) and not is_used(n, own)] == []


def test_every_template_that_is_included_exists() -> None:
    asked = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")
    known = set(templates())

    missing = [
        f"{name} asks for {wanted}"
        for name, path in templates().items()
        for wanted in asked.findall(text_of(path))
        if wanted not in known and not overrides(wanted)
    ]

    assert missing == []


def test_loads_are_one_tag_in_alphabetical_order() -> None:
    assert [short(p) for p in templates().values() if loads_out_of_order(text_of(p))] == []


def test_no_style_or_script_stands_inside_a_page() -> None:
    pages = [path for name, path in templates().items() if name not in STANDS_ALONE]

    assert [line for path in pages for line in lines_matching(INLINE, path)] == []


def test_no_text_is_declared_safe() -> None:
    assert [line for p in templates().values() for line in lines_matching(TRUSTED, p)] == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        '<a onclick="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
    ],
)
def test_the_rule_on_inline_code_catches_it(text: str, tmp_path: Path) -> None:
    planted = tmp_path / "page.html"
    planted.write_text(text)

    assert list(lines_matching(INLINE, planted)) != []


def test_the_other_rules_catch_what_they_are_for(tmp_path: Path) -> None:
    planted = tmp_path / "page.html"
    planted.write_text("{{ text|safe }}")

    assert list(lines_matching(TRUSTED, planted)) != []
    assert loads_out_of_order("{% load ui i18n %}")
    assert loads_out_of_order("{% load i18n %}{% load ui %}")
    assert not loads_out_of_order("{% load i18n ui %}")
