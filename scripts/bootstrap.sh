#!/bin/sh
# Finds a Python that is new enough and lets it build the environment.
# Usage: scripts/bootstrap.sh base|dev      PYTHON=... chooses an interpreter.
set -eu
cd "$(dirname "$0")/.."

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
found=''
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    if "$path" -c "$new_enough" 2>/dev/null; then
        exec "$path" scripts/bootstrap.py "$@"
    fi
    found="$found $candidate ($("$path" --version 2>&1 || true))"
done

echo "TechAccord needs Python 3.11 or newer." >&2
if [ -n "$found" ]; then
    echo "Found only:$found." >&2
else
    echo "No Python was found." >&2
fi
echo "Install one (Debian, Ubuntu: apt install python3 python3-venv), or name it: PYTHON=/path/to/python make run" >&2
exit 1
