// SPDX-License-Identifier: MIT
#include "tests/support/history.h"

namespace baithak::test {

namespace {

std::string at(const std::string& conversation, std::uint64_t seq) { return conversation + " #" + std::to_string(seq); }

std::string sinceStart(const std::vector<std::chrono::steady_clock::time_point>& times, std::size_t i) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(times[i] - times[0]).count());
}

struct Line {
    std::string operator()(const event::DeviceAdded& e) const { return e.device + " begins, of " + e.user; }
    std::string operator()(const event::Sent& e) const {
        return e.device + " sends " + e.id + " to " + e.conversation + (e.isEphemeral ? ", ephemeral" : "");
    }
    std::string operator()(const event::Acked& e) const {
        return e.device + " has " + e.id + " acknowledged at " + at(e.conversation, e.seq);
    }
    std::string operator()(const event::Refused& e) const {
        return e.device + " has " + e.id + " refused: " + std::string(wireName(e.code));
    }
    std::string operator()(const event::Received& e) const {
        return e.device + " receives " + e.id + " of " + e.source + " at " + at(e.conversation, e.seq) +
               " on connection " + std::to_string(e.connection);
    }
    std::string operator()(const event::Shown& e) const {
        return e.device + " shows " + e.id + " of " + e.source + " at " + at(e.conversation, e.seq);
    }
    std::string operator()(const event::Confirmed& e) const {
        return e.device + " confirms " + at(e.conversation, e.seq);
    }
    std::string operator()(const event::Joined& e) const { return e.user + " joined " + e.conversation; }
    std::string operator()(const event::Left& e) const { return e.user + " left " + e.conversation; }
    std::string operator()(const event::Note& e) const { return "-- " + e.text; }
    std::string operator()(const event::Drained& e) const { return e.device + " has everything"; }
};

}  // namespace

void History::add(Event event) {
    events_.push_back(std::move(event));
    times_.push_back(now_());
}

std::string History::toText(const std::string& word) const {
    std::string text;
    for (std::size_t i = 0; i < events_.size(); ++i) {
        const std::string line = std::visit(Line{}, events_[i]);
        if (word.empty() || line.find(word) != std::string::npos || std::holds_alternative<event::Note>(events_[i]))
            text += sinceStart(times_, i) + "  " + line + "\n";
    }
    return text;
}

}  // namespace baithak::test
