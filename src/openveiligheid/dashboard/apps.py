from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "openveiligheid.dashboard"
    label = "dashboard"
    verbose_name = "Overzicht"
