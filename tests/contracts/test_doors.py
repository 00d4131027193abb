"""House rules on addresses: every view says who may come in, every name that is used exists."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.contracts.sources import code_files, short, templates, text_of

MARKS = ("required_permission", "is_public", "is_for_members")
NAME_IN_TEMPLATE = re.compile(r"""\{%\s*url\s+["']([\w:.-]+)["']""")
NAME_IN_CODE = re.compile(
    r"""\b(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*["']([\w:-]+)["']"""
)


def views(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each view under its full name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}", entry.callback
        else:
            yield from views(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def is_marked(view: Callable[..., Any]) -> bool:
    """Whether the view says who may come in; log-in pages of allauth guard themselves."""
    return view.__module__.startswith("allauth.") or any(hasattr(view, mark) for mark in MARKS)


def test_every_view_says_who_may_come_in() -> None:
    assert [name for name, view in views(get_resolver()) if not is_marked(view)] == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _view in views(get_resolver())]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_address_that_a_template_names_exists() -> None:
    known = {name for name, _view in views(get_resolver())}
    used = [
        (n, t) for t, file in templates().items() for n in NAME_IN_TEMPLATE.findall(text_of(file))
    ]

    assert [f"{template}: {name}" for name, template in used if name not in known] == []


def test_every_address_that_the_code_names_exists() -> None:
    known = {name for name, _view in views(get_resolver())}
    used = [(n, path) for path in code_files() for n in NAME_IN_CODE.findall(text_of(path))]

    assert [f"{short(path)}: {name}" for name, path in used if name not in known] == []


def test_the_rules_catch_what_they_are_for() -> None:
    def open_to_all(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    [(name, view)] = views(URLResolver(path("", open_to_all).pattern, [path("x", open_to_all)]))

    assert name == "x"
    assert not is_marked(view)
    assert NAME_IN_TEMPLATE.findall("<a href=\"{% url 'plan:theme' theme.pk %}\">") == [
        "plan:theme"
    ]
    assert NAME_IN_CODE.findall('return redirect("plan:theme", theme.pk)') == ["plan:theme"]
