// SPDX-License-Identifier: MIT
#include "server/ctl/operator_client.h"

#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "server/auth/status_proof.h"
#include "server/runtime/clock.h"
#include "server/runtime/config_checks.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::seconds kPatienceWithOthers{3};
constexpr std::size_t kAnswerBytes = 16 * 1024 * 1024;
constexpr std::size_t kStatusBytes = 1024 * 1024;

using Answer = Result<json>;

Task<> keep(Task<Answer> task, std::optional<Answer>& into) {
    auto answer = co_await std::move(task);
    into.emplace(std::move(answer));
}

// What went wrong, in the server's words.
Error refusalOf(const HttpAnswer& answer, const std::string& url) {
    const auto body = json::parse(answer.body, nullptr, false);
    const bool hasMessage = body.is_object() && body.contains("message") && body["message"].is_string();
    auto message = hasMessage ? body["message"].get<std::string>() : std::string();
    if (answer.status == 401) return {Errc::unauthenticated, "the server at " + url + " refuses the token"};
    if (answer.status == 404 && (message.empty() || message == "Not Found"))
        return {Errc::notFound,
                "the server at " + url + " does not answer this: it is another version, or has not the role admin"};
    if (message.empty()) message = "it answered " + std::to_string(answer.status);
    return {Errc::unavailable, message};
}

// Why an address that was learned is not asked; empty when it is.
std::string doubt(const std::string& address, const std::string& opsUrl) {
    if (!isHostAndPort(address)) return "'" + address + "' is no address: it is announced by something else";
    if (opsUrl.starts_with("https://"))
        return "not asked: it would be by plain HTTP, and " + opsUrl + " is HTTPS. Ask it by an address of its own";
    return {};
}

}  // namespace

struct OperatorClient::Request {
    std::string baseUrl;
    std::string method;
    std::string path;
    std::string authorization;
    std::string body;
    std::chrono::seconds atMost;
    std::size_t maxBytes;
};

OperatorClient::OperatorClient(ServerAddress address) : address_(std::move(address)), http_(makeHttpClient({})) {}

Result<json> OperatorClient::call(std::string_view method, std::string_view path, const json& body) {
    std::optional<Answer> answer;
    auto text = body.is_null() ? std::string() : body.dump(-1, ' ', false, json::error_handler_t::replace);
    auto task = send({address_.opsUrl, std::string(method), std::string(path), "Bearer " + address_.token,
                      std::move(text), kPatience, kAnswerBytes});
    boost::asio::co_spawn(loop_, keep(std::move(task), answer), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    loop_.restart();
    loop_.run();
    return std::move(*answer);
}

std::vector<Result<json>> OperatorClient::statusOfAll(const std::vector<std::string>& addresses) {
    std::vector<std::optional<Answer>> answers(addresses.size());
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        if (auto reason = doubt(addresses[i], address_.opsUrl); !reason.empty()) {
            answers[i].emplace(Error{Errc::forbidden, std::move(reason)});
            continue;
        }
        auto task = send(statusRequest(addresses[i]));
        boost::asio::co_spawn(loop_, keep(std::move(task), answers[i]), [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        });
    }
    loop_.restart();
    loop_.run();
    std::vector<Answer> all;
    for (auto& answer : answers) all.push_back(std::move(*answer));
    return all;
}

OperatorClient::Request OperatorClient::statusRequest(const std::string& address) const {
    auto proof = statusProof(address_.token, address, SystemClock().now());
    return {"http://" + address, "GET", "/admin/status", std::move(proof), {}, kPatienceWithOthers, kStatusBytes};
}

Task<Answer> OperatorClient::send(Request request) {
    HttpCall call;
    call.method = std::move(request.method);
    call.url = request.baseUrl + request.path;
    call.headers = {{"Authorization", std::move(request.authorization)}};
    if (!request.body.empty()) call.headers.emplace_back("Content-Type", "application/json");
    call.body = std::move(request.body);
    call.timeout = request.atMost;
    call.maxBytes = request.maxBytes;
    const auto baseUrl = std::move(request.baseUrl);
    auto answer = co_await http_->send(std::move(call));
    if (!answer) co_return Error{answer.error().code, "no server answers at " + baseUrl + ": " + answer.error().text};
    if (answer->status < 200 || answer->status > 299) co_return refusalOf(*answer, baseUrl);
    auto parsed = json::parse(answer->body, nullptr, false);
    if (parsed.is_discarded()) co_return Error{Errc::unavailable, baseUrl + " is no Baithak: its answer is no JSON"};
    co_return parsed;
}

std::string escaped(std::string_view segment) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : segment) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                             c == '.' || c == '_' || c == '~';
        if (isPlain) {
            text += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        text += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    return text;
}

}  // namespace baithak::ctl
