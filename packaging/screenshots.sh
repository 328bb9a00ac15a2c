#!/bin/sh
# SPDX-License-Identifier: MIT
# Renders every screen of the desktop client to PNG: sh packaging/screenshots.sh [FOLDER] [PROGRAM] [MORE ARGUMENTS]
#   FOLDER   where the pictures go (docs/screenshots)
#   PROGRAM  the gallery (build/dev/bin/baithak-gallery)
# It starts an X server of its own with software OpenGL, and stops it again.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/docs/screenshots}
program=${2:-$root/build/dev/bin/baithak-gallery}
[ $# -gt 2 ] && shift 2 || shift $#
[ -x "$program" ] || { echo "There is no $program: build the target baithak-gallery first." >&2; exit 1; }
command -v Xvfb >/dev/null || { echo "Xvfb is missing: apt-get install xvfb" >&2; exit 1; }

scratch=$(mktemp -d)
mkfifo "$scratch/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp 3>"$scratch/display" 2>"$scratch/xvfb.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT INT TERM
read -r number <"$scratch/display"

mkdir -p "$scratch/run"
chmod 700 "$scratch/run"
DISPLAY=:$number LIBGL_ALWAYS_SOFTWARE=1 QT_QPA_PLATFORM=xcb XDG_RUNTIME_DIR="$scratch/run" LC_ALL=C.UTF-8 TZ=UTC \
    "$program" "$folder" "$@" 2>"$scratch/gallery.log" || status=$?
grep -v "OpenType support missing" "$scratch/gallery.log" >&2 || true
exit "${status:-0}"
