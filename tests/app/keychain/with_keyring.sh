#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a command with a session bus and an unlocked keyring of its own; nothing of the user's is read or written.
#   sh with_keyring.sh COMMAND [ARGUMENT...]
set -eu

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/runtime"
unset DISPLAY WAYLAND_DISPLAY
code=0
# shellcheck disable=SC2016  # expanded inside the session
HOME=$home XDG_RUNTIME_DIR=$home/runtime XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config dbus-run-session -- sh -c '
    eval "$(printf "test\n" | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
    "$@"' sh "$@" || code=$?
exit $code
