// SPDX-License-Identifier: MIT
#pragma once

// A real nginx, with a directory of its own; it ends with the test.

#include <string>

#include "tests/support/child_process.h"

namespace baithak::test {

class NginxService {
public:
    // `site` stands in http { … } and listens on 127.0.0.1:`port`. Nothing runs yet.
    NginxService(std::string site, std::uint16_t port);
    ~NginxService() { stop(); }

    // What nginx says of the configuration; empty when it would start with it.
    std::string complaint() const;
    // Starts it and waits until it takes connections; throws TestFailure when it does not.
    void start();
    // Lets those who are connected go on, and waits until new workers serve.
    void reload();
    void reload(const std::string& site);
    // At once: who is connected is cut off.
    void stop();

    std::uint16_t port() const noexcept { return port_; }
    std::string log() const { return process_.log(); }

private:
    std::string configFile() const { return directory_.path() + "/nginx.conf"; }
    void writeSite(const std::string& site) const;

    TempDir directory_;
    std::uint16_t port_;
    ChildProcess process_;
};

// What `nginx -t` says of a whole nginx.conf; empty when it would start with it.
std::string complaintOfNginx(const std::string& file);

}  // namespace baithak::test
