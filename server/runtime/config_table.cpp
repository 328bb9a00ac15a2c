// SPDX-License-Identifier: MIT
#include "server/runtime/config_table.h"

#include <algorithm>
#include <array>

#include "server/runtime/config_checks.h"

namespace baithak {
namespace {

template <std::string Config::* member>
Result<> setText(Config& config, std::string_view value) {
    config.*member = value;
    return {};
}

template <std::string Config::* member>
Result<> setNeededText(Config& config, std::string_view value) {
    if (value.empty()) return Error{Errc::malformed, "it must not be empty"};
    return setText<member>(config, value);
}

template <std::string Config::* member>
Result<> setListen(Config& config, std::string_view value) {
    if (auto parsed = parseListen(value); !parsed) return parsed.error();
    return setText<member>(config, value);
}

constexpr std::array<std::string_view, 3> kBuses{"memory", "nats", "kafka"};
constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};
constexpr std::array<std::string_view, 2> kStores{"sqlite", "postgres"};
constexpr std::array<std::string_view, 2> kPresences{"memory", "redis"};
constexpr std::array<std::string_view, 4> kAuths{"local", "firebase", "oidc", "open"};
constexpr std::array<std::string_view, 2> kPushes{"log", "fcm"};
constexpr std::array<std::string_view, 2> kPushContents{"full", "none"};
constexpr std::array<std::string_view, 2> kFirebaseUsernames{"phone_number", "uid"};
constexpr std::array<std::string_view, 2> kBlobs{"disk", "s3"};
constexpr std::array<std::string_view, 2> kS3Styles{"host", "path"};
constexpr std::array<std::string_view, 2> kDurabilities{"full", "normal"};
constexpr std::array<std::string_view, 2> kNatsStorages{"file", "memory"};
constexpr std::array<std::string_view, 4> kLogLevels{"debug", "info", "warn", "error"};

template <std::string Config::* member, const auto& words>
Result<> setWord(Config& config, std::string_view value) {
    if (auto checked = checkWord(value, words); !checked) return checked;
    return setText<member>(config, value);
}

// Empty, or what the check allows.
template <std::string Config::* member, Result<> (*check)(std::string_view)>
Result<> setChecked(Config& config, std::string_view value) {
    if (auto checked = check(value); !checked && !value.empty()) return checked;
    return setText<member>(config, value);
}

template <std::string Config::* member, Result<> (*check)(std::string_view)>
Result<> setNeeded(Config& config, std::string_view value) {
    if (auto checked = check(value); !checked) return checked;
    return setText<member>(config, value);
}

template <auto member, std::uint64_t least, std::uint64_t most>
Result<> setNumber(Config& config, std::string_view value) {
    auto number = readNumber(value, least, most);
    if (!number) return number.error();
    config.*member = static_cast<std::remove_reference_t<decltype(config.*member)>>(*number);
    return {};
}

template <bool Config::* member>
Result<> setFlag(Config& config, std::string_view value) {
    const auto isTrue = readFlag(value);
    if (!isTrue) return isTrue.error();
    config.*member = *isTrue;
    return {};
}

template <auto member>
OptionValue get(const Config& config) {
    return config.*member;
}

constexpr std::array kEntries{
    ConfigEntry{{"listen", "HOST:PORT", "where clients connect; port 0: the system's choice"},
                OptionType::text,
                setListen<&Config::listen>,
                get<&Config::listen>},
    ConfigEntry{{"ops-listen", "HOST:PORT", "where /ready and /metrics are; not for the public"},
                OptionType::text,
                setListen<&Config::opsListen>,
                get<&Config::opsListen>},
    ConfigEntry{{"advertise", "HOST", "name or address by which the other processes and nginx reach this one"},
                OptionType::text,
                setChecked<&Config::advertise, checkAdvertise>,
                get<&Config::advertise>},
    ConfigEntry{{"data-dir", "DIR", "where everything is kept"},
                OptionType::text,
                setNeededText<&Config::dataDir>,
                get<&Config::dataDir>},
    ConfigEntry{{"roles", "LIST", "what this process does: all, or names with commas between"},
                OptionType::text,
                setNeeded<&Config::roles, checkRoles>,
                get<&Config::roles>},
    ConfigEntry{{"bus", "NAME", "how roles reach each other: memory, nats, kafka"},
                OptionType::text,
                setWord<&Config::bus, kBuses>,
                get<&Config::bus>},
    ConfigEntry{
        {"bus-partitions", "N", "into how many parts a bus across processes shares its work; not to be changed"},
        OptionType::number,
        setNumber<&Config::busPartitions, 1, 256>,
        get<&Config::busPartitions>},
    ConfigEntry{{"nats-url", "LIST", "nats://user:password@host:port of each server; tls:// for TLS"},
                OptionType::text,
                setNeededText<&Config::natsUrl>,
                get<&Config::natsUrl>,
                true},
    ConfigEntry{{"nats-credentials", "FILE", "our JWT for NATS and its seed"},
                OptionType::text,
                setText<&Config::natsCredentials>,
                get<&Config::natsCredentials>},
    ConfigEntry{{"nats-nkey", "FILE", "the seed of our nkey for NATS"},
                OptionType::text,
                setText<&Config::natsNkey>,
                get<&Config::natsNkey>},
    ConfigEntry{{"nats-token", "TEXT", "our token for NATS"},
                OptionType::text,
                setText<&Config::natsToken>,
                get<&Config::natsToken>,
                true},
    ConfigEntry{{"nats-ca", "FILE", "authorities that the certificate of NATS may come from"},
                OptionType::text,
                setText<&Config::natsCa>,
                get<&Config::natsCa>},
    ConfigEntry{{"nats-cert", "FILE", "our certificate for NATS"},
                OptionType::text,
                setText<&Config::natsCert>,
                get<&Config::natsCert>},
    ConfigEntry{{"nats-key", "FILE", "its key"}, OptionType::text, setText<&Config::natsKey>, get<&Config::natsKey>},
    ConfigEntry{{"nats-replicas", "N", "how many NATS servers hold each event: 3 in a cluster"},
                OptionType::number,
                setNumber<&Config::natsReplicas, 1, 5>,
                get<&Config::natsReplicas>},
    ConfigEntry{{"nats-storage", "WORD", "where NATS keeps events: file, memory"},
                OptionType::text,
                setWord<&Config::natsStorage, kNatsStorages>,
                get<&Config::natsStorage>},
    ConfigEntry{{"nats-topic-bytes", "N", "how much NATS keeps of one topic"},
                OptionType::number,
                setNumber<&Config::natsTopicBytes, 16ULL << 20, 1ULL << 40>,
                get<&Config::natsTopicBytes>},
    ConfigEntry{{"kafka-brokers", "LIST", "host:port of brokers of Kafka"},
                OptionType::text,
                setNeededText<&Config::kafkaBrokers>,
                get<&Config::kafkaBrokers>},
    ConfigEntry{{"kafka-settings", "FILE", "librdkafka's properties for TLS and SASL, name=value on a line"},
                OptionType::text,
                setText<&Config::kafkaSettings>,
                get<&Config::kafkaSettings>},
    ConfigEntry{{"kafka-replicas", "N", "how many brokers hold each event: 3 in a cluster"},
                OptionType::number,
                setNumber<&Config::kafkaReplicas, 1, 15>,
                get<&Config::kafkaReplicas>},
    ConfigEntry{{"kafka-create-topics", "WORD", "whether we may make our topics in Kafka: yes, no"},
                OptionType::text,
                setWord<&Config::kafkaCreateTopics, kYesNo>,
                get<&Config::kafkaCreateTopics>},
    ConfigEntry{{"store", "NAME", "what keeps the messages: sqlite, postgres"},
                OptionType::text,
                setWord<&Config::store, kStores>,
                get<&Config::store>},
    ConfigEntry{{"postgres-url", "URL", "postgresql://user:password@host:port/database, for the store postgres"},
                OptionType::text,
                setText<&Config::postgresUrl>,
                get<&Config::postgresUrl>,
                true},
    ConfigEntry{{"postgres-connections", "N", "connections of this process to PostgreSQL"},
                OptionType::number,
                setNumber<&Config::postgresConnections, 3, 64>,
                get<&Config::postgresConnections>},
    ConfigEntry{{"presence", "NAME", "what knows who is connected: memory, redis"},
                OptionType::text,
                setWord<&Config::presence, kPresences>,
                get<&Config::presence>},
    ConfigEntry{{"redis-url", "URL", "redis://user:password@host:port/db; rediss:// for TLS"},
                OptionType::text,
                setNeededText<&Config::redisUrl>,
                get<&Config::redisUrl>,
                true},
    ConfigEntry{{"redis-sentinels", "LIST", "host:port of Sentinels, which know where the master is"},
                OptionType::text,
                setText<&Config::redisSentinels>,
                get<&Config::redisSentinels>},
    ConfigEntry{{"redis-master", "NAME", "what the Sentinels call the master"},
                OptionType::text,
                setNeededText<&Config::redisMaster>,
                get<&Config::redisMaster>},
    ConfigEntry{{"redis-ca", "FILE", "authorities that Redis' certificate may come from; empty: the system's"},
                OptionType::text,
                setText<&Config::redisCa>,
                get<&Config::redisCa>},
    ConfigEntry{{"redis-cert", "FILE", "our certificate for Redis"},
                OptionType::text,
                setText<&Config::redisCert>,
                get<&Config::redisCert>},
    ConfigEntry{{"redis-key", "FILE", "its key"}, OptionType::text, setText<&Config::redisKey>, get<&Config::redisKey>},
    ConfigEntry{{"redis-prefix", "TEXT", "what our keys in Redis begin with"},
                OptionType::text,
                setNeededText<&Config::redisPrefix>,
                get<&Config::redisPrefix>},
    ConfigEntry{{"auth", "NAME", "who may sign in: local (passwords), firebase, oidc, open (anyone, on loopback)"},
                OptionType::text,
                setWord<&Config::auth, kAuths>,
                get<&Config::auth>},
    ConfigEntry{{"firebase-project", "ID", "whose ID tokens sign in, with auth firebase"},
                OptionType::text,
                setText<&Config::firebaseProject>,
                get<&Config::firebaseProject>},
    ConfigEntry{{"firebase-certificates-url", "URL", "certificates of the tokens' signers; none: Google's"},
                OptionType::text,
                setChecked<&Config::firebaseCertificatesUrl, checkServiceUrl>,
                get<&Config::firebaseCertificatesUrl>},
    ConfigEntry{{"firebase-username", "WORD", "what of the token is the username: phone_number or uid"},
                OptionType::text,
                setWord<&Config::firebaseUsername, kFirebaseUsernames>,
                get<&Config::firebaseUsername>},
    ConfigEntry{{"oidc-issuer", "URL", "whose ID tokens sign in, with auth oidc, as they name it"},
                OptionType::text,
                setChecked<&Config::oidcIssuer, checkServiceUrl>,
                get<&Config::oidcIssuer>},
    ConfigEntry{{"oidc-audience", "ID", "our client id at the issuer"},
                OptionType::text,
                setText<&Config::oidcAudience>,
                get<&Config::oidcAudience>},
    ConfigEntry{{"oidc-username-claim", "NAME", "what of the token is the username"},
                OptionType::text,
                setNeededText<&Config::oidcUsernameClaim>,
                get<&Config::oidcUsernameClaim>},
    ConfigEntry{{"push", "NAME", "what wakes devices that are away: log (nothing but a line in the log), fcm"},
                OptionType::text,
                setWord<&Config::push, kPushes>,
                get<&Config::push>},
    ConfigEntry{{"fcm-credentials", "FILE", "the service account's JSON, with push fcm"},
                OptionType::text,
                setText<&Config::fcmCredentials>,
                get<&Config::fcmCredentials>},
    ConfigEntry{{"fcm-url", "URL", "where Firebase Cloud Messaging is"},
                OptionType::text,
                setChecked<&Config::fcmUrl, checkServiceUrl>,
                get<&Config::fcmUrl>},
    ConfigEntry{{"push-content", "WORD", "what a push carries: full (the message), none (ids alone)"},
                OptionType::text,
                setWord<&Config::pushContent, kPushContents>,
                get<&Config::pushContent>},
    ConfigEntry{{"push-delay-ms", "N", "for a device to fetch a message by itself before it is woken"},
                OptionType::number,
                setNumber<&Config::pushDelayMs, 0, 600'000>,
                get<&Config::pushDelayMs>},
    ConfigEntry{{"http-ca", "FILE", "authorities, in PEM, of the servers that we call; none: the system's"},
                OptionType::text,
                setText<&Config::httpCa>,
                get<&Config::httpCa>},
    ConfigEntry{{"durability", "WORD", "a stored message survives: full (power loss), normal (a crash of the server)"},
                OptionType::text,
                setWord<&Config::durability, kDurabilities>,
                get<&Config::durability>},
    ConfigEntry{{"allowed-origins", "LIST", "origins of web pages whose cookies count, besides our own"},
                OptionType::text,
                setChecked<&Config::allowedOrigins, checkOrigins>,
                get<&Config::allowedOrigins>},
    ConfigEntry{{"admin-token-file", "FILE", "holds a token that makes its bearer an operator of every process"},
                OptionType::text,
                setText<&Config::adminTokenFile>,
                get<&Config::adminTokenFile>},
    ConfigEntry{{"log-level", "WORD", "the least that is logged: debug, info, warn, error"},
                OptionType::text,
                setWord<&Config::logLevel, kLogLevels>,
                get<&Config::logLevel>},
    ConfigEntry{{"key-days", "N", "days until an unused access key ends"},
                OptionType::number,
                setNumber<&Config::keyDays, 1, 3650>,
                get<&Config::keyDays>},
    ConfigEntry{{"messages-per-second", "N", "per device, sustained, twice as many at once; 0: no limit"},
                OptionType::number,
                setNumber<&Config::messagesPerSecond, 0, 1'000'000>,
                get<&Config::messagesPerSecond>},
    ConfigEntry{{"ack-timeout-ms", "N", "until messages without an outcome are handed on again"},
                OptionType::number,
                setNumber<&Config::ackTimeoutMs, 100, 600'000>,
                get<&Config::ackTimeoutMs>},
    ConfigEntry{{"drain-seconds", "N", "for finishing what is in hand on SIGTERM"},
                OptionType::number,
                setNumber<&Config::drainSeconds, 1, 3600>,
                get<&Config::drainSeconds>},
    ConfigEntry{
        {"public-url", "URL", "how clients reach this server, https://chat.example.org; for addresses of files"},
        OptionType::text,
        setChecked<&Config::publicUrl, checkOrigin>,
        get<&Config::publicUrl>},
    ConfigEntry{{"blob", "NAME", "where the bytes of files are: disk, s3"},
                OptionType::text,
                setWord<&Config::blob, kBlobs>,
                get<&Config::blob>},
    ConfigEntry{{"blob-dir", "DIR", "blob disk: the folder; empty: files in the data directory"},
                OptionType::text,
                setText<&Config::blobDir>,
                get<&Config::blobDir>},
    ConfigEntry{{"blob-secret-file", "FILE", "blob disk: what signs the addresses of files; empty: one is made"},
                OptionType::text,
                setText<&Config::blobSecretFile>,
                get<&Config::blobSecretFile>},
    ConfigEntry{{"s3-endpoint", "URL", "blob s3: https://s3.example.org; empty: Amazon's of the region"},
                OptionType::text,
                setChecked<&Config::s3Endpoint, checkOrigin>,
                get<&Config::s3Endpoint>},
    ConfigEntry{{"s3-bucket", "NAME", "blob s3: the bucket"},
                OptionType::text,
                setText<&Config::s3Bucket>,
                get<&Config::s3Bucket>},
    ConfigEntry{{"s3-region", "NAME", "blob s3: the bucket's region"},
                OptionType::text,
                setText<&Config::s3Region>,
                get<&Config::s3Region>},
    ConfigEntry{{"s3-access-key", "TEXT", "blob s3: our access key"},
                OptionType::text,
                setText<&Config::s3AccessKey>,
                get<&Config::s3AccessKey>,
                true},
    ConfigEntry{{"s3-secret-key", "TEXT", "blob s3: the secret that belongs to it"},
                OptionType::text,
                setText<&Config::s3SecretKey>,
                get<&Config::s3SecretKey>,
                true},
    ConfigEntry{{"s3-session-token", "TEXT", "blob s3: of temporary credentials"},
                OptionType::text,
                setText<&Config::s3SessionToken>,
                get<&Config::s3SessionToken>,
                true},
    ConfigEntry{{"s3-style", "WORD", "blob s3: host (bucket.endpoint/key), path (endpoint/bucket/key)"},
                OptionType::text,
                setWord<&Config::s3Style, kS3Styles>,
                get<&Config::s3Style>},
    ConfigEntry{{"file-max-bytes", "N", "the size of one file"},
                OptionType::number,
                setNumber<&Config::fileMaxBytes, 1, 1ULL << 40>,
                get<&Config::fileMaxBytes>},
    ConfigEntry{{"file-quota-bytes", "N", "the size of all files of one user"},
                OptionType::number,
                setNumber<&Config::fileQuotaBytes, 1, 1ULL << 50>,
                get<&Config::fileQuotaBytes>},
    ConfigEntry{{"file-types", "LIST", "types of files that are taken: image/png, image/*, or * for any"},
                OptionType::text,
                setNeeded<&Config::fileTypes, checkFileTypes>,
                get<&Config::fileTypes>},
    ConfigEntry{{"file-needs-size", "WORD", "whether an upload must say its size: no, yes"},
                OptionType::text,
                setWord<&Config::fileNeedsSize, kYesNo>,
                get<&Config::fileNeedsSize>},
    ConfigEntry{{"file-orphan-hours", "N", "until a file that was never sent is removed"},
                OptionType::number,
                setNumber<&Config::fileOrphanHours, 1, 8760>,
                get<&Config::fileOrphanHours>},
    ConfigEntry{{"child", "", "end when standard input closes and no client is left"},
                OptionType::flag,
                setFlag<&Config::child>,
                get<&Config::child>},
};

constexpr auto kOptions = [] {
    std::array<ConfigOption, kEntries.size()> options;
    for (std::size_t i = 0; i < kEntries.size(); ++i) options[i] = kEntries[i].option;
    return options;
}();

}  // namespace

std::span<const ConfigEntry> configEntries() { return kEntries; }

const ConfigEntry* findConfigEntry(std::string_view name) {
    const auto entry =
        std::find_if(kEntries.begin(), kEntries.end(), [name](const ConfigEntry& e) { return e.option.name == name; });
    return entry == kEntries.end() ? nullptr : &*entry;
}

std::span<const ConfigOption> configOptions() { return kOptions; }

}  // namespace baithak
