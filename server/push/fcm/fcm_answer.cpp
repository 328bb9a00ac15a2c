// SPDX-License-Identifier: MIT
#include "server/push/fcm/fcm_answer.h"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace baithak {
namespace {

using nlohmann::json;

constexpr std::string_view kFcmError = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
constexpr std::string_view kBadRequest = "type.googleapis.com/google.rpc.BadRequest";
constexpr std::chrono::seconds kLongestWish{24 * 3600};   // past it, what the service asks for is a mistake
constexpr std::chrono::milliseconds kAfterQuota{60'000};  // when the answer does not say

// What an error answer says, as far as it can be read.
struct Said {
    std::string status;           // `NOT_FOUND`
    std::string code;             // `UNREGISTERED`
    bool blamesTheToken = false;  // and nothing else in the request
    bool blamesTheRest = false;
};

std::string textOf(const json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
}

bool isWord(const std::string& text) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

void readViolations(const json& detail, Said& said) {
    const auto violations = detail.find("fieldViolations");
    if (violations == detail.end() || !violations->is_array()) return;
    for (const auto& violation : *violations) {
        (textOf(violation, "field") == "message.token" ? said.blamesTheToken : said.blamesTheRest) = true;
    }
}

// Without details the sentence is all that tells a bad token from a bad request: "The registration token is not a
// valid FCM registration token".
bool speaksOfTheToken(const std::string& sentence) { return sentence.find("registration token") != sentence.npos; }

Said readError(const std::string& body) {
    Said said;
    const auto answer = json::parse(body, nullptr, false);
    if (!answer.is_object() || !answer.contains("error") || !answer["error"].is_object()) return said;
    const auto& error = answer["error"];
    said.status = textOf(error, "status");
    said.blamesTheToken = speaksOfTheToken(textOf(error, "message"));
    const auto details = error.find("details");
    if (details == error.end() || !details->is_array()) return said;
    for (const auto& detail : *details) {
        const auto type = textOf(detail, "@type");
        if (type == kFcmError) said.code = textOf(detail, "errorCode");
        if (type == kBadRequest) readViolations(detail, said);
    }
    return said;
}

FcmVerdict verdictOn(int status, const Said& said) {
    using enum FcmVerdict;
    if (said.code == "UNREGISTERED") return deadToken;
    // With the service account of another project every token would be answered so.
    if (said.code == kWrongSender) return refused;
    // A 404 that is not about the token is about our own configuration: no reason to forget tokens.
    if (status == 400) return said.blamesTheToken && !said.blamesTheRest ? deadToken : refused;
    if (said.code == "THIRD_PARTY_AUTH_ERROR") return refused;  // Apple's, not ours: another token changes nothing
    if (said.code == "QUOTA_EXCEEDED" || said.code == "UNAVAILABLE" || said.code == "INTERNAL") return tryAgain;
    if (status == 401) return staleAccess;
    return status == 408 || status == 429 || status >= 500 ? tryAgain : refused;
}

}  // namespace

std::optional<std::chrono::milliseconds> readRetryAfter(std::string_view value, Timestamp now) {
    std::uint32_t seconds = 0;
    const auto* end = value.data() + value.size();
    const auto [stop, failure] = std::from_chars(value.data(), end, seconds);
    if (failure == std::errc::result_out_of_range && stop == end) return kLongestWish;
    if (failure == std::errc{} && stop == end) return std::min(std::chrono::seconds(seconds), kLongestWish);
    std::tm parts{};
    const std::string text(value);
    const auto* rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (rest == nullptr || *rest != '\0') return std::nullopt;
    const auto at = static_cast<std::int64_t>(::timegm(&parts)) * 1000;
    const std::chrono::milliseconds left(at - static_cast<std::int64_t>(now.ms));
    return std::clamp<std::chrono::milliseconds>(left, std::chrono::milliseconds(0), kLongestWish);
}

FcmJudgement judge(const HttpAnswer& answer, Timestamp now) {
    if (answer.status >= 200 && answer.status < 300) return {FcmVerdict::sent, "OK", std::nullopt};
    const auto said = readError(answer.body);
    FcmJudgement judgement;
    judgement.verdict = verdictOn(answer.status, said);
    judgement.code = isWord(said.code)     ? said.code
                     : isWord(said.status) ? said.status
                                           : "HTTP_" + std::to_string(answer.status);
    judgement.retryAfter = readRetryAfter(answer.header("retry-after"), now);
    const bool isQuota = said.code == "QUOTA_EXCEEDED" || answer.status == 429;
    if (isQuota && !judgement.retryAfter) judgement.retryAfter = kAfterQuota;
    return judgement;
}

}  // namespace baithak
