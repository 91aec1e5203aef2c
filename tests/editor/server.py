"""The YAML language server, spoken to as an editor speaks to it: JSON-RPC over pipes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

SERVER = shutil.which("yaml-language-server")


class Editor:
    """An editor with one document open.

    Parameters
    ----------
    home : Path
        The folder that is open.
    settings : dict
        What the editor's settings say under ``yaml``.
    """

    def __init__(self, home: Path, settings: dict[str, Any]) -> None:
        assert SERVER is not None
        self._server = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._settings = settings
        self._told: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        abilities = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
        }
        self.ask("initialize", {"processId": None, "rootUri": home.as_uri(), "capabilities": abilities})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": {"yaml": settings}})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.kill()
        self._server.communicate()

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """Return the answer to a question; answer what the server asks meanwhile."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                return message.get("result")
            self._heard(message)

    def open(self, path: Path) -> str:
        """Open a file and return its name for the server."""
        uri = path.as_uri()
        text = path.read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def problems(self, uri: str) -> list[dict[str, Any]]:
        """Return what the editor would underline."""
        while uri not in self._told:
            self._heard(self._receive())
        return self._told[uri]

    def hover(self, uri: str, line: int, column: int) -> str:
        """Return what is shown when the mouse rests on a place; lines and columns are counted from 0."""
        found = self.ask("textDocument/hover", _at(uri, line, column))
        return str(found["contents"]["value"]) if found else ""

    def complete(self, uri: str, line: int, column: int) -> dict[str, dict[str, Any]]:
        """Return what is offered at a place, by its label."""
        found = self.ask("textDocument/completion", _at(uri, line, column))
        return {item["label"]: item for item in found["items"]}

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self._told[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            asked = (
                message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            )
            answer = (
                None
                if asked is None
                else [self._settings if i.get("section") == "yaml" else {} for i in asked]
            )
            self._send({"id": message["id"], "result": answer})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._server.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        size = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        if not size:
            raise EOFError("the server ended")
        found: dict[str, Any] = json.loads(self._server.stdout.read(size))
        return found


def _at(uri: str, line: int, column: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
