from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "openveiligheid.governance"
    label = "governance"
    verbose_name = "Besluitvorming"
