"""Log-in, passwords and second factors: those pages of allauth that we use, no sign-up."""

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from csp.decorators import csp_update
from django.urls import path, re_path

# The QR code that sets up a second factor is an image inside the page.
activate_totp = csp_update({"img-src": ["data:"]})(totp.activate_totp)

urlpatterns = [
    path("inloggen/", views.login, name="account_login"),
    path("uitloggen/", views.logout, name="account_logout"),
    path("gesloten/", views.account_inactive, name="account_inactive"),
    path("bevestigen/", views.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/", views.password_change, name="account_change_password"),
    path("wachtwoord/vergeten/", views.password_reset, name="account_reset_password"),
    path("wachtwoord/verstuurd/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/gewijzigd/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("tweede-stap/", factors.index, name="mfa_index"),
    path("tweede-stap/invoeren/", factors.authenticate, name="mfa_authenticate"),
    path("tweede-stap/bevestigen/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("tweede-stap/app/", activate_totp, name="mfa_activate_totp"),
    path("tweede-stap/app/uit/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("tweede-stap/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "tweede-stap/codes/nieuw/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "tweede-stap/codes/bestand/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("tweede-stap/sleutels/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("tweede-stap/sleutels/nieuw/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "tweede-stap/sleutels/bevestigen/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "tweede-stap/sleutels/<int:pk>/weg/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path(
        "tweede-stap/sleutels/<int:pk>/naam/",
        webauthn.edit_webauthn,
        name="mfa_edit_webauthn",
    ),
]
