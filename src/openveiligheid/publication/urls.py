from django.urls import path, re_path

from openveiligheid.publication import views

app_name = "publication"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("maken/<uuid:pk>/", views.make, name="make"),
    path("<uuid:pk>/", views.report, name="report"),
    re_path(
        r"^(?P<pk>[0-9a-f-]{36})/rapportage\.(?P<form>html|pdf|docx)$",
        views.download,
        name="download",
    ),
]
