"""What an installation must be before it serves: a table of what is wrong and why. Pure; the facts are gathered in checks.py."""

from collections.abc import Callable
from dataclasses import dataclass

from audit.wall import HOUSE, PAGE

SHORTEST_SECRET = 50  # characters
FEWEST_LETTERS = 5  # different ones in a secret
MOST_SKEW = 5.0  # seconds between this machine's clock and the database's
LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]", "testserver")
PER_PROCESS_CACHES = ("locmem", "dummy")
LETTERS_TO_NOBODY = ("console", "dummy", "locmem", "filebased")


@dataclass(frozen=True)
class Installation:
    """What the environment says of an installation."""

    is_debug: bool
    is_demo: bool
    secret_key: str
    hosts: tuple[str, ...]
    data_keys: int  # how many there are
    cache: str  # dotted names of the classes
    email: str
    site_url: str

    @property
    def is_real(self) -> bool:
        """Tell whether it holds real people: neither a demonstration nor a developer's machine."""
        return not (self.is_demo or self.is_debug)

    @property
    def is_public(self) -> bool:
        """Tell whether others than this machine may ask it."""
        return any(host not in LOCAL for host in self.hosts)

    @property
    def is_secret_weak(self) -> bool:
        return len(self.secret_key) < SHORTEST_SECRET or len(set(self.secret_key)) < FEWEST_LETTERS or "insecure" in self.secret_key


@dataclass(frozen=True)
class Server:
    """What the database says of itself and of whom it takes us for."""

    role: str  # whose rights our statements have
    is_superuser: bool
    passes_policies: bool  # BYPASSRLS
    owns: int  # tables
    login: str  # who signed in; the same where no role is assumed
    login_is_mighty: bool  # superuser, BYPASSRLS, or may become the owner of the tables
    missing: tuple[str, ...]  # migrations of this code that were not applied
    skew: float  # seconds
    is_walled: bool  # the rows of cases are hidden from whoever may not see them


OF_THE_INSTALLATION: tuple[tuple[str, Callable[[Installation], bool], str], ...] = (
    ("idc_atd.E010", lambda it: it.is_debug and it.is_public, "DEBUG=1 shows our inside: ALLOWED_HOSTS may name this machine alone."),
    (
        "idc_atd.E011",
        lambda it: it.is_real and it.is_secret_weak,
        f"SECRET_KEY signs the sessions: {SHORTEST_SECRET} random characters or more.",
    ),
    (
        "idc_atd.E012",
        lambda it: it.is_real and not it.data_keys,
        "DATA_KEYS or DATA_KEY_FILE must name the key that seals columns and files.",
    ),
    ("idc_atd.E013", lambda it: it.is_real and "*" in it.hosts, "ALLOWED_HOSTS must name the site's own names, not all."),
    (
        "idc_atd.E014",
        lambda it: it.is_real and any(name in it.cache for name in PER_PROCESS_CACHES),
        "The cache must be shared by all processes: limits of sign-in are counted there.",
    ),
    (
        "idc_atd.E015",
        lambda it: it.is_real and any(name in it.email for name in LETTERS_TO_NOBODY),
        "EMAIL_BACKEND sends letters to nobody: invitations, alarms and the head of the record would be lost.",
    ),
    (
        "idc_atd.E016",
        lambda it: it.is_real and not it.site_url.startswith("https://"),
        "SITE_URL must begin with https://: letters lead there.",
    ),
)

OF_THE_DATABASE: tuple[tuple[str, Callable[[Server], bool], str], ...] = (
    (
        "idc_atd.E020",
        lambda it: it.is_superuser or it.passes_policies or it.owns > 0,
        "The site acts as a role that owns tables or passes their rules: DATABASE_ROLE must name the application's.",
    ),
    (
        "idc_atd.E021",
        lambda it: bool(it.missing),
        "Migrations of this release are not applied: run `DATABASE_ROLE= manage.py migrate` as the owner.",
    ),
    (
        "idc_atd.E024",
        lambda it: not it.is_walled and not it.missing,
        "The rules of rows are off on cases_case: run `ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`.",
    ),
    (
        "idc_atd.E022",
        lambda it: abs(it.skew) > MOST_SKEW,
        f"This machine's clock and the database's differ by more than {MOST_SKEW:.0f} seconds.",
    ),
)

OF_A_REAL_DATABASE: tuple[tuple[str, Callable[[Server], bool], str], ...] = (
    (
        "idc_atd.E023",
        lambda it: it.login_is_mighty,
        "DATABASE_URL signs in as the owner or a superuser, whose rights a statement could take back. Name a login of the site's own.",
    ),
)

OF_A_SERVER_OF_PAGES: tuple[tuple[str, Callable[[Server], bool], str], ...] = (
    (
        "idc_atd.E025",
        lambda it: it.role != PAGE,
        f"Pages are to be read as {PAGE}, to which the database shows the reader's rows alone: set DATABASE_ROLE={PAGE}, or unset it.",
    ),
)

OF_A_WORKER: tuple[tuple[str, Callable[[Server], bool], str], ...] = (
    (
        "idc_atd.E026",
        lambda it: it.role != HOUSE,
        f"The worker has no reader and works as {HOUSE}: set DATABASE_ROLE={HOUSE}, or unset it; the login is a member of that role.",
    ),
)


def wrong_with(facts, rules) -> list[tuple[str, str]]:
    """Return the number and the words of each rule that does not hold, in the order of the table."""
    return [(number, words) for number, is_broken, words in rules if is_broken(facts)]
