from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "openveiligheid.core"
    label = "core"
    verbose_name = "Basis"
