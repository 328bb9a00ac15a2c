// SPDX-License-Identifier: MIT
#pragma once

// The people of a crowd who have no connection and say by POST /messages what they have to say. One is patient: the
// next post waits for the answer to the last, which is asked again until it is known. One is in haste: posts follow
// each other whatever becomes of the earlier ones, and what has no answer is asked again in the end alone. Nothing here
// waits, but settle(). One thread.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/message.h"
#include "tests/support/history.h"
#include "tests/support/rest_client.h"

namespace baithak::test {

class Posters {
public:
    // Makes the next message of a user, with that id.
    using NextMessage = std::function<Message(const std::string& user, const std::string& id)>;

    // `history` and the loop outlive it. Each post in haste is a device of its own in the history: their order is
    // nobody's promise.
    Posters(Loop& loop, std::uint16_t port, History& history, Account patient, Account hasty, NextMessage nextMessage);

    const Account& patient() const noexcept { return patient_; }
    const Account& hasty() const noexcept { return hasty_; }
    void setPort(std::uint16_t port) noexcept { port_ = port; }

    // The next post of the patient one, when the last has its answer.
    void post();
    void postInHaste();
    // Asks again until the outcome of every post is known. False when that takes longer.
    bool settle(std::chrono::milliseconds deadline);

private:
    struct Post {
        std::string device;  // in the history
        Account account;
        Message message;
        std::unique_ptr<HttpErrand> errand;  // the last try
        bool isSettled = false;
    };

    Post makePost(const Account& account, const std::string& device, const std::string& id);
    void send(Post& post);
    void onAnswer(Post& post, const HttpAnswer& answer);
    void sweep();
    bool areTriesOver() const;

    Loop& loop_;
    std::uint16_t port_;
    History& history_;
    Account patient_;
    Account hasty_;
    NextMessage nextMessage_;
    std::uint64_t count_ = 0;
    std::unique_ptr<Post> last_;  // of the patient one
    std::vector<std::unique_ptr<Post>> inHaste_;
};

}  // namespace baithak::test
