// SPDX-License-Identifier: MIT
#pragma once

// What kind of file it is, by its name and by how it begins. The table is resources/data/media-types.txt, made part of
// the program at build time. Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baithak {

inline constexpr std::string_view kUnknownType = "application/octet-stream";

struct MediaType {
    struct Bytes {
        std::size_t offset = 0;
        std::string bytes;
    };
    std::string extension;
    std::string type;
    bool isShown = false;
    std::vector<std::vector<Bytes>> beginnings;  // one of them, in all its parts; none: the bytes don't tell
};

// Skips lines that can't be read; the table's own test finds them.
std::vector<MediaType> parseMediaTypes(std::string_view table);
std::span<const MediaType> mediaTypes();
std::string_view mediaTypeTable();

// The type by extension (lower case, no dot): kUnknownType for one that is not in the table.
std::string_view typeOfExtension(std::string_view extension);

// The type that a file of that extension and beginning is treated as: by its name, if it begins as such files do, or
// the bytes of such files tell nothing; else what it begins as, if that is in the table; else kUnknownType, so that a
// page named .png is never shown as anything.
std::string_view typeOfFile(std::string_view extension, std::string_view beginning);

// Whether a browser may show files of that type in place.
bool isShownInPlace(std::string_view type);

}  // namespace baithak
