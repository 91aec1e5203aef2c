"""Publishes a tiny build in a child process that waits to be traced; one for each line of its input.

A line holds, as JSON, the target, the generation (the seed, by which an old build and a new one are told
apart), the folder to stand in and a file for the child's messages. It answers with the child's number, and
when the child has ended with how. Forked from a process that has imported everything, a child makes no call
but those of the build, and is a hundred times faster than an interpreter that starts.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from manikin.errors import UserError
from manikin.manifest import Manifest, SpecFile, TableRecord, readme
from manikin.sinks import SINKS, SinkTable
from manikin.storage import Publication

PR_SET_PTRACER = 0x59616D61


def publish(target: Path, generation: int) -> None:
    """Write one table in each format, a specification, a README and the manifest."""
    rows = pa.table({"number": range(50), "word": ["x" * generation] * 50}).combine_chunks().to_batches()[0]
    with Publication(target) as publication:
        records = {}
        for form, sink in SINKS.items():
            table = SinkTable(f"table_{form}", rows.schema, categorical=frozenset({"word"}))
            writer = sink.writer(publication.path, table)
            try:
                writer.append(sink.encoder(table).encode(rows))
                records[table.name] = writer.close()
            except BaseException:
                writer.abort()
                raise
        size, sha256 = publication.write_file("spec/spec.yaml", b"language: 1\n")
        manifest = Manifest(
            dataset="tiny",
            version="1.0.0",
            title="Tiny",
            classification="structural",
            seed=generation,
            format="csv",
            digest="sha256:" + "0" * 64,
            generator={"manikin": "0", "stream": 1},
            tables={
                name: TableRecord(
                    record.path, record.rows, record.bytes, record.sha256, (("number", "integer"),)
                )
                for name, record in records.items()
            },
            spec_files=(SpecFile("spec/spec.yaml", size, sha256),),
        )
        publication.write_file("README.md", readme(manifest).encode())
        publication.commit(manifest.to_json())


def child(asked: dict[str, Any]) -> int:
    """Wait to be traced, then publish; return the exit status."""
    messages = os.open(asked["messages"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.chdir(asked["stand"])
    if sys.platform == "linux":  # some systems let only an ancestor trace
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        publish(Path(asked["target"]), asked["generation"])
    except UserError as error:
        os.write(messages, error.message.encode())
        return int(error.status)
    return 0


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(child(json.loads(line)))
            except BaseException as error:  # noqa: BLE001  the child must never return into the loop
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(70)
        os.waitpid(pid, os.WUNTRACED)  # continued before it has stopped, it would stop for ever
        print(pid, flush=True)  # noqa: T201  the answer
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  the answer


if __name__ == "__main__":
    main()
