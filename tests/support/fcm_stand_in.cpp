// SPDX-License-Identifier: MIT
#include "tests/support/fcm_stand_in.h"

#include <cstdlib>

#include "shared/base/base64.h"

namespace baithak::test {

using nlohmann::json;

namespace {

constexpr auto kProject = "climbing-club";
constexpr auto kEmail = "push@climbing-club.iam.gserviceaccount.com";
constexpr auto kScope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr auto kGrant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
constexpr std::size_t kDataBytes = 4096;

json partOf(const std::string& token, std::size_t begin, std::size_t end) {
    const auto text = decodeBase64(token.substr(begin, end - begin), Base64::url);
    return text ? json::parse(*text, nullptr, false) : json();
}

StandInAnswer answerWith(int status, const json& body) {
    StandInAnswer answer;
    answer.status = status;
    answer.body = body.dump();
    answer.headers = {{"Content-Type", "application/json; charset=UTF-8"}};
    return answer;
}

bool isTime(const json& value) {
    const auto text = value.is_string() ? value.get<std::string>() : std::string();
    return text.size() > 1 && text.back() == 's' && std::atoi(text.c_str()) > 0;
}

}  // namespace

FcmStandIn::FcmStandIn() : key_(TestKey::known(3)) {
    server_ = std::make_unique<HttpStandIn>([this](const StandInRequest& request) { return answer(request); });
}

std::string FcmStandIn::credentials() const {
    return json{{"type", "service_account"},        {"project_id", kProject}, {"private_key_id", "key-of-the-account"},
                {"private_key", key_.privatePem()}, {"client_email", kEmail}, {"token_uri", url() + "/token"}}
        .dump();
}

void FcmStandIn::answerNext(const std::string& token, StandInAnswer answer) {
    const std::lock_guard lock(mutex_);
    answers_[token].push_back(std::move(answer));
}

void FcmStandIn::answerNextTokenCall(StandInAnswer answer) {
    const std::lock_guard lock(mutex_);
    tokenAnswers_.push_back(std::move(answer));
}

void FcmStandIn::forgetAccess() {
    const std::lock_guard lock(mutex_);
    access_.clear();
}

void FcmStandIn::setAccessLife(std::string life) {
    const std::lock_guard lock(mutex_);
    accessLife_ = std::move(life);
}

std::vector<json> FcmStandIn::taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
}

std::size_t FcmStandIn::sends() const {
    const std::lock_guard lock(mutex_);
    return sends_;
}

std::size_t FcmStandIn::tokenCalls() const {
    const std::lock_guard lock(mutex_);
    return tokenCalls_;
}

std::vector<std::string> FcmStandIn::problems() const {
    const std::lock_guard lock(mutex_);
    return problems_;
}

void FcmStandIn::expect(bool holds, const std::string& problem) {
    if (!holds) problems_.push_back(problem);
}

StandInAnswer FcmStandIn::answer(const StandInRequest& request) {
    const std::lock_guard lock(mutex_);
    if (request.method == "POST" && request.target == "/token") return giveAccess(request);
    const bool isSend =
        request.method == "POST" && request.target == "/v1/projects/" + std::string(kProject) + "/messages:send";
    if (isSend) return takeMessage(request);
    problems_.push_back("a call of " + request.method + " " + request.target);
    return answerWith(404, json::object());
}

StandInAnswer FcmStandIn::giveAccess(const StandInRequest& request) {
    ++tokenCalls_;
    expect(request.header("content-type") == "application/x-www-form-urlencoded", "the form of the token call");
    expect(request.body.starts_with(kGrant), "the grant of the token call");
    if (request.body.starts_with(kGrant)) checkAssertion(request.body.substr(std::string_view(kGrant).size()));
    if (!tokenAnswers_.empty()) {
        auto answer = std::move(tokenAnswers_.front());
        tokenAnswers_.pop_front();
        return answer;
    }
    const auto token = "access-" + std::to_string(tokenCalls_);
    access_.insert(token);
    return answerWith(200,
                      {{"access_token", token}, {"expires_in", json::parse(accessLife_)}, {"token_type", "Bearer"}});
}

void FcmStandIn::checkAssertion(const std::string& assertion) {
    const auto first = assertion.find('.');
    const auto second = assertion.rfind('.');
    const auto signature = decodeBase64(assertion.substr(second + 1), Base64::url);
    expect(signature && key_.verify("RS256", assertion.substr(0, second), *signature), "the assertion's signature");
    const auto header = partOf(assertion, 0, first);
    expect(header == json{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "key-of-the-account"}}, "the assertion's header");
    const auto claims = partOf(assertion, first + 1, second);
    expect(claims["iss"] == kEmail, "the assertion's issuer");
    expect(claims["scope"] == kScope, "the assertion's scope");
    expect(claims["aud"] == server_->url() + "/token", "the assertion's audience");
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(since).count();
    const auto issued = claims.value("iat", json(0)).get<std::int64_t>();
    expect(std::abs(issued - now) < 60, "the assertion's time");
    expect(claims.value("exp", json(0)).get<std::int64_t>() - issued <= 3600, "the assertion's life");
}

StandInAnswer FcmStandIn::takeMessage(const StandInRequest& request) {
    ++sends_;
    const auto bearer = request.header("authorization");
    if (!bearer.starts_with("Bearer ") || !access_.contains(bearer.substr(7)))
        return fcmError(401, "UNAUTHENTICATED", "");
    expect(request.header("content-type").starts_with("application/json"), "the type of the body");
    const auto body = json::parse(request.body, nullptr, false);
    expect(body.is_object() && body.size() == 1 && body.contains("message"), "the form of the body");
    const auto message = body.value("message", json::object());
    checkMessage(message);
    auto& answers = answers_[message.value("token", "")];
    if (!answers.empty()) {
        auto answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
    taken_.push_back(message);
    return answerWith(200, {{"name", "projects/climbing-club/messages/" + std::to_string(taken_.size())}});
}

void FcmStandIn::checkMessage(const json& message) {
    expect(message.contains("token") && message["token"].is_string(), "no device token");
    std::size_t bytes = 0;
    const auto data = message.value("data", json::object());
    for (const auto& [key, value] : data.items()) {
        expect(value.is_string(), "data that is no text");
        if (value.is_string()) bytes += key.size() + value.get_ref<const std::string&>().size();
    }
    expect(bytes > 0 && bytes <= kDataBytes, "data of " + std::to_string(bytes) + " bytes");
    expect(!message.contains("notification"), "a notification that shows itself");
    const auto android = message.value("android", json::object());
    expect(android.value("priority", "") == "HIGH" && isTime(android.value("ttl", json())),
           "Android's priority or time");
    const auto headers = message.value("apns", json::object()).value("headers", json::object());
    expect(headers.value("apns-push-type", "") == "background" && headers.value("apns-priority", "") == "5",
           "Apple's priority or type");
    expect(std::atoll(headers.value("apns-expiration", "0").c_str()) > 1'700'000'000, "Apple's time");
}

StandInAnswer fcmError(int status, const std::string& word, const std::string& code, const std::string& sentence) {
    json error = {{"code", status}, {"message", sentence}, {"status", word}};
    if (!code.empty())
        error["details"] = {{{"@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError"}, {"errorCode", code}}};
    return answerWith(status, {{"error", error}});
}

}  // namespace baithak::test
