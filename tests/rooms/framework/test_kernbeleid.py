"""The Kernbeleid: reference data that came with the product and that nobody changes."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import ProtectedError
from django.utils.translation import override

from openveiligheid.framework.models import FrameworkVersion, SafetyField, SafetyTheme
from openveiligheid.framework.queries import current_version, fields, themes


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Everything here reads."""


def test_the_six_fields_come_with_their_themes_in_order() -> None:
    numbers = [field.number for field in fields()]

    assert numbers == ["1", "2", "3", "4", "5", "6"]
    for field in fields():
        own = [theme.number for theme in field.themes.all()]
        assert own == [f"{field.number}.{n}" for n in range(1, len(own) + 1)]
        assert own


def test_all_themes_lie_under_a_field_of_the_current_edition() -> None:
    assert {theme.field.version for theme in themes()} == {current_version()}
    assert themes().count() == SafetyTheme.objects.count()


def test_titles_are_in_the_language_of_the_reader() -> None:
    field = SafetyField.objects.get(number="5")
    with override("nl"):
        dutch = (field.title, str(field))
    with override("en"):
        english = (field.title, str(field))

    assert dutch == ("Digitale veiligheid", "5 Digitale veiligheid")
    assert english[1].startswith("5 ")
    assert english[0] != dutch[0]


def test_every_title_exists_in_both_languages() -> None:
    for row in [*SafetyField.objects.all(), *SafetyTheme.objects.all()]:
        assert row.title_nl.strip()
        assert row.title_en.strip()


def test_the_newest_edition_is_the_current_one() -> None:
    old = current_version()
    newer = FrameworkVersion.objects.create(
        key="later", name="Later", source="x", valid_from="2040-01-01", sha256="0" * 64
    )

    assert current_version() == newer
    assert not fields().exists()
    assert old.fields.count() == 6


def test_a_plan_that_was_mapped_keeps_its_edition() -> None:
    with pytest.raises(ProtectedError):
        current_version().delete()


def test_the_list_can_be_taken_out_and_comes_back_the_same() -> None:
    migration = import_module("openveiligheid.framework.migrations.0002_kernbeleid_veiligheid_2024")
    before = list(SafetyTheme.objects.values())

    migration.unload(apps, None)
    gone = SafetyTheme.objects.count()
    migration.load(apps, None)

    assert gone == 0
    assert list(SafetyTheme.objects.values()) == before
