#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a command on a display of its own, in memory (Xvfb with software OpenGL), whatever the machine has: pictures come
# out alike everywhere. The command's exit code is this one's.   sh packaging/with_display.sh COMMAND [ARGUMENT...]
set -eu

[ $# -gt 0 ] || { echo "Usage: sh packaging/with_display.sh COMMAND [ARGUMENT...]" >&2; exit 2; }
command -v Xvfb >/dev/null 2>&1 || {
    echo "with_display.sh: Xvfb is not installed; sh packaging/setup.sh tour installs it." >&2
    exit 1
}
scratch=$(mktemp -d)
xvfb=
# shellcheck disable=SC2317  # called by trap
finish() {
    if [ -n "$xvfb" ]; then
        kill "$xvfb" 2>/dev/null || true
        wait "$xvfb" 2>/dev/null || true
    fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The display's number is the server's choice: fixed numbers collide.
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$scratch/display" 2>"$scratch/log" &
xvfb=$!
tries=0
until [ -s "$scratch/display" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 400 ] || ! kill -0 "$xvfb" 2>/dev/null; then
        cat "$scratch/log" >&2
        echo "with_display.sh: the virtual display (Xvfb) did not start; the lines above say why." >&2
        exit 1
    fi
    sleep 0.05
done
mkdir -m 700 "$scratch/runtime"
unset WAYLAND_DISPLAY
code=0
DISPLAY=:$(cat "$scratch/display") QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1 XDG_RUNTIME_DIR=$scratch/runtime \
    "$@" || code=$?
exit $code
