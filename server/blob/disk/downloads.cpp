// SPDX-License-Identifier: MIT
#include "server/blob/disk/downloads.h"

#include "server/blob/disk/byte_range.h"

namespace baithak {
namespace {

constexpr std::size_t kPartBytes = 256 * 1024;

// A stretch of a file, read a part at a time.
class FileSource final : public HttpBodySource {
public:
    FileSource(DiskContext& context, WholeFile file, ByteRange range)
        : context_(context), file_(std::move(file)), range_(range) {}

    std::uint64_t length() const override { return range_.size; }

    Task<Result<std::string_view>> next() override {
        if (!part_) part_ = std::make_unique_for_overwrite<char[]>(kPartBytes);
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kPartBytes, range_.size - given_));
        const auto read = [this, size] { return readAt(*file_.descriptor, part_.get(), size, range_.first + given_); };
        auto got = co_await context_.workers.run(read);
        if (!got) co_return got.error();
        if (!*got) co_return got->error();
        given_ += **got;
        context_.sent.add(static_cast<double>(**got));
        co_return std::string_view(part_.get(), **got);
    }

private:
    DiskContext& context_;
    WholeFile file_;
    ByteRange range_;
    std::uint64_t given_ = 0;
    std::unique_ptr<char[]> part_;
};

// A file never changes, so its name tells its bytes.
std::string tagOf(const FileId& id) { return "\"" + id.value + "\""; }

bool names(std::string_view header, std::string_view tag) { return header == "*" || header.find(tag) != header.npos; }

std::string rangeOf(const HttpRequest& request, std::string_view tag) {
    const auto condition = request.header("if-range");
    if (!condition.empty() && condition != tag) return {};
    return std::string(request.header("range"));
}

void describe(const DownloadGrant& grant, HttpResponse& response) {
    const auto seconds = (grant.until.ms - grant.now.ms) / 1000;
    const auto add = [&](const char* name, std::string value) {
        response.headers.emplace_back(name, std::move(value));
    };
    response.contentType = grant.contentType;
    add("ETag", tagOf(grant.id));
    add("Accept-Ranges", "bytes");
    add("Cache-Control", "private, immutable, max-age=" + std::to_string(seconds));
    add("Content-Disposition",
        (grant.isShown ? "inline; filename=\"" : "attachment; filename=\"") + grant.fileName + "\"");
    add("Content-Security-Policy", "default-src 'none'; sandbox");
}

}  // namespace

void Downloads::hangOn(HttpRoutes& routes) {
    routes.add("GET", "/assets/download/{id}", [this](HttpRequestPtr request) { return get(std::move(request)); });
}

Task<HttpResponse> Downloads::get(HttpRequestPtr request) {
    const auto grant = context_.signer.readDownload(*request, context_.clock.now());
    if (!grant) co_return errorResponse(grant.error());
    const auto open = [files = &context_.files, id = grant->id] { return files->open(id); };
    auto opened = co_await context_.workers.run(open);
    auto file = flattened(std::move(opened));
    if (!file) co_return errorResponse(file.error());
    const auto tag = tagOf(grant->id);
    HttpResponse response;
    describe(*grant, response);
    if (names(request->header("if-none-match"), tag)) {
        response.status = 304;
        co_return response;
    }
    const auto choice = chooseRange(rangeOf(*request, tag), file->bytes);
    if (choice.answer == RangeAnswer::unsatisfiable) {
        response = errorResponse(416, "The file has " + std::to_string(file->bytes) + " bytes");
        response.headers.emplace_back("Content-Range", "bytes */" + std::to_string(file->bytes));
        co_return response;
    }
    if (choice.answer == RangeAnswer::part) {
        const auto& [first, size] = choice.range;
        response.status = 206;
        response.headers.emplace_back("Content-Range", "bytes " + std::to_string(first) + "-" +
                                                           std::to_string(first + size - 1) + "/" +
                                                           std::to_string(file->bytes));
    }
    response.stream = std::make_shared<FileSource>(context_, std::move(*file), choice.range);
    co_return response;
}

}  // namespace baithak
