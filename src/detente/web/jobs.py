"""Long questions, each answered by a process of its own that tells how far it is and can be killed."""

from __future__ import annotations

import multiprocessing
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Literal

from detente.errors import DetenteError, Diagnostic, LimitError

if TYPE_CHECKING:
    from detente.case import Case
    from detente.conflict.analysis import Progress

    Work = Callable[[Progress], "dict[str, Any] | Found"]

State = Literal["running", "done", "failed", "cancelled"]

AT_ONCE = 4
"""Jobs that may run side by side."""

KEPT = 50
"""Jobs that have ended and can still be asked for."""

EVERY = 0.1
"""Seconds between two reports of progress."""


@dataclass
class Job:
    """A question that is being answered.

    Parameters
    ----------
    id, question : str
    given : sequence of pairs of str
        The settings, as they were sent.
    told : bool
        Whether it is answered in words, for a page.
    case : Case
        Whom it was put to.
    page : str
        The page that shows what it found, where that is no question's own.
    found : object
        What it found beside its result, for that page.
    """

    id: str
    question: str
    given: Sequence[tuple[str, str]]
    told: bool = False
    state: State = "running"
    done: int = 0
    steps: int = 0
    step: str = ""
    result: dict[str, Any] | None = None
    diagnostics: Sequence[dict[str, Any]] = ()
    case: Any = field(default=None, repr=False)
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    ended: Event = field(default_factory=Event, repr=False)
    process: Any = field(default=None, repr=False)
    page: str = ""
    found: Any = field(default=None, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the job as JSON-ready fields (format ``detente.job/1``), without its result."""
        running = self.state == "running"
        return {
            "format": "detente.job/1",
            "id": self.id,
            "question": self.question,
            "settings": [list(pair) for pair in self.given],
            "told": self.told,
            "state": self.state,
            "progress": {"done": self.done, "steps": self.steps, "step": self.step},
            "seconds": round(time.monotonic() - self.started if running else self.seconds, 3),
            "diagnostics": list(self.diagnostics),
        }


@dataclass(frozen=True)
class Found:
    """A result, and the objects that a page makes its own words of."""

    result: dict[str, Any]
    found: Any


class Jobs:
    """All jobs of a workbench."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        # a fork would copy the server's threads in whatever state they are
        self._context = multiprocessing.get_context("spawn")

    def known(
        self, case: Case, question: str, given: Sequence[tuple[str, str]], *, told: bool = True
    ) -> Job | None:
        """Return the latest job that answers a question, in words or not, however it stands."""
        alike = (question, sorted(given))
        for job in self.all():
            if job.told is told and job.case is case and (job.question, sorted(job.given)) == alike:
                return job
        return None

    def shown(self, case: Case, page: str) -> Job | None:
        """Return the latest job that works for a page, however it stands."""
        return next((job for job in self.all() if job.page == page and job.case is case), None)

    def start(
        self,
        case: Case,
        question: str,
        given: Sequence[tuple[str, str]],
        *,
        told: bool = False,
    ) -> Job:
        """Start to answer a question, in words where it is `told`; see `run`."""
        work = partial(_asked, case, question, tuple(given), told)
        return self._run(Job(secrets.token_hex(8), question, tuple(given), told, case=case), work)

    def run(
        self,
        question: str,
        given: Sequence[tuple[str, str]],
        work: Work,
        *,
        case: Case | None = None,
        page: str = "",
    ) -> Job:
        """Start something that takes long.

        Parameters
        ----------
        question : str
            What it is called.
        given : sequence of pairs of str
            What it was told.
        work : callable
            From a progress callback to JSON-ready fields, or `Found`; it must be possible to
            pickle it.
        case : Case, optional
            Whom it is put to.
        page : str
            The page that shows it.

        Raises
        ------
        LimitError
            If too many are being answered.
        """
        job = Job(secrets.token_hex(8), question, tuple(given), case=case, page=page)
        return self._run(job, work)

    def _run(self, job: Job, work: Work) -> Job:
        with self._lock:
            if sum(job.state == "running" for job in self._jobs.values()) >= AT_ONCE:
                raise LimitError(
                    f"{AT_ONCE} long questions are being answered",
                    hint="wait for one of them, or cancel it",
                    code="busy",
                )
            self._forget()
            receiving, sending = self._context.Pipe(duplex=False)
            job.process = self._context.Process(target=_answer, args=(sending, work), daemon=True)
            job.process.start()
            sending.close()
            self._jobs[job.id] = job
        Thread(target=self._follow, args=(job, receiving), daemon=True).start()
        return job

    def find(self, job: str) -> Job | None:
        """Return a job by id."""
        return self._jobs.get(job)

    def all(self) -> list[Job]:
        """Return the jobs, the latest first."""
        return list(reversed(self._jobs.values()))

    def cancel(self, job: Job) -> None:
        """End a job, whatever it is doing."""
        with self._lock:
            if job.state == "running":
                self._end(job, "cancelled")
        job.process.kill()
        job.process.join()

    def close(self) -> None:
        """End all jobs."""
        for job in self.all():
            self.cancel(job)

    def _follow(self, job: Job, receiving: Connection) -> None:
        """Take what the process tells until it ends."""
        with receiving:
            try:
                while job.state == "running":
                    kind, content = receiving.recv()
                    with self._lock:
                        self._take(job, kind, content)
            except EOFError:
                pass
        with self._lock:
            if job.state == "running":
                problem = Diagnostic(
                    "internal", "the computation ended without an answer", "ask for less at a time"
                )
                job.diagnostics = [problem.to_dict()]
                self._end(job, "failed")
        job.process.join()

    def _take(self, job: Job, kind: str, content: Any) -> None:
        if job.state != "running":
            return
        if kind == "progress":
            job.done, job.steps, job.step = content
        elif kind == "done":
            kept = content if isinstance(content, Found) else Found(content, None)
            job.result, job.found = kept.result, kept.found
            self._end(job, "done")
        else:
            job.diagnostics = content
            self._end(job, "failed")

    def _end(self, job: Job, state: State) -> None:
        job.seconds = time.monotonic() - job.started
        job.state = state
        job.ended.set()

    def _forget(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.state != "running"]
        for job in ended[: max(0, len(ended) - KEPT + 1)]:
            del self._jobs[job]


def _asked(
    case: Case,
    question: str,
    given: Sequence[tuple[str, str]],
    told: bool,
    progress: Progress,
) -> dict[str, Any]:
    from detente.asking import ask
    from detente.asking.told import tell

    return (tell if told else ask)(case, question, given, progress=progress)


def _outcome(work: Work, progress: Progress) -> tuple[str, Any]:
    """Do the work; return what it found, or why it could not."""
    try:
        return "done", work(progress)
    except BrokenPipeError:
        raise
    except DetenteError as error:
        return "failed", [found.to_dict() for found in error.diagnostics]
    except Exception as error:  # noqa: BLE001  # the last resort: the page must say something
        problem = Diagnostic(
            "internal", f"this is a fault in detente: {type(error).__name__}: {error}"
        )
        return "failed", [problem.to_dict()]


def _answer(sending: Connection, work: Work) -> None:
    """Do the work; what the process is for."""
    import signal

    # Ctrl-C goes to every process of a terminal; the server ends its jobs itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    last = 0.0

    def progress(done: int, steps: int, step: str) -> None:
        nonlocal last
        if done == steps or time.monotonic() - last > EVERY:
            last = time.monotonic()
            sending.send(("progress", (done, steps, step)))

    with suppress(BrokenPipeError):  # the server has ended: nobody waits for the answer
        sending.send(_outcome(work, progress))
