// SPDX-License-Identifier: MIT
#pragma once

// ID tokens of Firebase Authentication, by the rules that it publishes for verifiers: RS256 by one of Google's
// certificates, the project as audience and in the issuer.

#include "server/auth/token_auth.h"

namespace baithak {

// What says who a user is: usernames are phone numbers in E.164 (`+4915112345678`), as the older clients send them, or
// Firebase's own ids.
enum class FirebaseUsername : std::uint8_t { phoneNumber, uid };

struct FirebaseConfig {
    std::string project;
    std::string certificatesUrl =
        "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com";
    FirebaseUsername username = FirebaseUsername::phoneNumber;
    KeyTimes times;
};

std::unique_ptr<AuthProvider> makeFirebaseAuth(TokenAuthPorts ports, FirebaseConfig config);

}  // namespace baithak
