#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: installs the kit into /autograder/venv.
# Made by `autograder package`.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$source")

# The image's own Python may be older than the kit needs.
for python in python3.13 python3.12 python3.11; do
    if apt-get install -y "$python" "$python-venv"; then
        break
    fi
done
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --no-cache-dir -r "$source/requirements.txt" "$source"/*.whl
"$root/venv/bin/autograder" --version
# Only root reads the answers.
chmod 700 "$source"
chmod 600 "$source/key.json"
