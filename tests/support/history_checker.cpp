// SPDX-License-Identifier: MIT
#include "tests/support/history_checker.h"

#include <algorithm>
#include <set>

#include "tests/support/log_index.h"

namespace baithak::test {

namespace {

std::string at(const std::string& conversation, std::uint64_t seq) { return conversation + " #" + std::to_string(seq); }

bool isTemporary(Errc code) noexcept { return code == Errc::unavailable || code == Errc::rateLimited; }

// Reads the history once, front to back, and keeps what the rules need of it.
class Check {
public:
    Check(const History& history, const FinalLogs& logs) : history_(history), index_(logs) {}

    std::vector<std::string> run() {
        for (const auto& event : history_.events()) std::visit([this](const auto& e) { on(e); }, event);
        for (const auto& [conversation, log] : index_.logs()) checkLog(conversation, log);
        checkSenderOrder();
        for (const auto& [name, device] : devices_) checkStream(name, device);
        return std::move(violations_);
    }

private:
    struct Device {
        std::string user;
        std::map<std::string, std::uint64_t> startsAfter;
        std::map<std::string, std::vector<std::string>> sentIn;  // conversation → ids in the order first sent
        std::map<std::string, std::set<std::uint64_t>> shown;
        std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> lastOnWire;  // (conversation, connection) → seq
        std::set<std::pair<std::string, std::uint64_t>> received;
        bool isDrained = false;
    };
    struct SentMessage {
        std::set<std::string> contents;
        std::set<std::string> devices;
        std::uint64_t floor = 0;  // highest place acknowledged in that conversation before it was first sent
        bool hadToWait = false;   // refused for now at some time: its turn is that of a later try
    };

    void violated(std::string sentence) { violations_.push_back(std::move(sentence)); }

    void on(const event::DeviceAdded& e) {
        devices_[e.device].user = e.user;
        devices_[e.device].startsAfter = e.startsAfter;
    }

    void on(const event::Sent& e) {
        Device& device = devices_[e.device];
        const MessageKey key{e.conversation, device.user, e.id};
        if (e.isEphemeral) {
            if (!index_.places(key).empty()) violated(name(key) + " is ephemeral and stands in the log.");
            return;
        }
        auto [sent, isFirst] = sent_.try_emplace(key);
        if (isFirst) sent->second.floor = floors_[e.conversation];
        sent->second.contents.insert(e.content);
        if (sent->second.devices.insert(e.device).second) device.sentIn[e.conversation].push_back(e.id);
    }

    void on(const event::Acked& e) {
        const MessageKey key{e.conversation, devices_[e.device].user, e.id};
        const auto places = index_.places(key);
        if (!sent_.contains(key)) violated(name(key) + " was acknowledged and never sent.");
        if (places.empty())
            violated(name(key) + " was acknowledged at #" + std::to_string(e.seq) + " and is not in the log.");
        else if (places.size() == 1 && places[0] != e.seq)
            violated(name(key) + " was acknowledged at #" + std::to_string(e.seq) + " and stands at #" +
                     std::to_string(places[0]) + ".");
        floors_[e.conversation] = std::max(floors_[e.conversation], e.seq);
    }

    void on(const event::Refused& e) {
        const MessageKey key{e.conversation, devices_[e.device].user, e.id};
        if (isTemporary(e.code)) {
            sent_[key].hadToWait = true;
            return;
        }
        const auto places = index_.places(key);
        const std::string refusal = name(key) + " was refused (" + std::string(wireName(e.code)) + ")";
        if (e.code == Errc::duplicateId) {
            if (places.empty()) violated(refusal + " and there is no other of that id in the log.");
        } else if (!places.empty()) {
            violated(refusal + " and stands in the log at #" + std::to_string(places[0]) + ".");
        }
    }

