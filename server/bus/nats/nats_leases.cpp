// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_leases.h"

#include <algorithm>
#include <charconv>

#include "server/bus/nats/nats_patience.h"
#include "server/bus/partitions.h"
#include "server/runtime/clock.h"
#include "shared/base/random.h"
#include "shared/base/ulid.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr auto kLeavingTime = 3s;  // for what is in hand of a partition that goes to somebody else
constexpr auto kLookAgain = 20ms;  // whether it has been handled

// Above every epoch of a bucket that was there before: the nanosecond of its making, and the revision within it, which
// moves far less than once a nanosecond. Counted from the year 2024, so that it stays a positive number of 64 bits.
std::uint64_t epochOf(std::uint64_t bucketMadeAt, std::uint64_t revision) {
    constexpr std::uint64_t kYear2024 = 1'704'067'200'000'000'000;
    return bucketMadeAt - kYear2024 + revision;
}

}  // namespace

Result<std::unique_ptr<NatsLeases>> NatsLeases::start(NatsPartsPtr parts, Hooks hooks) {
    std::unique_ptr<NatsLeases> leases(new NatsLeases(parts, std::move(hooks)));
    auto opened = askPatiently(kNatsPatience, [&] { return parts->streams->openBucket(); });
    if (!opened) return opened.error();
    leases->bucket_ = std::move(*opened);
    auto* self = leases.get();
    auto nudges = parts->link->listen(parts->config.prefix + ".nudge.*", "", [self](NatsMessage) {
        const std::lock_guard lock(self->mutex_);
        self->isNudged_ = true;
        self->wake_.notify_all();
    });
    if (!nudges) return nudges.error();
    leases->nudges_ = std::move(*nudges);
    leases->thread_ = std::thread([self] { self->run(); });
    return leases;
}

NatsLeases::NatsLeases(NatsPartsPtr parts, Hooks hooks)
    : parts_(std::move(parts)),
      hooks_(std::move(hooks)),
      id_(UlidGenerator(systemRandom()).next(SystemClock().now())) {}

