"""A frozen version that was changed behind the system's back says so."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import PlanVersion
from tests.factories import adopt, make_full_plan
from tests.pages import words

WARNING = "hoort niet meer bij de vingerafdruk"


def test_a_version_that_was_changed_outside_the_system_warns(
    anna: Member, client_of: Callable[[Member], Client]
) -> None:
    version = adopt(make_full_plan(anna.municipality))
    address = reverse("plan:version", args=[version.pk])
    assert WARNING not in words(client_of(anna).get(address))

    content = {**version.content, "title": "Een ander plan"}
    PlanVersion.unscoped.filter(pk=version.pk).update(content=content)

    assert WARNING in words(client_of(anna).get(address))
