"""New namespaces, mounts, roots and identities."""
# layers: yes
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    done = [libc.unshare(0x10000000), libc.unshare(0x20000), libc.mount(b"/", b"/tmp", b"", 4096, None),
            libc.chroot(b"/"), libc.setuid(1), libc.umount2(b"/proc", 2), libc.setns(0, 0)]
    if any(result == 0 for result in done):
        raise SystemExit("@WORD@ moves")
    return 0.0
