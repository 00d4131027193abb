"""The catalogue tool finds every text and sees every fault."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from scripts import messages

TEMPLATE = """\
{% load i18n %}
  <h1>{% translate "Prioriteiten" %}</h1>
{% if plan %}
    {% blocktranslate count total=plan.total trimmed %}
      {{ total }} actie
    {% plural %}
      {{ total }} acties
    {% endblocktranslate %}
{% endif %}
<p title="{% translate 'Plan' context 'zelfstandig naamwoord' %}">Tekst zonder vertaling</p>
"""
CODE = """\
from django.utils.translation import gettext as _, ngettext
title = _("Een lange "
          "titel")
late = ngettext("%(n)s dag", "%(n)s dagen", n)
"""
CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product of one room with a template and a module."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PRODUCT", tmp_path)
    monkeypatch.setattr(messages, "PO", tmp_path / "en.po")
    monkeypatch.setattr(messages, "MO", tmp_path / "en.mo")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan.html").write_text(TEMPLATE)
    (tmp_path / "views.py").write_text(CODE)
    return tmp_path


def test_texts_in_code_and_templates_are_found(product: Path) -> None:
    found = {(m.id, m.context) for m in messages.extracted() if m.id}

    assert found == {
        ("Prioriteiten", None),
        ("Plan", "zelfstandig naamwoord"),
        ("Een lange titel", None),
        (("%(total)s actie", "%(total)s acties"), None),
        (("%(n)s dag", "%(n)s dagen"), None),
    }


def test_an_update_takes_translations_from_a_file_and_keeps_what_is_there(product: Path) -> None:
    (product / "en.po").write_text(
        CATALOGUE + 'msgid "Prioriteiten"\nmsgstr "Priorities"\n\nmsgid "Oud"\nmsgstr "Old"\n'
    )
    extra = product / "extra.po"
    extra.write_text(
        CATALOGUE
        + 'msgid "Een lange titel"\nmsgstr "A long title"\n\n'
        + 'msgid "Prioriteiten"\nmsgstr "Something else"\n'
    )

    messages.update([extra])

    known = {m.id: m.string for m in messages.catalogue() if m.id}
    assert known["Prioriteiten"] == "Priorities"
    assert known["Een lange titel"] == "A long title"
    assert "Oud" not in known
    assert len(known) == 5


def test_what_is_missing_fuzzy_unused_or_filled_in_wrongly_is_told(product: Path) -> None:
    (product / "en.po").write_text(
        CATALOGUE
        + '#, fuzzy\nmsgid "Prioriteiten"\nmsgstr "Priorities"\n\n'
        + 'msgid "%(n)s dag"\nmsgid_plural "%(n)s dagen"\n'
        + 'msgstr[0] "%(n)s day"\nmsgstr[1] "%(days)s days"\n\n'
        + 'msgid "Oud"\nmsgstr "Old"\n'
    )

    told = "\n".join(messages.problems())

    assert "marked fuzzy: 'Prioriteiten'" in told
    assert "placeholders differ: ('%(n)s dag', '%(n)s dagen')" in told
    assert "not translated: 'Een lange titel'" in told
    assert "no longer in the code: 'Oud'" in told


def test_a_singular_may_leave_the_number_out() -> None:
    one = Message(("%(n)s dag", "%(n)s dagen"), ("one day", "%(n)s days"))
    other = Message("%(n)s dag", "%(m)s day")

    assert messages.same_placeholders(one)
    assert not messages.same_placeholders(other)
