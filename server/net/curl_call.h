// SPDX-License-Identifier: MIT
#pragma once

// One call of http_client.h as libcurl sees it: an easy handle with all it points to. Used by http_client.cpp alone, on
// its thread.

#include <curl/curl.h>

#include <memory>
#include <string>

#include "server/net/http_client.h"

namespace baithak {

class CurlCall {
public:
    CurlCall(HttpCall call, const HttpClientConfig& config);
    ~CurlCall();
    CurlCall(const CurlCall&) = delete;
    CurlCall& operator=(const CurlCall&) = delete;

    // Null when libcurl has no memory for it.
    CURL* handle() const noexcept { return handle_.get(); }
    // What has come of it, once libcurl is done with it.
    Result<HttpAnswer> finish(CURLcode outcome);

private:
    struct FreeHandle {
        void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    };
    struct FreeList {
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };

    void setUp(const HttpClientConfig& config);
    void setUpBody();
    void addHeader(const std::string& line);
    bool takeHeader(std::string_view line);
    bool takeBody(std::string_view bytes);
    static std::size_t onHeader(char* bytes, std::size_t one, std::size_t size, void* self) noexcept;
    static std::size_t onBody(char* bytes, std::size_t one, std::size_t size, void* self) noexcept;

    HttpCall call_;
    HttpAnswer answer_;
    std::unique_ptr<CURL, FreeHandle> handle_;
    std::unique_ptr<curl_slist, FreeList> headers_;
    std::size_t headerBytes_ = 0;
    bool isTooLarge_ = false;
    char reason_[CURL_ERROR_SIZE] = {};
};

// Errc::malformed when a URL is none of HTTP or HTTPS, or a header holds what would end its line.
Result<> checkCall(const HttpCall& call);

}  // namespace baithak
