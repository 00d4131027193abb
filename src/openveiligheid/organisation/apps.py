from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "openveiligheid.organisation"
    label = "organisation"
    verbose_name = "Organisatie"
