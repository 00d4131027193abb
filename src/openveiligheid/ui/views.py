"""The gallery of components, for who builds pages; config mounts it when debug is on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openveiligheid.ui import gallery as examples


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with invented words and figures."""
    return render(request, "ui/gallery.html", examples.context(request))
