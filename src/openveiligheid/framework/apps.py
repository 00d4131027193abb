from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "openveiligheid.framework"
    label = "framework"
    verbose_name = "Kernbeleid"
