"""Root addresses. Each room has its own part; log-in stands under account/."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from openveiligheid.config import views
from openveiligheid.organisation.access import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("account/", include("openveiligheid.config.account_urls")),
    path("taal/", public(set_language), name="set_language"),
    path("plannen/", include("openveiligheid.plan.urls")),
    path("besluiten/", include("openveiligheid.governance.urls")),
    path("organisatie/", include("openveiligheid.organisation.urls")),
    path("rapportages/", include("openveiligheid.publication.urls")),
    path("", include("openveiligheid.delivery.urls")),  # plan/, prioriteit/, thema/, acties/
    path("", include("openveiligheid.evidence.urls")),  # cijfers/ and gebieden/
    path("", include("openveiligheid.dashboard.urls")),
]
