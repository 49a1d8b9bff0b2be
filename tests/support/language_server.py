"""A client of yaml-language-server, which editors run: completion, hover and diagnostics.

The tests with it run if YAML_LANGUAGE_SERVER is the path of its program (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAM = os.environ.get("YAML_LANGUAGE_SERVER", "")


class LanguageServer:
    """The server with the folder *root* open; settings are those of an editor without any."""

    def __init__(self, root: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.settings = {"yaml": {"schemaStore": {"enable": False}, **(settings or {})}}
        self.process = subprocess.Popen(
            ["node", PROGRAM, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.number = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        documents = {
            "hover": {"contentFormat": ["markdown"]},
            "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
        }
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": {
                    "textDocument": documents,
                    "workspace": {"configuration": True, "workspaceFolders": True},
                },
            },
        )
        self._send({"method": "initialized", "params": {}})
        self._send(
            {"method": "workspace/didChangeConfiguration", "params": {"settings": self.settings}}
        )

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def open(self, path: Path, text: str | None = None) -> list[str]:
        """Open a file, with *text* as if typed; return the messages of its diagnostics."""
        text = path.read_text("utf-8") if text is None else text
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.diagnostics.pop(path.as_uri(), None)
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while path.as_uri() not in self.diagnostics:
            self._handle(self._receive())
        return [each["message"] for each in self.diagnostics[path.as_uri()]]

    def complete(self, path: Path, line: int, column: int) -> dict[str, str]:
        """Return the proposals at a place (from 0), each with its description."""
        found = self.ask("textDocument/completion", _at(path, line, column))
        return {each["label"]: _text(each.get("documentation")) for each in found["items"]}

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return what is shown of a place (from 0), as Markdown."""
        found = self.ask("textDocument/hover", _at(path, line, column))
        return _text(found["contents"]) if found else ""

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        """Send a request and return its result."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self.number and "method" not in message:
                return message["result"]
            self._handle(message)

    def _handle(self, message: Mapping[str, Any]) -> None:
        """Answer a request of the server, and keep diagnostics."""
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = params["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            items = message["params"]["items"]
            found = [self.settings.get(each.get("section", ""), {}) for each in items]
            self._send({"id": message["id"], "result": found})
        elif "id" in message:
            self._send({"id": message["id"], "result": None})

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout
        size = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        message: dict[str, Any] = json.loads(self.process.stdout.read(size))
        return message


def _at(path: Path, line: int, column: int) -> dict[str, Any]:
    return {
        "textDocument": {"uri": path.as_uri()},
        "position": {"line": line, "character": column},
    }


def _text(documentation: Any) -> str:
    return str(documentation["value"] if isinstance(documentation, dict) else documentation or "")
