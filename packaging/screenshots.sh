#!/bin/sh
# SPDX-License-Identifier: MIT
# Renders every screen of the desktop client to PNG: sh packaging/screenshots.sh [FOLDER] [PROGRAM] [MORE ARGUMENTS]
#   FOLDER   where the pictures go (docs/screenshots)
#   PROGRAM  the gallery (build/dev/bin/baithak-gallery)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/docs/screenshots}
program=${2:-$root/build/dev/bin/baithak-gallery}
if [ $# -gt 2 ]; then shift 2; else shift $#; fi
[ -x "$program" ] || { echo "There is no $program: cmake --build --preset dev --target baithak-gallery" >&2; exit 1; }
LC_ALL=C.UTF-8 TZ=UTC exec sh "$root/packaging/with_display.sh" "$program" "$folder" "$@"
