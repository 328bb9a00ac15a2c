#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the cluster's fault test with two versions side by side: every second process is a baithakd of another commit,
# built for it in build/mixed. Where every role is restarted in turn (--fault roll), each comes back as the other version.
#   sh tests/e2e/cluster/mix.sh [COMMIT] [ARGUMENT of baithak-cluster-faults...]
# Without COMMIT it is the last release; without one of these, the commit before this one.
set -eu

cd "$(dirname "$0")/../../.."
case ${1:-} in
    '' | -*) commit=$(git describe --tags --abbrev=0 2>/dev/null || echo HEAD~1) ;;
    *) commit=$1; shift ;;
esac
hash=$(git rev-parse --short=12 --verify --quiet "$commit^{commit}") || {
    echo "There is no commit $commit here." >&2
    exit 2
}
source=build/mixed/$hash
server=$source/build/ci/bin/baithakd
if [ ! -x "$server" ]; then
    rm -rf "$source"
    mkdir -p "$source"
    git archive "$hash" | tar -x -C "$source"
    sh "$source/packaging/build.sh" ci -- baithakd
fi
sh packaging/build.sh ci -- baithak-cluster-faults baithakd baithakctl
echo "Mixing this tree with $hash ..."
exec build/ci/bin/baithak-cluster-faults --other "$PWD/$server" "$@"
