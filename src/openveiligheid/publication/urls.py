from django.urls import path, re_path

from openveiligheid.publication import views

app_name = "publication"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("maken/<uuid:pk>/", views.make, name="make"),
    path("<uuid:pk>/", views.report, name="report"),
    re_path(
        rf"^(?P<pk>{UUID})/rapportage\.(?P<form>html|pdf|docx)$",
        views.download,
        name="download",
    ),
]
