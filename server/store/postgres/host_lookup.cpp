// SPDX-License-Identifier: MIT

#include "server/store/postgres/host_lookup.h"

#include <algorithm>
#include <memory>

#include <boost/asio/ip/tcp.hpp>

#include "server/store/postgres/failure.h"

namespace baithak::postgres {

namespace {

using Tcp = boost::asio::ip::tcp;

// What is asked; shared with the answer, which may come when nobody waits for it any more.
struct Lookup {
    explicit Lookup(Loop& loop) : resolver(loop), timer(loop) {}

    boost::asio::ip::basic_resolver<Tcp, LoopExecutor> resolver;
    LoopTimer timer;
    bool isAnswered = false;
    boost::system::error_code failure;
    std::vector<std::string> addresses;
};

std::string nameToLookUp(const Address::Settings& host) {
    std::string name;
    for (const auto& [key, value] : host) {
        if (key == "hostaddr") return {};
        if (key == "host") name = value;
    }
    if (name.empty() || name.front() == '/' || name.front() == '@') return {};
    boost::system::error_code isNone;
    boost::asio::ip::make_address(name, isNone);
    return isNone ? name : std::string();
}

void ask(const std::shared_ptr<Lookup>& lookup, const std::string& name) {
    const auto answer = [lookup](boost::system::error_code failure, const Tcp::resolver::results_type& found) {
        lookup->isAnswered = true;
        lookup->failure = failure;
        for (const auto& entry : found) {
            const auto address = entry.endpoint().address().to_string();
            const bool isKnown = std::count(lookup->addresses.begin(), lookup->addresses.end(), address) > 0;
            if (!isKnown) lookup->addresses.push_back(address);
        }
        lookup->timer.cancel();
    };
    lookup->resolver.async_resolve(name, "", answer);
}

}  // namespace

Task<Address::Settings> withAddresses(Loop& loop, Address::Settings host, std::chrono::milliseconds limit) {
    const auto name = nameToLookUp(host);
    if (name.empty()) co_return host;
    auto lookup = std::make_shared<Lookup>(loop);
    lookup->timer.expires_after(limit);
    ask(lookup, name);
    co_await lookup->timer.async_wait(asTuple);
    if (!lookup->isAnswered) throw Failure::lost("the name service does not tell where " + name + " is");
    if (lookup->failure || lookup->addresses.empty()) {
        throw Failure::lost("nobody knows where " + name + " is: " + lookup->failure.message());
    }
    // libpq wants as many names as addresses.
    std::string names, addresses;
    for (const auto& address : lookup->addresses) {
        names += (names.empty() ? "" : ",") + name;
        addresses += (addresses.empty() ? "" : ",") + address;
    }
    for (auto& [key, value] : host) {
        if (key == "host") value = names;
    }
    host.emplace_back("hostaddr", addresses);
    co_return host;
}

}  // namespace baithak::postgres
