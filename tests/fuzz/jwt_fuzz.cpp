// SPDX-License-Identifier: MIT

// Signed tokens as anybody may send them to /login. What is let in has an algorithm that was asked for and claims that
// are an object; and no key has signed it.

#include <array>
#include <nlohmann/json.hpp>

#include "server/jose/jwt.h"
#include "tests/fuzz/fuzz_input.h"

using namespace baithak;

namespace {

constexpr auto kKey =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
// The one of the corpus that the key has signed (RFC 7515, A.3).
constexpr std::string_view kSigned =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key = PublicKey::fromJwk(kKey);
    constexpr std::array kAllowed{SignatureAlgorithm::es256, SignatureAlgorithm::rs256};
    const auto text = fuzz::viewOf(data, size);
    const auto token = readJwt(text, kAllowed);
    if (!token) {
        fuzz::expect(!token.error().text.empty(), "a refusal without a sentence");
        static_cast<void>(readKeySet(text));
        static_cast<void>(readCertificates(text));
        return 0;
    }
    fuzz::expect(nlohmann::json::parse(token->claims).is_object(), "claims that are no object");
    fuzz::expect(text.starts_with(token->signedPart + "."), "another part is signed");
    const bool isSigned = isSignedBy(*token, *key);
    fuzz::expect(!isSigned || token->signedPart == kSigned, "a forged token was believed");
    return 0;
}
