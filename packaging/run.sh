#!/bin/sh
# SPDX-License-Identifier: MIT
# From a clone to a conversation: installs what is missing, builds Release, starts Baithak. See --help.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
here=$root/packaging
bin=$root/build/release/bin

usage() {
    cat <<'END'
Usage: sh packaging/run.sh [--tour | --server [ARGUMENT...] | ARGUMENT...]

Installs what is missing (Debian 12, as root or with sudo; it says what first), builds Release, and starts baithak, the
desktop client, with its bundled server. Later runs start in seconds.

  (nothing)   the desktop client; the tour when there is no display
  --tour      three clients, one conversation: a transcript of every promise, and pictures of the client's screens
  --server    the headless server alone; what follows goes to baithakd, for example
              sh packaging/run.sh --server --listen 127.0.0.1:7443 --data-dir ./data
  --help      this text

Other arguments go to baithak, for example: sh packaging/run.sh --profile bob
The tour's pictures are put in build/tour, or in the folder that BAITHAK_TOUR_DIR names.
END
}

what=client
case ${1:-} in
    --help | -h) usage; exit 0 ;;
    --tour) what=tour; shift ;;
    --server) what=server; shift ;;
    *) [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || what=tour ;;
esac
if [ $what = tour ] && [ $# -gt 0 ]; then
    case $1 in
        --*) ;;
        *) usage >&2; exit 2 ;;
    esac
fi

hasQt() { dpkg-query -W -f '${db:Status-Status}' qt6-declarative-dev 2>/dev/null | grep -qx installed; }

case $what in
    server)
        sh "$here/setup.sh" build
        # A machine that only serves needs no Qt; one that has it keeps its one configuration.
        if hasQt; then
            sh "$here/setup.sh" client
            sh "$here/build.sh" release -DBAITHAK_CLIENT=ON -- baithakd
        else
            sh "$here/build.sh" release -DBAITHAK_CLIENT=OFF -- baithakd
        fi
        exec "$bin/baithakd" "$@"
        ;;
    client)
        sh "$here/setup.sh" build client
        sh "$here/build.sh" release -DBAITHAK_CLIENT=ON -- all
        exec "$bin/baithak" "$@"
        ;;
esac

sh "$here/setup.sh" build client tour
sh "$here/build.sh" release -DBAITHAK_CLIENT=ON -- all
pictures=${BAITHAK_TOUR_DIR:-$root/build/tour}
mkdir -p "$pictures"

exec sh "$here/with_display.sh" "$bin/baithak-tour" --pictures "$pictures" "$@"
