"""The gallery of components, for who builds pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openveiligheid.ui import gallery as examples


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with invented words and figures."""
    return render(request, "ui/gallery.html", examples.context(request))
