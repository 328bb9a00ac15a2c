#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages that are missing for the given groups of packaging/packages.txt; says first which and
# how many MB. Nothing missing: no output, a few milliseconds. Run it by itself, or let run.sh and test.sh do so.
set -eu

list=$(dirname "$0")/packages.txt
me=packaging/setup.sh

usage() {
    cat <<END
Usage: sh $me [--dry-run] GROUP...
Installs what is missing of the groups build, client, tour, test (packaging/packages.txt); without a group: all.

  --dry-run   say what would be installed, install nothing
  --help      this text

BAITHAK_SETUP=skip in the environment leaves the system's packages alone.
END
}

fail() { printf '%s: %s\n' "$me" "$*" >&2; exit 1; }

dry=no
groups=
while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) dry=yes ;;
        --help | -h) usage; exit 0 ;;
        build | client | tour | test) groups="$groups $1" ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
[ -n "$groups" ] || groups=" build client tour test"
[ "${BAITHAK_SETUP:-}" != skip ] || exit 0

command -v dpkg-query >/dev/null 2>&1 || fail "this set-up knows Debian 12 and its apt, which are not here.
Install what packaging/packages.txt names by your system's own means, then run again with BAITHAK_SETUP=skip."

wanted=$(awk -v groups="$groups " '$1 !~ /^#/ && NF == 2 && index(groups, " " $1 " ") { print $2 }' "$list")
# shellcheck disable=SC2086  # a list of words
present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' || true)
missing=$(printf '%s\n' "$wanted" | grep -vxF -e "$present" || true)
[ -n "$present" ] || missing=$wanted
[ -n "$missing" ] || exit 0
missing=$(printf '%s' "$missing" | tr '\n' ' ')

install_line="apt-get install --no-install-recommends $missing"
command -v apt-get >/dev/null 2>&1 || fail "apt-get is not here. These packages are missing: $missing"
as_root=
if [ "$(id -u)" != 0 ] && [ "$dry" = no ]; then
    command -v sudo >/dev/null 2>&1 || fail "some packages are missing, and there is neither root nor sudo to install them.
Ask an administrator to run:
  $install_line"
    as_root=sudo
fi

export LC_ALL=C DEBIAN_FRONTEND=noninteractive
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

apt() { # sudo drops the environment, so it is handed over by env
    $as_root env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 "$@"
}

if [ "$dry" = no ]; then
    printf 'Reading the package lists (apt-get update) ...\n'
    apt -qq update >"$scratch/update" 2>&1 || {
        cat "$scratch/update" >&2
        printf '%s: the package lists could not be refreshed; going on with those at hand.\n' "$me" >&2
    }
fi

# shellcheck disable=SC2086
if ! apt-get -s --no-install-recommends install $missing >"$scratch/plan" 2>"$scratch/why"; then
    sed -n '/unmet dependencies/,$p' "$scratch/plan" >&2
    cat "$scratch/why" >&2
    # shellcheck disable=SC1091
    release=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-unknown}")
    fail "apt cannot install what is missing on this system ($release); Baithak is made for Debian 12 (bookworm)."
fi

# libboost1.81-dev pushes libboost1.74-dev out. Development files of Boost may go; anything else is the owner's choice.
removed=$(sed -n 's/^Remv \([^ ]*\).*/\1/p' "$scratch/plan" | tr '\n' ' ')
if [ -n "$removed" ]; then
    foreign=$(printf '%s' "$removed" | tr ' ' '\n' | grep -vE '^(libboost[a-z0-9.-]*-dev|libboost[0-9.]*-(doc|tools-dev|all-dev))?$' || true)
    [ -z "$foreign" ] || fail "installing libboost1.81-dev would remove $(printf '%s' "$foreign" | tr '\n' ' ')
which need another Boost. If that is all right, run: $install_line"
    printf 'To make room for libboost1.81-dev, these conflicting Boost packages are removed: %s\n' "$removed"
fi

total=$(grep -c '^Inst ' "$scratch/plan" || true)
# shellcheck disable=SC2086
bytes=$(apt-get -qq --print-uris --no-install-recommends install $missing 2>/dev/null | awk '{ sum += $3 } END { printf "%.0f", sum }')
megabytes=$(((${bytes:-0} + 999999) / 1000000))
printf 'Installing with apt: %s\n' "$missing"
printf '%s packages with what they need themselves, %s MB to download.\n' "$total" "$megabytes"
[ "$dry" = no ] || exit 0

# Services are installed to be started by the tests, on ports and in folders of their own: never by the package.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
    $as_root chmod 755 $policy
    trap '$as_root rm -f $policy; rm -rf "$scratch"' EXIT
fi

# apt says a thousand lines; shown are the counts, and everything when it fails.
started=$(date +%s)
{
    # shellcheck disable=SC2086
    apt -y -q -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold --no-install-recommends install $missing 2>&1 && echo yes >"$scratch/done"
} </dev/null | tee "$scratch/log" | awk -v total="$total" '
    /^Get:/        { fetched++; if (fetched % 50 == 0) { print "  fetched " fetched " of " total; fflush() } }
    /^Setting up / { ready++;   if (ready % 50 == 0)   { print "  installed " ready " of " total; fflush() } }'
if [ ! -e "$scratch/done" ]; then
    tail -n 40 "$scratch/log" >&2
    fail "apt could not install the packages (see above). To try by hand: $install_line"
fi
printf 'Installed %s packages in %s s.\n' "$total" "$(($(date +%s) - started))"
