// SPDX-License-Identifier: MIT
#include "tests/support/services/s3.h"

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

std::vector<std::string> commandOf(const S3Service& service) {
    std::vector<std::string> command{"python3",      BAITHAK_S3_STAND_IN, service.bucket,
                                     service.region, service.accessKey,   service.secretKey};
    if (!service.token.empty()) command.push_back(service.token);
    return command;
}

}  // namespace

S3Service::S3Service(const std::string& sessionToken) : token(sessionToken), process_(commandOf(*this)) {
    process_.spawn();
    const auto line = process_.readLine(std::chrono::seconds(20));
    if (!line) throw TestFailure("the stand-in for S3 did not start: " + process_.log());
    port_ = static_cast<std::uint16_t>(std::stoul(*line));
}

}  // namespace baithak::test
