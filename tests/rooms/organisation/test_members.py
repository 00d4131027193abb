
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Member


def test_the_people_of_the_stories_are_there(anna: Member, outsider: Member) -> None:
    assert anna.may(Permission.PLAN_EDIT)
    assert anna.municipality != outsider.municipality
