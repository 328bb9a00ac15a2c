// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_client.h"

#include <array>
#include <cstdlib>
#include <future>

#include "server/bus/retry_delay.h"

namespace baithak {
namespace {

constexpr int kProducerTurnMs = 100;
constexpr int kFlushMs = 2'000;
constexpr int kLookMs = 500;
constexpr std::chrono::milliseconds kLookEvery{500};
constexpr std::chrono::minutes kNoteEvery{1};
constexpr int kAdminMs = 10'000;
using KafkaOwnHeaders = std::unique_ptr<rd_kafka_headers_t, KafkaDeleter<rd_kafka_headers_destroy>>;

Error kafkaError(const std::string& what, rd_kafka_resp_err_t code) {
    const auto isTooLarge = code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
    return {isTooLarge ? Errc::tooLarge : Errc::unavailable, "Kafka: " + what + ": " + rd_kafka_err2str(code)};
}

// Not as parts of the record: librdkafka 2.0.2 frees those twice when it refuses a record for its topic or partition.
KafkaOwnHeaders makeHeaders(const KafkaHeaders& headers) {
    KafkaOwnHeaders own(rd_kafka_headers_new(headers.size()));
    for (const auto& [name, value] : headers)
        rd_kafka_header_add(own.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                            static_cast<ssize_t>(value.size()));
    return own;
}

}  // namespace

KafkaPlaces makePlaces(std::size_t room) {
    return KafkaPlaces(rd_kafka_topic_partition_list_new(static_cast<int>(room)));
}

std::string_view textOf(const void* bytes, std::size_t size) {
    return bytes ? std::string_view(static_cast<const char*>(bytes), size) : std::string_view();
}

Result<KafkaClientPtr> KafkaClient::connect(KafkaBusConfig config) {
    KafkaClientPtr client(new KafkaClient(std::move(config)));
    auto settings = readKafkaSettings(client->config_.settingsFile);
    if (!settings) return settings.error();
    client->fileSettings_ = std::move(*settings);
    if (auto started = client->start(); !started) return started.error();
    return client;
}

KafkaClient::~KafkaClient() {
    isStopping_ = true;
    if (thread_.joinable()) thread_.join();
    if (producer_) rd_kafka_flush(producer_.get(), kFlushMs);
}

Result<KafkaConf> KafkaClient::makeConf(const KafkaSettings& ours) {
    // First what the file may set otherwise.
    KafkaSettings all{{"client.id", "baithak"},
                      {"socket.timeout.ms", "10000"},
                      {"linger.ms", "1"},
                      {"queue.buffering.max.messages", "100000"},
                      {"queue.buffering.max.kbytes", "131072"},
                      {"fetch.wait.max.ms", "50"},
                      {"queued.max.messages.kbytes", "16384"}};
    all.insert(all.end(), fileSettings_.begin(), fileSettings_.end());
    all.emplace_back("bootstrap.servers", config_.brokers);
    all.insert(all.end(), ours.begin(), ours.end());
    auto conf = makeKafkaConf(all);
    if (!conf) return conf;
    rd_kafka_conf_set_opaque(conf->get(), this);
    rd_kafka_conf_set_error_cb(conf->get(), [](rd_kafka_t* handle, int code, const char* reason, void* self) {
        static_cast<KafkaClient*>(self)->onError(handle, code, reason);
    });
    // Its errors come by the calls; the rest is for its own developers.
    rd_kafka_conf_set_log_cb(conf->get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    return conf;
}

Result<> KafkaClient::start() {
    if (config_.metrics) {
        published_ = &config_.metrics->counter("baithak_bus_published_total", "Events that the broker has taken");
        lost_ = &config_.metrics->counter("baithak_bus_lost_total", "Events that the broker did not take in time");
    }
    auto conf = makeConf({});
    if (!conf) return conf.error();
    std::array<char, 32> most{};
    auto size = most.size();
    rd_kafka_conf_get(conf->get(), "message.max.bytes", most.data(), &size);
    mostBytes_ = std::strtoull(most.data(), nullptr, 10);
    if (auto made = makeProducer(); !made) return made;
    thread_ = std::thread([this] { run(); });
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto failure =
        rd_kafka_metadata(producer().get(), 0, nullptr, &metadata, static_cast<int>(config_.connectFor.count()));
    if (failure) return kafkaError("no answer of " + config_.brokers, failure);
    rd_kafka_metadata_destroy(metadata);
    isReached_ = true;
    return {};
}

Result<> KafkaClient::makeProducer() {
    auto conf = makeConf({{"enable.idempotence", "true"}, {"message.timeout.ms", "30000"}});
    if (!conf) return conf.error();
    rd_kafka_conf_set_dr_msg_cb(conf->get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
        static_cast<KafkaClient*>(self)->delivered(*message);
    });
    std::array<char, 256> reason{};
    KafkaHandle made(rd_kafka_new(RD_KAFKA_PRODUCER, conf->get(), reason.data(), reason.size()));
    if (!made) return Error{Errc::malformed, std::string("Kafka: ") + reason.data()};
    (void)conf->release();  // the producer's now
    const std::lock_guard lock(mutex_);
    producer_ = std::move(made);
    return {};
}

KafkaClient::Producer KafkaClient::producer() const {
    const std::lock_guard lock(mutex_);
    return producer_;
}

void KafkaClient::run() {
    while (!isStopping_) {
        rd_kafka_poll(producer().get(), kProducerTurnMs);
        if (isBroken_) renewProducer();
        if (!isReached_) lookForKafka();
    }
}

void KafkaClient::renewProducer() {
    if (std::chrono::steady_clock::now() < renewAt_) return;
    const auto broken = producer();
    if (auto made = makeProducer(); !made) return;
    isBroken_ = false;
    // What was on its way may be answered yet; of the rest it is told that it was not taken.
    rd_kafka_flush(broken.get(), kFlushMs);
    rd_kafka_purge(broken.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(broken.get(), kFlushMs);
}

// librdkafka says when all brokers are lost, and not when they are back.
void KafkaClient::lookForKafka() {
    if (std::chrono::steady_clock::now() < lookAt_) return;
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto failure = rd_kafka_metadata(producer().get(), 0, nullptr, &metadata, kLookMs);
    lookAt_ = std::chrono::steady_clock::now() + kLookEvery;
    if (failure) return;
    rd_kafka_metadata_destroy(metadata);
    reached();
}

Result<> KafkaClient::ensureTopics(const std::vector<std::string>& names, std::uint32_t partitions,
                                   const KafkaSettings& settings) {
    if (config_.createsTopics) {
        if (auto made = createTopics(names, partitions, settings); !made) return made;
    }
    for (const auto& name : names) {
        if (auto checked = checkTopic(name, partitions); !checked) return checked;
    }
    return {};
}

Result<> KafkaClient::createTopics(const std::vector<std::string>& names, std::uint32_t partitions,
                                   const KafkaSettings& settings) {
    using Queue = std::unique_ptr<rd_kafka_queue_t, KafkaDeleter<rd_kafka_queue_destroy>>;
    using Events = std::unique_ptr<rd_kafka_event_t, KafkaDeleter<rd_kafka_event_destroy>>;
    std::vector<rd_kafka_NewTopic_t*> topics;
    for (const auto& name : names) {
        topics.push_back(
            rd_kafka_NewTopic_new(name.c_str(), static_cast<int>(partitions), config_.replicas, nullptr, 0));
        for (const auto& [key, value] : settings)
            (void)rd_kafka_NewTopic_set_config(topics.back(), key.c_str(), value.c_str());
    }
    const auto held = producer();
    const Queue queue(rd_kafka_queue_new(held.get()));
    rd_kafka_CreateTopics(held.get(), topics.data(), topics.size(), nullptr, queue.get());
    rd_kafka_NewTopic_destroy_array(topics.data(), topics.size());
    const Events event(rd_kafka_queue_poll(queue.get(), static_cast<int>(config_.connectFor.count())));
    const auto* result = event ? rd_kafka_event_CreateTopics_result(event.get()) : nullptr;
    // A cluster that makes topics by itself needs no such call: what is there is looked at next.
    if (!result) return {};
    std::size_t count = 0;
    const auto** made = rd_kafka_CreateTopics_result_topics(result, &count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto code = rd_kafka_topic_result_error(made[i]);
        if (code && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            return kafkaError(std::string("no topic ") + rd_kafka_topic_result_name(made[i]), code);
    }
    return {};
}

Result<> KafkaClient::checkTopic(const std::string& name, std::uint32_t partitions) {
    using Topic = std::unique_ptr<rd_kafka_topic_t, KafkaDeleter<rd_kafka_topic_destroy>>;
    const auto until = std::chrono::steady_clock::now() + config_.connectFor;
    const auto held = producer();
    const Topic topic(rd_kafka_topic_new(held.get(), name.c_str(), nullptr));
    for (;;) {
        const rd_kafka_metadata_t* metadata = nullptr;
        auto code = rd_kafka_metadata(held.get(), 0, topic.get(), &metadata, kAdminMs);
        std::uint32_t found = 0;
        if (!code) {
            code = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
            if (!code) found = static_cast<std::uint32_t>(metadata->topics[0].partition_cnt);
            rd_kafka_metadata_destroy(metadata);
        }
        if (!code && found == partitions) return {};
        if (!code)
            return Error{Errc::conflict, "Kafka: topic " + name + " has " + std::to_string(found) +
                                             " partitions, not the " + std::to_string(partitions) +
                                             " of bus-partitions"};
        // One that was just made is not known everywhere at once.
        if (std::chrono::steady_clock::now() >= until) return kafkaError("no topic " + name, code);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

Result<KafkaHandle> KafkaClient::makeConsumer(const std::string& group, const KafkaSettings& more,
                                              void (*configure)(rd_kafka_conf_t*), void* opaque) {
    KafkaSettings settings{{"group.id", group},
                           {"enable.auto.commit", "false"},
                           {"enable.auto.offset.store", "false"},
                           {"auto.offset.reset", "earliest"},
                           {"partition.assignment.strategy", "cooperative-sticky"},
                           {"session.timeout.ms", std::to_string(config_.sessionTime.count())},
                           {"heartbeat.interval.ms", std::to_string(config_.sessionTime.count() / 4)}};
    settings.insert(settings.end(), more.begin(), more.end());
    auto conf = makeConf(settings);
    if (!conf) return conf.error();
    if (opaque) rd_kafka_conf_set_opaque(conf->get(), opaque);
    // The opaque is not this client, then: who configures it sets an error callback that goes with it.
    if (opaque) rd_kafka_conf_set_error_cb(conf->get(), nullptr);
    if (configure) configure(conf->get());
    std::array<char, 256> reason{};
    KafkaHandle consumer(rd_kafka_new(RD_KAFKA_CONSUMER, conf->get(), reason.data(), reason.size()));
    if (!consumer) return Error{Errc::malformed, std::string("Kafka: ") + reason.data()};
    (void)conf->release();
    rd_kafka_poll_set_consumer(consumer.get());
    return consumer;
}

Result<std::vector<std::int64_t>> KafkaClient::endsOf(const std::string& topic, std::uint32_t partitions) {
    const auto held = producer();
    std::vector<std::int64_t> ends;
    for (std::uint32_t i = 0; i < partitions; ++i) {
        std::int64_t low = 0;
        std::int64_t high = 0;
        const auto code = rd_kafka_query_watermark_offsets(held.get(), topic.c_str(), static_cast<std::int32_t>(i),
                                                           &low, &high, kAdminMs);
        if (code) return kafkaError("where " + topic + " ends", code);
        ends.push_back(high);
    }
    return ends;
}

Result<> KafkaClient::send(const std::string& topic, std::int32_t partition, std::string_view key,
                           std::string_view payload, const KafkaHeaders& headers, Report report) {
    const auto number = report ? keepReport(std::move(report)) : 0;
    auto own = makeHeaders(headers);
    std::array<rd_kafka_vu_t, 7> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = topic.c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = partition;
    parts[2].vtype = RD_KAFKA_VTYPE_KEY;
    parts[2].u.mem = {const_cast<char*>(key.data()), key.size()};
    parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[3].u.i = RD_KAFKA_MSG_F_COPY;
    parts[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
    parts[4].u.ptr = reinterpret_cast<void*>(number);
    parts[5].vtype = RD_KAFKA_VTYPE_HEADERS;
    parts[5].u.headers = own.get();
    parts[6].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[6].u.mem = {const_cast<char*>(payload.data()), payload.size()};
    const auto count = payload.empty() ? parts.size() - 1 : parts.size();
    auto* failure = rd_kafka_produceva(producer().get(), parts.data(), count);
    if (!failure) {
        (void)own.release();  // the record's now
        return {};
    }
    const auto code = rd_kafka_error_code(failure);
    rd_kafka_error_destroy(failure);
    (void)takeReport(number);
    return kafkaError("it does not take a record", code);
}

std::uintptr_t KafkaClient::keepReport(Report report) {
    const std::lock_guard lock(mutex_);
    reports_.emplace(++lastReport_, std::move(report));
    return lastReport_;
}

KafkaClient::Report KafkaClient::takeReport(std::uintptr_t number) {
    if (number == 0) return {};
    const std::lock_guard lock(mutex_);
    auto found = reports_.extract(number);
    return found ? std::move(found.mapped()) : Report{};
}

Result<> KafkaClient::deliver(const std::string& topic, std::int32_t partition, std::string_view key,
                              std::string_view payload, std::chrono::milliseconds atMost) {
    const auto promise = std::make_shared<std::promise<Result<>>>();
    auto taken = promise->get_future();
    const auto report = [promise](const Result<>& result) { promise->set_value(result); };
    if (auto sent = send(topic, partition, key, payload, {}, report); !sent) return sent;
    if (taken.wait_for(atMost) == std::future_status::ready) return taken.get();
    return {Errc::unavailable, "Kafka: it did not take a record in time"};
}

void KafkaClient::delivered(const rd_kafka_message_t& message) {
    if (message.err) {
        noteError("publishing", message.err, rd_kafka_err2str(message.err));
    } else {
        reached();
        renewals_ = 0;
    }
    if (auto* counter = message.err ? lost_ : published_) counter->add();
    const auto report = takeReport(reinterpret_cast<std::uintptr_t>(message._private));
    if (report) report(message.err ? Result<>(kafkaError("a record was not taken", message.err)) : Result<>());
}

void KafkaClient::onError(rd_kafka_t* handle, int code, const char* reason) {
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        if (isReached_.exchange(false) && config_.log) config_.log->warn("bus.kafka_away", {{"reason", reason}});
        return;
    }
    if (code != RD_KAFKA_RESP_ERR__FATAL) return noteError("connecting", code, reason);
    std::array<char, 512> text{};
    const auto cause = rd_kafka_fatal_error(handle, text.data(), text.size());
    if (config_.log)
        config_.log->error("bus.kafka_fatal", {{"error", rd_kafka_err2name(cause)}, {"reason", text.data()}});
    if (handle != producer().get()) return;
    renewAt_ = std::chrono::steady_clock::now() + retryDelay(config_.firstRetry, ++renewals_);
    isBroken_ = true;
}

void KafkaClient::noteError(const std::string& what, int code, const std::string& reason) {
    if (!config_.log) return;
    const auto now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(mutex_);
        auto& next = noted_[{what, code}];
        if (now < next) return;
        next = now + kNoteEvery;
    }
    const auto* name = rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code));
    config_.log->warn("bus.kafka_error", {{"at", what}, {"error", name}, {"reason", reason}});
}

}  // namespace baithak
