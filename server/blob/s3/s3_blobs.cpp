// SPDX-License-Identifier: MIT
#include "server/blob/s3/s3_blobs.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "server/net/http_request.h"

namespace baithak {
namespace {

constexpr std::chrono::minutes kOwnCalls{5};  // for clocks that differ
constexpr std::chrono::milliseconds kCallTime{10'000};
constexpr std::uint64_t kSlowestCopy = 10'000;  // bytes a millisecond

struct Address {
    std::string scheme;
    std::string host;
};

std::optional<Address> addressOf(std::string_view endpoint) {
    const auto end = endpoint.find("://");
    if (end == endpoint.npos) return std::nullopt;
    Address address{std::string(endpoint.substr(0, end)), std::string(endpoint.substr(end + 3))};
    const bool isHost = !address.host.empty() && address.host.find_first_of("/?# ") == std::string::npos;
    if ((address.scheme != "http" && address.scheme != "https") || !isHost) return std::nullopt;
    return address;
}

// S3 answers a copy when it has made it.
std::chrono::milliseconds copyTime(std::uint64_t bytes) {
    return kCallTime + std::chrono::milliseconds(bytes / kSlowestCopy);
}

std::chrono::seconds timeUntil(Timestamp now, Timestamp until) {
    const auto ms = until.ms > now.ms ? until.ms - now.ms : 0;
    return std::chrono::seconds(std::clamp<std::uint64_t>(ms / 1000, 1, 7 * 24 * 3600));
}

// `bytes 0-511/12345` tells the whole; nothing when it can't be read.
std::optional<std::uint64_t> wholeOf(std::string_view contentRange) {
    const auto slash = contentRange.find('/');
    if (slash == contentRange.npos) return std::nullopt;
    const auto text = contentRange.substr(slash + 1);
    std::uint64_t bytes = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), bytes);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return bytes;
}

Error unexpected(std::string_view what, const HttpAnswer& answer) {
    return {Errc::unavailable, "S3 answered " + std::string(what) + " with " + std::to_string(answer.status)};
}

class S3Blobs final : public BlobStore {
public:
    S3Blobs(S3BlobsConfig config, Address address, std::unique_ptr<HttpClient> client, const Clock& clock)
        : config_(std::move(config)), address_(std::move(address)), client_(std::move(client)), clock_(clock) {}

    std::string uploadUrl(const UploadGrant& grant, std::string_view) override {
        auto request = requestFor("PUT", uploadKey(grant.id));
        if (grant.isExact) request.headers.emplace_back("content-length", std::to_string(grant.bytes));
        return sign(request, grant.now, timeUntil(grant.now, grant.until));
    }

    std::string downloadUrl(const DownloadGrant& grant, std::string_view) override {
        auto request = requestFor("GET", fileKey(grant.id));
        const std::string how = grant.isShown ? "inline" : "attachment";
        request.query = {{"response-content-type", grant.contentType},
                         {"response-content-disposition", how + "; filename=\"" + grant.fileName + "\""}};
        return sign(request, grant.now, timeUntil(grant.now, grant.until));
    }

    // A presigned PUT can hold a size exactly or not at all, and can't be taken back.
    bool guardsUploads() const noexcept override { return false; }

    Task<Result<BlobFacts>> inspect(FileId id) override {
        auto facts = co_await look(uploadKey(id));
        if (facts || facts.error().code != Errc::notFound) co_return facts;
        co_return co_await look(fileKey(id));  // sealed, and not said so: the caller was interrupted
    }

    Task<Result<>> seal(FileId id, BlobFacts facts) override {
        S3Request::Pairs headers{{"x-amz-copy-source", "/" + config_.bucket + uploadKey(id)}};
        if (!facts.version.empty()) headers.emplace_back("x-amz-copy-source-if-match", facts.version);
        auto target = fileKey(id);
        auto copied = co_await call("PUT", std::move(target), std::move(headers), {}, copyTime(facts.bytes));
        if (!copied) co_return copied.error();
        if (copied->status == 404) co_return co_await checkSealed(id);
        if (copied->status == 412) co_return Error{Errc::conflict, "The file was uploaded again just now"};
        // A copy that fails on the way is answered 200 with an error in it.
        const bool isCopied = copied->status == 200 && copied->body.find("<Error") == std::string::npos;
        if (!isCopied) co_return unexpected("a copy", *copied);
        co_return co_await removeKey(uploadKey(id));
    }

    // S3 removes without a condition. An upload that has come since is lost with it, and its owner is told so; what is
    // sealed stays.
    Task<Result<>> discard(FileId id, BlobFacts) override { co_return co_await removeKey(uploadKey(id)); }
    Task<Result<>> removeLate(FileId id) override { co_return co_await removeKey(uploadKey(id)); }

