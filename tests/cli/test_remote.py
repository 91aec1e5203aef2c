"""Builds in an object store: the manifest last, nothing half, no secret anywhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyarrow import fs

from manikin.cli.main import run
from manikin.errors import UserError
from manikin.storage.remote import Remote, is_remote

SPEC = """
language: 1
dataset: far
version: 1.0.0
title: Far away
owner: {name: Test, contact: test@example.org}
class: publicly-sourced
seed: 3
tables:
  patient:
    rows: 50
    key: id
    columns: {id: {type: integer, sequence: {start: 1}}}
"""
CANARY = "canaryPa55"


@pytest.fixture
def dataset(tmp_path: Path) -> str:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return str(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a store in a thread of this process; three seconds, most of them to import it."""
    moto = pytest.importorskip("moto.server", reason="moto is not installed; pip install manikin[dev]")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    found = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    found.start()
    host, port = found.get_host_and_port()
    yield f"http://{host}:{port}"
    found.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": CANARY,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": server,
    }.items():
        monkeypatch.setenv(name, value)
    fs.S3FileSystem(endpoint_override=server, allow_bucket_creation=True).create_dir("bucket")
    return "bucket"


def objects(address: str) -> set[str]:
    return set(Remote.of(address)._present())


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "sqlite"])
def test_a_build_there_and_back(
    bucket: str, dataset: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"s3://{bucket}/{form}/build"
    assert run(["generate", dataset, "--out", address, "--format", "csv", "--compression", "zstd"]) == 0
    assert objects(address) == {"patient.csv.zst", "manifest.json", "README.md", "spec/spec.yaml"}
    assert run(["generate", dataset, "--out", address, "--format", form]) == 0
    file = {"csv": "patient.csv", "sqlite": "far.sqlite"}[form]
    assert objects(address) == {file, "manifest.json", "README.md", "spec/spec.yaml"}, "the old ones are gone"
    assert run(["verify", address, "--reproduce"]) == 0
    told = "".join(capsys.readouterr())
    assert address in told
    assert CANARY not in told
    remote = Remote.of(address)
    for name in objects(address):
        with remote.store.open_input_file(f"{remote.path}/{name}") as stored:
            assert CANARY.encode() not in stored.read()


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 3, 4])
def test_an_upload_that_is_stopped_leaves_no_manifest(
    bucket: str, dataset: str, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    address = f"s3://{bucket}/{after}"
    assert run(["generate", dataset, "--out", address, "--seed", "8"]) == 0
    left = [after]
    whole: Callable[..., Any] = Remote._send

    def stopped(self: Remote, file: Path, name: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(f"connection to {CANARY} lost")
        whole(self, file, name)

    with monkeypatch.context() as patched:
        patched.setattr(Remote, "_send", stopped)
        status = run(["generate", dataset, "--out", address])
    if after == 4:
        assert status == 0
        return
    assert status == 1
    assert "manifest.json" not in objects(address)
    assert run(["verify", address]) == 1
    assert run(["generate", dataset, "--out", address]) == 0, "another run mends it"
    assert objects(address) == {"patient.csv", "manifest.json", "README.md", "spec/spec.yaml"}


@pytest.mark.slow
def test_what_no_build_wrote_is_left_alone(
    bucket: str, dataset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"s3://{bucket}/it"
    remote = Remote.of(address)
    remote._put("thesis.docx", b"years of work")
    assert run(["generate", dataset, "--out", address]) == 2
    assert "thesis.docx" in capsys.readouterr().err
    assert objects(address) == {"thesis.docx"}


@pytest.mark.slow
def test_the_words_of_a_store_are_not_shown(
    bucket: str, dataset: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        raise OSError(f"the key {CANARY} may not write")

    monkeypatch.setattr(Remote, "_send", failing)
    assert run(["generate", dataset, "--out", f"s3://{bucket}/words"]) == 1
    assert CANARY not in "".join(capsys.readouterr())


def test_addresses_and_paths() -> None:
    assert is_remote("s3://a/b")
    assert not any(map(is_remote, ["build/x", "C:\\build", "c:/build", "./s3:", "a:b"]))


@pytest.mark.parametrize(
    "address",
    [
        f"s3://key:{CANARY}@bucket/folder",
        f"s3://{CANARY}@bucket/folder",
        f"s3://key:{CANARY}@[::1/folder",
        f"s3://key:{CANARY}%@bucket/folder",
        f"s3://bucket/folder?secret_key={CANARY}",
        f"s3:///{CANARY}",
        f"postgres://key:{CANARY}@host/folder",
        f"abfs://container:{CANARY}@account.dfs.core.windows.net/folder",
        f"abfs://container@account.dfs.core.windows.net/folder?sas_token={CANARY}",
        f"gs://bucket/folder#{CANARY}",
        f"s3://bucket?{CANARY}",
    ],
)
def test_an_address_with_a_secret_is_refused_without_showing_it(
    dataset: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError) as refused:
        Remote.of(address)
    assert CANARY not in refused.value.message
    assert refused.value.__cause__ is None
    assert run(["generate", dataset, "--out", address]) == 2
    assert run(["verify", address]) == 2
    assert CANARY not in "".join(capsys.readouterr())


def test_nothing_is_continued_at_an_address(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", dataset, "--out", "s3://bucket/folder", "--resume"]) == 2
    assert "--resume" in capsys.readouterr().err


def test_a_manifest_names_no_address(tmp_path: Path, dataset: str) -> None:
    assert run(["generate", dataset, "--out", str(tmp_path / "it")]) == 0
    assert "://" not in json.dumps(json.loads((tmp_path / "it" / "manifest.json").read_bytes()))
