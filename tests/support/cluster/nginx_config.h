// SPDX-License-Identifier: MIT
#pragma once

// The configuration of the cluster's nginx.

#include <cstdint>
#include <string>
#include <vector>

namespace baithak::test {

struct NginxPlan {
    std::uint16_t port = 0;
    std::vector<std::string> gateways;
    std::string profile;
    std::string group;
    std::vector<std::string> delivery;
};

std::string nginxConfig(const NginxPlan& plan);

}  // namespace baithak::test