    void on(const event::Received& e) {
        Device& device = devices_[e.device];
        const std::string what =
            e.device + " received " + e.id + " of " + e.source + " at " + at(e.conversation, e.seq);
        checkAgainstLog(what, device.user, e);
        auto& last = device.lastOnWire[{e.conversation, e.connection}];
        if (e.seq <= last)
            violated(what + " behind #" + std::to_string(last) + " on the same connection " +
                     std::to_string(e.connection) + ": " + (e.seq == last ? "a repeat." : "out of order or a repeat."));
        last = std::max(last, e.seq);
        device.received.emplace(e.conversation, e.seq);
    }

    void checkAgainstLog(const std::string& what, const std::string& user, const event::Received& e) {
        if (!index_.maySee(e.conversation, user, e.seq)) violated(what + " and is no member there.");
        const LogEntry* entry = index_.entry(e.conversation, e.seq);
        if (entry == nullptr) return violated(what + ", where the log has nothing.");
        if (entry->source != e.source || entry->id != e.id)
            return violated(what + ", where the log has " + entry->id + " of " + entry->source + ".");
        if (entry->content != e.content) violated(what + " with other content than the log's.");
    }

    void on(const event::Shown& e) {
        Device& device = devices_[e.device];
        const std::string what = e.device + " shows " + e.id + " of " + e.source + " at " + at(e.conversation, e.seq);
        auto& shown = device.shown[e.conversation];
        if (shown.contains(e.seq)) return violated(what + " twice.");
        if (!shown.empty() && e.seq < *shown.rbegin())
            violated(what + " behind #" + std::to_string(*shown.rbegin()) + ": out of order.");
        if (!shownIds_.emplace(e.device, MessageKey{e.conversation, e.source, e.id}).second)
            violated(what + ", and showed the same message at another place.");
        shown.insert(e.seq);
    }

    void on(const event::Confirmed& e) {
        if (!devices_[e.device].received.contains({e.conversation, e.seq}))
            violated(e.device + " confirmed " + at(e.conversation, e.seq) + ", which it never received.");
    }

    void on(const event::Joined& e) { onMembership(e.conversation, e.user, &LogEntry::added, "joining"); }
    void on(const event::Left& e) { onMembership(e.conversation, e.user, &LogEntry::removed, "leaving"); }
    void onMembership(const std::string& conversation, const std::string& user,
                      std::vector<std::string> LogEntry::* list, const std::string& what) {
        auto& last = lastNotice_[{conversation, user, what}];
        const auto log = index_.logs().find(conversation);
        if (log != index_.logs().end()) {
            for (const auto& entry : log->second) {
                const auto& users = entry.*list;
                if (entry.seq <= last || std::find(users.begin(), users.end(), user) == users.end()) continue;
                last = entry.seq;
                floors_[conversation] = std::max(floors_[conversation], last);
                return;
            }
        }
        violated(user + "'s " + what + " of " + conversation + " was answered with success and is not in the log.");
    }

    void on(const event::Note&) {}
    void on(const event::Drained& e) { devices_[e.device].isDrained = true; }

    void checkLog(const std::string& conversation, const std::vector<LogEntry>& log) {
        std::set<MessageKey> seen;
        std::uint64_t epoch = 0;
        for (std::size_t i = 0; i < log.size(); ++i) {
            const LogEntry& entry = log[i];
            const MessageKey key{conversation, entry.source, entry.id};
            const std::string where = " at #" + std::to_string(entry.seq);
            if (entry.seq != i + 1)
                violated(at(conversation, entry.seq) + " stands in the log where #" + std::to_string(i + 1) +
                         " belongs.");
            if (!seen.insert(key).second) violated(name(key) + " stands in the log twice, again" + where + ".");
            if (entry.epoch != 0 && entry.epoch < epoch)
                violated(name(key) + " was written" + where + " by the owner of epoch " + std::to_string(entry.epoch) +
                         ", when one of epoch " + std::to_string(epoch) + " had written.");
            epoch = std::max(epoch, entry.epoch);
            if (!entry.isNotice()) checkLogged(key, entry, where);
        }
    }

