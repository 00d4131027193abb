from django.urls import path

from openveiligheid.evidence.views import areas, figures

app_name = "evidence"
urlpatterns = [
    path("cijfers/", figures.figure_list, name="list"),
    path("cijfers/<uuid:pk>/", figures.figure, name="figure"),
    path("gebieden/", areas.area_list, name="areas"),
    path("gebieden/<uuid:pk>/", areas.area, name="area"),
]
