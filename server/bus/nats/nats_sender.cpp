// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_sender.h"

#include <charconv>
#include <utility>

#include "server/runtime/clock.h"
#include "shared/base/random.h"
#include "shared/base/ulid.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostPending = 32'768;
constexpr std::size_t kMostBytes = 128U << 20U;
constexpr std::size_t kMostSayings = 500'000;
constexpr auto kTick = 250ms;
constexpr auto kAnswerTime = 1s;
constexpr auto kMostAway = 5s;  // of NATS, before publish says so

}  // namespace

Result<std::unique_ptr<NatsSender>> NatsSender::start(NatsLink& link, Log* log, Metrics* metrics, Hooks hooks) {
    std::unique_ptr<NatsSender> sender(new NatsSender(link, log, metrics, std::move(hooks)));
    auto* self = sender.get();
    auto answers = link.listen(link.inbox() + ".p.*", "", [self](NatsMessage m) { self->onAnswer(std::move(m)); });
    if (!answers) return answers.error();
    sender->answers_ = std::move(*answers);
    sender->thread_ = std::thread([self] { self->run(); });
    return sender;
}

NatsSender::NatsSender(NatsLink& link, Log* log, Metrics* metrics, Hooks hooks)
    : link_(link),
      log_(log),
      hooks_(std::move(hooks)),
      idPrefix_(UlidGenerator(systemRandom()).next(SystemClock().now()) + "-") {
    if (metrics == nullptr) return;
    published_ = &metrics->counter("baithak_bus_published_total", "Events that the broker accepted");
    lost_ = &metrics->counter("baithak_bus_lost_total", "Events that the broker did not accept in time");
    waiting_ = &metrics->gauge("baithak_bus_pending", "Events published and not accepted by the broker yet");
}

NatsSender::~NatsSender() { stop(); }

