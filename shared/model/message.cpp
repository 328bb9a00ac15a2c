// SPDX-License-Identifier: MIT
#include "shared/model/message.h"

#include <algorithm>

namespace baithak {
namespace {

template <class Entries>
auto entryOf(Entries& entries, std::string_view key) noexcept {
    return std::find_if(entries.begin(), entries.end(), [key](const auto& entry) { return entry.first == key; });
}

}  // namespace

const std::string* Meta::find(std::string_view key) const noexcept {
    const auto entry = entryOf(entries_, key);
    return entry == entries_.end() ? nullptr : &entry->second;
}

std::string_view Meta::get(std::string_view key) const noexcept {
    const auto* value = find(key);
    return value == nullptr ? std::string_view{} : std::string_view{*value};
}

void Meta::set(std::string_view key, std::string value) {
    const auto entry = entryOf(entries_, key);
    if (entry != entries_.end()) {
        entry->second = std::move(value);
        return;
    }
    if (entries_.empty()) entries_.reserve(8);
    entries_.emplace_back(std::string(key), std::move(value));
}

void Meta::erase(std::string_view key) {
    const auto entry = entryOf(entries_, key);
    if (entry != entries_.end()) entries_.erase(entry);
}

std::size_t Meta::bytes() const noexcept {
    std::size_t sum = 0;
    for (const auto& [key, value] : entries_) sum += key.size() + value.size();
    return sum;
}

bool operator==(const Meta& a, const Meta& b) noexcept {
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&b](const Meta::Entry& entry) {
               const auto* other = b.find(entry.first);
               return other != nullptr && *other == entry.second;
           });
}

}  // namespace baithak
