"""House rules on tables: whose a row is, where keys point, and that migrations are complete."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from openveiligheid.core.models import Tenanted
from openveiligheid.plan.models import SafetyPlan
from tests.contracts.sources import rooms

# Rows that belong to no municipality: read-only reference data, and the floor that all stand on.
REFERENCE = {
    "core.Account",
    "core.Municipality",
    "core.HistoryEntry",
    "core.HistoryPayload",
    "framework.FrameworkVersion",
    "framework.SafetyField",
    "framework.SafetyTheme",
}


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label in rooms():
            yield model


def keys_that_leak_upward(model: type[models.Model]) -> list[str]:
    """Keys to another room that point up, or that give the lower room a way back."""
    room, found = rooms().index(model._meta.app_label), []
    for field in [*model._meta.get_fields()]:
        target = field.related_model
        if field.auto_created or not field.is_relation or not isinstance(target, type):
            continue
        if target._meta.app_label not in rooms() or target._meta.app_label == model._meta.app_label:
            continue
        if rooms().index(target._meta.app_label) < room:
            found.append(f"{field} points up")
        if not (getattr(field.remote_field, "related_name", None) or "").endswith("+"):
            found.append(f'{field} needs related_name="+"')
    return found


def is_owned(model: type[models.Model]) -> bool:
    return issubclass(model, Tenanted) or model._meta.label in REFERENCE


def test_keys_between_rooms_point_down_and_leave_no_way_back() -> None:
    assert [line for model in our_models() for line in keys_that_leak_upward(model)] == []


def test_every_row_belongs_to_a_municipality_or_is_reference_data() -> None:
    assert [model._meta.label for model in our_models() if not is_owned(model)] == []


def test_every_table_of_a_municipality_says_which_right_reads_it() -> None:
    owned = [model for model in our_models() if issubclass(model, Tenanted)]

    assert [m._meta.label for m in owned if not hasattr(m, "read_permission")] == []


def test_constraints_and_indexes_are_named_as_sentences() -> None:
    named = [c for m in our_models() for c in [*m._meta.constraints, *m._meta.indexes]]

    assert [item.name for item in named if "_" not in item.name] == []


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


@isolate_apps("openveiligheid.core", "openveiligheid.plan")
def test_the_rules_catch_what_they_are_for() -> None:
    class Leak(models.Model):  # noqa: DJ008  (never shown)
        plan = models.ForeignKey(SafetyPlan, on_delete=models.CASCADE)

        class Meta:
            app_label = "core"

    assert len(keys_that_leak_upward(Leak)) == 2
    assert not is_owned(Leak)
