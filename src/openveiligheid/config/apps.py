from django.apps import AppConfig
from django.core import checks


class ConfigConfig(AppConfig):
    name = "openveiligheid.config"
    label = "config"
    verbose_name = "Instellingen"

    def ready(self) -> None:
        from openveiligheid.config.startup import check_database

        checks.register(check_database, checks.Tags.database)
