from django.urls import path

from openveiligheid.evidence.views import areas, figures, findings, signals, tables, workbench

app_name = "evidence"
urlpatterns = [
    path("cijfers/", figures.figure_list, name="list"),
    path("cijfers/nieuw/", figures.add, name="add"),
    path("cijfers/inlezen/", tables.take_in, name="import"),
    path("cijfers/werkbank/", workbench.workbench, name="workbench"),
    path("cijfers/werkbank/bewaren/", workbench.keep, name="workbench-keep"),
    path("cijfers/werkbank/<slug:what>.<slug:kind>", workbench.export, name="workbench-export"),
    path("cijfers/zonder/<path:label>/", figures.gap, name="gap"),
    path("cijfers/tabel/<slug:name>/", tables.table, name="table"),
    path("cijfers/<uuid:pk>/", figures.figure, name="figure"),
    path("cijfers/<uuid:pk>/wijzigen/", figures.edit, name="edit"),
    path("cijfers/<uuid:pk>/verwijderen/", figures.remove, name="remove"),
    path("cijfers/<uuid:pk>/bestand.<slug:kind>", figures.export, name="export"),
    path("cijfers/signalen/", signals.signal_list, name="signals"),
    path("cijfers/signalen/<uuid:pk>/", signals.signal, name="signal"),
    path("cijfers/signalen/<uuid:pk>/heropenen/", signals.reopen, name="signal-reopen"),
    path("cijfers/signalen/<uuid:pk>/bevinding/", signals.link, name="signal-link"),
    path("cijfers/bevindingen/", findings.finding_list, name="findings"),
    path("cijfers/bevindingen/nieuw/", findings.add, name="finding-add"),
    path("cijfers/bevindingen/<uuid:pk>/", findings.finding, name="finding"),
    path("cijfers/bevindingen/<uuid:pk>/wijzigen/", findings.edit, name="finding-edit"),
    path("gebieden/", areas.area_list, name="areas"),
    path("gebieden/<uuid:pk>/", areas.area, name="area"),
]
