// SPDX-License-Identifier: MIT
#include "server/roles/file/file_role.h"

#include <algorithm>
#include <charconv>

#include "server/net/json_body.h"
#include "server/roles/file/late_uploads.h"
#include "server/roles/file/media_types.h"
#include "server/roles/file/orphan_sweep.h"
#include "server/runtime/gate.h"

namespace baithak {
namespace {

using nlohmann::json;

// Long enough for what is interrupted to go on later, short enough for an address that got about.
constexpr std::chrono::hours kUploadTime{6};
// For an address that may take any number of bytes.
constexpr std::chrono::minutes kUnguardedTime{15};
constexpr std::chrono::minutes kDownloadTime{15};

// The answers of the recorded original.
HttpResponse notFound() { return jsonResponse(404, R"({"error":"file not found"})"); }
HttpResponse badRequest() { return jsonResponse(400, R"({"error":"bad request"})"); }

HttpResponse refusal(const Error& error) {
    if (error.code == Errc::forbidden) return errorResponse(415, error.text);  // a type that is not taken
    return errorResponse(error);
}

bool isHost(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
}

UploadWish wishOfQuery(const HttpRequest& request, JsonBody& problems) {
    UploadWish wish{std::string(request.argument("ext")), std::string(request.argument("category")), {}};
    const auto size = request.argument("size");
    if (size.empty()) return wish;
    std::uint64_t bytes = 0;
    const auto [end, failure] = std::from_chars(size.data(), size.data() + size.size(), bytes);
    if (failure != std::errc{} || end != size.data() + size.size()) {
        problems.note("\"size\" must be a whole number");
    }
    wish.bytes = bytes;
    return wish;
}

UploadWish wishOfBody(JsonBody& body) {
    UploadWish wish{body.requiredString("ext"), body.optionalString("category"), {}};
    if (body.has("size")) wish.bytes = body.requiredCount("size");
    return wish;
}

class FileRole final : public Role {
public:
    FileRole(FilePorts ports, FileSettings settings)
        : ports_(ports),
          settings_(std::move(settings)),
          random_(systemRandom()),
          gate_(ports.loop, ports.log),
          timer_(ports.clock.timer(ports.loop)),
          sweep_(ports.files, ports.blobs, ports.clock, ports.log, ports.metrics, settings_.orphanAfter),
          late_(ports.blobs, ports.clock, ports.log),
          completed_(ports.metrics.counter("baithak_file_uploads_total", "Files whose upload is complete.")) {}

    std::string_view name() const noexcept override { return "file"; }

    Result<> start() override {
        hang("GET", "/assets/upload/presigned_url", &FileRole::askUpload);
        hang("POST", "/assets/upload/presigned_url", &FileRole::askUploadByBody);
        hang("GET", "/assets/download/{id}/presigned_url", &FileRole::askDownload);
        hang("PUT", "/assets/{id}/status", &FileRole::setStatus);
        ports_.blobs.hangOn(ports_.routes);
        scheduleSweep();
        return {};
    }

    Task<> stop() override {
        timer_->stop();
        co_await gate_.close();
    }

private:
    using Handler = Task<HttpResponse> (FileRole::*)(HttpRequestPtr request, UserId caller);

    void hang(std::string_view method, std::string_view pattern, Handler handler) {
        ports_.routes.add(method, pattern,
                          [this, handler](HttpRequestPtr request) { return call(std::move(request), handler); });
    }

    Task<HttpResponse> call(HttpRequestPtr request, Handler handler) {
        auto device = co_await ports_.authenticator.authenticate(request);
        if (!device) co_return errorResponse(device.error());
        co_return co_await (this->*handler)(request, device->user);
    }

    Task<HttpResponse> askUpload(HttpRequestPtr request, UserId caller) {
        JsonBody problems("{}");
        const auto wish = wishOfQuery(*request, problems);
        if (auto valid = problems.check(); !valid) co_return errorResponse(valid.error());
        co_return co_await giveUpload(std::move(request), std::move(caller), wish);
    }

    Task<HttpResponse> askUploadByBody(HttpRequestPtr request, UserId caller) {
        JsonBody body(request->body);
        const auto wish = wishOfBody(body);
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        co_return co_await giveUpload(std::move(request), std::move(caller), wish);
    }

