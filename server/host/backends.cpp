// SPDX-License-Identifier: MIT
#include "server/host/backends.h"

#include <unistd.h>

#include <fstream>

#include "server/auth/firebase/firebase_auth.h"
#include "server/auth/local/local_auth.h"
#include "server/auth/oidc/oidc_auth.h"
#include "server/auth/open/open_auth.h"
#include "server/blob/disk/disk_blobs.h"
#include "server/blob/s3/s3_blobs.h"
#include "server/bus/kafka/kafka_bus.h"
#include "server/bus/memory/memory_bus.h"
#include "server/bus/nats/nats_bus.h"
#include "server/presence/memory/memory_presence.h"
#include "server/presence/redis/redis_presence.h"
#include "server/push/fcm/fcm_push.h"
#include "server/push/log/log_push.h"
#include "server/runtime/comma_list.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_store.h"

namespace baithak {
namespace {

constexpr std::size_t kWorkers = 2;

Result<std::unique_ptr<Store>> openPostgres(const Config& config, const Clock& clock, Log& log, Metrics& metrics) {
    PostgresConfig postgres;
    postgres.url = config.postgresUrl;
    postgres.connections = config.postgresConnections;
    return openPostgresStore(std::move(postgres), clock, log, metrics);
}

Result<std::unique_ptr<Store>> openStore(const Config& config, const Clock& clock, Log& log, Metrics& metrics) {
    if (config.store == "postgres") return openPostgres(config, clock, log, metrics);
    const auto durability = config.durability == "normal" ? Durability::normal : Durability::full;
    return openSqliteStore({config.dataDir, durability}, clock, log, metrics);
}

Result<std::unique_ptr<Bus>> makeNatsBus(const Config& config, Log& log, Metrics& metrics) {
    NatsBusConfig nats;
    nats.url = config.natsUrl;
    nats.credentials = config.natsCredentials;
    nats.nkey = config.natsNkey;
    nats.token = config.natsToken;
    nats.ca = config.natsCa;
    nats.certificate = config.natsCert;
    nats.key = config.natsKey;
    nats.replicas = config.natsReplicas;
    nats.inMemory = config.natsStorage == "memory";
    nats.topicBytes = config.natsTopicBytes;
    nats.partitions = config.busPartitions;
    nats.log = &log;
    nats.metrics = &metrics;
    return openNatsBus(std::move(nats));
}

Result<std::unique_ptr<Bus>> makeKafkaBus(const Config& config, Log& log, Metrics& metrics) {
    KafkaBusConfig kafka;
    kafka.brokers = config.kafkaBrokers;
    kafka.settingsFile = config.kafkaSettings;
    kafka.partitions = config.busPartitions;
    kafka.replicas = static_cast<std::int16_t>(config.kafkaReplicas);
    kafka.createsTopics = config.kafkaCreateTopics == "yes";
    kafka.log = &log;
    kafka.metrics = &metrics;
    return openKafkaBus(std::move(kafka));
}

Result<std::unique_ptr<Bus>> makeBus(const Config& config, Log& log, Metrics& metrics) {
    if (config.bus == "kafka") return makeKafkaBus(config, log, metrics);
    if (config.bus == "nats") return makeNatsBus(config, log, metrics);
    MemoryBusConfig memory;
    memory.log = &log;
    memory.metrics = &metrics;
    return makeMemoryBus(memory);
}

// One for those who check tokens and those who push; S3 has its own. A file that can't be read would make each call
// fail later.
Result<HttpClient*> httpClient(const Config& config, Backends& backends) {
    if (backends.http) return backends.http.get();
    if (!config.httpCa.empty() && ::access(config.httpCa.c_str(), R_OK) != 0)
        return Error{Errc::notFound, "http-ca: " + config.httpCa + " can't be read"};
    backends.http = makeHttpClient({config.httpCa});
    return backends.http.get();
}

Result<std::unique_ptr<AuthProvider>> makeTokenAuth(const Config& config, Backends& backends, const Clock& clock,
                                                    Log& log) {
    auto http = httpClient(config, backends);
    if (!http) return http.error();
    const TokenAuthPorts ports{backends.store->users(), **http, clock, log};
    if (config.auth == "oidc")
        return makeOidcAuth(ports, {config.oidcIssuer, config.oidcAudience, config.oidcUsernameClaim, {}});
    FirebaseConfig firebase;
    firebase.project = config.firebaseProject;
    if (!config.firebaseCertificatesUrl.empty()) firebase.certificatesUrl = config.firebaseCertificatesUrl;
    if (config.firebaseUsername == "uid") firebase.username = FirebaseUsername::uid;
    return makeFirebaseAuth(ports, std::move(firebase));
}

Result<std::unique_ptr<AuthProvider>> makeAuth(const Config& config, Backends& backends, const Clock& clock, Log& log) {
    auto& users = backends.store->users();
    if (config.auth == "firebase" || config.auth == "oidc") return makeTokenAuth(config, backends, clock, log);
    if (config.auth == "open") return makeOpenAuth(users, clock);
    return makeLocalAuth(users, *backends.workers, clock);
}

Result<std::unique_ptr<Presence>> makePresence(const Config& config, Log& log, Metrics& metrics) {
    if (config.presence != "redis") return makeMemoryPresence();
    RedisPresenceConfig redis;
    redis.url = config.redisUrl;
    redis.sentinels = splitAtCommas(config.redisSentinels);
    redis.master = config.redisMaster;
    redis.ca = config.redisCa;
    redis.certificate = config.redisCert;
    redis.key = config.redisKey;
    redis.prefix = config.redisPrefix;
    return makeRedisPresence(std::move(redis), log, metrics);
}

Result<ServiceAccount> openServiceAccount(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return Error{Errc::notFound, "fcm-credentials: " + path + " can't be read"};
    auto account = readServiceAccount(text.str());
    if (!account) return Error{account.error().code, "fcm-credentials: " + path + ": " + account.error().text};
    return account;
}

Result<std::unique_ptr<PushProvider>> makePush(const Config& config, Backends& backends, const Clock& clock, Log& log,
                                               Metrics& metrics) {
    if (config.push != "fcm") return makeLogPush(log);
    auto http = httpClient(config, backends);
    if (!http) return http.error();
    auto account = openServiceAccount(config.fcmCredentials);
    if (!account) return account.error();
    FcmTimes times;
    times.patience = std::min(times.patience, pushDrainOf(config));
    return makeFcmPush({**http, clock, log, metrics}, {std::move(*account), config.fcmUrl, times});
}

Result<std::unique_ptr<BlobStore>> openS3(const Config& config, const Clock& clock) {
    S3BlobsConfig s3;
    s3.endpoint = config.s3Endpoint;
    s3.bucket = config.s3Bucket;
    s3.region = config.s3Region;
    s3.credentials = {config.s3AccessKey, config.s3SecretKey, config.s3SessionToken};
    s3.style = config.s3Style == "path" ? S3Style::path : S3Style::host;
    return makeS3Blobs(std::move(s3), makeHttpClient({config.httpCa}), clock);
}

Result<std::unique_ptr<BlobStore>> openBlobs(const Config& config, const Clock& clock, Metrics& metrics) {
    if (config.blob == "s3") return openS3(config, clock);
    DiskBlobsConfig disk;
    disk.folder = config.blobDir.empty() ? config.dataDir + "/files" : config.blobDir;
    disk.mayMakeSecret = config.blobSecretFile.empty();
    disk.secretFile = disk.mayMakeSecret ? config.dataDir + "/blob-secret" : config.blobSecretFile;
    return openDiskBlobs(std::move(disk), clock, metrics);
}

}  // namespace

// One follows the other; the last sixth is for everything else that stops.
std::chrono::milliseconds clientDrainOf(const Config& config) {
    return std::chrono::milliseconds(config.drainSeconds * 1000) / 2;
}
std::chrono::milliseconds pushDrainOf(const Config& config) {
    return std::chrono::milliseconds(config.drainSeconds * 1000) / 3;
}

std::string doubtOfSharedFiles(const Config& config) {
    if (config.blob != "disk" || config.roles == "all") return {};
    const bool isFolderOwn = config.blobDir.empty();
    const bool isSecretOwn = config.blobSecretFile.empty();
    if (!isFolderOwn && !isSecretOwn) return {};
    const std::string missing = isFolderOwn && isSecretOwn ? "blob-dir and blob-secret-file are"
                                : isFolderOwn              ? "blob-dir is"
                                                           : "blob-secret-file is";
    return "files are this process's own, as " + missing +
           " not set: no other process may have the role file, unless all share one folder and one secret";
}

Result<Backends> buildBackends(const Config& config, const Needs& needs, const Clock& clock, Log& log,
                               Metrics& metrics) {
    Backends backends;
    backends.workers = std::make_unique<WorkerPool>(kWorkers);
    auto bus = makeBus(config, log, metrics);
    if (!bus) return bus.error();
    backends.bus = std::move(*bus);
    auto presence = makePresence(config, log, metrics);
    if (!presence) return presence.error();
    backends.presence = std::move(*presence);
    if (needs.store) {
        auto store = openStore(config, clock, log, metrics);
        if (!store) return store.error();
        backends.store = std::move(*store);
        backends.authenticator =
            std::make_unique<Authenticator>(backends.store->users(), clock, splitAtCommas(config.allowedOrigins));
    }
    if (needs.blobs) {
        if (const auto doubt = doubtOfSharedFiles(config); !doubt.empty())
            log.warn("blob.not_shared", {{"reason", doubt}});
        auto blobs = openBlobs(config, clock, metrics);
        if (!blobs) return blobs.error();
        backends.blobs = std::move(*blobs);
    }
    if (needs.auth) {
        auto auth = makeAuth(config, backends, clock, log);
        if (!auth) return auth.error();
        backends.auth = std::move(*auth);
    }
    if (needs.push) {
        auto push = makePush(config, backends, clock, log, metrics);
        if (!push) return push.error();
        backends.push = std::move(*push);
    }
    return backends;
}

}  // namespace baithak
