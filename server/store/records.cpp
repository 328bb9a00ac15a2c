// SPDX-License-Identifier: MIT

#include "server/store/records.h"

#include <algorithm>

namespace baithak {

const Member* GroupSnapshot::find(const UserId& user) const noexcept {
    const auto found =
        std::find_if(members.begin(), members.end(), [&user](const Member& m) { return m.user == user; });
    return found == members.end() ? nullptr : &*found;
}

}  // namespace baithak
