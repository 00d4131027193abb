from django.urls import path, register_converter

from openveiligheid.plan.views import adopting, importing, writing


class Removable:
    """The parts that can be taken out of a plan."""

    regex = "|".join(writing.REMOVABLE)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Removable, "removable")

app_name = "plan"
urlpatterns = [
    path("", writing.plan_list, name="list"),
    path("nieuw/", writing.add, name="add"),
    path("inlezen/", importing.upload, name="import"),
    path("inlezen/<uuid:pk>/", importing.proposal, name="proposal"),
    path("inlezen/<uuid:pk>/overnemen/", importing.accept, name="proposal-accept"),
    path("inlezen/<uuid:pk>/verwerpen/", importing.reject, name="proposal-reject"),
    path("<uuid:pk>/bewerken/", writing.edit, name="edit"),
    path("<uuid:pk>/gegevens/", writing.about, name="about"),
    path("<uuid:pk>/vaststellen/", adopting.adopt, name="adopt"),
    path("<uuid:pk>/versies/", adopting.versions, name="versions"),
    path("versies/<uuid:pk>/", adopting.version, name="version"),
    path("<uuid:pk>/prioriteit/", writing.field_add, name="field-add"),
    path("prioriteiten/<uuid:pk>/", writing.field_edit, name="field-edit"),
    path("prioriteiten/<uuid:pk>/thema/", writing.theme_add, name="theme-add"),
    path("themas/<uuid:pk>/", writing.theme_edit, name="theme-edit"),
    path("themas/<uuid:pk>/doelstelling/", writing.objective_add, name="objective-add"),
    path("themas/<uuid:pk>/dwarsverband/", writing.link_add, name="link-add"),
    path("doelstellingen/<uuid:pk>/", writing.objective_edit, name="objective-edit"),
    path("dwarsverbanden/<uuid:pk>/weghalen/", writing.unlink, name="unlink"),
    path("<removable:kind>/<uuid:pk>/verwijderen/", writing.remove, name="remove"),
]
