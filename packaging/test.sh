#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing, builds one preset and runs every test once: lints, unit, contract, qml, e2e. See --help.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
here=$root/packaging
cd "$root"

usage() {
    cat <<'END'
Usage: sh packaging/test.sh [--asan | --tsan | --gcc]

Installs what is missing (Debian 12, as root or with sudo; it says what first), builds the ci preset and runs every
test. The last line counts them: "N passed, N failed". Everything happens in temporary folders and on loopback.

  --asan   the same with AddressSanitizer and UndefinedBehaviorSanitizer
  --tsan   shared, server and e2e tests with ThreadSanitizer (without the client)
  --gcc    the same with GCC 12, the second compiler
  --help   this text
END
}

preset=ci
client=ON
case ${1:-} in
    '') ;;
    --asan) preset=asan ;;
    --tsan) preset=tsan; client=OFF ;;
    --gcc) preset=gcc ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac
[ $# -le 1 ] || { usage >&2; exit 2; }

started=$(date +%s)
folder=$root/build/$preset
results=$folder/test-results
passed=0
failed=0

# Runs ctest with the given selection, adds to the counts; the names of what failed are kept for the end.
run() {
    title=$1
    shift
    printf '\n== %s (%s s)\n' "$title" "$(($(date +%s) - started))"
    code=0
    { ctest --test-dir "$folder" --output-on-failure --no-tests=ignore "$@" 2>&1 || echo $? >"$results/code"; } |
        tee "$results/log"
    if [ -e "$results/code" ]; then code=$(cat "$results/code"); rm "$results/code"; fi
    cat "$results/log" >>"$results/all.log"
    # "98% tests passed, 1 tests failed out of 57"
    counts=$(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$results/log" | tail -n 1)
    if [ -n "$counts" ]; then
        failed=$((failed + ${counts% *}))
        passed=$((passed + ${counts#* } - ${counts% *}))
    elif [ "$code" != 0 ]; then
        failed=$((failed + 1))
    fi
}

close() {
    if [ "$failed" != 0 ]; then
        printf '\nNot passed:\n'
        sed -n '/The following tests FAILED/,/^Errors while/{/^[[:space:]]*[0-9]* - /p}' "$results/all.log"
    fi
    printf '\n%s in %s s\n%s passed, %s failed\n' "$preset" "$(($(date +%s) - started))" "$passed" "$failed"
    [ "$failed" = 0 ] || exit 1
}

sh "$here/setup.sh" build client tour test
sh "$here/build.sh" --configure-only "$preset" -DBAITHAK_CLIENT=$client
mkdir -p "$results"
rm -f "$results"/*
cores=$(nproc)

# Findings of the sanitizers name lines, wherever the distribution keeps the symbolizer.
symbolizer=/usr/lib/llvm-19/bin/llvm-symbolizer
export TSAN_OPTIONS="suppressions=$root/tests/tsan.supp"
[ ! -x $symbolizer ] ||
    export ASAN_SYMBOLIZER_PATH=$symbolizer TSAN_OPTIONS="$TSAN_OPTIONS external_symbolizer_path=$symbolizer"

# What only reads sources comes first: it takes seconds, and a build takes minutes.
run "lint: format, floors, mirror, options" -L '^lint$' -LE '^built$' -j "$cores"
printf '\n== headers, then everything\n'
# A header that does not compile alone is counted once, by its lint below.
sh "$here/build.sh" "$preset" -DBAITHAK_CLIENT=$client -- baithak_headers || true
if sh "$here/build.sh" "$preset" -DBAITHAK_CLIENT=$client; then
    run "lint: headers, qml" -L '^built$'
    run "unit" -L '^unit$' -LE '^(lint|bench)$' -j "$cores"
    run "contract" -L '^contract$' -LE '^(lint|bench|unit)$' -j "$cores"
    run "qml" -L '^qml$' -LE '^(lint|bench|unit|contract)$'
    run "e2e" -L '^e2e$' -LE '^(lint|bench|unit|contract|qml)$'
    run "other" -LE '^(lint|bench|unit|contract|qml|e2e)$'
else
    failed=$((failed + 1))
fi
close
