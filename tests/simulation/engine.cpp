// SPDX-License-Identifier: MIT
#include "tests/simulation/engine.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace baithak::simulation {
namespace {

constexpr std::array<std::pair<Bug, std::string_view>, 6> kNames{
    {{Bug::none, "none"},
     {Bug::ackBeforeCommit, "ack-before-commit"},
     {Bug::noFencing, "no-fencing"},
     {Bug::noDuplicateCheck, "no-duplicate-check"},
     {Bug::membershipReadOutside, "membership-read-outside"},
     {Bug::presenceReadBeforeCommit, "presence-read-before-commit"}}};

constexpr Timestamp kFirstDay{1'700'000'000'000};

}  // namespace

LogFile::LogFile() : descriptor_(::memfd_create("simulated log", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
}

LogFile::~LogFile() { ::close(descriptor_); }

std::vector<std::string> LogFile::linesOf(std::string_view event) const {
    std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(::pread(descriptor_, text.data(), text.size(), 0), 0)));
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        auto line = text.substr(begin, end - begin);
        if (line.find(event) != std::string::npos) lines.push_back(std::move(line));
        begin = end + 1;
    }
    return lines;
}

std::string_view nameOf(Bug bug) noexcept {
    for (const auto& [each, name] : kNames) {
        if (each == bug) return name;
    }
    return {};
}

std::optional<Bug> bugNamed(std::string_view name) noexcept {
    for (const auto& [bug, each] : kNames) {
        if (each == name) return bug;
    }
    return std::nullopt;
}

Engine::Engine(std::uint64_t seed, Bug planted)
    : random(seed), bug(planted), history([this] { return schedule.now(); }) {}

Timestamp Engine::wallNow() const {
    return kFirstDay + std::chrono::duration_cast<std::chrono::milliseconds>(schedule.now().time_since_epoch());
}

}  // namespace baithak::simulation
