#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds Release and makes the Debian packages: sh packaging/deb.sh [--server]
#   --server   without the client, on a machine without Qt
# They are put in build/release/deb, and their names are the last lines of the output.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=$here/../build/release
client=ON
groups="build client"
case ${1:-} in
    '') ;;
    --server) client=OFF; groups=build ;;
    *) sed -n '3,5s/^# //p' "$0" >&2; exit 2 ;;
esac
# shellcheck disable=SC2086  # a list of words
sh "$here/setup.sh" $groups
sh "$here/build.sh" release -DBAITHAK_CLIENT=$client -- all
rm -rf "$build/deb"
(cd "$build" && cpack -G DEB >deb.log 2>&1) || { cat "$build/deb.log" >&2; exit 1; }
rm -rf "$build/deb/_CPack_Packages"
ls "$build"/deb/*.deb
