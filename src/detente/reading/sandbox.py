"""A worker process for files that may be hostile: limited in time and memory, killed when late."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

SECONDS = 20.0
"""For one file."""
STARTING = 60.0
"""For the worker to come up, once."""


@dataclass
class Sandbox:
    """A worker that turns HTML and PDF into text; started when first needed.

    Use it as a context manager, so that the worker ends with it.

    Parameters
    ----------
    seconds : float
        Limit for one file.
    """

    seconds: float = SECONDS
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _answers: queue.Queue[bytes] = field(default_factory=queue.Queue, repr=False)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def extract(self, form: str, data: bytes) -> dict[str, Any]:
        """Return the text and what the file declares, or what is wrong, as JSON-ready fields.

        Parameters
        ----------
        form : {"html", "pdf"}
            What the bytes should be.
        data : bytes
            Of the file.
        """
        process = self._process or self._started()
        header = json.dumps({"format": form, "size": len(data)}).encode() + b"\n"
        sender = threading.Thread(target=self._send, args=(process, header + data), daemon=True)
        sender.start()
        try:
            line = self._answers.get(timeout=self.seconds)
        except queue.Empty:
            self.close()
            return {
                "error": f"takes more than {self.seconds:g} seconds to open",
                "hint": "save its text as a .txt file",
                "code": "report-too-slow",
                "limit": True,
            }
        sender.join(timeout=self.seconds)
        if not line:
            self.close()
            return {
                "error": "cannot be opened within the memory limit, or breaks the program that does",
                "hint": "save its text as a .txt file",
                "code": "report-too-hard",
                "limit": True,
            }
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _started(self) -> subprocess.Popen[bytes]:
        # -P: what lies in the current folder is not imported.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "detente.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._process = process
        self._answers = queue.Queue()
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        with contextlib.suppress(queue.Empty):
            self._answers.get(timeout=STARTING)  # it says when it is ready
        return process

    @staticmethod
    def _send(process: subprocess.Popen[bytes], data: bytes) -> None:
        """Write to the worker; it may die meanwhile, which the missing answer then shows."""
        if process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                process.stdin.write(data)
                process.stdin.flush()


def _listen(process: subprocess.Popen[bytes], answers: queue.Queue[bytes]) -> None:
    """Pass the worker's answers on; an empty one means that it has ended."""
    if process.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):
        for line in process.stdout:
            answers.put(line)
    answers.put(b"")