    void checkLogged(const MessageKey& key, const LogEntry& entry, const std::string& where) {
        const auto sent = sent_.find(key);
        if (sent == sent_.end()) return violated(name(key) + " stands in the log" + where + " and nobody sent it.");
        if (!sent->second.contents.contains(entry.content))
            violated(name(key) + " stands in the log" + where + " with other content than was sent.");
        if (entry.seq <= sent->second.floor)
            violated(name(key) + " stands in the log" + where + ", though it was sent when #" +
                     std::to_string(sent->second.floor) + " had been acknowledged.");
        if (!index_.mayWrite(std::get<0>(key), entry.source, entry.seq))
            violated(name(key) + " stands in the log" + where + ", where the sender is no member.");
    }

    // Whether the membership in which the message stands may have begun after it was first sent.
    bool hasJoinedSince(const MessageKey& key, std::uint64_t place) const {
        const auto sent = sent_.find(key);
        const auto& [conversation, source, id] = key;
        return sent != sent_.end() && index_.memberSince(conversation, source, place) > sent->second.floor;
    }

    // Whether the message's turn may be that of a later try: it was refused for now, another device sent it too, or it
    // was first sent before its sender had joined, and nobody decided on that.
    bool mayBeLate(const MessageKey& key, std::uint64_t place) const {
        const SentMessage& sent = sent_.at(key);
        return sent.hadToWait || sent.devices.size() > 1 || hasJoinedSince(key, place);
    }

    void checkSenderOrder() {
        for (const auto& [deviceName, device] : devices_) {
            for (const auto& [conversation, ids] : device.sentIn) {
                std::uint64_t last = 0;
                for (const auto& id : ids) {
                    const MessageKey key{conversation, device.user, id};
                    const auto places = index_.places(key);
                    if (places.size() != 1 || mayBeLate(key, places[0])) continue;
                    if (places[0] < last)
                        violated(name(key) + " stands at #" + std::to_string(places[0]) + ", before #" +
                                 std::to_string(last) + ", which " + deviceName + " sent earlier.");
                    last = std::max(last, places[0]);
                }
            }
        }
    }

    // What the device's user may see behind the device's start, less what the device sent itself, is what it shows.
    void checkStream(const std::string& deviceName, const Device& device) {
        for (const auto& [conversation, log] : index_.logs()) {
            const auto shownAt = device.shown.find(conversation);
            const auto shown = shownAt == device.shown.end() ? std::set<std::uint64_t>{} : shownAt->second;
            const auto startsAt = device.startsAfter.find(conversation);
            const std::uint64_t start = startsAt == device.startsAfter.end() ? 0 : startsAt->second;
            const std::uint64_t end = device.isDrained ? UINT64_MAX : shown.empty() ? 0 : *shown.rbegin();
            for (const auto& entry : log) {
                if (entry.seq <= start || entry.seq > end || shown.contains(entry.seq)) continue;
                if (!index_.maySee(conversation, device.user, entry.seq) ||
                    isOwn(deviceName, device, conversation, entry))
                    continue;
                violated(deviceName + " never showed " + entry.id + " of " + entry.source + " at " +
                         at(conversation, entry.seq) + ".");
            }
        }
    }

    bool isOwn(const std::string& deviceName, const Device& device, const std::string& conversation,
               const LogEntry& entry) const {
        if (entry.source != device.user) return false;
        const auto sent = sent_.find({conversation, entry.source, entry.id});
        return sent != sent_.end() && sent->second.devices.contains(deviceName);
    }

    static std::string name(const MessageKey& key) {
        const auto& [conversation, source, id] = key;
        return id + " of " + source + " in " + conversation;
    }

    const History& history_;
    LogIndex index_;
    std::vector<std::string> violations_;
    std::map<std::string, Device> devices_;
    std::map<MessageKey, SentMessage> sent_;
    std::map<std::string, std::uint64_t> floors_;
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> lastNotice_;
    std::set<std::pair<std::string, MessageKey>> shownIds_;
};

}  // namespace

std::vector<std::string> check(const History& history, const FinalLogs& logs) { return Check(history, logs).run(); }

}  // namespace baithak::test
