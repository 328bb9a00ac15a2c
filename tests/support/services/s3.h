// SPDX-License-Identifier: MIT
#pragma once

// A bucket of S3 on a free port of 127.0.0.1: s3_stand_in.py, which checks signatures by itself. It ends with the test.

#include <string>

#include "tests/support/child_process.h"

namespace baithak::test {

class S3Service {
public:
    // Throws TestFailure when it does not start.
    explicit S3Service(const std::string& sessionToken = {});

    std::string endpoint() const { return "http://localhost:" + std::to_string(port_); }
    std::uint16_t port() const noexcept { return port_; }
    void kill() { process_.kill(); }

    const std::string bucket = "photos";
    const std::string region = "eu-west-3";
    const std::string accessKey = "AKTEST";
    const std::string secretKey = "secret/with+signs";
    const std::string token;

private:
    ChildProcess process_;
    std::uint16_t port_ = 0;
};

}  // namespace baithak::test
