// SPDX-License-Identifier: MIT

#include "server/store/postgres/address.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

namespace baithak::postgres {

namespace {

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        parts.push_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::string valueOf(const Address::Settings& settings, std::string_view key) {
    const auto found = std::find_if(settings.begin(), settings.end(), [key](const auto& s) { return s.first == key; });
    return found == settings.end() ? std::string() : found->second;
}

void setDefault(Address::Settings& settings, const char* key, const char* value) {
    if (valueOf(settings, key).empty()) settings.emplace_back(key, value);
}

// What libpq does when it is not told otherwise would not do here.
void setDefaults(Address::Settings& settings) {
    setDefault(settings, "target_session_attrs", "read-write");  // the one that is primary now
    setDefault(settings, "application_name", "baithakd");
    setDefault(settings, "client_encoding", "UTF8");
    setDefault(settings, "keepalives_idle", "10");
    setDefault(settings, "tcp_user_timeout", "5000");  // a cut link is noticed before the deadline of a call
}

std::string shownHost(const Address::Settings& host) {
    auto name = valueOf(host, "host");
    if (name.empty()) name = valueOf(host, "hostaddr");
    if (name.empty()) name = "the local socket";
    const auto port = valueOf(host, "port");
    return port.empty() ? name : name + ":" + port;
}

}  // namespace

Result<Address> Address::parse(const std::string& url) {
    char* complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &complaint),
                                                                               PQconninfoFree);
    if (!options) {
        PQfreemem(complaint);  // it repeats parts of the text
        return {Errc::malformed, "it can't be read as postgresql://user@host:port/database or as keyword=value pairs"};
    }
    Settings common;
    std::vector<std::string> names{""}, addresses{""}, ports{""};
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        const std::string key = option->keyword;
        if (key == "host")
            names = split(option->val);
        else if (key == "hostaddr")
            addresses = split(option->val);
        else if (key == "port")
            ports = split(option->val);
        else
            common.emplace_back(key, option->val);
    }
    setDefaults(common);
    const auto count = std::max(names.size(), addresses.size());
    const auto fits = [count](const auto& list) { return list.size() == 1 || list.size() == count; };
    if (!fits(names) || !fits(addresses) || !fits(ports)) {
        return {Errc::malformed, "it names " + std::to_string(count) + " hosts, but another number of ports"};
    }
    Address address;
    for (std::size_t i = 0; i < count; ++i) {
        auto host = common;
        const auto add = [&host, i](const char* key, const std::vector<std::string>& values) {
            const auto& value = values.size() == 1 ? values.front() : values[i];
            if (!value.empty()) host.emplace_back(key, value);
        };
        add("host", names);
        add("hostaddr", addresses);
        add("port", ports);
        if (i > 0) address.shown_ += ", ";
        address.shown_ += shownHost(host);
        address.hosts_.push_back(std::move(host));
    }
    const auto database = valueOf(common, "dbname");
    if (!database.empty()) address.shown_ += " (database " + database + ")";
    return address;
}

}  // namespace baithak::postgres