NatsLeases::~NatsLeases() {
    {
        const std::lock_guard lock(mutex_);
        isStopping_ = true;
        wake_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void NatsLeases::join(const std::string& group) {
    const std::lock_guard lock(mutex_);
    if (!joined_.insert(group).second) return;
    isNudged_ = true;
    wake_.notify_all();
}

void NatsLeases::leave(const std::string& group) {
    const std::lock_guard lock(mutex_);
    joined_.erase(group);
    isNudged_ = true;
    wake_.notify_all();
}

std::vector<OwnedPartition> NatsLeases::owned() const {
    const std::lock_guard lock(mutex_);
    return owned_;
}

void NatsLeases::run() {
    roundAt_ = Clock::now();
    bool isStopping = false;
    for (;;) {
        const bool isAnyLeaving = std::any_of(groups_.begin(), groups_.end(), [](const auto& group) {
            return std::any_of(group.second.held.begin(), group.second.held.end(),
                               [](const auto& held) { return held.second.leavingSince.has_value(); });
        });
        std::unique_lock lock(mutex_);
        const auto wakeAt = isAnyLeaving ? Clock::now() + kLookAgain : roundAt_;
        wake_.wait_until(lock, wakeAt, [&] { return isNudged_ || isStopping_ != isStopping; });
        const bool isDue = std::exchange(isNudged_, false) || Clock::now() >= roundAt_;
        if (isStopping_) joined_.clear();
        const auto joined = joined_;
        isStopping = isStopping_;
        lock.unlock();
        for (const auto& name : joined) groups_[name];
        for (auto group = groups_.begin(); group != groups_.end();) {
            const bool isLeft = !joined.contains(group->first) && letGo(group->first, group->second);
            group = isLeft ? groups_.erase(group) : std::next(group);
        }
        for (auto& [name, group] : groups_) finishLeaving(name, group);
        if (isDue && !isStopping) round();
        publishOwned();
        if (isStopping && groups_.empty()) return;
    }
}

void NatsLeases::round() {
    roundAt_ = Clock::now() + parts_->config.renewEvery;
    isAway_ = false;
    if (!openBucket()) return;
    for (auto& [name, group] : groups_) {
        if (parts_->link->isEnding()) return;
        dropEnded(name, group);
        const bool isWanted = [&] {
            const std::lock_guard lock(mutex_);
            return joined_.contains(name);
        }();
        if (isWanted) keep(name, group);
    }
}

bool NatsLeases::openBucket() {
    if (bucket_) return true;
    auto opened = parts_->streams->openBucket();
    if (opened) {
        bucket_ = std::move(*opened);
    } else if (!std::exchange(isComplaining_, true) && parts_->config.log != nullptr) {
        parts_->config.log->warn("bus.leases", {{"reason", opened.error().text}});
    }
    return bucket_ != nullptr;
}

void NatsLeases::keep(const std::string& name, Group& group) {
    const bool isNew = group.membership == 0;
    const auto put = kvStore_PutString(&group.membership, bucket_.get(), memberKey(name).c_str(), "");
    if (put != NATS_OK) {
        // Away, or wiped: then it is made anew.
        if (put != NATS_TIMEOUT) bucket_.reset();
        return;
    }
    if (isNew) tellOthers(name);
    isComplaining_ = false;
    if (!renewAll(name, group)) return;
    const auto seen = look(name);
    if (!seen) return;
    const auto self = std::find(seen->members.begin(), seen->members.end(), id_);
    if (self == seen->members.end()) return;
    const auto rank = static_cast<std::size_t>(self - seen->members.begin());
    const auto share = shareOf(parts_->config.partitions, seen->members.size(), rank);
    giveUpSurplus(name, group, share);
    takeFree(name, group, *seen, share, rank);
}

// False when NATS is away: those that were not renewed end by themselves.
bool NatsLeases::renewAll(const std::string& name, Group& group) {
    for (auto& [partition, held] : group.held) {
        if (!renew(name, held)) return false;
    }
    dropEnded(name, group);
    return true;
}

bool NatsLeases::renew(const std::string& name, Held& held) {
    const auto key = partitionKey(name, held.lease->fence().partition);
    const auto until = Clock::now() + parts_->config.leaseTime;
    std::uint64_t revision = 0;
    const auto status = kvStore_UpdateString(&revision, bucket_.get(), key.c_str(), id_.c_str(), held.revision);
    if (status == NATS_OK) {
        held.revision = revision;
        if (!held.lease->renew(until)) held.lease->end();
        return true;
    }
    if (isNatsAway(status)) return false;
    // Perhaps the last renewal was kept and its answer lost.
    kvEntry* raw = nullptr;
    const auto got = kvStore_Get(&raw, bucket_.get(), key.c_str());
    const KeyValueEntry entry(raw);
    if (isNatsAway(got)) return false;
    const bool isOurs = got == NATS_OK && kvEntry_ValueString(raw) == id_ && held.lease->isHeld();
    if (isOurs) {
        held.revision = kvEntry_Revision(raw);
    } else {
        held.lease->end();
    }
    return true;
}

void NatsLeases::dropEnded(const std::string& name, Group& group) {
    for (auto held = group.held.begin(); held != group.held.end();) {
        if (held->second.lease->isHeld()) {
            ++held;
            continue;
        }
        held->second.lease->end();
        if (parts_->config.log != nullptr) {
            parts_->config.log->warn("bus.lease_lost", {{"group", name}, {"partition", held->first}});
        }
        hooks_.ended(name, held->first);
        held = group.held.erase(held);
    }
}

void NatsLeases::giveUpSurplus(const std::string& name, Group& group, std::size_t share) {
    auto staying = static_cast<std::size_t>(std::count_if(group.held.begin(), group.held.end(),
                                                          [](const auto& held) { return !held.second.leavingSince; }));
    for (auto held = group.held.rbegin(); held != group.held.rend() && staying > share; ++held) {
        if (held->second.leavingSince) continue;
        held->second.leavingSince = Clock::now();
        hooks_.leaving(name, held->first);
        --staying;
    }
}

// Members begin at different places, so that they seldom want the same.
void NatsLeases::takeFree(const std::string& name, Group& group, const Seen& seen, std::size_t share,
                          std::size_t rank) {
    const auto partitions = parts_->config.partitions;
    const auto first = static_cast<std::uint32_t>(rank * partitions / seen.members.size());
    for (std::uint32_t i = 0; i < partitions && group.held.size() < share; ++i) {
        const auto partition = (first + i) % partitions;
        if (!seen.taken.contains(partition)) take(name, group, partition, seen);
    }
}

void NatsLeases::take(const std::string& name, Group& group, std::uint32_t partition, const Seen& seen) {
    const auto until = Clock::now() + parts_->config.leaseTime;
    std::uint64_t revision = 0;
    const auto key = partitionKey(name, partition);
    if (kvStore_CreateString(&revision, bucket_.get(), key.c_str(), id_.c_str()) != NATS_OK) return;
    // The bucket may have been made anew since it was looked at; then the revision is of the new one.
    const auto now = look(name);
    if (!now || now->bucketAge != seen.bucketAge) {
        purge(key, revision);
        return;
    }
    Held held;
    held.lease = std::make_shared<NatsLease>(Fence{partition, epochOf(now->bucketAge, revision)}, until);
    held.revision = revision;
    hooks_.gained(name, held.lease);
    group.held.emplace(partition, std::move(held));
}

void NatsLeases::finishLeaving(const std::string& name, Group& group) {
    bool isAnyGone = false;
    for (auto held = group.held.begin(); held != group.held.end();) {
        const auto since = held->second.leavingSince;
        const bool isDone = since && (hooks_.isIdle(name, held->first) || Clock::now() - *since > kLeavingTime);
        if (!isDone) {
            ++held;
            continue;
        }
        held->second.lease->end();
        hooks_.ended(name, held->first);
        purge(partitionKey(name, held->first), held->second.revision);
        held = group.held.erase(held);
        isAnyGone = true;
    }
    if (isAnyGone) tellOthers(name);
}

// True when nothing of the group is left.
bool NatsLeases::letGo(const std::string& name, Group& group) {
    if (group.membership != 0) purge(memberKey(name), std::exchange(group.membership, 0));
    giveUpSurplus(name, group, 0);
    finishLeaving(name, group);
    if (group.held.empty()) tellOthers(name);
    return group.held.empty();
}

std::optional<NatsLeases::Seen> NatsLeases::look(const std::string& name) {
    const auto bucket = parts_->streams->bucket();
    const auto prefix = "$KV." + bucket + "." + name + ".";
    const auto filter = prefix + ">";
    jsOptions options;
    jsOptions_Init(&options);
    options.Stream.Info.SubjectsFilter = filter.c_str();
    jsStreamInfo* raw = nullptr;
    if (js_GetStreamInfo(&raw, parts_->link->jetStream(), ("KV_" + bucket).c_str(), &options, nullptr) != NATS_OK) {
        return std::nullopt;
    }
    const StreamInfo info(raw);
    Seen seen;
    seen.bucketAge = static_cast<std::uint64_t>(raw->Created);
    const auto* subjects = raw->State.Subjects;
    for (int i = 0; subjects != nullptr && i < subjects->Count; ++i) {
        const auto key = std::string_view(subjects->List[i].Subject).substr(prefix.size());
        if (key.starts_with("m.")) {
            seen.members.emplace_back(key.substr(2));
        } else if (key.starts_with("p.")) {
            std::uint32_t partition = 0;
            std::from_chars(key.data() + 2, key.data() + key.size(), partition);
            seen.taken.insert(partition);
        }
    }
    std::sort(seen.members.begin(), seen.members.end());
    return seen;
}

// Only what we wrote ourselves: what stands there since has a higher number.
void NatsLeases::purge(const std::string& key, std::uint64_t upTo) {
    // It expires by itself when NATS can't be told.
    if (isAway_ || !parts_->link->isConnected()) return;
    const auto bucket = parts_->streams->bucket();
    const auto subject = "$KV." + bucket + "." + key;
    jsOptions options;
    jsOptions_Init(&options);
    options.Stream.Purge.Subject = subject.c_str();
    options.Stream.Purge.Sequence = upTo + 1;
    const auto status = js_PurgeStream(parts_->link->jetStream(), ("KV_" + bucket).c_str(), &options, nullptr);
    isAway_ = isNatsAway(status);
}

void NatsLeases::tellOthers(const std::string& name) {
    parts_->sender->say(parts_->config.prefix + ".nudge." + name, "");
}

void NatsLeases::publishOwned() {
    std::vector<OwnedPartition> owned;
    for (const auto& [name, group] : groups_) {
        for (const auto& [partition, held] : group.held) owned.push_back({name, partition, held.lease->fence().epoch});
    }
    const std::lock_guard lock(mutex_);
    owned_ = std::move(owned);
}

}  // namespace baithak
