// SPDX-License-Identifier: MIT
#pragma once

// A Kafka of one broker that knows as little as a test needs: it says which calls it takes, makes topics and tells of
// them, and keeps what was asked of it. For what librdkafka's stand-in can't show: the calls that make topics, and the
// first bytes of a connection. A thread of its own; loopback, a port of the system's choice.

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace baithak::test {

struct MadeTopic {
    std::int32_t partitions = 0;
    std::int16_t replicas = 0;
    std::map<std::string, std::string> settings;
};

class KafkaSocket {
public:
    KafkaSocket();
    ~KafkaSocket();
    KafkaSocket(const KafkaSocket&) = delete;
    KafkaSocket& operator=(const KafkaSocket&) = delete;

    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    // All that has come, of all connections.
    std::string bytes() const;
    // What was made by call.
    std::map<std::string, MadeTopic> topics() const;

private:
    struct Peer {
        int descriptor = -1;
        std::string waiting;   // of a request that is not whole yet
        bool isToken = false;  // the next is no request: what SASL exchanges
    };
    void run();
    bool read(Peer& peer);
    std::string answer(Peer& peer, std::string_view request);
    std::string tellOfTopics(std::string_view asked);
    std::string makeTopics(std::string_view asked);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::string bytes_;
    std::map<std::string, MadeTopic> topics_;
    std::atomic<bool> isStopping_{false};
    std::thread thread_;
};

}  // namespace baithak::test
