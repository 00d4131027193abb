"""Reads on the framework; reference data, so open to every room and visitor."""

from django.db.models import QuerySet

from openveiligheid.framework.models import FrameworkVersion, SafetyField, SafetyTheme


def current_version() -> FrameworkVersion:
    """The latest edition of the Kernbeleid Veiligheid."""
    return FrameworkVersion.objects.latest("valid_from")


def fields() -> QuerySet[SafetyField]:
    """The safety fields of the current edition, with their themes."""
    return SafetyField.objects.filter(version=current_version()).prefetch_related("themes")


def themes() -> QuerySet[SafetyTheme]:
    """The safety themes of the current edition, with their field."""
    return SafetyTheme.objects.filter(field__version=current_version()).select_related("field")
