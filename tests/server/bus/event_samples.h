// SPDX-License-Identifier: MIT
#pragma once

// Events that are told apart by a name, and a subscriber that writes the names down.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/bus/bus.h"

namespace baithak::test {

using Names = std::vector<std::string>;

inline EventPtr eventNamed(std::string_view name) {
    NewLogin login;
    login.notificationToken = name;
    return makeEvent(std::move(login));
}

// One whose sender says it again without an answer.
inline EventPtr askedNamed(std::string_view name) {
    FetchRange wish;
    wish.conversation = ConversationId(std::string(name));
    return makeEvent(std::move(wish));
}

inline std::string nameOf(const EventPtr& event) {
    if (const auto* wish = std::get_if<FetchRange>(event.get())) return wish->conversation.value;
    return std::get<NewLogin>(*event).notificationToken;
}

struct Listener {
    Listener(Bus& bus, baithak::Loop& loop, std::string_view topic, std::string_view group) {
        auto subscribed = bus.subscribe(
            topic, group, loop, [this](const EventPtr& event, const Fence&) { names.push_back(nameOf(event)); });
        if (subscribed) subscription = std::move(*subscribed);
    }

    // Unsubscribes; what was heard until then.
    Names end() {
        subscription.reset();
        return names;
    }

    Names names;
    std::unique_ptr<Subscription> subscription;
};

}  // namespace baithak::test
