"""Mounted when DEBUG: a page to look at every component."""

from django.urls import path

from openveiligheid.ui import views

app_name = "ui"
urlpatterns = [path("", views.gallery, name="gallery")]
