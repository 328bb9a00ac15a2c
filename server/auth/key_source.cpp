// SPDX-License-Identifier: MIT
#include "server/auth/key_source.h"

#include <algorithm>
#include <charconv>

namespace baithak {
namespace {

constexpr std::chrono::seconds kUsualAge{3600};  // when the issuer does not say
constexpr std::size_t kMaxAnswer = 256 * 1024;
constexpr std::chrono::milliseconds kPatience{5'000};

std::optional<std::chrono::seconds> secondsOf(std::string_view text) {
    std::uint32_t seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return std::chrono::seconds(seconds);
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::optional<std::chrono::seconds> maxAgeOf(const HttpAnswer& answer) {
    const auto control = answer.header("cache-control");
    std::optional<std::chrono::seconds> age;
    for (std::size_t begin = 0; begin < control.size();) {
        const auto end = std::min(control.find(',', begin), control.size());
        const auto directive = trimmed(control.substr(begin, end - begin));
        if (directive == "no-store" || directive == "no-cache") return std::chrono::seconds(0);
        if (directive.starts_with("max-age=")) age = secondsOf(directive.substr(8));
        begin = end + 1;
    }
    const auto passed = secondsOf(answer.header("age"));
    return age && passed ? std::max(*age - *passed, std::chrono::seconds(0)) : age;
}

Task<Result<FetchedKeys>> fetchKeys(HttpClient& http, std::string url, ReadKeys read) {
    HttpCall call;
    call.url = std::move(url);
    call.timeout = kPatience;
    call.maxBytes = kMaxAnswer;
    auto answer = co_await http.send(std::move(call));
    if (!answer) co_return answer.error();
    if (answer->status != 200)
        co_return Error{Errc::unavailable, "the key server answered " + std::to_string(answer->status)};
    auto keys = read(answer->body);
    if (!keys) co_return keys.error();
    FetchedKeys fetched{std::move(*keys), maxAgeOf(*answer).value_or(kUsualAge)};
    co_return fetched;
}

KeySource::KeySource(FetchKeys fetch, const Clock& clock, Log& log, KeyTimes times)
    : fetch_(std::move(fetch)), clock_(clock), log_(log), times_(times) {}

Task<Result<PublicKey>> KeySource::find(std::string id, SignatureAlgorithm algorithm) {
    const auto refresh = [this] { return this->refresh(); };
    const auto usable = [&] { return clock_.steadyNow() < usableUntil_ ? among(id, algorithm) : nullptr; };
    const bool isStale = clock_.steadyNow() >= freshUntil_;
    if (isStale) co_await flight_.run(refresh);
    const auto* key = usable();
    // Nobody waits for the issuer twice.
    if (key == nullptr && !isStale) {
        co_await flight_.run(refresh);
        key = usable();
    }
    if (key != nullptr) co_return key->key;
    if (hasFailed_) co_return Error{Errc::unavailable, "The keys of the issuer can't be had: " + lastFailure_.text};
    co_return Error{Errc::unauthenticated, "The issuer has no such key."};
}

// Does nothing when it is too early for the next one.
Task<> KeySource::refresh() {
    if (clock_.steadyNow() < nextFetch_) co_return;
    auto fetched = co_await fetch_();
    take(std::move(fetched));
}

void KeySource::take(Result<FetchedKeys> fetched) {
    const auto now = clock_.steadyNow();
    hasFailed_ = !fetched;
    if (hasFailed_) {
        lastFailure_ = fetched.error();
        nextFetch_ = now + times_.afterFailure;
        log_.warn("auth.keys_away", {{"reason", lastFailure_.text}, {"keys", keys_.size()}});
        return;
    }
    keys_ = std::move(fetched->keys);
    freshUntil_ = now + std::clamp(fetched->maxAge, times_.least, times_.most);
    usableUntil_ = freshUntil_ + times_.stale;
    nextFetch_ = now + std::min(times_.afterUnknown, times_.least);
    log_.info("auth.keys_fetched", {{"keys", keys_.size()}});
}

const NamedKey* KeySource::among(const std::string& id, SignatureAlgorithm algorithm) const {
    const NamedKey* found = nullptr;
    for (const auto& key : keys_) {
        const bool fits = key.key.fits(algorithm) && key.algorithm.value_or(algorithm) == algorithm;
        if (!fits || (!id.empty() && key.id != id)) continue;
        if (!id.empty()) return &key;
        if (found != nullptr) return nullptr;
        found = &key;
    }
    return found;
}

}  // namespace baithak
