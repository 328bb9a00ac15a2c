// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/shared_files.h"

#include <algorithm>
#include <random>

#include <nlohmann/json.hpp>

namespace baithak::test {
namespace {

using nlohmann::json;

constexpr std::size_t kMostFiles = 12;
constexpr std::chrono::milliseconds kPause{100};  // before what failed is tried again
constexpr std::uint32_t kMostBytes = 200'000;
constexpr int kOk = 200;
constexpr int kBadRequest = 400;

// Nobody could answer, or somebody could not serve: the same may do later.
bool isPassing(int status) { return status == 0 || status == 429 || status >= 500; }

bool isRefused(int status) { return status == 401 || status == 403 || status == 404; }

std::string picture(std::uint32_t number) {
    std::minstd_rand random(number + 1);
    std::string bytes("\x89PNG\r\n\x1a\n", 8);
    for (auto left = random() % kMostBytes; left > 0; --left) bytes += static_cast<char>(random() >> 8);
    return bytes;
}

// The path and query of a URL: all of them are reached by the same door.
std::string targetOf(const std::string& url) { return url.substr(url.find('/', url.find("://") + 3)); }

}  // namespace

struct SharedFiles::File {
    Account owner;
    std::string bytes;
    std::string id;      // empty: to be asked for
    std::string target;  // to upload to
    bool isPut = false;
    bool isComplete = false;  // acknowledged
    std::string message;      // that names it
    std::unique_ptr<HttpErrand> errand;

    bool isBusy() const { return errand && !errand->isDone(); }
};

struct SharedFiles::Visit {
    const File* file;
    Account reader;
    bool mayHave;
    bool isUndecided = false;
    std::unique_ptr<HttpErrand> address;
    std::unique_ptr<HttpErrand> bytes;

