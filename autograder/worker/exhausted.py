"""What this machine has run out of, and what to do about it, in words."""

import errno
import re

WORDS = {
    errno.EMFILE: "Too many files are open in one process.\nRaise the limit: ulimit -n 1024",
    errno.ENFILE: "Too many files are open on this machine.\nEnd other programs.",
    errno.EAGAIN: (
        "No more processes or threads can be started.\n"
        "End others, or raise the limit (ulimit -u, or a container's limit of pids)."
    ),
    errno.ENOMEM: "There is no memory left.\nEnd other programs, or grade with --jobs 1.",
    errno.ENOSPC: (
        "No space is left on the device.\n"
        "Make room on the disk, in the folder for temporary files (TMPDIR), and in /dev/shm."
    ),
    errno.EDQUOT: "Your quota of the disk is used up.\nRemove files that you do not need.",
}


def exhausted(error: BaseException) -> str | None:
    """What there is no more of, by an error or by what a worker said when it died; or None."""
    text = str(error)
    if isinstance(error, MemoryError):
        return WORDS[errno.ENOMEM]
    if "can't start new thread" in text:
        return WORDS[errno.EAGAIN]
    number = error.errno if isinstance(error, OSError) else None
    if number is None and (found := re.search(r"\[Errno (\d+)\]", text)):
        number = int(found[1])
    return None if number is None else WORDS.get(number)
