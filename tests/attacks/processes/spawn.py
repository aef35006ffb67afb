"""Other programs by every way of the standard library."""
# layers: yes
import concurrent.futures, multiprocessing, os, pty, subprocess, sys
WAYS = [lambda: os.system("touch /tmp/@MARK@"), lambda: os.popen("touch /tmp/@MARK@").read(),
        lambda: subprocess.run(["touch", "/tmp/@MARK@"]),
        lambda: os.posix_spawn("/usr/bin/touch", ["touch", "/tmp/@MARK@"], {}),
        lambda: os.spawnv(os.P_WAIT, "/usr/bin/touch", ["touch", "/tmp/@MARK@"]),
        lambda: multiprocessing.get_context("fork").Process(target=print).start(),
        lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
        lambda: concurrent.futures.ProcessPoolExecutor(1).submit(print).result(1), lambda: pty.spawn("sh")]
def attack(name, args, keywords):
    for way in WAYS:
        try:
            way()
        except BaseException:
            continue
    return 0.0
