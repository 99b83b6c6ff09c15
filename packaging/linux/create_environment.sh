#!/bin/sh
# Creates a virtual environment: create_environment.sh PYTHON FOLDER
# As root on Debian it installs python3-venv when only that is missing.
set -eu
python=$1
folder=$2

stop() {
    echo "$1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    stop "There is no '$python' here. Install Python 3.11 or later, or name yours: make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "'$python' is $("$python" --version 2>&1); Python 3.11 or later is needed: make PYTHON=python3.11"

if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -q </dev/null
        apt-get install -q -y --no-install-recommends "python$version-venv" </dev/null
    else
        stop "'$python' cannot create virtual environments. Ask whoever administers this computer to install its
venv module (Debian, Ubuntu: apt install python3-venv), then run the same command again."
    fi
fi

# An environment that works is kept; what an earlier attempt left half-made is made again.
"$folder/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$folder"
