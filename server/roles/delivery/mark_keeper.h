// SPDX-License-Identifier: MIT
#pragma once

// Marks on their way into the store, and the receipts that follow: confirmations are gathered for a moment, stored in
// one write, and what moved is told live to the members' strict connections. Lives on the delivery role's loop; its
// tasks run in the role's gate.

#include <chrono>
#include <cstdint>
#include <set>

#include "server/bus/bus.h"
#include "server/presence/presence.h"
#include "server/roles/delivery/delivery_plan.h"
#include "server/roles/delivery/mark_board.h"
#include "server/runtime/clock.h"
#include "server/runtime/gate.h"
#include "server/runtime/metrics.h"
#include "server/store/group_store.h"
#include "server/store/message_store.h"

namespace baithak {

struct MarkPorts {
    Loop& loop;
    Gate& gate;
    Bus& bus;
    MessageStore& messages;
    GroupStore& groups;
    Presence& presence;
    const Clock& clock;
    Log& log;
    Counter& unasked;  // what was said to every gateway, because presence could not be asked
};

class MarkKeeper {
public:
    explicit MarkKeeper(MarkPorts ports)
        : ports_(ports), timer_(ports.clock.timer(ports.loop)), saveEnded_(ports.loop, LoopTimer::time_point::max()) {}

    // Notes a move; it is stored soon.
    void note(MarkUpdate update);
    // Stores what is noted for one user, or for all, now; the former returns when all the user's marks are stored.
    Task<> saveOf(UserId user);
    Task<> saveAll();
    // Tells the members of receipts that moved.
    Task<> tell(std::vector<Receipt> receipts);
    // No more timers; saveAll() stores what is left.
    void stop();

private:
    void arm();
    Task<> save(std::vector<MarkUpdate> updates);
    Task<Reach> reachOfStrict(UserList members);
    Task<UserList> membersOf(ConversationId conversation);

    MarkPorts ports_;
    MarkBoard board_;
    std::unique_ptr<Timer> timer_;
    std::set<std::uint64_t> underWay_;  // saves, by number
    std::uint64_t lastSave_ = 0;
    LoopTimer saveEnded_;
    bool isArmed_ = false;
    bool isStopped_ = false;
    std::chrono::milliseconds interval_{200};
};

}  // namespace baithak
