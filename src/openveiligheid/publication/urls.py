from django.urls import path, register_converter

from openveiligheid.publication import views
from openveiligheid.publication.rendering import TYPES


class ReportForm:
    """The forms in which a report can be taken along."""

    regex = "|".join(TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReportForm, "report_form")

app_name = "publication"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("maken/<uuid:pk>/", views.make, name="make"),
    path("<uuid:pk>/", views.report, name="report"),
    path("<uuid:pk>/rapportage.<report_form:form>", views.download, name="download"),
]
