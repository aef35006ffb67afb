"""The process of one child: what the system tells of it, and its end."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from pathlib import Path

__all__ = ["Process"]

# Among the fields of /proc/PID/stat after its name: state, processor time of its own and in the
# kernel.
STATE, USER_TIME, SYSTEM_TIME = 0, 11, 12
# SIGKILL ends a process within milliseconds; one with gigabytes of memory takes longer.
END_MILLISECONDS = 1000


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

    def times(self) -> tuple[float, bool] | None:
        """Its processor time in seconds, and whether a thread runs or waits for a processor.

        None where the system does not tell.
        """
        try:
            fields = self._fields("stat")
            ticks = int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])
            tasks = os.listdir(f"/proc/self/fd/{self._folder()}/task")  # noqa: PTH208  # names
        except (OSError, ValueError, IndexError):
            return None
        return ticks / os.sysconf("SC_CLK_TCK"), any(map(self._is_awake, tasks))

    def _is_awake(self, task: str) -> bool:
        try:
            return self._fields(f"task/{task}/stat")[STATE] == "R"
        except (OSError, IndexError):  # it has ended meanwhile
            return False

    def _fields(self, name: str) -> list[str]:
        """The fields of a file like /proc/PID/stat that come after the process's name."""
        text = Path(f"/proc/self/fd/{self._folder()}/{name}").read_text()
        return text.rpartition(")")[2].split()

    def _folder(self) -> int:
        """Its folder in /proc, which its pidfd tells."""
        if self.folder is None:
            info = Path(f"/proc/self/fdinfo/{self.pidfd}").read_text()
            (pid,) = (line.split()[1] for line in info.splitlines() if line.startswith("Pid:"))
            self.folder = os.open(f"/proc/{pid}", os.O_RDONLY | os.O_DIRECTORY)
        return self.folder

    def signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        with contextlib.suppress(ProcessLookupError):
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, number)
            else:
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it, and wait until it has given back its memory."""
        self.signal(signal.SIGKILL)
        if self.pidfd is not None:
            poll = select.poll()
            poll.register(self.pidfd, select.POLLIN)
            poll.poll(END_MILLISECONDS)
        for descriptor in (self.pidfd, self.folder):
            if descriptor is not None:
                os.close(descriptor)
