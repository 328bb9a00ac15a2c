// SPDX-License-Identifier: MIT
#include "server/blob/s3/sigv4.h"

#include <sodium.h>

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

// Amazon's published example: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
const S3Credentials kExample{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
constexpr Timestamp kExampleTime{1'369'353'600'000};  // 2013-05-24 00:00:00 UTC

S3Request exampleRequest() {
    S3Request request;
    request.method = "GET";
    request.scheme = "https";
    request.host = "examplebucket.s3.amazonaws.com";
    request.path = "/test.txt";
    return request;
}

}  // namespace

class Sigv4Test final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(sodium_init() >= 0); }

    void signsThePublishedExample() {
        const auto url = presign(exampleRequest(), kExample, "us-east-1", kExampleTime, 86400s);
        QCOMPARE(url, std::string("https://examplebucket.s3.amazonaws.com/test.txt"
                                  "?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                                  "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                                  "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                                  "&X-Amz-Signature="
                                  "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
    }

    void signsHeadersAndFurtherArguments() {
        auto request = exampleRequest();
        request.headers = {{"x-amz-copy-source", "/a/b"}, {"content-length", "5"}};
        request.query = {{"response-content-type", "image/png"}};
        const auto url = presign(request, kExample, "us-east-1", kExampleTime, 60s);
        QVERIFY(url.find("X-Amz-SignedHeaders=content-length%3Bhost%3Bx-amz-copy-source") != url.npos);
        QVERIFY(url.find("response-content-type=image%2Fpng") != url.npos);
        request.headers.back().second = "6";
        QVERIFY(presign(request, kExample, "us-east-1", kExampleTime, 60s) != url);
    }

    void carriesASessionToken() {
        auto credentials = kExample;
        credentials.sessionToken = "token/with+signs=";
        const auto url = presign(exampleRequest(), credentials, "us-east-1", kExampleTime, 60s);
        QVERIFY(url.find("X-Amz-Security-Token=token%2Fwith%2Bsigns%3D") != url.npos);
    }

    void encodesThePath() {
        auto request = exampleRequest();
        request.path = "/a b/\xc3\xa9~";
        const auto url = presign(request, kExample, "us-east-1", kExampleTime, 60s);
        QVERIFY(url.starts_with("https://examplebucket.s3.amazonaws.com/a%20b/%C3%A9~?"));
    }
};

BAITHAK_REGISTER_TEST(Sigv4Test);

}  // namespace baithak::test

#include "sigv4_test.moc"
