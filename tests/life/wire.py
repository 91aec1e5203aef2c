"""The program for scripts to call, run by the process of the test: starting it anew for each call would take most of the time.

What the scripts find in their PATH hands its arguments, folder and environment over a socket and passes on what comes back.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from manikin.cli.main import run

_CLIENT = """\
#!{python} -ISB
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
line.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode() + b"\\n")
status, out, err = json.loads(line.makefile().readline())
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(status)
"""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        arguments, folder, environment = json.loads(self.rfile.readline())
        before, home = dict(os.environ), Path.cwd()
        out, err = io.StringIO(), io.StringIO()
        try:
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(folder)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = run(arguments)
        finally:
            os.chdir(home)
            os.environ.clear()
            os.environ.update(before)
        self.wfile.write(json.dumps([status, out.getvalue(), err.getvalue()]).encode() + b"\n")


@contextmanager
def program(folder: Path) -> Iterator[Path]:
    """Give the path of the program for as long as the context lasts."""
    address = str(folder / "wire")
    client = folder / "manikin"
    client.write_text(_CLIENT.format(python=sys.executable, address=address))
    client.chmod(0o755)
    with socketserver.UnixStreamServer(address, _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield client
        finally:
            server.shutdown()
            thread.join()
