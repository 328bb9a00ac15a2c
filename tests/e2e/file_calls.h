// SPDX-License-Identifier: MIT
#pragma once

// Files over HTTP, as a client asks for them: the base of the tests of files. One world at a time; one thread.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/transfer.h"

namespace baithak::test {

inline constexpr std::uint64_t kMiB = 1024 * 1024;

inline std::string png() { return std::string("\x89PNG\r\n\x1a\n", 8) + std::string(2000, 'p'); }

// The path and query of a URL.
inline std::string targetOf(const std::string& url) { return url.substr(url.find('/', url.find("://") + 3)); }

// A server's arguments.
inline Arguments withFiles(const Arguments& more = {}) {
    Arguments arguments{"--auth", "open", "--durability", "normal"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

inline std::string lengthOf(std::uint64_t size) { return "Content-Length: " + std::to_string(size) + "\r\n"; }

class FileCalls {
protected:
    struct Ticket {
        std::string target;  // to upload to
        std::string id;
    };

    Ticket ask(const Account& account, const std::string& ext = ".png", const std::string& more = {}) {
        const auto answer =
            world_->rest.call(account, "GET", "/assets/upload/presigned_url?category=chat&ext=" + ext + more);
        return {targetOf(answer.at("url")), answer.at("fileId")};
    }
    // The status.
    int put(const std::string& target, const std::string& bytes) {
        return world_->rest.raw({"PUT", target, {{"content-type", "image/png"}}, bytes}).status;
    }
    HttpAnswer setStatus(const Account& account, const std::string& id) {
        return world_->call("PUT", "/assets/" + id + "/status", R"({"status":true})", account.headers());
    }
    // Asked for, uploaded, said to be there; its id.
    std::string upload(const Account& account, const std::string& bytes, const std::string& ext = ".png") {
        const auto ticket = ask(account, ext);
        if (const int status = put(ticket.target, bytes); status != 200) {
            throw TestFailure("the upload was answered with " + std::to_string(status));
        }
        if (const auto answer = setStatus(account, ticket.id); answer.status != 200) throw TestFailure(answer.body);
        return ticket.id;
    }
    HttpAnswer askDownload(const Account& account, const std::string& id) {
        return world_->get(account, "/assets/download/" + id + "/presigned_url");
    }
    std::string urlOf(const Account& account, const std::string& id) {
        const auto answer = askDownload(account, id);
        if (answer.status != 200) throw TestFailure(answer.body);
        return nlohmann::json::parse(answer.body).at("url");
    }
    HttpAnswer get(const std::string& url, Headers headers = {}) {
        return world_->rest.raw({"GET", targetOf(url), std::move(headers), {}});
    }

    std::unique_ptr<World> world_;
};

}  // namespace baithak::test
