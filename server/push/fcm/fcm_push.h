// SPDX-License-Identifier: MIT
#pragma once

// Firebase Cloud Messaging, HTTP v1: each message as a data message, at high priority, for Android and, as a background
// notification, for Apple's devices. Asks for another try on quotas, outages and timeouts, later and less and less
// often, no sooner than the service asks, and for so many tries.

#include <memory>

#include "server/net/http_client.h"
#include "server/push/fcm/service_account.h"
#include "server/push/push_provider.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct FcmTimes {
    std::chrono::milliseconds firstRetry{1'000};
    std::chrono::milliseconds longestRetry{60'000};
    std::chrono::milliseconds patience{10'000};  // for one answer of the service
    int tries = 6;
    std::chrono::seconds life{24 * 3600};  // for which the service keeps it for a device that is off
};

struct FcmConfig {
    ServiceAccount account;
    std::string url = "https://fcm.googleapis.com";
    FcmTimes times;
};

struct FcmPorts {
    HttpClient& http;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
};

std::unique_ptr<PushProvider> makeFcmPush(FcmPorts ports, FcmConfig config);

}  // namespace baithak
