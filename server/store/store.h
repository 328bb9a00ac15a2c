// SPDX-License-Identifier: MIT
#pragma once

// The stores of one engine, as one bundle. Destroying it finishes what is in hand and closes the engine.

#include <functional>
#include <memory>

#include "server/store/file_store.h"
#include "server/store/group_store.h"
#include "server/store/message_store.h"
#include "server/store/user_store.h"

namespace baithak {

enum class Durability : std::uint8_t { full, normal };  // full: survives a power cut; normal: survives the process

class Store {
public:
    virtual ~Store() = default;
    virtual MessageStore& messages() = 0;
    virtual UserStore& users() = 0;
    virtual GroupStore& groups() = 0;
    virtual FileStore& files() = 0;
    // Empty when the store can serve; else one sentence that says why not (for /ready). Safe from any thread.
    virtual std::string problem() const = 0;
};

}  // namespace baithak
