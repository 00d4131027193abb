"""Root addresses. Each room has its own part; log-in stands under account/."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from openveiligheid.config import views
from openveiligheid.organisation.access import public

ROOMS = (
    ("plannen/", "plan"),
    ("", "delivery"),  # plan/, prioriteit/, thema/ and acties/
    ("besluiten/", "governance"),
    ("", "evidence"),  # cijfers/ and gebieden/
    ("organisatie/", "organisation"),
    ("rapportages/", "publication"),
    ("", "dashboard"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("account/", include("openveiligheid.config.account_urls")),
    path("taal/", public(set_language), name="set_language"),
    *(
        path(prefix, include(f"openveiligheid.{room}.urls"))
        for prefix, room in ROOMS
        if find_spec(f"openveiligheid.{room}") and find_spec(f"openveiligheid.{room}.urls")
    ),
]
