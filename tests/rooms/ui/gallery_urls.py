"""The site, with the gallery of components in front."""

from django.urls import path

from openveiligheid.config.urls import urlpatterns as site
from openveiligheid.organisation.access import public
from openveiligheid.ui.views import gallery

urlpatterns = [path("componenten/", public(gallery)), *site]
