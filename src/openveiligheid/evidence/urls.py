from django.urls import path

from openveiligheid.evidence.views import areas, figures, tables

app_name = "evidence"
urlpatterns = [
    path("cijfers/", figures.figure_list, name="list"),
    path("cijfers/nieuw/", figures.add, name="add"),
    path("cijfers/inlezen/", tables.take_in, name="import"),
    path("cijfers/zonder/<path:label>/", figures.gap, name="gap"),
    path("cijfers/tabel/<slug:name>/", tables.table, name="table"),
    path("cijfers/<uuid:pk>/", figures.figure, name="figure"),
    path("cijfers/<uuid:pk>/wijzigen/", figures.edit, name="edit"),
    path("cijfers/<uuid:pk>/verwijderen/", figures.remove, name="remove"),
    path("cijfers/<uuid:pk>/bestand.<slug:kind>", figures.export, name="export"),
    path("gebieden/", areas.area_list, name="areas"),
    path("gebieden/<uuid:pk>/", areas.area, name="area"),
]
