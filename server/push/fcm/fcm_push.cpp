// SPDX-License-Identifier: MIT
#include "server/push/fcm/fcm_push.h"

#include <nlohmann/json.hpp>
#include <set>

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
          random_(seededRandom(randomSeed())),
          waitingGauge_(ports.metrics.gauge("baithak_push_waiting_retries", "Pushes that wait for another try")) {}

    Task<PushOutcome> push(PushMessage message) override;
    std::size_t maxBytes() const noexcept override { return kDataBytes; }
    void hurry() override;

private:
    Task<FcmJudgement> tryOnce(const PushMessage& message);
    Task<FcmJudgement> send(const PushMessage& message, const std::string& access);
    Task<> wait(std::chrono::milliseconds time);
    std::chrono::milliseconds pause(int tries, const FcmJudgement& judgement);
    void count(const std::string& code);

    FcmPorts ports_;
    const FcmTimes times_;
    const std::string url_;
    AccessTokens tokens_;
    RandomSource random_;
    Gauge& waitingGauge_;
    std::set<LoopTimer*> waits_;
    bool isHurrying_ = false;
};

Task<PushOutcome> FcmPush::push(PushMessage message) {
    const auto begin = ports_.clock.steadyNow();
    for (int tries = 1;; ++tries) {
        const auto judgement = co_await tryOnce(message);
        count(judgement.code);
        if (judgement.verdict == FcmVerdict::sent) co_return PushOutcome::sent;
        if (judgement.verdict == FcmVerdict::deadToken) co_return PushOutcome::deadToken;
        if (judgement.verdict == FcmVerdict::refused) {
            ports_.log.warn("push.refused", {{"to", message.recipient}, {"code", judgement.code}});
            co_return PushOutcome::refused;
        }
        const auto time = pause(tries, judgement);
        const bool isTooLate = ports_.clock.steadyNow() + time - begin > times_.oldest;
        if (isHurrying_ || tries >= times_.tries || isTooLate) {
            ports_.log.warn("push.given_up", {{"to", message.recipient}, {"code", judgement.code}, {"tries", tries}});
            co_return PushOutcome::failed;
        }
        co_await wait(time);
    }
}

// With another access token when the first is not taken, once.
Task<FcmJudgement> FcmPush::tryOnce(const PushMessage& message) {
    FcmJudgement judgement;
    for (int round = 0; round < 2; ++round) {
        auto access = co_await tokens_.get();
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

Task<> FcmPush::wait(std::chrono::milliseconds time) {
    LoopTimer timer(co_await boost::asio::this_coro::executor, time);
    waits_.insert(&timer);
    waitingGauge_.set(static_cast<double>(waits_.size()));
    co_await timer.async_wait(asTuple);
    waits_.erase(&timer);
    waitingGauge_.set(static_cast<double>(waits_.size()));
}

void FcmPush::hurry() {
    isHurrying_ = true;
    for (auto* timer : waits_) timer->cancel();
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
