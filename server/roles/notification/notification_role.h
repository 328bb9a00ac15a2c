// SPDX-License-Identifier: MIT
#pragma once

// The notification role: wakes the devices of those who were away when a message was stored for them, unless they have
// got it within a moment. One device hears of messages in their order; a push that has to be tried again holds up its
// own device alone. A push is a hint: what is too much, or comes too late, is dropped and counted, and the messages are
// in the log all the same.

#include <chrono>
#include <memory>

#include "server/bus/bus.h"
#include "server/presence/presence.h"
#include "server/push/push_provider.h"
#include "server/roles/notification/push_text.h"
#include "server/roles/role.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/message_store.h"
#include "server/store/user_store.h"

namespace baithak {

// What the role works on; all of it outlives the role.
struct NotificationPorts {
    Loop& loop;
    Bus& bus;
    UserStore& users;
    MessageStore& messages;
    Presence& presence;
    PushProvider& push;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
};

struct NotificationSettings {
    std::chrono::milliseconds delay{2'000};     // in which a device may still fetch the message by itself
    std::chrono::milliseconds oldest{600'000};  // behind the delay; what is older wakes nobody any more
    std::chrono::milliseconds drain{24'000};    // for what is in hand when the role stops; the rest is dropped
    PushContent content = PushContent::full;
};

std::unique_ptr<Role> makeNotificationRole(NotificationPorts ports, NotificationSettings settings);

}  // namespace baithak
