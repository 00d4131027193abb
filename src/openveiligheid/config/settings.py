"""All settings, read from the environment; docs/beheer/instellingen.md explains each variable.

Every variable may also be given as a file: `OV_SECRET_KEY_FILE` names a file with the value.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()
env = environ.FileAwareEnv()

PACKAGE = Path(__file__).resolve().parent.parent
MINUTE, HOUR = 60, 3600

# What runs where

DEBUG = env.bool("OV_DEBUG", default=False)
OV_DATA_DIR = Path(env.str("OV_DATA_DIR", default="var")).resolve()
OV_KEY_DIR = Path(env.str("OV_KEY_DIR", default=str(OV_DATA_DIR / "keys"))).resolve()
OV_PORT = env.int("OV_PORT", default=8000)
OV_BIND = env.str("OV_BIND", default="127.0.0.1")
OV_WORKERS = env.int("OV_WORKERS", default=1)
OV_THREADS = env.int("OV_THREADS", default=8)

ALLOWED_HOSTS = env.list(
    "OV_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list("OV_CSRF_TRUSTED_ORIGINS", default=[])
OV_SECURITY_CONTACT = env.str("OV_SECURITY_CONTACT", default="")


def secret_key() -> str:
    """The key from the environment; in debug otherwise one that is made once and kept."""
    given = env.str("OV_SECRET_KEY", default="")
    if given or not DEBUG:
        return str(given)
    kept = OV_DATA_DIR / "secret_key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        OV_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text()


SECRET_KEY = secret_key()

# Applications: the rooms stand in docs/architecture.md, top to bottom

ROOMS = [
    "config",
    "dashboard",
    "publication",
    "delivery",
    "plan",
    "governance",
    "evidence",
    "framework",
    "organisation",
    "ui",
    "core",
]
INSTALLED_APPS = [
    *(f"openveiligheid.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "openveiligheid.config.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "openveiligheid.config.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "openveiligheid.config.middleware.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "openveiligheid.config.middleware.SecondFactor",
    "openveiligheid.organisation.middleware.MemberMiddleware",
]

ROOT_URLCONF = "openveiligheid.config.urls"
WSGI_APPLICATION = "openveiligheid.config.wsgi.application"
FORM_RENDERER = "openveiligheid.ui.forms.FormRenderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openveiligheid.organisation.context.member",
            ],
        },
    }
]

# Databases: SQLite in the data folder, or PostgreSQL; what a power cut may not lose is checked
# by core.durability. OV_TEST_DATABASE is thrown away after use and therefore not checked.

OV_TEST_DATABASE = env.str("OV_TEST_DATABASE", default="")
SQLITE_AT_OPEN = "; ".join(
    f"PRAGMA {pragma}" for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
)


def database() -> dict[str, Any]:
    """The database that OV_DATABASE_URL names, opened so that what is saved stays saved."""
    here = "sqlite:///" + quote(str(OV_DATA_DIR / "openveiligheid.sqlite3"))
    url = OV_TEST_DATABASE or env.str("OV_DATABASE_URL", default=here)
    chosen: dict[str, Any] = env.db_url_config(url)
    options = chosen.setdefault("OPTIONS", {})
    if chosen["ENGINE"].endswith("sqlite3"):
        options |= {
            "init_command": SQLITE_AT_OPEN,
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
    elif not OV_TEST_DATABASE:
        options["pool"] = {"min_size": 1, "max_size": OV_THREADS + 1}
    return chosen


DATABASES = {"default": database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},  # each answer about figures is an entry
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who comes in: by e-mail address, only after an invitation, with a second factor

OV_MFA_REQUIRED = env.bool("OV_MFA_REQUIRED", default=not DEBUG)
AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["openveiligheid.organisation.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "openveiligheid.core.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * HOUR

ACCOUNT_ADAPTER = "openveiligheid.organisation.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation that was accepted is the verification
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * MINUTE

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Open Veiligheid"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# Sessions and cookies: half an hour of silence ends a session, ten hours end it anyway

SESSION_COOKIE_AGE = 30 * MINUTE
OV_SESSION_ABSOLUTE_AGE = 10 * HOUR
SESSION_COOKIE_NAME = "session" if DEBUG else "__Host-session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_NAME = "csrf" if DEBUG else "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not DEBUG
LANGUAGE_COOKIE_NAME = "language" if DEBUG else "__Host-language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEBUG
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What a browser may do with our pages

SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * HOUR
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("OV_PROXIES", default=0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Language and time

LANGUAGE_CODE = env.str("OV_LANGUAGE", default="nl")
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

# Files that go to the browser

STATIC_URL = "/static/"
STATIC_ROOT = OV_DATA_DIR / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": OV_DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail and log

vars().update(
    env.email_url("OV_EMAIL_URL", default="filemail:///" + quote(str(OV_DATA_DIR / "mail")))
)
DEFAULT_FROM_EMAIL = env.str("OV_EMAIL_FROM", default="Open Veiligheid <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": [], "level": "NOTSET"}},  # Django's own would say it twice
    "root": {"handlers": ["stderr"], "level": env.str("OV_LOG_LEVEL", default="WARNING").upper()},
}
