"""The process of one child: what the system tells of it, and its end."""

import contextlib
import os
import select
import signal
from pathlib import Path

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

    def count_threads(self) -> int:
        """Its threads, or 0 where the system does not tell."""
        try:
            return (self._folder() / "task").stat().st_nlink - 2
        except (OSError, ValueError, LookupError):
            return 0

    def times(self) -> tuple[float, bool] | None:
        """Its processor time in seconds, and whether a thread runs or waits for a processor.

        None where the system does not tell.
        """
        try:
            folder = self._folder()
            fields = _fields(folder / "stat")
            is_awake = any(map(_is_awake, (folder / "task").iterdir()))
        except (OSError, ValueError, LookupError):
            return None
        ticks = int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])
        return ticks / os.sysconf("SC_CLK_TCK"), is_awake

    def _folder(self) -> Path:
        """Its folder in /proc, which its pidfd tells. Raises OSError or LookupError."""
        lines = Path(f"/proc/self/fdinfo/{self.pidfd}").read_text().splitlines()
        return Path("/proc") / dict(line.split(":\t", 1) for line in lines)["Pid"]

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
            os.close(self.pidfd)


def _is_awake(task: Path) -> bool:
    try:
        return _fields(task / "stat")[STATE] == "R"
    except (OSError, LookupError):  # it has ended meanwhile
        return False


def _fields(stat: Path) -> list[str]:
    """The fields of a file like /proc/PID/stat that come after the process's name."""
    return stat.read_text().rpartition(")")[2].split()