    Task<HttpResponse> giveUpload(HttpRequestPtr request, UserId caller, UploadWish wish) {
        auto accepted = acceptWish(wish, settings_.rules);
        if (!accepted) co_return refusal(accepted.error());
        auto file = std::move(*accepted);
        file.id = makeFileId(random_);
        file.owner = std::move(caller);
        file.createdAt = ports_.clock.now();
        const auto least = wish.bytes.value_or(1);
        auto granted = co_await ports_.files.create(file, least, settings_.rules.quotaBytes);
        if (!granted) co_return refusal(granted.error());
        const bool isExact = wish.bytes.has_value();
        const UploadGrant grant{file.id,          *granted,       isExact,
                                file.contentType, file.createdAt, file.createdAt + uploadTime(isExact)};
        const json answer = {{"url", ports_.blobs.uploadUrl(grant, baseOf(*request))}, {"fileId", file.id.value}};
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> askDownload(HttpRequestPtr request, UserId caller) {
        auto file = co_await ports_.files.find(FileId(request->parameters.at("id")), std::move(caller));
        if (!file && file.error().code != Errc::notFound) co_return errorResponse(file.error());
        if (!file || !file->isComplete) co_return notFound();
        const auto now = ports_.clock.now();
        const DownloadGrant grant{
            file->id, file->contentType,  file->id.value + "." + file->extension, isShownInPlace(file->contentType),
            now,      now + kDownloadTime};
        const json answer = {{"url", ports_.blobs.downloadUrl(grant, baseOf(*request))}};
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> setStatus(HttpRequestPtr request, UserId caller) {
        JsonBody body(request->body);
        const auto status = body.optionalBool("status");
        if (!status) body.note("\"status\" is required");
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        auto file = co_await ports_.files.find(FileId(request->parameters.at("id")), caller);
        if (!file && file.error().code != Errc::notFound) co_return errorResponse(file.error());
        if (!file || file->owner != caller) co_return notFound();
        if (file->isComplete) co_return badRequest();
        if (!*status) co_return jsonResponse(200, R"({"status":false})");
        co_return co_await complete(std::move(*file));
    }

    Task<HttpResponse> complete(FileRecord file) {
        auto facts = co_await ports_.blobs.inspect(file.id);
        if (!facts && facts.error().code == Errc::notFound) {
            co_return errorResponse(409, "The file has not been uploaded whole");
        }
        if (!facts) co_return errorResponse(facts.error());
        auto type = acceptBlob(file, *facts, settings_.rules);
        if (!type) {
            (void)co_await ports_.blobs.discard(file.id, std::move(*facts));
            co_return refusal(type.error());
        }
        const auto bytes = facts->bytes;
        auto sealed = co_await ports_.blobs.seal(file.id, std::move(*facts));
        if (!sealed) co_return errorResponse(sealed.error());
        auto done = co_await ports_.files.complete(file.id, file.owner, bytes, std::move(*type));
        if (!done && done.error().code == Errc::conflict) co_return badRequest();
        if (!done && done.error().code == Errc::notFound) co_return notFound();
        if (!done) co_return errorResponse(done.error());
        if (!ports_.blobs.guardsUploads()) late_.add(file.id, file.createdAt + uploadTime(true));
        completed_.add();
        co_return jsonResponse(200, R"({"status":true})");
    }

    // The caller's own request tells the caller's own address, and the proxy that it came by whether that was TLS:
    // nobody else is sent there, so that a caller who makes these up deceives nobody else.
    std::string baseOf(const HttpRequest& request) const {
        if (!settings_.publicUrl.empty()) return settings_.publicUrl;
        const auto host = request.header("host");
        const bool isSecure = request.header("x-forwarded-proto") == "https";
        return isHost(host) ? (isSecure ? "https://" : "http://") + std::string(host) : std::string();
    }

    std::chrono::milliseconds uploadTime(bool isExact) const {
        const bool isGuarded = isExact || ports_.blobs.guardsUploads();
        const std::chrono::milliseconds time = isGuarded ? std::chrono::milliseconds(kUploadTime) : kUnguardedTime;
        return std::min(time, settings_.orphanAfter);
    }

    void scheduleSweep() {
        timer_->start(settings_.sweepEvery, [this] { gate_.spawn("file.sweep", sweepAndGoOn()); });
    }

    Task<> sweepAndGoOn() {
        std::exception_ptr failure;
        try {
            co_await late_.run();
            co_await sweep_.run();
        } catch (...) {
            failure = std::current_exception();
        }
        if (!gate_.isClosed()) scheduleSweep();
        if (failure) std::rethrow_exception(failure);
    }

    FilePorts ports_;
    const FileSettings settings_;
    RandomSource random_;
    Gate gate_;
    std::unique_ptr<Timer> timer_;
    OrphanSweep sweep_;
    LateUploads late_;
    Counter& completed_;
};

}  // namespace

std::unique_ptr<Role> makeFileRole(FilePorts ports, FileSettings settings) {
    return std::make_unique<FileRole>(ports, std::move(settings));
}

}  // namespace baithak
