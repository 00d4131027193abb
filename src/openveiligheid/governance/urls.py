from django.urls import path

from openveiligheid.governance import views

app_name = "governance"
urlpatterns = [
    path("", views.decision_list, name="list"),
    path("nieuw/", views.add, name="add"),
    path("gremium/", views.body_add, name="body-add"),
    path("<uuid:pk>/", views.decision, name="decision"),
]
