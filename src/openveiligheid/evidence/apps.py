from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "openveiligheid.evidence"
    label = "evidence"
    verbose_name = "Onderbouwing"
