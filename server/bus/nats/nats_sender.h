// SPDX-License-Identifier: MIT
#pragma once

// What goes out to NATS, on a thread of its own, so that nobody waits for a socket. A record for a stream is kept until
// the stream has accepted it, and sent again when that takes long, under the same id, so that it is stored once; after
// kKeepTrying it is given up. What is only said (acknowledgements, live events) is said once, and not while NATS is
// away. Used from any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/bus/nats/nats_link.h"

namespace baithak {

using Headers = std::vector<std::pair<std::string, std::string>>;

class NatsSender {
public:
    // Longer than a cluster takes to choose a new leader.
    static constexpr std::chrono::seconds kKeepTrying{30};

    struct Hooks {
        std::function<void()> tick;                                // some times a second, on the sender's thread
        std::function<void(const std::string& subject)> noStream;  // no stream takes this subject: make one
    };

    static Result<std::unique_ptr<NatsSender>> start(NatsLink& link, Log* log, Metrics* metrics, Hooks hooks);
    ~NatsSender();

    // To a stream, which takes what has the same `name` once; without one, the record gets a name of its own.
    // `accepted` is called once, when the stream has it. Errc::unavailable past the bound, Errc::tooLarge when NATS
    // takes no such record.
    Result<> publish(std::string subject, std::string payload, Headers headers = {}, std::string name = {},
                     std::function<void()> accepted = {});
    // Errc::tooLarge when NATS takes no message of so many bytes and its headers.
    Result<> checkSize(std::size_t bytes) const;
    // The way of the first record to a subject whose stream was just made.
    void sendWaiting();
    void say(std::string subject, std::string payload, std::string replyTo = {});

    std::size_t pending() const;
    // Until all that was published is accepted and all that was said is in the hands of the library, or the time is
    // over.
    void flush(std::chrono::milliseconds atMost);
    // No hook is called after this.
    void stop();

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Record {
        std::uint64_t id = 0;
        std::string name;  // `Nats-Msg-Id`
        std::string subject;
        std::string payload;
        Headers headers;
        std::function<void()> accepted;
        bool isRefused = false;  // by its last answer
        Time since;
        Time sendAt;  // again, when it is not accepted before
    };
    using RecordPtr = std::shared_ptr<Record>;
    struct Saying {
        std::string subject;
        std::string payload;
        std::string replyTo;
    };

    NatsSender(NatsLink& link, Log* log, Metrics* metrics, Hooks hooks);
    void run();
    bool waitForWork(std::vector<RecordPtr>& records, std::vector<Saying>& sayings);
    void send(const Record& record);
    void send(const Saying& saying);
    void sendAgain();
    void onAnswer(NatsMessage answer);

    NatsLink& link_;
    Log* log_;
    Hooks hooks_;
    std::string idPrefix_;  // of this sender's records, for all times
    Counter* published_ = nullptr;
    Counter* lost_ = nullptr;
    Gauge* waiting_ = nullptr;
    mutable std::mutex mutex_;
    std::condition_variable hasWork_;
    std::condition_variable isEmpty_;
    std::map<std::uint64_t, RecordPtr> pending_;
    std::size_t pendingBytes_ = 0;
    std::uint64_t lastId_ = 0;
    std::vector<RecordPtr> fresh_;
    std::vector<Saying> sayings_;
    bool isSending_ = false;  // what was taken from the two above is not out yet
    bool isStopping_ = false;
    std::unique_ptr<NatsLink::Hearing> answers_;
    std::thread thread_;
};

}  // namespace baithak
