// SPDX-License-Identifier: MIT
#include "server/blob/disk/uploads.h"

#include <charconv>

namespace baithak {
namespace {

constexpr std::string_view kTusVersion = "1.0.0";
constexpr std::string_view kTusType = "application/offset+octet-stream";

HttpResponse refusal(const Error& error) {
    switch (error.code) {
        case Errc::rateLimited:
            return errorResponse(423, error.text);
        case Errc::timedOut:
            return errorResponse(408, error.text);
        default:
            return errorResponse(error);
    }
}

HttpResponse tusResponse(int status, std::optional<std::uint64_t> offset = std::nullopt) {
    HttpResponse response;
    response.status = status;
    response.headers.emplace_back("Tus-Resumable", kTusVersion);
    if (offset) response.headers.emplace_back("Upload-Offset", std::to_string(*offset));
    return response;
}

HttpResponse tusRefusal(HttpResponse response) {
    response.headers.emplace_back("Tus-Resumable", kTusVersion);
    return response;
}

bool speaksTus(const HttpRequest& request) {
    const auto version = request.header("tus-resumable");
    return version.empty() || version == kTusVersion;
}

HttpResponse wrongVersion() {
    auto response = errorResponse(412, "Only tus 1.0.0 here");
    response.headers.emplace_back("Tus-Version", kTusVersion);
    return response;
}

std::optional<std::uint64_t> numberIn(const HttpRequest& request, std::string_view header) {
    const auto text = request.header(header);
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Error tooLarge(const UploadGrant& grant) {
    return {Errc::tooLarge, "At most " + std::to_string(grant.bytes) + " bytes may be uploaded here"};
}

// The size of the whole, when the grant or the request tells.
std::optional<std::uint64_t> wholeBytes(const UploadGrant& grant, const HttpRequest& request) {
    if (grant.isExact) return grant.bytes;
    return numberIn(request, "upload-length");
}

}  // namespace

void Uploads::hangOn(HttpRoutes& routes) {
    const auto add = [&](std::string_view method, std::string_view pattern, auto handler) {
        routes.add(
            method, pattern, [this, handler](HttpRequestPtr request) { return (this->*handler)(request); },
            BodyMode::streamed);
    };
    add("PUT", "/assets/upload/{id}", &Uploads::put);
    add("PATCH", "/assets/upload/{id}", &Uploads::patch);
    add("HEAD", "/assets/upload/{id}", &Uploads::head);
}

Task<HttpResponse> Uploads::put(HttpRequestPtr request) {
    const auto grant = context_.signer.readUpload(*request, context_.clock.now());
    if (!grant) co_return refusal(grant.error());
    auto& body = *request->stream;
    if (body.length().value_or(0) > grant->bytes) co_return refusal(tooLarge(*grant));
    auto part = co_await openPart(grant->id);
    if (!part) co_return refusal(part.error());
    if (auto begun = co_await cut(**part, 0); !begun) co_return refusal(begun.error());
    auto taken = co_await take(body, **part, grant->bytes);
    if (!taken && taken.error().code == Errc::tooLarge) (void)co_await cut(**part, 0);
    if (!taken) co_return refusal(taken.error());
    if (grant->isExact && (*part)->bytes() != grant->bytes) {
        co_return errorResponse(400, "The file was to have " + std::to_string(grant->bytes) + " bytes");
    }
    if (auto done = co_await finish(**part); !done) co_return refusal(done.error());
    co_return jsonResponse(200, R"({"status":true})");
}

Task<HttpResponse> Uploads::patch(HttpRequestPtr request) {
    if (!speaksTus(*request)) co_return wrongVersion();
    const auto grant = context_.signer.readUpload(*request, context_.clock.now());
    if (!grant) co_return tusRefusal(refusal(grant.error()));
    if (request->header("content-type") != kTusType) {
        co_return tusRefusal(errorResponse(415, "The body must be " + std::string(kTusType)));
    }
    const auto offset = numberIn(*request, "upload-offset");
    if (!offset) co_return tusRefusal(errorResponse(400, "Upload-Offset must say where to go on"));
    const auto whole = wholeBytes(*grant, *request);
    if (whole.value_or(0) > grant->bytes) co_return tusRefusal(refusal(tooLarge(*grant)));
    auto part = co_await openPart(grant->id);
    if (!part) co_return tusRefusal(refusal(part.error()));
    if ((*part)->bytes() != *offset) {
        auto response = errorResponse(409, "There are " + std::to_string((*part)->bytes()) + " bytes");
        response.headers.emplace_back("Upload-Offset", std::to_string((*part)->bytes()));
        co_return tusRefusal(std::move(response));
    }
    auto taken = co_await take(*request->stream, **part, whole.value_or(grant->bytes));
    if (!taken && taken.error().code == Errc::tooLarge) (void)co_await cut(**part, *offset);
    if (!taken) co_return tusRefusal(refusal(taken.error()));
    if (whole == (*part)->bytes()) {
        if (auto done = co_await finish(**part); !done) co_return tusRefusal(refusal(done.error()));
    }
    co_return tusResponse(204, (*part)->bytes());
}

Task<HttpResponse> Uploads::head(HttpRequestPtr request) {
    if (!speaksTus(*request)) co_return wrongVersion();
    const auto grant = context_.signer.readUpload(*request, context_.clock.now());
    if (!grant) co_return tusRefusal(refusal(grant.error()));
    const auto look = [files = &context_.files, id = grant->id]() -> std::pair<std::uint64_t, bool> {
        if (auto whole = files->open(id)) return {whole->bytes, true};
        const auto part = files->partBytes(id);
        return {part ? *part : 0, false};
    };
    auto seen = co_await context_.workers.run(look);
    if (!seen) co_return tusRefusal(refusal(seen.error()));
    const auto [bytes, isWhole] = *seen;
    auto response = tusResponse(200, bytes);
    if (isWhole || grant->isExact) {
        response.headers.emplace_back("Upload-Length", std::to_string(isWhole ? bytes : grant->bytes));
    } else {
        response.headers.emplace_back("Upload-Defer-Length", "1");
    }
    co_return response;
}

Task<Result<std::unique_ptr<FilePart>>> Uploads::openPart(FileId id) {
    const auto open = [files = &context_.files, id = std::move(id)] { return files->openPart(id); };
    auto opened = co_await context_.workers.run(open);
    co_return flattened(std::move(opened));
}

Task<Result<>> Uploads::take(HttpBodyReader& body, FilePart& part, std::uint64_t atMost) {
    for (;;) {
        auto bytes = co_await body.next();
        if (!bytes) co_return bytes.error();
        if (bytes->empty()) co_return Result<>();
        if (part.bytes() > atMost || bytes->size() > atMost - part.bytes()) {
            co_return Error{Errc::tooLarge, "More than " + std::to_string(atMost) + " bytes came"};
        }
        context_.received.add(static_cast<double>(bytes->size()));
        const auto write = [&part, bytes = *bytes] { return part.write(bytes); };
        auto written = co_await context_.workers.run(write);
        if (!written) co_return written.error();
        if (!*written) co_return written->error();
    }
}

Task<Result<>> Uploads::finish(FilePart& part) {
    const auto work = [&part] { return part.finish(); };
    auto done = co_await context_.workers.run(work);
    co_return flattened(std::move(done));
}

Task<Result<>> Uploads::cut(FilePart& part, std::uint64_t bytes) {
    const auto work = [&part, bytes] { return part.cutTo(bytes); };
    auto done = co_await context_.workers.run(work);
    co_return flattened(std::move(done));
}

}  // namespace baithak
