"""The process of one child: what the system tells of it, and its end."""

from __future__ import annotations

import os
import selectors
import signal
from pathlib import Path

from autograder.worker.kernel import leave_processor

__all__ = ["Process"]

# The processor that a process last ran on, among the fields of /proc/PID/stat after its name.
PROCESSOR = 36
# SIGKILL ends a process within milliseconds; one with gigabytes of memory takes longer.
END_SECONDS = 1.0


class Process:
    """A process by its pid or, where the system has them, by its pidfd.

    In a process space of the zygote's, its pid is another one than here.
    """

    def __init__(self, pid: int, pidfd: int | None) -> None:
        self.pid, self.pidfd = pid, pidfd
        self.folder: int | None = None

    def count_threads(self) -> int:
        """Its threads, or 0 where the system does not tell."""
        try:
            return os.stat("task", dir_fd=self._folder()).st_nlink - 2
        except (OSError, ValueError):
            return 0

    def keep_apart(self) -> None:
        """Go on on another processor, if it is on ours and another one is idle.

        Two that work in turn are left on one processor: neither waits for it long enough.
        """
        try:
            stat = Path(f"/proc/self/fd/{self._folder()}/stat").read_text()
            leave_processor(int(stat.rpartition(")")[2].split()[PROCESSOR]))
        except (OSError, ValueError, IndexError):  # it saves time, and nothing else
            return

    def _folder(self) -> int:
        """Its folder in /proc, held open: to find it by the pidfd takes 60 µs."""
        if self.folder is None:
            info = Path(f"/proc/self/fdinfo/{self.pidfd}").read_text()
            (pid,) = (line.split()[1] for line in info.splitlines() if line.startswith("Pid:"))
            self.folder = os.open(f"/proc/{pid}", os.O_RDONLY | os.O_DIRECTORY)
        return self.folder

    def is_running(self) -> bool:
        """Whether it has not ended, as far as the system tells."""
        return self.pidfd is None or not _is_readable(self.pidfd, 0)

    def kill(self) -> None:
        """Have it end, without waiting for that."""
        try:
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if self.folder is not None:
            os.close(self.folder)
            self.folder = None

    def bury(self) -> None:
        """Wait until it has ended, after it was killed."""
        if self.pidfd is not None:
            _is_readable(self.pidfd, END_SECONDS)
            os.close(self.pidfd)
            self.pidfd = None


def _is_readable(descriptor: int, seconds: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(seconds))
