// SPDX-License-Identifier: MIT
#include "server/runtime/comma_list.h"

#include <algorithm>

namespace baithak {

std::vector<std::string> splitAtCommas(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const auto part = text.substr(begin, end - begin);
        const auto first = part.find_first_not_of(' ');
        if (first != part.npos) parts.emplace_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
        begin = end + 1;
    }
    return parts;
}

}  // namespace baithak
