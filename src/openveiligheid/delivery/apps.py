from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "openveiligheid.delivery"
    label = "delivery"
    verbose_name = "Uitvoering"
