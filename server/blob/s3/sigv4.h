// SPDX-License-Identifier: MIT
#pragma once

// AWS Signature Version 4 in the query: an address that carries its own permission for one method, object and time. The
// payload is not signed, so that whoever holds the address may stream. Pure.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/timestamp.h"

namespace baithak {

struct S3Credentials {
    std::string accessKey;
    std::string secretKey;
    std::string sessionToken;  // of temporary credentials; else empty
};

struct S3Request {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    std::string method;
    std::string scheme;  // `https`
    std::string host;    // with the port, when it is not the scheme's own
    std::string path;    // not encoded: `/bucket/key`
    Pairs query;         // not encoded
    Pairs headers;       // names in lower case, without host: the caller of the address must send just these
};

// The address. `region` is the bucket's; `lifetime` is at most a week.
std::string presign(const S3Request& request, const S3Credentials& credentials, std::string_view region, Timestamp now,
                    std::chrono::seconds lifetime);

}  // namespace baithak
