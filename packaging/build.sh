#!/bin/sh
# SPDX-License-Identifier: MIT
# Configures one CMake preset when that is needed, then builds the given targets with visible progress. Nothing to do
# takes a second or two. Used by run.sh and test.sh.
#   sh packaging/build.sh [--configure-only] PRESET [-DNAME=VALUE...] [--] [TARGET...]
set -eu

cd "$(dirname "$0")/.."
build=yes
if [ "${1:-}" = --configure-only ]; then build=no; shift; fi
[ $# -gt 0 ] || { echo "Usage: sh packaging/build.sh [--configure-only] PRESET [-DNAME=VALUE...] [--] [TARGET...]" >&2; exit 2; }
preset=$1
shift
options=
while [ $# -gt 0 ]; do
    case $1 in
        -D*) options="$options $1" ;;
        --) shift; break ;;
        *) break ;;
    esac
    shift
done
folder=build/$preset
stamp=$folder/configured.txt

# Coroutine sources take the compiler past a gigabyte each: no more jobs than the memory carries.
jobs() {
    if [ -n "${BAITHAK_JOBS:-}" ]; then echo "$BAITHAK_JOBS"; return; fi
    megabytes=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    case $limit in
        *[!0-9]* | '') ;;
        *) limit=$((limit / 1048576)); [ "$limit" -ge "$megabytes" ] || megabytes=$limit ;;
    esac
    most=$((megabytes / 1300))
    cores=$(nproc)
    [ "$most" -ge 1 ] || most=1
    [ "$most" -le "$cores" ] || most=$cores
    echo "$most"
}

mkdir -p "$folder"
wanted="$preset$options"
if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    printf 'Configuring %s ...\n' "$wanted"
    rm -f "$stamp"
    # shellcheck disable=SC2086  # a list of -D options
    cmake --preset "$preset" $options >"$folder/configure.log" 2>&1 || {
        cat "$folder/configure.log" >&2
        printf '\nConfiguring failed: the lines above say why. A clean start: rm -rf %s\n' "$folder" >&2
        exit 1
    }
    printf '%s\n' "$wanted" >"$stamp"
fi

[ $build = yes ] || exit 0
parallel=$(jobs)
printf 'Building %s with %s jobs ...\n' "$preset" "$parallel"
NINJA_STATUS='[%f/%t, %e s] ' ninja -C "$folder" -j "$parallel" "$@" || {
    printf '\nThe build failed: the first "FAILED" above says where.\n' >&2
    exit 1
}
