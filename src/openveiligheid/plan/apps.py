from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "openveiligheid.plan"
    label = "plan"
    verbose_name = "Plan"
