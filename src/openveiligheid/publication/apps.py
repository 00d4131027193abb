from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "openveiligheid.publication"
    label = "publication"
    verbose_name = "Rapportage"
