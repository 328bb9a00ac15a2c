// SPDX-License-Identifier: MIT
#include "server/net/curl_call.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>

namespace baithak {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr unsigned kUnansweredMs = 15'000;

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string loweredText(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), lowered);
    return lower;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool hasBody(const std::string& method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

bool breaksALine(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos; }

bool isToken(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != ':' && c != '"'; });
}

// What a sentence may show of a URL: who is called. Its path and query can hold secrets.
std::string serverOf(const std::string& url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == url.npos ? 0 : scheme + 3;
    const auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    const auto at = authority.rfind('@');
    return at == authority.npos ? authority : authority.substr(at + 1);
}

Errc errcOf(CURLcode code) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return Errc::timedOut;
        case CURLE_FILESIZE_EXCEEDED:
            return Errc::tooLarge;
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return Errc::malformed;
        default:
            return Errc::unavailable;
    }
}

// A connection that lost its way would otherwise stay, and be used for all that follows, until the kernel gives up what
// it sends again and again: a quarter of an hour (RFC 5482, tcp(7)).
int setUpSocket(void*, curl_socket_t socket, curlsocktype) noexcept {
    const unsigned time = kUnansweredMs;
    static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &time, sizeof time));
    return CURL_SOCKOPT_OK;
}

}  // namespace

Result<> checkCall(const HttpCall& call) {
    const bool isHttp = call.url.starts_with("https://") || call.url.starts_with("http://");
    if (!isHttp || breaksALine(call.url)) return Error{Errc::malformed, "that is no URL of http:// or https://"};
    if (!isToken(call.method)) return Error{Errc::malformed, "the method is not a word"};
    for (const auto& [name, value] : call.headers) {
        if (!isToken(name) || breaksALine(value))
            return Error{Errc::malformed, "a header's name or value can't be sent in one line"};
    }
    return {};
}

CurlCall::CurlCall(HttpCall call, const HttpClientConfig& config) : call_(std::move(call)), handle_(curl_easy_init()) {
    if (handle_) setUp(config);
}

CurlCall::~CurlCall() = default;

void CurlCall::setUp(const HttpClientConfig& config) {
    auto* handle = handle_.get();
    curl_easy_setopt(handle, CURLOPT_PRIVATE, this);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason_);
    curl_easy_setopt(handle, CURLOPT_URL, call_.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");  // none of the environment's
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(call_.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(handle, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, setUpSocket);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!config.caFile.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, config.caFile.c_str());
        curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
    }
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE,
                     static_cast<curl_off_t>(std::max<std::size_t>(call_.maxBytes, 1)));
    setUpBody();
    addHeader("User-Agent: baithakd/" BAITHAK_VERSION);
    addHeader("Expect:");
    // libcurl's own guess at the type of a body would be wrong.
    const auto isType = [](const auto& header) { return loweredText(header.first) == "content-type"; };
    if (std::none_of(call_.headers.begin(), call_.headers.end(), isType)) addHeader("Content-Type:");
    for (const auto& [name, value] : call_.headers) addHeader(value.empty() ? name + ";" : name + ": " + value);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
}

void CurlCall::setUpBody() {
    auto* handle = handle_.get();
    if (call_.method == "HEAD") {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
        return;
    }
    if (hasBody(call_.method) || !call_.body.empty()) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call_.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call_.body.data());
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call_.method.c_str());
}

void CurlCall::addHeader(const std::string& line) {
    auto* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) return;
    static_cast<void>(headers_.release());
    headers_.reset(longer);
}

bool CurlCall::takeHeader(std::string_view line) {
    headerBytes_ += line.size();
    if (headerBytes_ > kMaxHeaderBytes) return isTooLarge_ = true, false;
    if (line.starts_with("HTTP/")) {  // a status line: what came before was an interim answer
        answer_.headers.clear();
        return true;
    }
    const auto colon = line.find(':');
    if (colon == line.npos) return true;
    answer_.headers.emplace_back(loweredText(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    return true;
}

bool CurlCall::takeBody(std::string_view bytes) {
    if (bytes.size() > call_.maxBytes - std::min(call_.maxBytes, answer_.body.size())) return isTooLarge_ = true, false;
    answer_.body.append(bytes);
    return true;
}

// Any number of bytes but the given one makes libcurl give up the call.
std::size_t CurlCall::onHeader(char* bytes, std::size_t, std::size_t size, void* self) noexcept {
    return static_cast<CurlCall*>(self)->takeHeader({bytes, size}) ? size : 0;
}

std::size_t CurlCall::onBody(char* bytes, std::size_t, std::size_t size, void* self) noexcept {
    return static_cast<CurlCall*>(self)->takeBody({bytes, size}) ? size : 0;
}

Result<HttpAnswer> CurlCall::finish(CURLcode outcome) {
    if (outcome == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        answer_.status = static_cast<int>(status);
        return std::move(answer_);
    }
    const auto server = serverOf(call_.url);
    if (isTooLarge_ || outcome == CURLE_FILESIZE_EXCEEDED)
        return Error{Errc::tooLarge, server + " answered with more than " + std::to_string(call_.maxBytes) + " bytes"};
    const std::string reason = reason_[0] != '\0' ? reason_ : curl_easy_strerror(outcome);
    return Error{errcOf(outcome), server + " could not be asked: " + reason};
}

}  // namespace baithak
