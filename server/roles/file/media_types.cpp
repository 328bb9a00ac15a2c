// SPDX-License-Identifier: MIT
#include "server/roles/file/media_types.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

namespace baithak {
namespace {

std::optional<std::string> bytesOfHex(std::string_view hex) {
    std::string bytes;
    if (hex.empty() || hex.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned value = 0;
        const auto [end, failure] = std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
        if (failure != std::errc{} || end != hex.data() + i + 2) return std::nullopt;
        bytes += static_cast<char>(value);
    }
    return bytes;
}

// `0:52494646+8:57454250`
std::optional<std::vector<MediaType::Bytes>> beginningOf(std::string_view text) {
    std::vector<MediaType::Bytes> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find('+'), text.size());
        const auto part = text.substr(0, end);
        const auto colon = part.find(':');
        if (colon == part.npos) return std::nullopt;
        MediaType::Bytes bytes;
        std::from_chars(part.data(), part.data() + colon, bytes.offset);
        auto value = bytesOfHex(part.substr(colon + 1));
        if (!value) return std::nullopt;
        bytes.bytes = std::move(*value);
        parts.push_back(std::move(bytes));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::optional<MediaType> typeOfLine(const std::string& line) {
    std::istringstream words(line);
    MediaType type;
    std::string shown, beginning;
    if (!(words >> type.extension >> type.type >> shown) || (shown != "shown" && shown != "saved")) return std::nullopt;
    type.isShown = shown == "shown";
    while (words >> beginning) {
        auto parts = beginningOf(beginning);
        if (!parts) return std::nullopt;
        type.beginnings.push_back(std::move(*parts));
    }
    return type;
}

bool beginsAs(const MediaType& type, std::string_view beginning) {
    const auto holds = [&](const MediaType::Bytes& part) {
        return part.offset <= beginning.size() && beginning.substr(part.offset).starts_with(part.bytes);
    };
    return std::any_of(type.beginnings.begin(), type.beginnings.end(),
                       [&](const auto& parts) { return std::all_of(parts.begin(), parts.end(), holds); });
}

const MediaType* find(std::string_view extension) {
    const auto types = mediaTypes();
    const auto found =
        std::find_if(types.begin(), types.end(), [&](const auto& type) { return type.extension == extension; });
    return found == types.end() ? nullptr : &*found;
}

}  // namespace

std::vector<MediaType> parseMediaTypes(std::string_view table) {
    std::vector<MediaType> types;
    std::istringstream lines{std::string(table)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        if (auto type = typeOfLine(line)) types.push_back(std::move(*type));
    }
    return types;
}

std::span<const MediaType> mediaTypes() {
    static const auto types = parseMediaTypes(mediaTypeTable());
    return types;
}

std::string_view typeOfExtension(std::string_view extension) {
    const auto* known = find(extension);
    return known != nullptr ? std::string_view(known->type) : kUnknownType;
}

std::string_view typeOfFile(std::string_view extension, std::string_view beginning) {
    const auto* named = find(extension);
    if (named == nullptr) return kUnknownType;
    if (named->beginnings.empty() || beginsAs(*named, beginning)) return named->type;
    for (const auto& type : mediaTypes()) {
        if (beginsAs(type, beginning)) return type.type;
    }
    return kUnknownType;
}

bool isShownInPlace(std::string_view type) {
    const auto types = mediaTypes();
    return std::any_of(types.begin(), types.end(),
                       [&](const auto& known) { return known.type == type && known.isShown; });
}

}  // namespace baithak
