// SPDX-License-Identifier: MIT
#pragma once

// The keys that an issuer publishes, kept for as long as it says. Fetched when they are asked for and none are here or
// their time is over, one fetch at a time; again, at most once in a while, when a token names a key that is not among
// them: keys rotate. While the issuer is away the last keys go on for a bounded time. Lives on one loop.

#include <chrono>
#include <functional>
#include <vector>

#include "server/jose/keys.h"
#include "server/net/http_client.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/single_flight.h"

namespace baithak {

struct FetchedKeys {
    std::vector<NamedKey> keys;
    std::chrono::seconds maxAge{};
};
using FetchKeys = std::function<Task<Result<FetchedKeys>>()>;

struct KeyTimes {
    std::chrono::seconds least{60};         // whatever the issuer says, keys are good for so long
    std::chrono::seconds most{24 * 3600};   // and for no longer than that
    std::chrono::seconds afterUnknown{60};  // between two fetches because of a key that is not there
    std::chrono::seconds afterFailure{15};  // between a fetch that failed and the next
    std::chrono::seconds stale{6 * 3600};   // behind their time, while the issuer is away
};

class KeySource {
public:
    KeySource(FetchKeys fetch, const Clock& clock, Log& log, KeyTimes times = {});

    // The key of that id for that algorithm; without an id, the only one that fits. Errc::unauthenticated when the
    // issuer has none, Errc::unavailable when it can't be asked.
    Task<Result<PublicKey>> find(std::string id, SignatureAlgorithm algorithm);

private:
    using Time = std::chrono::steady_clock::time_point;

    Task<> refresh();
    void take(Result<FetchedKeys> fetched);
    const NamedKey* among(const std::string& id, SignatureAlgorithm algorithm) const;

    FetchKeys fetch_;
    const Clock& clock_;
    Log& log_;
    const KeyTimes times_;
    std::vector<NamedKey> keys_;
    Time freshUntil_{};
    Time usableUntil_{};
    Time nextFetch_{};  // not before then
    Error lastFailure_{Errc::unavailable, ""};
    bool hasFailed_ = false;
    SingleFlight flight_;
};

// One GET. `read` makes keys of the body; what is not 200 is Errc::unavailable.
using ReadKeys = Result<std::vector<NamedKey>> (*)(std::string_view body);
Task<Result<FetchedKeys>> fetchKeys(HttpClient& http, std::string url, ReadKeys read);

// How long an answer is good, by its Cache-Control and Age; nothing when it does not say.
std::optional<std::chrono::seconds> maxAgeOf(const HttpAnswer& answer);

}  // namespace baithak
