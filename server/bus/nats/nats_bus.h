// SPDX-License-Identifier: MIT
#pragma once

// The bus over NATS. What is said to one address (`deliver.<address>`) goes as it is, to whoever listens now, and what
// its sender asks for again straight to the holder of its partition, if that takes it (nats_direct.h). All else goes
// through JetStream streams, one a topic, with a subject a partition; a member of a group reads the partitions that
// it holds a lease of, each with a durable pull consumer, in order. Leases stand in a key-value bucket and end by
// themselves when their holder is gone; each has an epoch above all earlier ones of its partition. Streams, consumers
// and the bucket are made when they are needed, and made again when they were wiped.
//
// While NATS is away, what was published to streams is kept for a while and sent again; past a bound publish says
// unavailable.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/bus/bus.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct NatsBusConfig {
    std::string url = "nats://127.0.0.1:4222";  // several with commas between; may hold user:password
    std::string credentials;                    // a file with a JWT and its seed
    std::string nkey;                           // a file with the seed of an nkey
    std::string token;
    std::string ca, certificate, key;              // files in PEM form; any of them, or tls:// in the URL: over TLS
    std::uint32_t replicas = 1;                    // of streams and leases; 3 in a cluster
    bool inMemory = false;                         // streams and leases survive the process of no NATS server
    std::uint64_t topicBytes = 256ULL << 20;       // a topic forgets its oldest events past it; NATS reserves it
    std::uint32_t partitions = 16;                 // the same in all processes, and for good
    std::string prefix = "baithak";                // of subjects, streams and the bucket
    std::chrono::milliseconds connectFor{10'000};  // how long the first connection is tried
    std::chrono::milliseconds leaseTime{8'000};
    std::chrono::milliseconds renewEvery{2'000};
    std::chrono::milliseconds ackWait{8'000};     // until what a lost process had in hand comes again
    std::chrono::milliseconds directWait{1'000};  // for a first word on what needs not be kept, before it is
    std::chrono::milliseconds firstRetry{250};    // after a handler threw; twice as long each time after that
    Log* log = nullptr;
    Metrics* metrics = nullptr;
};

// Connects, and makes the streams and the bucket that every process needs; logs a warning when NATS takes smaller
// events than there may be. The error names the option that will not do, or says why NATS can't be had.
Result<std::unique_ptr<Bus>> openNatsBus(NatsBusConfig config);

}  // namespace baithak
