// SPDX-License-Identifier: MIT
#pragma once

// Events thrown by dice, and whether two are the same: member by member, whatever members there are, so that a new one
// is not forgotten by the codec.

#include <boost/pfr.hpp>

#include <type_traits>

#include "server/bus/event.h"
#include "tests/support/random_message.h"

namespace baithak::test {

class EventDice {
public:
    explicit EventDice(std::uint64_t seed) : dice_(seed) {}

    static constexpr std::size_t kKinds = std::variant_size_v<Event>;

    // Of the kind that stands at that place in the variant.
    Event event(std::size_t kind) { return eventOf(kind, std::make_index_sequence<kKinds>()); }

private:
    template <std::size_t... places>
    Event eventOf(std::size_t kind, std::index_sequence<places...>) {
        Event event;
        (void)((kind == places && (fill(event.emplace<places>()), true)) || ...);
        return event;
    }

    template <class T>
        requires std::is_integral_v<T>
    void fill(T& value) {
        value = static_cast<T>(dice_.below(UINT64_MAX) >> dice_.below(64));
    }
    void fill(bool& value) { value = dice_.coin(); }
    void fill(DeviceNumber& device) { device = DeviceNumber{dice_.below(UINT64_MAX)}; }
    void fill(Errc& code) { code = static_cast<Errc>(dice_.below(static_cast<std::uint64_t>(Errc::internal) + 1)); }
    void fill(MemberRole& role) { role = dice_.coin() ? MemberRole::admin : MemberRole::user; }
    void fill(ConnectionChange& change) { change = static_cast<ConnectionChange>(dice_.below(3)); }
    void fill(WireVersion& version) { version = dice_.coin() ? WireVersion::v3_0 : WireVersion::v1_0; }
    void fill(std::string& text) { text = dice_.bytes(20); }
    template <class Tag>
    void fill(Id<Tag>& id) {
        id = Id<Tag>(dice_.text(0, 12));
    }
    void fill(MessagePtr& message) { message = std::make_shared<const Message>(dice_.message()); }
    void fill(Fence&) {}  // the reader's own
    void fill(GroupSnapshotPtr& group) {
        GroupSnapshot made;
        boost::pfr::for_each_field(made, [this](auto& member) { this->fill(member); });
        std::vector<UserId> names;
        for (const auto& member : made.members) names.push_back(member.user);
        made.names = std::make_shared<const std::vector<UserId>>(std::move(names));
        group = std::make_shared<const GroupSnapshot>(std::move(made));
    }
    template <class T>
    void fill(std::shared_ptr<const T>& value) {
        auto made = std::make_shared<T>();
        fill(*made);
        value = std::move(made);
    }
    template <class T>
    void fill(std::optional<T>& value) {
        value.reset();
        if (dice_.coin()) fill(value.emplace());
    }
    template <class T>
    void fill(std::vector<T>& values) {
        const auto count = dice_.below(4);
        values.clear();
        for (std::uint64_t i = 0; i < count; ++i) fill(values.emplace_back());
    }
    template <class Struct>
        requires std::is_aggregate_v<Struct>
    void fill(Struct& value) {
        boost::pfr::for_each_field(value, [this](auto& member) { this->fill(member); });
    }

    MessageDice dice_;
};

template <class T>
bool isSame(const T& a, const T& b);

template <class T>
bool isSame(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
    return a && b ? isSame(*a, *b) : !a && !b;
}
template <class T>
bool isSame(const std::optional<T>& a, const std::optional<T>& b) {
    return a && b ? isSame(*a, *b) : a.has_value() == b.has_value();
}
template <class T>
bool isSame(const std::vector<T>& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return isSame(x, y); });
}
template <class T>
bool isSame(const T& a, const T& b) {
    if constexpr (!std::is_aggregate_v<T> || std::same_as<T, Message>) {
        return a == b;
    } else {
        bool same = true;
        boost::pfr::for_each_field(
            a, [&]<std::size_t place>(const auto& member, std::integral_constant<std::size_t, place>) {
                same = same && isSame(member, boost::pfr::get<place>(b));
            });
        return same;
    }
}
inline bool isSame(const Event& a, const Event& b) {
    if (a.index() != b.index()) return false;
    return std::visit([&b]<class Alternative>(
                          const Alternative& alternative) { return isSame(alternative, std::get<Alternative>(b)); },
                      a);
}

}  // namespace baithak::test
