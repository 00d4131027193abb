from django.urls import path

from openveiligheid.organisation.views import areas, groups, history, members, overview

app_name = "organisation"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("rollen/", overview.roles, name="roles"),
    path("gemeente/", overview.switch, name="switch"),
    path("gebieden/", areas.areas, name="areas"),
    path("gebieden/nieuw/", areas.add, name="area-add"),
    path("gebieden/lijst/", areas.upload, name="areas-upload"),
    path("gebieden/omtrekken/", areas.outline, name="areas-outline"),
    path("gebieden/<uuid:pk>/", areas.change, name="area"),
    path("gebieden/<uuid:pk>/verwijderen/", areas.remove, name="area-remove"),
    path("partners/", groups.partners, name="partners"),
    path("partners/nieuw/", groups.partner_add, name="partner-add"),
    path("partners/<uuid:pk>/", groups.partner, name="partner"),
    path("partners/<uuid:pk>/verwijderen/", groups.partner_remove, name="partner-remove"),
    path("teams/", groups.teams, name="teams"),
    path("teams/nieuw/", groups.team_add, name="team-add"),
    path("teams/<uuid:pk>/", groups.team, name="team"),
    path("teams/<uuid:pk>/verwijderen/", groups.team_remove, name="team-remove"),
    path("leden/", members.members, name="members"),
    path("leden/uitnodigen/", members.invite, name="invite"),
    path("leden/<uuid:pk>/", members.member, name="member"),
    path("leden/<uuid:pk>/toegang/", members.access, name="member-access"),
    path("uitnodigingen/<uuid:pk>/intrekken/", members.withdraw, name="invitation-withdraw"),
    path("uitnodiging/<str:key>/", members.accept, name="accept"),
    path("historie/", history.history, name="history"),
    path("historie/controleren/", history.verify, name="history-verify"),
]
