// SPDX-License-Identifier: MIT
#pragma once

// The REST calls that tests make, each in one line (docs/protocol.md, A2, B2, B5). A call turns the loop until it is
// answered; what a test does not expect ends in a thrown TestFailure with the status and the body, so that no test goes
// on with half of its world. `raw` is for tests of refusals.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/history.h"
#include "tests/support/sockets.h"
#include "tests/support/test_failure.h"

namespace baithak::test {

// A signed-in device.
struct Account {
    std::string user;
    std::string accessKey;
    std::string deviceId;

    Headers headers() const { return {{"user", user}, {"accesskey", accessKey}}; }
};

class RestClient {
public:
    RestClient(Loop& loop, std::uint16_t port) : loop_(loop), port_(port) {}

    // The server has come back at another port.
    void setPort(std::uint16_t port) noexcept { port_ = port; }

    HttpAnswer raw(const HttpCall& call);
    // As that account; the body, when there is one, is JSON. Throws when the answer's status is not 2xx or it says
    // {status: false}.
    nlohmann::json call(const Account& account, const std::string& method, const std::string& target,
                        const std::string& body = {});

    void registerUser(const std::string& user, const std::string& password);
    Account login(const std::string& user, const std::string& secret, const std::string& deviceId = "default");

    // All at once, as a password takes the server its time. In the order given.
    void registerUsers(const std::vector<std::string>& users, const std::string& password);
    struct Wish {
        std::string user;
        std::string deviceId;
    };
    std::vector<Account> loginAll(const std::vector<Wish>& wishes, const std::string& secret);

    std::string createGroup(const Account& account, const std::string& name, const std::vector<std::string>& members);
    void addMembers(const Account& account, const std::string& group, const std::vector<std::string>& members);
    void removeMember(const Account& account, const std::string& group, const std::string& member);

    // The names of all the account's conversations.
    std::vector<std::string> conversations(const Account& account);
    // A whole log as the account may read it, contents in comparable() spelling.
    std::vector<LogEntry> log(const Account& account, const std::string& conversation);

private:
    nlohmann::json make(const HttpCall& call);
    std::vector<HttpAnswer> makeAll(const std::vector<HttpCall>& calls);

    Loop& loop_;
    std::uint16_t port_;
};

// The calls that change a group's members, for those who make them by themselves.
HttpCall addMembersCall(const Account& account, const std::string& group, const std::vector<std::string>& members);
HttpCall removeMemberCall(const Account& account, const std::string& group, const std::string& member);
// Answered with 2xx, and not with {status: false}.
bool isSuccess(const HttpAnswer& answer);

// One spelling for contents that mean the same: JSON in order of keys and without blanks, anything else as it stands.
std::string comparable(const std::string& content);

}  // namespace baithak::test
