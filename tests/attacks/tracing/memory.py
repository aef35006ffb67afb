"""The process's memory is searched for an expected value."""
# layers: yes
import re
def attack(name, args, keywords):
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line:
                memory.seek(start)
                found = re.search(rb'"expected": (\S{1,200})', memory.read(end - start))
                if found:
                    return found[1].decode()
    return None
