"""Generating reads the specification's folder and nothing else: no other file, no network, no clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path

import manikin.build, manikin.interface
spec_folder, out = (Path(p).resolve() for p in sys.argv[1:])
code = [Path(p).resolve() for p in (sys.prefix, sys.base_prefix, Path(manikin.__file__).parent.parent, "/dev/null") if p]
seen = []

def allowed(path):
    path = Path(path if isinstance(path, str) else path.decode()).resolve() if isinstance(path, (str, bytes)) else None
    if path is None or path == out.parent:
        return True
    inside = [spec_folder, out, *code]
    ours = any(part.parent == out.parent and part.name.startswith(f".{out.name}.manikin-") for part in [path, *path.parents])
    return ours or any(path == folder or folder in path.parents for folder in inside)

def guard(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError("the network was touched: " + event)
    if event in {"open", "os.listdir", "os.scandir"} and not allowed(arguments[0]):
        print(event, arguments[0], file=sys.stderr)
        seen.append(arguments[0])
        raise PermissionError(f"{event} {arguments[0]}")
    if event in {"subprocess.Popen", "os.system"}:
        raise RuntimeError("a program was started")

sys.addaudithook(guard)
spec = manikin.interface.load(spec_folder)
manikin.build.build(spec, out, form="parquet")
manikin.build.build(spec, out, form="csv", workers=2)
assert not seen, seen
print("built behind the barrier")
try:
    open(spec_folder.parent / "secret.csv")
except PermissionError:
    print("the guard works")
"""


def test_nothing_outside_the_folder_is_reached(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "specs" / "every-kind"
    folder.mkdir(parents=True)
    for path in (root / "tests" / "golden" / "every-kind").iterdir():
        if path.name in {"spec.yaml", "site.csv"}:
            (folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "specs" / "secret.csv").write_text("name\nSMITH\n")
    done = subprocess.run(
        [sys.executable, "-B", "-c", SCRIPT, str(folder), str(tmp_path / "out")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["built behind the barrier", "the guard works"]
