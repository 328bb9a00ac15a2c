// SPDX-License-Identifier: MIT
#pragma once

// Firebase Cloud Messaging and Google's token endpoint, as far as a server sees them: checks what it is sent as the
// real ones would (signature, scope, audience, bearer, form of the body), and answers as a test wants.

#include <deque>
#include <mutex>

#include <nlohmann/json.hpp>

#include "tests/support/http_stand_in.h"

namespace baithak::test {

class FcmStandIn {
public:
    FcmStandIn();

    std::string url() const { return server_->url(); }
    // The file that an operator would have from Google.
    std::string credentials() const;
    void goAway() { server_.reset(); }

    // The next sends to that device token are answered so, one after the other; then again with success.
    void answerNext(const std::string& token, StandInAnswer answer);
    void answerNextTokenCall(StandInAnswer answer);
    // Access tokens given out so far are not taken any more.
    void forgetAccess();
    // As it stands in the answer, in seconds.
    void setAccessLife(std::string life);

    // The bodies' `message` that were taken, in order.
    std::vector<nlohmann::json> taken() const;
    std::size_t sends() const;  // all of them
    std::size_t tokenCalls() const;
    // What was wrong with the calls, in words; empty when nothing was.
    std::vector<std::string> problems() const;

private:
    StandInAnswer answer(const StandInRequest& request);
    StandInAnswer giveAccess(const StandInRequest& request);
    StandInAnswer takeMessage(const StandInRequest& request);
    void checkAssertion(const std::string& assertion);
    void checkMessage(const nlohmann::json& message);
    void expect(bool holds, const std::string& problem);

    const TestKey key_;
    mutable std::mutex mutex_;
    std::map<std::string, std::deque<StandInAnswer>> answers_;
    std::deque<StandInAnswer> tokenAnswers_;
    std::set<std::string> access_;
    std::string accessLife_ = "3600";
    std::vector<nlohmann::json> taken_;
    std::vector<std::string> problems_;
    std::size_t sends_ = 0;
    std::size_t tokenCalls_ = 0;
    std::unique_ptr<HttpStandIn> server_;
};

// An error as the service spells it.
StandInAnswer fcmError(int status, const std::string& word, const std::string& code,
                       const std::string& sentence = "An error.");

}  // namespace baithak::test
