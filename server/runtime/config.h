// SPDX-License-Identifier: MIT
#pragma once

// What an operator can set, in one table for the file, the environment and the flags. Precedence: flag, environment
// (`BAITHAK_LISTEN`), file (`"listen"` in JSON), default. Every error names the option, where it was set, and why the
// value will not do.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/runtime/log.h"
#include "shared/base/result.h"

namespace baithak {

struct Config {
    std::string listen = "127.0.0.1:7443";  // host:port; port 0: the system's choice
    std::string opsListen = "127.0.0.1:0";
    std::string advertise;  // host by which others reach this process; empty: where it listens
    std::string dataDir = "./baithak-data";
    std::string roles = "all";
    std::string bus = "memory";
    std::string store = "sqlite";
    std::string presence = "memory";  // memory, redis
    std::string auth = "local";       // local, firebase, oidc, open
    std::string firebaseProject;
    std::string firebaseCertificatesUrl;            // empty: Google's
    std::string firebaseUsername = "phone_number";  // phone_number, uid
    std::string oidcIssuer;
    std::string oidcAudience;
    std::string oidcUsernameClaim = "preferred_username";
    std::string push = "log";  // log, fcm
    std::string fcmCredentials;
    std::string fcmUrl = "https://fcm.googleapis.com";
    std::string pushContent = "full";  // full, none
    std::uint32_t pushDelayMs = 2000;  // in which a device may still fetch a message by itself
    std::string httpCa;                // file in PEM; empty: the system's certificates
    std::string durability = "full";   // full, normal
    std::string postgresUrl;           // a secret: may hold a password
    std::uint32_t postgresConnections = 8;
    std::string redisUrl = "redis://127.0.0.1:6379";  // a secret: may hold a password
    std::string redisSentinels;                       // host:port, comma-separated; empty: the URL's host counts
    std::string redisMaster = "mymaster";             // as the Sentinels call it
    std::string redisCa;                              // files in PEM, for rediss
    std::string redisCert;
    std::string redisKey;
    std::string redisPrefix = "baithak:";  // before every key
    std::string allowedOrigins;            // comma-separated; empty: no cookie credentials from other origins
    std::string adminTokenFile;            // empty: the owner's token alone
    std::string logLevel = "info";
    std::uint32_t keyDays = 365;            // life of an access key
    std::uint32_t messagesPerSecond = 500;  // per device, sustained; 0: no limit of rate
    std::uint32_t ackTimeoutMs = 5000;      // until a batch without outcome is sent again
    std::uint32_t drainSeconds = 30;
    std::string blob = "disk";
    std::string blobDir;         // empty: `files` in the data directory
    std::string blobSecretFile;  // empty: one in the data directory, made when it is not there
    std::string s3Endpoint;
    std::string s3Bucket;
    std::string s3Region;
    std::string s3AccessKey;     // a secret
    std::string s3SecretKey;     // a secret
    std::string s3SessionToken;  // a secret
    std::string s3Style = "host";
    std::string publicUrl;  // how clients reach us; empty: as their request did
    std::uint64_t fileMaxBytes = 100 * 1024 * 1024;
    std::uint64_t fileQuotaBytes = 10ULL * 1024 * 1024 * 1024;  // of each user
    std::string fileTypes = "*";
    std::string fileNeedsSize = "no";  // yes, no
    std::uint32_t fileOrphanHours = 24;
    std::string natsUrl = "nats://127.0.0.1:4222";  // comma-separated; a secret: may hold a password
    std::string natsCredentials;                    // files
    std::string natsNkey;
    std::string natsToken;  // a secret
    std::string natsCa;     // files in PEM
    std::string natsCert;
    std::string natsKey;
    std::uint32_t natsReplicas = 1;
    std::string natsStorage = "memory";  // file, memory
    std::uint64_t natsTopicBytes = 256ULL * 1024 * 1024;
    std::string kafkaBrokers = "127.0.0.1:9092";  // host:port, comma-separated
    std::string kafkaSettings;                    // a file of librdkafka's properties
    std::uint32_t kafkaReplicas = 1;
    std::string kafkaCreateTopics = "yes";  // yes, no
    std::uint32_t busPartitions = 16;
    bool child = false;  // ends some seconds after standard input closes and no client is left
};

struct ConfigOption {
    std::string_view name;   // `data-dir`: flag `--data-dir`, environment BAITHAK_DATA_DIR, file key `data-dir`
    std::string_view value;  // placeholder in --help: DIR; empty: a switch, `--child`
    std::string_view help;
};

// The table, in the order of --help.
std::span<const ConfigOption> configOptions();

enum class CommandKind : std::uint8_t { serve, configCheck, help, version };
struct Command {
    CommandKind kind = CommandKind::serve;
    Config config;
};

// Reads the arguments (without the program's name), the environment through `lookUp`, and the file that
// `--config` or BAITHAK_CONFIG names. Checks every value; the error has a line for each that won't do.
Result<Command> readCommand(std::span<const std::string> arguments,
                            const std::function<std::optional<std::string>(const std::string&)>& lookUp);

std::string helpText();
// Every option with its value, as a JSON object that would do as a configuration file; secrets never are in it. For
// `config check`.
std::string describe(const Config& config);

// `127.0.0.1:7443`, `[::1]:0`, `localhost:7443`, `0.0.0.0:443`: an address as the listener wants it (`localhost` is
// 127.0.0.1) and a port.
struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
    bool isLoopback = false;
};
Result<ListenAddress> parseListen(std::string_view text);

}  // namespace baithak
