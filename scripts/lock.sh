#!/bin/sh
# Locks requirements/*.in into requirements/*.txt with hashes, for every platform and Python 3.11+.
# Usage: scripts/lock.sh [uv options, such as --upgrade or --upgrade-package django]
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1'

# Packages of dev are held at the versions of base, so that what is tested is what is run.
lock() {
    name=$1
    shift
    .venv/bin/uv pip compile "requirements/$name.in" --output-file "requirements/$name.txt" \
        --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command 'make lock' --quiet "$@"
}
lock base "$@"
lock dev --constraint requirements/base.txt "$@"
echo "Locked. Run 'make test' before committing requirements/."