    bool isBusy() const { return !address->isDone() || (bytes && !bytes->isDone()); }
    std::string who() const { return reader.user + " for " + file->id + " of " + file->owner.user; }
};

SharedFiles::SharedFiles(Loop& loop, std::uint16_t port, History& history, Crowd crowd)
    : loop_(loop), port_(port), history_(history), crowd_(std::move(crowd)) {}
SharedFiles::~SharedFiles() = default;

void SharedFiles::upload(const Account& owner, std::uint32_t number) {
    if (files_.size() < kMostFiles) {
        auto file = std::make_unique<File>();
        file->owner = owner;
        file->bytes = picture(number);
        files_.push_back(std::move(file));
    }
    for (auto& file : files_) goOn(*file);
}

void SharedFiles::goOn(File& file) {
    if (file.isBusy() || file.isComplete) return;
    if (file.id.empty())
        ask(file);
    else if (!file.isPut)
        put(file);
    else
        complete(file);
}

void SharedFiles::ask(File& file) {
    const HttpCall call{"GET", "/v1.0/assets/upload/presigned_url?category=chat&ext=.png", file.owner.headers(), {}};
    file.errand = std::make_unique<HttpErrand>(loop_, port_, call, [this, &file](const HttpAnswer& answer) {
        if (answer.status != kOk) {
            if (!isPassing(answer.status))
                violated("An upload of " + file.owner.user + " was answered " + std::to_string(answer.status) + ".");
            return;
        }
        const auto ticket = json::parse(answer.body);
        file.id = ticket.at("fileId");
        file.target = targetOf(ticket.at("url"));
    });
}

void SharedFiles::put(File& file) {
    const HttpCall call{"PUT", file.target, {{"content-type", "image/png"}}, file.bytes};
    file.errand = std::make_unique<HttpErrand>(loop_, port_, call, [&file](const HttpAnswer& answer) {
        file.isPut = answer.status == kOk;
        // Perhaps it came in part: another one is begun.
        if (!file.isPut) file.id.clear();
    });
}

void SharedFiles::complete(File& file) {
    const HttpCall call{"PUT", "/v1.0/assets/" + file.id + "/status", file.owner.headers(), R"({"status":true})"};
    file.errand = std::make_unique<HttpErrand>(loop_, port_, call, [this, &file](const HttpAnswer& answer) {
        if (isPassing(answer.status)) return;
        // 400: it was said before, and that answer was lost.
        file.isComplete = answer.status == kOk || answer.status == kBadRequest;
        if (!file.isComplete) {
            violated("The file " + file.id + " of " + file.owner.user + " was put whole, and then answered " +
                     std::to_string(answer.status) + ".");
            file.id.clear();
            file.isPut = false;
            return;
        }
        history_.add(event::Note{"the file " + file.id + " of " + file.owner.user + " is acknowledged"});
        file.message = crowd_.tell(file.owner, file.id);
    });
}

void SharedFiles::fetch(std::uint32_t number) {
    constexpr std::uint32_t kStranger = 5;
    std::erase_if(visits_, [](const auto& visit) { return !visit->isBusy(); });
    if (files_.empty()) return;
    const auto& file = *files_[number % files_.size()];
    if (!file.isComplete) return;
    if (number % kStranger == 0) return visit(file, crowd_.stranger, false);
    const auto readers = crowd_.readers(file.message);
    visit(file, readers.empty() ? file.owner : readers[number % readers.size()], true);
}

void SharedFiles::visit(const File& file, const Account& reader, bool mayHave) {
    visits_.push_back(std::make_unique<Visit>());
    auto& visit = *visits_.back();
    visit.file = &file;
    visit.reader = reader;
    visit.mayHave = mayHave;
    const HttpCall call{"GET", "/v1.0/assets/download/" + file.id + "/presigned_url", reader.headers(), {}};
    visit.address = std::make_unique<HttpErrand>(
        loop_, port_, call, [this, &visit](const HttpAnswer& answer) { onAddress(visit, answer); });
}

void SharedFiles::onAddress(Visit& visit, const HttpAnswer& answer) {
    visit.isUndecided = isPassing(answer.status);
    if (visit.isUndecided) return;
    const auto said = std::to_string(answer.status) + ".";
    if (!visit.mayHave) {
        if (!isRefused(answer.status)) violated("A stranger, " + visit.who() + ", was answered " + said);
        return;
    }
    if (answer.status != kOk) return violated("Who may have it, " + visit.who() + ", was answered " + said);
    const HttpCall call{"GET", targetOf(json::parse(answer.body).at("url")), {}, {}};
    visit.bytes = std::make_unique<HttpErrand>(loop_, port_, call,
                                               [this, &visit](const HttpAnswer& bytes) { onBytes(visit, bytes); });
}

void SharedFiles::onBytes(Visit& visit, const HttpAnswer& answer) {
    visit.isUndecided = isPassing(answer.status);
    if (visit.isUndecided) return;
    if (answer.status != kOk)
        violated("The address given to " + visit.who() + " was answered " + std::to_string(answer.status) + ".");
    else if (answer.body != visit.file->bytes)
        violated("Other bytes came to " + visit.who() + ": " + std::to_string(answer.body.size()) + " instead of " +
                 std::to_string(visit.file->bytes.size()) + ".");
}

bool SharedFiles::isQuiet() const {
    return std::none_of(files_.begin(), files_.end(), [](const auto& file) { return file->isBusy(); }) &&
           std::none_of(visits_.begin(), visits_.end(), [](const auto& visit) { return visit->isBusy(); });
}

bool SharedFiles::finish(std::chrono::milliseconds deadline) {
    const auto end = loop_.now() + deadline;
    const auto isComplete = [](const auto& file) { return file->isComplete; };
    for (;;) {
        if (!loop_.until([this] { return isQuiet(); }, end - loop_.now())) return false;
        if (std::all_of(files_.begin(), files_.end(), isComplete)) return true;
        loop_.turnFor(kPause);
        for (auto& file : files_) goOn(*file);
    }
}

void SharedFiles::verify(std::chrono::milliseconds deadline) {
    visits_.clear();
    for (const auto& file : files_) {
        if (!file->isComplete) continue;
        const auto readers = crowd_.readers(file->message);
        visit(*file, file->owner, true);
        if (!readers.empty()) visit(*file, readers.back(), true);
        visit(*file, crowd_.stranger, false);
    }
    const bool isOver = loop_.until([this] { return isQuiet(); }, deadline);
    if (!isOver) violated("The files were not served in time, when all was well again.");
    for (const auto& visit : visits_)
        if (visit->isUndecided) violated("Nobody could serve " + visit->who() + ", when all was well again.");
}

std::size_t SharedFiles::acknowledged() const {
    return static_cast<std::size_t>(
        std::count_if(files_.begin(), files_.end(), [](const auto& file) { return file->isComplete; }));
}

}  // namespace baithak::test
