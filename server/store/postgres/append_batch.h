// SPDX-License-Identifier: MIT
#pragma once

// The requests of one transaction, and what comes of each. Used by AppendJob.

#include <map>
#include <set>
#include <tuple>

#include "server/store/append_rules.h"
#include "server/store/postgres/fence_book.h"

namespace baithak::postgres {

class AppendBatch {
public:
    AppendBatch(std::vector<const AppendRequest*> requests, Fences& fences)
        : requests_(std::move(requests)), fences_(fences) {}

    // Decides; what is to be written was added to the connection, for the run that commits.
    Task<std::vector<AppendOutcome>> write(Connection& connection);

private:
    // What the database says about one request.
    struct Known {
        AppendFacts facts;
        std::int64_t conversation = 0, source = 0;
        std::uint64_t head = 0, membersVersion = 0;
        std::uint64_t seq = 0;     // of the message of that source and id; 0: there is none
        std::string frame;         // of that message
        std::int64_t refused = 0;  // the number of a refusal that is kept; 0: there is none
    };
    // A message on its way into a log.
    struct Row {
        std::size_t request;
        std::int64_t conversation, source;
        std::uint64_t seq;
        std::string frame;
    };

    void ask(Connection& connection, bool isAgain);
    Task<> learn(Connection& connection, bool isAgain);
    bool make(Connection& connection);
    AppendOutcome decide(std::size_t index);
    AppendOutcome place(std::size_t index, const Known& known);
    void add(Connection& connection);
    void addReferences(Connection& connection);
    void addRefusals(Connection& connection);

    std::vector<const AppendRequest*> requests_;
    Fences& fences_;
    std::vector<Known> known_;
    std::map<std::int64_t, std::uint64_t> heads_;  // as they grow
    std::map<std::tuple<std::int64_t, std::int64_t, std::string_view>, std::size_t>
        placed_;  // rows_, by what is unique
    std::vector<Row> rows_;
    std::vector<std::pair<std::size_t, Errc>> refusals_;  // to be kept, by request
};

}  // namespace baithak::postgres
