"""Settings: what differs from Django's defaults. What differs between machines comes from the environment (.env.example)."""

from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from idc_atd.database import databases
from idc_atd.logs import without_words
from idc_atd.secret import local_secret
from sealing.keys import data_keys

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # what this machine writes: never committed

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or (local_secret(VAR_DIR) if DEMO or DEBUG else "")  # Django refuses an empty one
DATA_KEYS = data_keys(  # they seal columns and files: the first is current, all of them open
    listed=env.list("DATA_KEYS", default=[]), file=env.str("DATA_KEY_FILE", default=""), var=VAR_DIR, may_be_local=DEMO or DEBUG
)
BACKUP_KEYS = data_keys(  # they seal backups; kept elsewhere than the backups and than DATA_KEYS
    listed=env.list("BACKUP_KEYS", default=[]), file=env.str("BACKUP_KEY_FILE", default=""), var=VAR_DIR, may_be_local=False
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "django_structlog",
    "idc_atd",  # before procrastinate: its command for the worker is ours
    "procrastinate.contrib.django",
    "audit",
    "accounts",
    "protocols",
    "files",
    "papers",
    "cases",
    "determinations",
    "liberty",
    "placements",
    "referrals",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "idc_atd.middleware.watchers_are_nobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "audit.middleware.request_context",
    "accounts.middleware.firewall",  # before the CSRF check: its 403 would tell an address that exists from one that does not
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.living_session",
    "accounts.wall.second_wall",
    "accounts.middleware.language_of_the_user",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.second_factor",
    "accounts.demonstration.files_say_so",
    "cases.middleware.forget_saved_draft",
    "idc_atd.middleware.privacy_headers",
]

ROOT_URLCONF = "idc_atd.urls"
WSGI_APPLICATION = "idc_atd.wsgi.application"

TEMPLATE_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)])],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "idc_atd.context_processors.site",
            ],
        },
    }
]
EXIT_URL = env.str("EXIT_URL", default="https://www.gob.mx")  # where "Exit this page" leads: a site that says nothing of its reader
FORM_RENDERER = "idc_atd.forms.Renderer"
COTTON_DIR = "components"

DATABASES = databases(env, VAR_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}

# Who may act on a case's next step: every module answers `blockers(case, move)`.
CASE_GUARDS = [
    "cases.guards",
    "cases.ageing",
    "cases.clocks",
    "cases.explanations",
    "cases.protection",
    "cases.procedures",
    "cases.execution",
    "determinations.guards",
    "liberty.guards",
    "liberty.restriction_guards",
    "placements.guards",
    "referrals.guards",
    "referrals.transfer_guards",
]

# Where the head of the record is kept, so that a cut tail is seen: addresses of letters, and a file to append to.
AUDIT_HEAD_TO = env.list("AUDIT_HEAD_TO", default=[])
AUDIT_HEAD_FILE = env.str("AUDIT_HEAD_FILE", default="")

EXPORT_ROWS = env.int("EXPORT_ROWS", default=50_000)  # the most rows of one export: a wider one is refused
EXPORT_ROWS_AT_ONCE = env.int("EXPORT_ROWS_AT_ONCE", default=5_000)  # the file of an export with more is written by the worker
REPORTS_KEPT_FROM = env.int("REPORTS_KEPT_FROM", default=20_000)  # cases: a place with more is counted once a day for its reports
SMALL_NUMBER_THRESHOLD = env.int("SMALL_NUMBER_THRESHOLD", default=5)  # children; reports go up with it and never below 5

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.KnownWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "accounts.forms.AskResetForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# The second factor: an app's code for everybody, a security key for whoever oversees or administers.
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "accounts.forms.SignInCodeForm"}
SECURITY_KEYS_REQUIRED = env.bool("SECURITY_KEYS_REQUIRED", default=True) and not DEMO
DEMO_CODE = "246810" if DEMO else ""  # shown on the page that asks for it; outside of a demonstration there is none

# Sessions and cookies; a demo on http://localhost cannot use secure cookies.
SECURE_SITE = env.bool("SECURE_SITE", default=not (DEMO or DEBUG))
SESSION_COOKIE_NAME = "__Host-session" if SECURE_SITE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_SITE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE_SITE
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # whoever watches asks within the machine, without a certificate
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "idc_atd.errors.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_SITE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SITE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0  # then the address of who failed is the one the proxy saw
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
FILE_UPLOAD_HANDLERS = ["files.uploads.InMemory"]  # nothing that is sent touches the disk in the clear
FILES_A_DAY = env.int("FILES_A_DAY", default=200)  # megabytes that one person may send in a day
FILES_A_CASE = env.int("FILES_A_CASE", default=500)  # megabytes of one case
CLAMAV = env.str("CLAMAV", default="")  # clamd: "host:3310" or "unix:///run/clamav/clamd.ctl"; empty: no virus scanner
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes of a form; more is answered 413 in plain words

# Language and time: Spanish first, stored UTC, shown in the zone of the reader's organisation.
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["idc_atd.formats"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "America/Mexico_City"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # what libraries bring stays unserved
STORAGES = {
    "default": {  # attachments, each sealed with a key of its own; outside of what is served
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("FILES_DIR", default="") or VAR_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "idc_atd.storage.StaticFiles"},
}

SITE_URL = env.str("SITE_URL", default="http://localhost:8000")  # where the letters lead
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST, EMAIL_PORT = env.str("EMAIL_HOST", default="localhost"), env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_USER", default=""), env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20  # seconds: a mail server that does not answer holds up one letter, not the worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.machines.BearerAuthentication", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.machines.InsideTheWall"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.machines.Pace"],
    "DEFAULT_PAGINATION_CLASS": "accounts.machines.Pages",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "idc_atd.problems.problem_json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "idc_atd",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.machines.InsideTheWall"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {"LanguageEnum": "cases.choices.Language", "MainReasonEnum": "cases.choices.ReasonForMigration"},
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "idc_atd.problems.document_problems"],
}

# Logs: JSON lines with the request id; never a person's data.
LOG_CHAIN = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_log_level,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": LOG_CHAIN,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_words,
                structlog.processors.JSONRenderer(),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"procrastinate": {"level": "WARNING"}, "pikepdf": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING" if DEMO else "INFO")},
}
structlog.configure(
    processors=[*LOG_CHAIN, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
