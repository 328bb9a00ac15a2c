// SPDX-License-Identifier: MIT
#pragma once

// The files that a crowd sends to each other: uploaded by the addresses that the file role gives, named in messages,
// and fetched by those who were shown the message, while things fail. What a server that is away leaves undone is begun
// again; what was acknowledged has to be there, the same to the last byte, for those who may have it and for nobody
// else. Nothing here waits, but finish() and verify(). One thread.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/history.h"
#include "tests/support/rest_client.h"

namespace baithak::test {

class SharedFiles {
public:
    struct Crowd {
        Account stranger;  // to whom nothing is ever sent
        // Sends a message that names the file, as that user; answers the message's id.
        std::function<std::string(const Account& owner, const std::string& fileId)> tell;
        // Those who have been shown that message.
        std::function<std::vector<Account>(const std::string& messageId)> readers;
    };

    // `history`, for notes, and the loop outlive it.
    SharedFiles(Loop& loop, std::uint16_t port, History& history, Crowd crowd);
    ~SharedFiles();

    void setPort(std::uint16_t port) noexcept { port_ = port; }

    // Begins one more upload, of bytes that the number decides; or goes on with one that was left undone, when there
    // are enough of them.
    void upload(const Account& owner, std::uint32_t number);
    // Somebody fetches a file; the number decides who and which. Now and then it is the stranger.
    void fetch(std::uint32_t number);
    // Brings every upload that was begun to its end. False when that takes longer.
    bool finish(std::chrono::milliseconds deadline);
    // Once all is well: fetches each file as its owner, as one reader and as the stranger.
    void verify(std::chrono::milliseconds deadline);

    std::size_t acknowledged() const;
    // What was broken, a sentence each.
    const std::vector<std::string>& violations() const noexcept { return violations_; }

private:
    struct File;
    struct Visit;

    void goOn(File& file);
    void ask(File& file);
    void put(File& file);
    void complete(File& file);
    void visit(const File& file, const Account& reader, bool mayHave);
    void onAddress(Visit& visit, const HttpAnswer& answer);
    void onBytes(Visit& visit, const HttpAnswer& answer);
    bool isQuiet() const;
    void violated(std::string sentence) { violations_.push_back(std::move(sentence)); }

    Loop& loop_;
    std::uint16_t port_;
    History& history_;
    Crowd crowd_;
    std::vector<std::unique_ptr<File>> files_;
    std::vector<std::unique_ptr<Visit>> visits_;
    std::vector<std::string> violations_;
};

}  // namespace baithak::test
