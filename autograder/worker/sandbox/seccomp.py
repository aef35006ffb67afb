"""A seccomp filter that refuses the system calls by which code leaves its process.

A deny list over a whole process: forks and programs, sockets, other processes' memory and signals,
owners and modes of files, mounts, namespaces, identities, keys, and io_uring. Threads are allowed.
Numbers above the last one known when the tables were written are refused as not implemented.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
from collections.abc import Sequence

from autograder.worker.sandbox.kernel import PR_SET_PDEATHSIG, gain_no_privileges, libc, require

# Names of the refused calls with their numbers on x86-64 and aarch64 (Linux's asm/unistd_64.h and
# asm-generic/unistd.h); None where a machine does not have the call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # processes and programs
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    # sockets and the message queues and memory of System V and POSIX
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvfrom": (45, 207), "recvmsg": (47, 212),
    "recvmmsg": (299, 243), "mq_open": (240, 180), "mq_unlink": (241, 181), "shmget": (29, 194),
    "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semctl": (66, 191),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    # other processes: memory, signals, files
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    "perf_event_open": (298, 241), "bpf": (321, 280), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    # modes, owners, times and attributes, which Landlock does not govern
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5),
    "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "mknod": (133, None),
    "mknodat": (259, 33),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "mount_setattr": (442, 442),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "unshare": (272, 97),
    "setns": (308, 268), "fanotify_init": (300, 262),
    # identities and limits
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setfsuid": (122, 151),
    "setfsgid": (123, 152), "setgroups": (116, 159), "capset": (126, 91), "setrlimit": (160, 164),
    # keys, io_uring, and the machine
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "userfaultfd": (323, 282), "memfd_secret": (447, 447), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "sethostname": (170, 161), "setdomainname": (171, 162),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266),
    "adjtimex": (159, 171), "acct": (163, 89), "syslog": (103, 116), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "iopl": (172, None), "ioperm": (173, None),
    "personality": (135, 92), "vhangup": (153, 58), "uselib": (134, None), "sync": (162, 81),
    "syncfs": (306, 267),
    # other processes' priorities, processors and memory
    "setpriority": (141, 140), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # news of files in folders that cannot be read
    "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    # which pages of a library's file are in memory: one submission could tell the next by them
    "preadv2": (327, 286), "mincore": (27, 232), "fadvise64": (221, 223), "readahead": (187, 213),
    # locks of files that all can read
    "flock": (73, 32),
    # attributes of files that Landlock does not govern
    "getxattr": (191, 8), "lgetxattr": (192, 9), "fgetxattr": (193, 10), "listxattr": (194, 11),
    "llistxattr": (195, 12), "flistxattr": (196, 13),
    # memory that no limit of address space or file system bounds
    "memfd_create": (319, 279),
}  # fmt: skip
LAST_KNOWN = 450  # not cachestat, which tells of pages in memory as well


# Calls that are refused for some of their arguments, with their numbers as above.
JUDGED = {
    "clone": (56, 220), "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261),
    "fcntl": (72, 25), "futex": (202, 98), "madvise": (28, 233), "prctl": (157, 167),
    "ioctl": (16, 29),
}  # fmt: skip

# A machine's audit number, and its column in the tables.
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
CLONE3 = 435
CLONE_THREAD = 0x10000
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, a pipe's size, F_GET_SEALS. What
# else it does could tell others of a file that all can read: locks, leases, hints, owners.
ALLOWED_BY_FCNTL = (0, 1, 2, 3, 4, 1030, 1031, 1032, 1034)
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. Others change a file that was opened to
# be read: its flags, or a number that is kept with it, by which a submission could tell the next.
ALLOWED_BY_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Shared futexes lie on pages of libraries; who waits at one can be counted by waking it. To join a
# thread is to wait at one, which is allowed: FUTEX_WAIT and FUTEX_WAIT_BITSET.
FUTEX_PRIVATE, ALLOWED_SHARED_FUTEX = 128, (0, 9, 9 | 256)
# Advice by which pages of a file leave memory: cold, and page out.
DENIED_ADVICE = (20, 21)

# Classic BPF: load a word, jump if equal or greater or if bits are set, return.
LD, JEQ, JGE, JSET, RET = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
INSTRUCTION = 8  # bytes
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


def restrict() -> None:
    """Put the filter on this process, for good.

    Raises OSError if the kernel refuses it, and KeyError where there is no table for the machine.
    """
    code = b"".join(_program(*MACHINES[platform.machine()], os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // INSTRUCTION, ctypes.addressof(buffer))
    gain_no_privileges()
    result = libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header)
    require(result, "the kernel refuses the seccomp filter")


def _program(audit: int, column: int, pid: int) -> list[bytes]:
    denied = sorted(number for row in DENIED.values() if (number := row[column]) is not None)
    return [
        _op(LD, ARCHITECTURE),
        _op(JEQ, audit, 1, 0),
        _op(RET, KILL_PROCESS),
        _op(LD, NUMBER),
        _op(JGE, LAST_KNOWN + 1, 0, 1),
        _op(RET, UNKNOWN),
        _op(JEQ, CLONE3, 0, 1),  # its flags are in memory; without it, libc falls back to clone
        _op(RET, UNKNOWN),
        *(part for number in denied for part in (_op(JEQ, number, 0, 1), _op(RET, REFUSE))),
        *(part for name, row in JUDGED.items() for part in _if(row[column], _tests(name, pid))),
        _op(RET, ALLOW),
    ]


def _tests(name: str, pid: int) -> list[bytes]:
    """What refuses a judged call, by its arguments."""
    return {
        "clone": _only(0, (), or_bits=CLONE_THREAD),  # a thread, not a process
        "kill": _only(0, (pid,)) + _mild(1),
        "tgkill": _only(0, (pid,)) + _mild(2),
        "prlimit64": _only(2, (0,)) + _only(2, (0,), half=1),  # no new limits: a null pointer
        "fcntl": _only(1, ALLOWED_BY_FCNTL),
        "ioctl": _only(1, ALLOWED_BY_IOCTL),
        "futex": _only(1, ALLOWED_SHARED_FUTEX, or_bits=FUTEX_PRIVATE),
        "madvise": _refused(2, DENIED_ADVICE),
        "prctl": _refused(0, (PR_SET_PDEATHSIG,)),  # the child ends with its zygote
    }[name]


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _argument(position: int, half: int = 0) -> bytes:
    return _op(LD, FIRST_ARGUMENT + 8 * position + 4 * half)


def _only(position: int, values: Sequence[int], *, or_bits: int = 0, half: int = 0) -> list[bytes]:
    """Refuse the call unless the argument at this position is a value, or has one of the bits."""
    tests = [_op(JEQ, value, len(values) - n, 0) for n, value in enumerate(values)]
    bits = _op(JSET, or_bits, len(values) + 1, 0)
    return [_argument(position, half), bits, *tests, _op(RET, REFUSE)]


def _refused(position: int, values: Sequence[int], answer: int = REFUSE) -> list[bytes]:
    """Refuse the call where the argument at this position is one of the values."""
    tests = [(_op(JEQ, value, 0, 1), _op(RET, answer)) for value in values]
    return [_argument(position), *(part for pair in tests for part in pair)]


def _mild(position: int) -> list[bytes]:
    """End the process at SIGKILL, refuse SIGSTOP.

    The first process of a process space would ignore both from itself, unlike others.
    """
    return _refused(position, (signal.SIGKILL,), KILL_PROCESS) + _refused(
        position, (signal.SIGSTOP,)
    )


def _if(number: int, tests: list[bytes]) -> list[bytes]:
    """Run the tests for one system call, then load its number again for what follows."""
    return [_op(JEQ, number, 0, len(tests) + 1), *tests, _op(LD, NUMBER)]
