"""The embedded server: joined by several processes, stopped by the last, indifferent to paths and to kill -9."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest

from idc_atd.embedded import Server

JOIN_AND_ASK = """
import sys, psycopg
from pathlib import Path
from idc_atd import embedded
with psycopg.connect(embedded.join(Path(sys.argv[1]), scratch=True)) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone())
"""


@pytest.fixture(scope="module")
def folder():
    """A folder every account can enter: pytest's own are private, and root's server runs as nobody."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def server(folder):
    server = Server(folder / "postgres", scratch=True)
    server.join()
    yield server
    server.leave()


def postmaster(server) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def ask(server, sql="SELECT 1"):
    with psycopg.connect(server.url("idc_atd")) as connection:
        return connection.execute(sql).fetchone()[0]


def test_several_processes_share_one_server_and_the_last_stops_it(folder):
    command = [sys.executable, "-c", JOIN_AND_ASK, str(folder / "postgres")]
    users = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]  # noqa: S603
    answers = {user.communicate(timeout=60)[0] for user in users}
    assert [user.returncode for user in users] == [0] * 4
    assert all("datetime" in answer for answer in answers)
    assert not (folder / "postgres/postmaster.pid").exists()


def test_server_stays_while_somebody_else_holds_it(server, folder):
    other = Server(folder / "postgres", scratch=True)
    other.join()
    other.leave()
    assert ask(server) == 1


def test_killed_server_starts_again_with_its_data(folder):
    first = Server(folder / "durable", scratch=False)
    first.join()
    with psycopg.connect(first.url("idc_atd"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    killed = postmaster(first)
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    first.users.close()  # its user died with it
    again = Server(folder / "durable", scratch=False)
    again.join()
    assert ask(again, "SELECT number FROM kept") == 7
    again.leave()


def test_number_of_a_dead_server_used_by_another_process_does_no_harm(folder):
    server = Server(folder / "postgres", scratch=True)
    server.join()
    server.leave()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n{server.data}\n\n\nready\n")
    again = Server(folder / "postgres", scratch=True)
    again.join()
    assert ask(again) == 1
    again.leave()


def test_path_too_long_for_a_socket_is_served(folder):
    deep = folder / ("long-folder-name-" * 5) / ("and with spaces" * 3)
    server = Server(deep / "postgres", scratch=True)
    server.join()
    assert ask(server) == 1
    assert server.socket != server.data
    server.leave()
    server.socket.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps its server elsewhere")
def test_closed_folder_of_root_stays_closed(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = Server(closed / "var" / "postgres", scratch=True)
    server.join()
    assert ask(server) == 1
    assert closed.stat().st_mode & 0o077 == 0
    assert server.data.parent.parent == Path("/var/tmp")  # noqa: S108
    server.leave()
    for leftover in (server.data, server.data.parent):
        subprocess.run(["rm", "-rf", str(leftover)], check=True)  # noqa: S603, S607
