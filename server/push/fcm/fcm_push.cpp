// SPDX-License-Identifier: MIT
#include "server/push/fcm/fcm_push.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "server/push/fcm/access_tokens.h"
#include "server/push/fcm/fcm_answer.h"
#include "shared/base/random.h"

namespace baithak {
namespace {

using nlohmann::json;

// The service takes 4096 bytes of keys and values.
constexpr std::string_view kDataKey = "message";
constexpr std::size_t kDataBytes = 4096 - kDataKey.size();

std::string bodyOf(const PushMessage& message, std::chrono::seconds life, Timestamp now) {
    const auto expires = now.ms / 1000 + static_cast<std::uint64_t>(life.count());
    const json body = {
        {"message",
         {{"token", message.token},
          {"data", {{kDataKey, message.message}}},
          {"android", {{"priority", "HIGH"}, {"ttl", std::to_string(life.count()) + "s"}}},
          // Apple takes a notification without a text as a background one, and that at priority 5 alone.
          {"apns",
           {{"headers",
             {{"apns-push-type", "background"}, {"apns-priority", "5"}, {"apns-expiration", std::to_string(expires)}}},
            {"payload", {{"aps", {{"content-available", 1}}}}}}}}}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::uint64_t randomSeed() {
    std::uint64_t seed = 0;
    systemRandom()({reinterpret_cast<std::uint8_t*>(&seed), sizeof seed});
    return seed;
}

class FcmPush final : public PushProvider {
public:
    FcmPush(FcmPorts ports, FcmConfig config)
        : ports_(ports),
          times_(config.times),
          url_(config.url + "/v1/projects/" + config.account.project + "/messages:send"),
          tokens_(std::move(config.account), ports.http, ports.clock, ports.log),
          random_(seededRandom(randomSeed())) {}

    Task<PushAnswer> push(PushMessage message) override;
    std::size_t maxBytes() const noexcept override { return kDataBytes; }
    void hurry(std::chrono::milliseconds within) override { endsAt_ = ports_.clock.steadyNow() + within; }

private:
    Task<FcmJudgement> tryOnce(const PushMessage& message);
    Task<FcmJudgement> send(const PushMessage& message, const std::string& access);
    std::chrono::milliseconds patience() const;
    void complain(const PushMessage& message, const std::string& code);
    std::chrono::milliseconds pause(int tries, const FcmJudgement& judgement);
    void count(const std::string& code);

    FcmPorts ports_;
    const FcmTimes times_;
    const std::string url_;
    AccessTokens tokens_;
    RandomSource random_;
    std::optional<std::chrono::steady_clock::time_point> endsAt_;
    bool isWrongSenderSaid_ = false;
};

Task<PushAnswer> FcmPush::push(PushMessage message) {
    const auto judgement = co_await tryOnce(message);
    count(judgement.code);
    PushAnswer answer;
    if (judgement.verdict == FcmVerdict::sent) {
        answer.outcome = PushOutcome::sent;
    } else if (judgement.verdict == FcmVerdict::deadToken) {
        answer.outcome = PushOutcome::deadToken;
    } else if (judgement.verdict == FcmVerdict::refused) {
        answer.outcome = PushOutcome::refused;
        complain(message, judgement.code);
    } else if (message.tries < times_.tries) {
        answer = {PushOutcome::later, pause(message.tries, judgement)};
    } else {
        ports_.log.warn("push.given_up",
                        {{"to", message.recipient}, {"code", judgement.code}, {"tries", message.tries}});
    }
    co_return answer;
}

void FcmPush::complain(const PushMessage& message, const std::string& code) {
    ports_.log.warn("push.refused", {{"to", message.recipient}, {"code", code}});
    if (code != kWrongSender || std::exchange(isWrongSenderSaid_, true)) return;
    ports_.log.error("push.wrong_account", {{"reason",
                                             "a device's token belongs to another project than the service account of "
                                             "fcm-credentials: is it the app's own?"}});
}

// With another access token when the first is not taken, once.
Task<FcmJudgement> FcmPush::tryOnce(const PushMessage& message) {
    FcmJudgement judgement;
    for (int round = 0; round < 2; ++round) {
        auto access = co_await tokens_.get(patience());
        if (!access) {
            const bool isRefused = access.error().code == Errc::forbidden;
            judgement = {FcmVerdict::tryAgain, isRefused ? "ACCESS_REFUSED" : "ACCESS_UNAVAILABLE", std::nullopt};
            co_return judgement;
        }
        judgement = co_await send(message, *access);
        if (judgement.verdict != FcmVerdict::staleAccess) co_return judgement;
        tokens_.drop(*access);
    }
    judgement.verdict = FcmVerdict::tryAgain;
    co_return judgement;
}

Task<FcmJudgement> FcmPush::send(const PushMessage& message, const std::string& access) {
    HttpCall call;
    call.method = "POST";
    call.url = url_;
    call.headers = {{"Authorization", "Bearer " + access}, {"Content-Type", "application/json; charset=UTF-8"}};
    call.body = bodyOf(message, times_.life, ports_.clock.now());
    call.timeout = patience();
    call.maxBytes = 64 * 1024;
    auto answer = co_await ports_.http.send(std::move(call));
    FcmJudgement judgement;
    if (answer) {
        judgement = judge(*answer, ports_.clock.now());
    } else {
        judgement.verdict = FcmVerdict::tryAgain;
        judgement.code = answer.error().code == Errc::timedOut ? "TIMEOUT" : "UNREACHABLE";
    }
    co_return judgement;
}

// Twice as long each time, and half to all of it; and what the service asks for besides.
std::chrono::milliseconds FcmPush::pause(int tries, const FcmJudgement& judgement) {
    const auto doubled = times_.firstRetry * (1LL << std::min(tries - 1, 20));
    const auto step = std::min<std::chrono::milliseconds>(doubled, times_.longestRetry).count();
    std::uint32_t random = 0;
    random_({reinterpret_cast<std::uint8_t*>(&random), sizeof random});
    const std::chrono::milliseconds jittered(step / 2 + static_cast<std::int64_t>(random) % (step / 2 + 1));
    return judgement.retryAfter ? *judgement.retryAfter + jittered / 4 : jittered;
}

// For the next call. Never nothing, which would be for ever.
std::chrono::milliseconds FcmPush::patience() const {
    if (!endsAt_) return times_.patience;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*endsAt_ - ports_.clock.steadyNow());
    return std::clamp(left, std::chrono::milliseconds(1), times_.patience);
}

// The codes are few: those of the service's list, and our own.
void FcmPush::count(const std::string& code) {
    ports_.metrics.counter("baithak_push_answers_total", "Tries to push, by the service's answer", {{"code", code}})
        .add();
}

}  // namespace

std::unique_ptr<PushProvider> makeFcmPush(FcmPorts ports, FcmConfig config) {
    return std::make_unique<FcmPush>(ports, std::move(config));
}

}  // namespace baithak
