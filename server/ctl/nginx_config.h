// SPDX-License-Identifier: MIT
#pragma once

// nginx in front of a server: from where the processes of each role are to the text of a configuration. The text itself
// is in packaging/nginx. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace baithak::ctl {

// HOST:PORT of the processes that serve each role: `gateway`, `profile`, `group`, `delivery`, `file`.
using Topology = std::map<std::string, std::vector<std::string>, std::less<>>;

struct NginxPlan {
    Topology upstreams;
    std::string serverName = "_";
    std::string listen = "443";    // a port, on IPv4 and IPv6, or HOST:PORT
    std::string version = "1.22";  // of the nginx that reads it, or a later one
    std::string tlsCertificate;    // both empty: no TLS
    std::string tlsKey;
    // Addresses and networks (10.0.0.0/8, fd00::1) whose X-Forwarded-For and X-Forwarded-Proto count.
    std::vector<std::string> trustedProxies;
    std::string uploadLimit = "2g";
    unsigned rate = 50;       // requests a second and address
    unsigned loginRate = 30;  // sign-ins a minute and address
    unsigned connections = 200;
    bool isWhole = false;  // a whole nginx.conf, not what stands in http { … } alone
    // Of a whole one: the directory of its pid file and its temporary files, for an nginx that may not write where the
    // system keeps these. Empty: the system's places.
    std::string stateDirectory;
};

// The roles that nginx sends requests to; `file` may be missing.
const std::vector<std::string>& routedRoles();

// Errc::malformed with a sentence when something is missing, or is not what nginx is to read there: no value gets to
// say more than itself.
Result<std::string> nginxConfig(const NginxPlan& plan);

// `{{name}}` replaced by its value; the lines from `{{#name}}` to `{{/name}}` kept when `name` has a value that is not
// empty. What has no value is a bug and asserted.
std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& values);

struct NginxTemplates {
    std::string_view site;
    std::string_view headers;
    std::string_view whole;
};
const NginxTemplates& nginxTemplates();

}  // namespace baithak::ctl
