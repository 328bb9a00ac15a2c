// SPDX-License-Identifier: MIT
#pragma once

// Who may call the operators' routes: whoever shows one of the server's tokens as `Authorization: Bearer <token>`. The
// owner's is made anew at each start and lies beside the data; a shared one may come from a file, so that one operator
// reaches every process of a cluster. Immutable; called from any loop.

#include <string>
#include <string_view>
#include <vector>

#include "server/net/http_request.h"
#include "shared/base/timestamp.h"

namespace baithak {

class OperatorTokens {
public:
    // `by`: how the log names those who show it: `owner`.
    void accept(std::string by, std::string_view token);

    // Who shows a token in this request. Errc::unauthenticated when it shows none, or none of ours. Takes as long for a
    // token that is nearly right as for any other.
    Result<std::string> holderOf(const HttpRequest& request) const;
    // Who proves, in this request, to know a token: a proof for the process at `opsAddress` and about `now`
    // (status_proof.h). Errc::unauthenticated for any other.
    Result<std::string> proverOf(const HttpRequest& request, std::string_view opsAddress, Timestamp now) const;

private:
    struct Known {
        std::string by;
        std::string hash;
    };
    std::vector<Known> known_;
};

// The token in a file: its first line. Errc::malformed when it is shorter than 32 characters or has blanks,
// Errc::unavailable when the file can't be read; the error names the file.
Result<std::string> readTokenFile(const std::string& path);

}  // namespace baithak
