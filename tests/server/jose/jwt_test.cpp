// SPDX-License-Identifier: MIT
#include "server/jose/jwt.h"

#include <QTest>

#include <array>

#include "shared/base/base64.h"
#include "tests/support/register_test.h"
#include "tests/support/test_keys.h"

namespace baithak::test {
namespace {

constexpr std::array kAll{SignatureAlgorithm::rs256, SignatureAlgorithm::rs384, SignatureAlgorithm::rs512,
                          SignatureAlgorithm::ps256, SignatureAlgorithm::ps384, SignatureAlgorithm::ps512,
                          SignatureAlgorithm::es256, SignatureAlgorithm::es384, SignatureAlgorithm::es512};

// RFC 7515, A.2 and A.3.
const std::string kPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const std::string kRsaToken =
    "eyJhbGciOiJSUzI1NiJ9." + kPayload +
    ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
    "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12j"
    "zDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
    "Ge77Rw";
const std::string kEcToken = "eyJhbGciOiJFUzI1NiJ9." + kPayload +
                             ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
constexpr auto kRsaJwk =
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})";
constexpr auto kEcJwk =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";

std::string encoded(const std::string& text) { return encodeBase64(text, Base64::url); }

// Three parts of text, the signature made up.
std::string tokenOf(const std::string& header, const std::string& claims = "{}") {
    return encoded(header) + "." + encoded(claims) + ".AAAA";
}

}  // namespace

class JwtTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void believesThePublishedTokens_data() {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("jwk");
        QTest::newRow("RFC 7515, A.2") << QString::fromStdString(kRsaToken) << QString(kRsaJwk);
        QTest::newRow("RFC 7515, A.3") << QString::fromStdString(kEcToken) << QString(kEcJwk);
    }

    void believesThePublishedTokens() {
        QFETCH(QString, token);
        QFETCH(QString, jwk);
        const auto read = readJwt(token.toStdString(), kAll);
        const auto key = PublicKey::fromJwk(jwk.toStdString());
        QVERIFY(read && key);
        QVERIFY(isSignedBy(*read, *key));
        QVERIFY(read->claims.starts_with(R"({"iss":"joe")"));
        QVERIFY(read->keyId.empty());
        auto changed = *read;
        for (const std::size_t at : {std::size_t{0}, changed.signedPart.size() - 1}) {
            changed.signedPart[at] ^= 1;
            QVERIFY(!isSignedBy(changed, *key));
            changed.signedPart[at] ^= 1;
        }
        changed.signature.back() ^= 1;
        QVERIFY(!isSignedBy(changed, *key));
    }

    void believesWhatAKeyOfTheKindSigned_data() {
        QTest::addColumn<QString>("algorithm");
        QTest::addColumn<QString>("curve");
        for (const char* name : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
            QTest::newRow(name) << name << "";
        QTest::newRow("ES256") << "ES256" << "P-256";
        QTest::newRow("ES384") << "ES384" << "P-384";
        QTest::newRow("ES512") << "ES512" << "P-521";
    }

    void believesWhatAKeyOfTheKindSigned() {
        QFETCH(QString, algorithm);
        QFETCH(QString, curve);
        const auto name = algorithm.toStdString();
        const auto make = [&](std::size_t number) {
            return curve.isEmpty() ? TestKey::known(number) : TestKey::ec(curve.toStdString());
        };
        const auto key = make(0);
        const auto text =
            signedToken(key, name, R"({"alg":")" + name + R"(","kid":"k","typ":"jwt"})", R"({"sub":"ann"})");

        const auto token = readJwt(text, kAll);
        const auto published = PublicKey::fromJwk(key.jwk());
        const auto other = PublicKey::fromJwk(make(1).jwk());
        const auto certified = PublicKey::fromCertificate(key.certificate());

        QVERIFY(token && published && other && certified);
        QCOMPARE(token->keyId, std::string("k"));
        QVERIFY(isSignedBy(*token, *published));
        QVERIFY(isSignedBy(*token, *certified));
        QVERIFY(!isSignedBy(*token, *other));
        for (const auto another : kAll) {
            if (another == token->algorithm) continue;
            auto lie = *token;
            lie.algorithm = another;
            QVERIFY(!isSignedBy(lie, *published));
        }
    }

    void takesNoAlgorithmButThoseAllowed_data() {
        QTest::addColumn<QString>("header");
        for (const char* header : {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"HS256"})", R"({"alg":"HS512"})",
                                   R"({"alg":"RS384"})", R"({"alg":"ES256"})", R"({"alg":"rs256"})", R"({"alg":""})",
                                   R"({"alg":null})", R"({"alg":["RS256"]})", R"({})", R"({"alg":"EdDSA"})"})
            QTest::newRow(header) << header;
    }

    void takesNoAlgorithmButThoseAllowed() {
        QFETCH(QString, header);
        constexpr std::array kAllowed{SignatureAlgorithm::rs256};
        const auto token = readJwt(tokenOf(header.toStdString()), kAllowed);
        QVERIFY(!token && token.error().code == Errc::malformed);
    }

    void refusesWhatIsNoToken_data() {
        QTest::addColumn<QString>("token");
        const auto row = [](const char* name, const std::string& token) {
            QTest::newRow(name) << QString::fromStdString(token);
        };
        const std::string fine = R"({"alg":"RS256"})";
        row("nothing", "");
        row("one part", "abc");
        row("two parts", encoded(fine) + "." + encoded("{}"));
        row("four parts", tokenOf(fine) + ".AAAA");
        row("padding", "eyJhbGciOiJSUzI1NiJ9==." + encoded("{}") + ".AAAA");
        row("letters of the other alphabet", encoded(fine) + "." + encoded("{}") + ".ab+/");
        row("a blank", " " + tokenOf(fine));
        row("a line feed", tokenOf(fine) + "\n");
        row("bits left over", encoded(fine) + "." + encoded("{}") + ".AB");
        row("a header that is no JSON", tokenOf("alg"));
        row("a header that is no object", tokenOf(R"(["RS256"])"));
        row("claims that are no JSON", tokenOf(fine, "sub"));
        row("claims that are no object", tokenOf(fine, "1"));
        row("text behind the claims", tokenOf(fine, "{}{}"));
        row("an algorithm twice", tokenOf(R"({"alg":"HS256","alg":"RS256"})"));
        row("a claim twice", tokenOf(fine, R"({"sub":"ann","sub":"bob"})"));
        row("an extension", tokenOf(R"({"alg":"RS256","crit":["b64"],"b64":false})"));
        row("an access token", tokenOf(R"({"alg":"RS256","typ":"at+jwt"})"));
        row("a kid that is a number", tokenOf(R"({"alg":"RS256","kid":1})"));
        row("claims nested deep", tokenOf(fine, R"({"a":)" + std::string(100, '[') + std::string(100, ']') + "}"));
        row("a long one", tokenOf(fine, R"({"a":")" + std::string(kMaxTokenBytes, 'a') + R"("})"));
    }

    void refusesWhatIsNoToken() {
        QFETCH(QString, token);
        const auto read = readJwt(token.toStdString(), kAll);
        QVERIFY(!read && read.error().code == Errc::malformed);
        QVERIFY(!read.error().text.empty());
    }

    void signsWhatOthersBelieve() {
        const auto key = TestKey::known(0);
        const auto ours = PrivateKey::fromPem(key.privatePem());
        QVERIFY(ours);

        const auto text = signJwt(R"({"iss":"us"})", *ours, "key-1");

        QVERIFY(text);
        const auto token = readJwt(*text, kAll);
        QVERIFY(token);
        QCOMPARE(token->claims, std::string(R"({"iss":"us"})"));
        QCOMPARE(token->keyId, std::string("key-1"));
        QVERIFY(key.verify("RS256", token->signedPart, token->signature));
    }
};
BAITHAK_REGISTER_TEST(JwtTest);

}  // namespace baithak::test

#include "jwt_test.moc"