    Task<Result<>> remove(FileId id) override {
        auto upload = co_await removeKey(uploadKey(id));
        if (!upload) co_return upload;
        co_return co_await removeKey(fileKey(id));
    }

private:
    static std::string uploadKey(const FileId& id) { return "/uploads/" + id.value; }
    static std::string fileKey(const FileId& id) { return "/files/" + id.value; }

    S3Request requestFor(std::string method, const std::string& key) const {
        S3Request request;
        request.method = std::move(method);
        request.scheme = address_.scheme;
        const bool isByPath = config_.style == S3Style::path;
        request.host = isByPath ? address_.host : config_.bucket + "." + address_.host;
        request.path = isByPath ? "/" + config_.bucket + key : key;
        return request;
    }

    std::string sign(const S3Request& request, Timestamp now, std::chrono::seconds lifetime) const {
        return presign(request, config_.credentials, config_.region, now, lifetime);
    }

    // `signedHeaders` are sent and signed, `range` is sent.
    Task<Result<HttpAnswer>> call(std::string method, std::string key, S3Request::Pairs signedHeaders,
                                  std::string range = {}, std::chrono::milliseconds timeout = kCallTime) {
        auto request = requestFor(method, key);
        request.headers = std::move(signedHeaders);
        HttpCall call;
        call.method = std::move(method);
        call.url = sign(request, clock_.now(), kOwnCalls);
        call.timeout = timeout;
        call.headers = request.headers;
        if (!range.empty()) call.headers.emplace_back("range", std::move(range));
        auto answer = co_await client_->send(std::move(call));
        co_return answer;
    }

    Task<Result<BlobFacts>> look(std::string key) {
        S3Request::Pairs noHeaders;
        std::string range = "bytes=0-" + std::to_string(kSniffedBytes - 1);
        auto got = co_await call("GET", std::move(key), std::move(noHeaders), std::move(range));
        if (!got) co_return got.error();
        if (got->status == 404) co_return Error{Errc::notFound, "Nothing was uploaded"};
        BlobFacts facts;
        facts.version = got->header("etag");
        if (got->status == 416) co_return facts;  // no bytes
        const auto whole = wholeOf(got->header("content-range"));
        if (got->status == 200) {  // all of it, as it is small
            facts.bytes = got->body.size();
        } else if (got->status == 206 && whole) {
            facts.bytes = *whole;
        } else {
            co_return unexpected("a look at a file", *got);
        }
        facts.beginning = got->body.substr(0, kSniffedBytes);
        co_return facts;
    }

    // The source of the copy is gone: somebody else has sealed it, or there is nothing.
    Task<Result<>> checkSealed(FileId id) {
        auto facts = co_await look(fileKey(id));
        if (!facts) co_return facts.error();
        co_return Result<>();
    }

    Task<Result<>> removeKey(std::string key) {
        S3Request::Pairs noHeaders;
        auto removed = co_await call("DELETE", std::move(key), std::move(noHeaders));
        if (!removed) co_return removed.error();
        const bool isGone = removed->status == 204 || removed->status == 200 || removed->status == 404;
        if (!isGone) co_return unexpected("a removal", *removed);
        co_return Result<>();
    }

    const S3BlobsConfig config_;
    const Address address_;
    const std::unique_ptr<HttpClient> client_;
    const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> makeS3Blobs(S3BlobsConfig config, std::unique_ptr<HttpClient> client,
                                               const Clock& clock) {
    if (sodium_init() < 0) return {Errc::internal, "the cryptographic library can't be started"};
    if (config.bucket.empty()) return {Errc::malformed, "blob s3 needs s3-bucket"};
    if (config.region.empty()) return {Errc::malformed, "blob s3 needs s3-region"};
    const auto& [accessKey, secretKey, sessionToken] = config.credentials;
    if (accessKey.empty()) return {Errc::malformed, "blob s3 needs s3-access-key"};
    if (secretKey.empty()) return {Errc::malformed, "blob s3 needs s3-secret-key"};
    if (config.endpoint.empty()) config.endpoint = "https://s3." + config.region + ".amazonaws.com";
    auto address = addressOf(config.endpoint);
    if (!address) {
        return {Errc::malformed, "s3-endpoint is not an address like https://s3.example.org: " + config.endpoint};
    }
    return std::unique_ptr<BlobStore>(
        std::make_unique<S3Blobs>(std::move(config), std::move(*address), std::move(client), clock));
}

}  // namespace baithak
