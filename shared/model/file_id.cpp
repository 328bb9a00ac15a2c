// SPDX-License-Identifier: MIT
#include "shared/model/file_id.h"

#include <algorithm>
#include <array>

namespace baithak {
namespace {

constexpr std::string_view kPrefix = "bfile-";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kRandomLetters = 26;
constexpr std::size_t kMostNamed = 32;

bool isLetter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); }

void noteFilesIn(std::string_view text, std::vector<FileId>& files) {
    for (auto at = text.find(kPrefix); at != text.npos && files.size() < kMostNamed; at = text.find(kPrefix, at)) {
        const auto candidate = text.substr(at, kPrefix.size() + kRandomLetters);
        at += kPrefix.size();
        if (!isFileId(candidate)) continue;
        FileId file(candidate);
        if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(std::move(file));
    }
}

}  // namespace

FileId makeFileId(const RandomSource& random) {
    std::array<std::uint8_t, kRandomLetters> bytes;
    random(bytes);
    std::string text(kPrefix);
    for (const auto byte : bytes) text += kLetters[byte % kLetters.size()];
    return FileId(std::move(text));
}

bool isFileId(std::string_view text) noexcept {
    return text.size() == kPrefix.size() + kRandomLetters && text.starts_with(kPrefix) &&
           std::all_of(text.begin() + kPrefix.size(), text.end(), isLetter);
}

std::vector<FileId> filesNamedIn(const Message& message) {
    std::vector<FileId> files;
    const bool isOfPeople = message.type == MessageType::message || message.type == MessageType::custom;
    if (!isOfPeople || message.ephemeral) return files;
    noteFilesIn(message.content, files);
    for (const auto& [key, value] : message.meta) noteFilesIn(value, files);
    return files;
}

}  // namespace baithak
