// SPDX-License-Identifier: MIT
#pragma once

// The thread of the store and what lives on its loop: lanes of connections, by what they are for. Appends and changes
// of membership go by their conversation to one of the lanes for logs, so those of one conversation keep their order
// and share transactions; accounts and marks go by their user to a lane for people; reads share theirs. A watch asks
// the server every second, so that health() is true without any call.

#include <string_view>
#include <thread>

#include "server/store/postgres/fence_book.h"
#include "server/store/postgres/group_rows.h"
#include "server/store/postgres/lane.h"

namespace baithak::postgres {

class Engine {
public:
    Engine(Address address, std::size_t connections, Log& log, Metrics& metrics);
    ~Engine();  // finishes what is queued
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    Lane& forLog(std::string_view conversation);
    Lane& forPerson(std::string_view user);
    Lane& forReads() { return *reads_; }
    const Health& health() const { return health_; }
    // These are for jobs alone.
    FenceBook& fences() { return fences_; }
    GroupMemory& groups() { return groups_; }

private:
    using Lanes = std::vector<std::unique_ptr<Lane>>;
    Task<> watch();
    Task<> close();

    const Address address_;
    Health health_;
    FenceBook fences_;
    GroupMemory groups_;
    Loop loop_;
    boost::asio::executor_work_guard<LoopExecutor> work_;
    Gate gate_;
    LaneContext context_;
    Lanes logs_, people_;
    std::unique_ptr<Lane> reads_;
    LoopTimer watchTimer_;
    bool isClosing_ = false;
    std::thread thread_;
};

}  // namespace baithak::postgres
