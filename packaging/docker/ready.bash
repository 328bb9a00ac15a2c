#!/bin/bash
# SPDX-License-Identifier: MIT
# Whether the server is ready: GET /ready on its operations listener, with nothing but bash, which a slim image has.
#   ready.bash [PORT]   the port is that of BAITHAK_OPS_LISTEN, or 7444
port=${1:-${BAITHAK_OPS_LISTEN##*:}}
exec 3<>"/dev/tcp/127.0.0.1/${port:-7444}" || exit 1
printf 'GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
IFS= read -r -t 4 line <&3
[[ $line == "HTTP/1.1 200"* ]]
