from django.urls import path, re_path

from openveiligheid.delivery.views import actions, plans, signals

app_name = "delivery"
urlpatterns = [
    path("plan/", plans.current, name="current"),
    path("plan/<uuid:pk>/", plans.plan, name="plan"),
    path("prioriteit/<uuid:pk>/", plans.priority, name="priority"),
    path("thema/<uuid:pk>/", plans.theme, name="theme"),
    path("acties/", actions.action_list, name="list"),
    re_path(r"^acties/acties\.(?P<kind>csv|xlsx)$", actions.export, name="export"),
    path("acties/nieuw/", actions.add, name="add"),
    path("acties/bij-signaal/<uuid:pk>/", signals.for_signal, name="for-signal"),
    path("acties/<uuid:pk>/", actions.action, name="action"),
    path("acties/<uuid:pk>/wijzigen/", actions.edit, name="edit"),
    path("acties/<uuid:pk>/verwijderen/", actions.remove, name="remove"),
]
