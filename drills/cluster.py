"""Clusters of PostgreSQL on this machine: made, copied, killed, promoted. Each is a folder and a socket."""

import atexit
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import psutil
import psycopg

from idc_atd.embedded import DATABASE, OWNER, Server

FOLDER = Path(tempfile.mkdtemp(prefix="idc_atd-drill-", dir="/var/tmp"))
FOLDER.chmod(0o755)  # root's server runs as nobody
ARCHIVE = FOLDER / "archive"
MEMORY = os.environ.get("DATABASE_MEMORY", "512MB")

_running: list["Cluster"] = []


class Cluster:
    """One data folder and its server."""

    def __init__(self, name: str):
        self.name = name
        self.server = Server(FOLDER / name, scratch=False, memory=MEMORY)

    def made(self, *, archive: bool = False) -> "Cluster":
        """Make it anew and start it."""
        self.server._create()
        config = "hot_standby_feedback = on\nmax_connections = 150\n"
        if archive:
            self.folder(ARCHIVE)
            config += f"archive_mode = on\narchive_command = 'test ! -f {ARCHIVE}/%f && cp %p {ARCHIVE}/%f'\n"
        self.configure(config)
        return self.start()

    def copied(self, name: str, config: str, *options: str) -> "Cluster":
        """Return a base backup of it (pg_basebackup), not started yet."""
        other = Cluster(name)
        self.folder(other.server.data, mode=0o700)
        done = self.server._run(
            "pg_basebackup", "-h", self.server.socket, "-U", OWNER, "-D", other.server.data, "-X", "stream", "-c", "fast", *options
        )
        if done.returncode:
            raise SystemExit(f"pg_basebackup failed: {done.stderr}")
        (other.server.data / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # of the one it was copied from
        other.configure(config)
        return other

    def folder(self, path: Path, mode: int = 0o755) -> None:
        """Make a folder that the server may write."""
        path.mkdir(mode=mode)
        if self.server.account:
            os.chown(path, self.server.account.pw_uid, self.server.account.pw_gid)

    def configure(self, lines: str) -> None:
        with (self.server.data / "postgresql.auto.conf").open("a") as out:
            out.write(lines)

    def signal_file(self, name: str) -> None:
        path = self.server.data / name
        path.touch()
        if self.server.account:
            os.chown(path, self.server.account.pw_uid, self.server.account.pw_gid)

    def start(self) -> "Cluster":
        self.server.join()
        _running.append(self)
        return self

    def url(self, user: str = OWNER, others: tuple["Cluster", ...] = (), extra: str = "") -> str:
        hosts = ",".join(str(one.server.socket) for one in (self, *others))
        return f"postgresql://{user}@/{DATABASE}?host={hosts}{extra}"

    def ask(self, statement: str, parameters=None) -> list[tuple]:
        with psycopg.connect(self.server.url(DATABASE), autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def value(self, statement: str, parameters=None):
        return self.ask(statement, parameters)[0][0]

    def kill(self) -> None:
        """kill -9: nobody writes a thing any more."""
        postmaster = psutil.Process(int((self.server.data / "postmaster.pid").read_text().split()[0]))
        children = postmaster.children(recursive=True)
        postmaster.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs([postmaster, *children], timeout=10)
        for one in alive:
            one.kill()
        psutil.wait_procs(alive, timeout=10)

    def start_again(self) -> None:
        self.server._start()

    def pause(self, seconds: float) -> None:
        """Stop it as an operator would, for so long."""
        self.server._run("pg_ctl", "stop", "-D", self.server.data, "-m", "fast", "-w")
        time.sleep(seconds)
        self.start_again()

    def promote(self) -> None:
        self.server._run("pg_ctl", "promote", "-D", self.server.data, "-w")


def _clean() -> None:
    for one in _running:
        one.server._run("pg_ctl", "stop", "-D", one.server.data, "-m", "immediate", "-w")
    shutil.rmtree(FOLDER, ignore_errors=True)


atexit.register(_clean)


def until(is_so, seconds: float = 60) -> float:
    """Wait until it is so; return how many seconds that took, or end the drill."""
    start = time.monotonic()
    while not is_so():
        if time.monotonic() - start > seconds:
            raise SystemExit(f"Waited {seconds} s in vain for {is_so.__name__}.")
        time.sleep(0.05)
    return time.monotonic() - start
