// SPDX-License-Identifier: MIT
#pragma once

// A certificate authority for one test, and certificates of it for 127.0.0.1 and localhost, made by the openssl program
// in a directory of their own that goes with it.

#include <string>

#include "tests/support/child_process.h"

namespace baithak::test {

class CertificateFiles {
public:
    // Throws TestFailure when openssl can't.
    CertificateFiles();

    struct Identity {
        std::string certificate;  // files in PEM
        std::string key;
    };
    Identity issue(const std::string& name);
    std::string certificate() const { return directory_.path() + "/ca.pem"; }

private:
    TempDir directory_;
};

}  // namespace baithak::test