void NatsSender::stop() {
    {
        const std::lock_guard lock(mutex_);
        isStopping_ = true;
        hasWork_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    answers_.reset();
}

Result<> NatsSender::publish(std::string subject, std::string payload, Headers headers, std::string name,
                             std::function<void()> accepted) {
    if (auto fits = checkSize(payload.size()); !fits) return fits;
    if (link_.awayFor() > kMostAway) return {Errc::unavailable, "NATS is away"};
    auto record = std::make_shared<Record>();
    record->name = std::move(name);
    record->subject = std::move(subject);
    record->payload = std::move(payload);
    record->headers = std::move(headers);
    record->accepted = std::move(accepted);
    record->since = SteadyClock::now();
    record->sendAt = record->since + kAnswerTime;
    const std::lock_guard lock(mutex_);
    if (pending_.size() >= kMostPending || pendingBytes_ >= kMostBytes) {
        return {Errc::unavailable, "too much waits for NATS to accept it"};
    }
    record->id = ++lastId_;
    if (record->name.empty()) record->name = idPrefix_ + std::to_string(record->id);
    pendingBytes_ += record->payload.size();
    pending_.emplace_hint(pending_.end(), record->id, record);
    fresh_.push_back(std::move(record));
    hasWork_.notify_one();
    return {};
}

Result<> NatsSender::checkSize(std::size_t bytes) const {
    constexpr std::size_t kHeaderRoom = 4096;
    if (bytes + kHeaderRoom <= link_.mostBytes()) return {};
    return {Errc::tooLarge,
            "an event of " + std::to_string(bytes) + " bytes is more than NATS takes: its max_payload must be higher"};
}

void NatsSender::sendWaiting() {
    const std::lock_guard lock(mutex_);
    for (auto& [id, record] : pending_) record->sendAt = SteadyClock::now();
    hasWork_.notify_one();
}

void NatsSender::say(std::string subject, std::string payload, std::string replyTo) {
    const std::lock_guard lock(mutex_);
    if (sayings_.size() >= kMostSayings) return;
    sayings_.push_back({std::move(subject), std::move(payload), std::move(replyTo)});
    hasWork_.notify_one();
}

std::size_t NatsSender::pending() const {
    const std::lock_guard lock(mutex_);
    return pending_.size();
}

void NatsSender::flush(std::chrono::milliseconds atMost) {
    std::unique_lock lock(mutex_);
    isEmpty_.wait_for(lock, atMost, [this] { return pending_.empty() && sayings_.empty() && !isSending_; });
}

void NatsSender::run() {
    std::vector<RecordPtr> records;
    std::vector<Saying> sayings;
    auto tickAt = SteadyClock::now() + kTick;
    while (waitForWork(records, sayings)) {
        // Records before sayings: what a handler published is out before its event is confirmed.
        const bool isConnected = link_.isConnected();
        for (const auto& record : records) {
            if (isConnected) send(*record);
        }
        for (const auto& saying : sayings) {
            if (isConnected) send(saying);
        }
        if (SteadyClock::now() < tickAt) continue;
        tickAt = SteadyClock::now() + kTick;
        if (isConnected) sendAgain();
        hooks_.tick();
    }
}

bool NatsSender::waitForWork(std::vector<RecordPtr>& records, std::vector<Saying>& sayings) {
    records.clear();
    sayings.clear();
    std::unique_lock lock(mutex_);
    isSending_ = false;
    if (pending_.empty()) isEmpty_.notify_all();
    hasWork_.wait_for(lock, kTick, [this] { return !fresh_.empty() || !sayings_.empty() || isStopping_; });
    records.swap(fresh_);
    sayings.swap(sayings_);
    isSending_ = !records.empty() || !sayings.empty();
    if (waiting_ != nullptr) waiting_->set(static_cast<double>(pending_.size()));
    return !isStopping_ || !records.empty() || !sayings.empty();
}

void NatsSender::send(const Record& record) {
    const auto id = std::to_string(record.id);
    natsMsg* raw = nullptr;
    const auto made = natsMsg_Create(&raw, record.subject.c_str(), (link_.inbox() + ".p." + id).c_str(),
                                     record.payload.data(), static_cast<int>(record.payload.size()));
    if (made != NATS_OK) return;
    const NatsMessage message(raw);
    natsMsgHeader_Set(raw, "Nats-Msg-Id", record.name.c_str());
    // An empty value would be read as the next header.
    for (const auto& [name, value] : record.headers) {
        if (!value.empty()) natsMsgHeader_Set(raw, name.c_str(), value.c_str());
    }
    // What fails here is sent again.
    natsConnection_PublishMsg(link_.connection(), raw);
}

void NatsSender::send(const Saying& saying) {
    const auto size = static_cast<int>(saying.payload.size());
    if (saying.replyTo.empty()) {
        natsConnection_Publish(link_.connection(), saying.subject.c_str(), saying.payload.data(), size);
    } else {
        natsConnection_PublishRequest(link_.connection(), saying.subject.c_str(), saying.replyTo.c_str(),
                                      saying.payload.data(), size);
    }
}

void NatsSender::sendAgain() {
    const auto now = SteadyClock::now();
    std::vector<RecordPtr> due;
    std::size_t given = 0;
    {
        const std::lock_guard lock(mutex_);
        for (auto record = pending_.begin(); record != pending_.end();) {
            auto& one = *record->second;
            if (now - one.since > kKeepTrying) {
                ++given;
                pendingBytes_ -= one.payload.size();
                record = pending_.erase(record);
                continue;
            }
            if (one.sendAt <= now) {
                one.sendAt = now + kAnswerTime;
                due.push_back(record->second);
            }
            ++record;
        }
        if (pending_.empty()) isEmpty_.notify_all();
    }
    for (const auto& record : due) send(*record);
    if (given == 0) return;
    if (lost_ != nullptr) lost_->add(static_cast<double>(given));
    if (log_ != nullptr) log_->error("bus.lost", {{"events", given}, {"reason", "NATS did not accept them in time"}});
}

void NatsSender::onAnswer(NatsMessage answer) {
    const std::string_view subject = natsMsg_GetSubject(answer.get());
    const auto number = subject.substr(subject.rfind('.') + 1);
    std::uint64_t id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    const bool hasNoStream = natsMsg_IsNoResponders(answer.get());
    const bool isRefused = hasNoStream || dataOf(answer.get()).find("\"error\"") != std::string_view::npos;
    RecordPtr record;
    bool isFirst = false;
    {
        const std::lock_guard lock(mutex_);
        const auto found = pending_.find(id);
        if (found == pending_.end()) return;
        record = found->second;
        isFirst = !std::exchange(record->isRefused, isRefused);
        if (!isRefused) {
            pendingBytes_ -= record->payload.size();
            pending_.erase(found);
            if (pending_.empty()) isEmpty_.notify_all();
        }
    }
    // It is sent again until it is given up: a line for its first refusal tells all.
    if (hasNoStream) {
        hooks_.noStream(record->subject);
    } else if (!isRefused) {
        if (published_ != nullptr) published_->add();
        if (record->accepted) record->accepted();
    } else if (log_ != nullptr && isFirst) {
        log_->warn("bus.refused", {{"subject", record->subject}, {"reason", dataOf(answer.get())}});
    }
}

}  // namespace baithak
