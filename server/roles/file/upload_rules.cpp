// SPDX-License-Identifier: MIT
#include "server/roles/file/upload_rules.h"

#include <algorithm>

#include "server/roles/file/media_types.h"

namespace baithak {
namespace {

constexpr std::size_t kExtensionLetters = 16;
constexpr std::size_t kCategoryLetters = 64;

// `.PNG` is `png`; nothing for what is no extension.
std::optional<std::string> extensionOf(std::string_view text) {
    if (text.starts_with('.')) text.remove_prefix(1);
    if (text.empty() || text.size() > kExtensionLetters) return std::nullopt;
    std::string extension;
    for (const char c : text) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        const char lower = isUpper ? static_cast<char>(c - 'A' + 'a') : c;
        if (!((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))) return std::nullopt;
        extension += lower;
    }
    return extension;
}

bool isCategory(std::string_view text) {
    return text.size() <= kCategoryLetters && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_' || c == '.';
           });
}

Error notTaken(std::string_view type) {
    return {Errc::forbidden, "Files of type " + std::string(type) + " are not taken here"};
}

}  // namespace

Result<FileRecord> acceptWish(const UploadWish& wish, const UploadRules& rules) {
    const auto extension = extensionOf(wish.extension);
    if (!extension) return {Errc::malformed, "\"ext\" must be an extension like .png"};
    if (!isCategory(wish.category)) {
        return {Errc::malformed, "\"category\" must be at most 64 letters, digits, '-', '_' or '.'"};
    }
    if (!wish.bytes && rules.needsSize) {
        return {Errc::malformed, "\"size\" must be the number of bytes; it is required here"};
    }
    if (wish.bytes == 0) return {Errc::malformed, "\"size\" must be the number of bytes, at least 1"};
    if (wish.bytes.value_or(0) > rules.maxBytes) {
        return {Errc::tooLarge, "A file may have at most " + std::to_string(rules.maxBytes) + " bytes"};
    }
    FileRecord file;
    file.extension = *extension;
    file.category = wish.category;
    file.contentType = typeOfExtension(*extension);
    file.bytes = wish.bytes.value_or(rules.maxBytes);
    if (!isAllowed(file.contentType, rules.types)) return notTaken(file.contentType);
    return file;
}

Result<std::string> acceptBlob(const FileRecord& file, const BlobFacts& facts, const UploadRules& rules) {
    if (facts.bytes > file.bytes) {
        return {Errc::tooLarge, "The file has more than the " + std::to_string(file.bytes) + " bytes that it may have"};
    }
    std::string type(typeOfFile(file.extension, facts.beginning));
    if (!isAllowed(type, rules.types)) return notTaken(type);
    return type;
}

bool isAllowed(std::string_view type, const std::vector<std::string>& types) {
    return std::any_of(types.begin(), types.end(), [&](std::string_view allowed) {
        if (allowed == "*" || allowed == type) return true;
        return allowed.ends_with("/*") && type.starts_with(allowed.substr(0, allowed.size() - 1));
    });
}

}  // namespace baithak
