// SPDX-License-Identifier: MIT
#include "server/net/http_request.h"

#include <QTest>

#include "server/net/http_head.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class HttpRequestTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsQueries() {
        const auto query = parseQuery("a=1&b=x%20y+z&a=2&flag&=nameless&bad=%zz&&e=");
        QCOMPARE(query.at("a"), std::string("2"));
        QCOMPARE(query.at("b"), std::string("x y z"));
        QCOMPARE(query.at("flag"), std::string());
        QCOMPARE(query.at("bad"), std::string("%zz"));
        QCOMPARE(query.at("e"), std::string());
        QVERIFY(parseQuery("").empty());
    }

    void decodesPercents() {
        QCOMPARE(percentDecoded("a%2fB%2F%00c").value(), std::string("a/B/\0c", 6));
        QCOMPARE(percentDecoded("plain+").value(), std::string("plain+"));
        for (const auto* bad : {"%", "a%4", "%g0", "%-1"}) QVERIFY(!percentDecoded(bad));
    }

    void findsCookies() {
        HttpRequest request;
        request.headers["cookie"] = "user=ann;  accesskey=\"k=1\" ;user=bob; lone";
        QCOMPARE(request.cookie("user"), std::string_view("ann"));
        QCOMPARE(request.cookie("accesskey"), std::string_view("k=1"));
        QCOMPARE(request.cookie("lone"), std::string_view());
        QCOMPARE(request.cookie("nothing"), std::string_view());
    }

    void findsHeadersAndArguments() {
        HttpRequest request;
        request.headers["user"] = "ann";
        request.query["ack"] = "true";
        QCOMPARE(request.header("user"), std::string_view("ann"));
        QCOMPARE(request.header("User"), std::string_view());
        QCOMPARE(request.argument("ack"), std::string_view("true"));
        QCOMPARE(request.argument("none"), std::string_view());
    }

    void putsErrorsInTheOneForm() {
        const auto response = errorResponse(Error{Errc::malformed, "\"name\" is \xFF wrong"});
        QCOMPARE(response.status, 400);
        QCOMPARE(response.body, std::string("{\"statusCode\":400,\"error\":\"Bad Request\","
                                            "\"message\":\"\\\"name\\\" is \xEF\xBF\xBD wrong\"}"));
    }

    void hasAPhraseForEachStatusOfTheErrors() {
        for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
            QVERIFY(!reasonPhrase(httpStatus(static_cast<Errc>(code))).empty());
        }
    }

    void letsNoHeaderInByAValue() {
        HttpResponse response;
        response.headers.emplace_back("X-Name", "a\r\nSet-Cookie: b");
        const auto head = responseHead(response, AfterResponse::keepOpen);
        QVERIFY(head.find("X-Name: a  Set-Cookie: b\r\n") != std::string::npos);
        QVERIFY(head.ends_with("Connection: keep-alive\r\n\r\n"));
    }

    void saysNothingOfABodyThatIsNotThere() {
        HttpResponse response;
        response.status = 204;
        const auto head = responseHead(response, AfterResponse::close);
        QVERIFY(head.starts_with("HTTP/1.1 204 No Content\r\n"));
        QVERIFY(head.find("Content-Length") == std::string::npos);
    }

    void findsThePathOfATarget() {
        QCOMPARE(targetPath("/a/b?c=/d"), std::string_view("/a/b"));
        QCOMPARE(targetPath("http://host:1/a?b"), std::string_view("/a"));
        QCOMPARE(targetPath("https://host"), std::string_view("/"));
        QCOMPARE(targetPath("*"), std::string_view());
        QCOMPARE(targetPath("ftp://host/a"), std::string_view());
    }

    void knowsJsonTypes() {
        for (const auto* type : {"", "application/json", "Application/JSON ; charset=utf-8", "application/x+json"}) {
            QVERIFY2(isJsonType(type), type);
        }
        for (const auto* type : {"text/plain", "application/jsonp", "json", "text/x+json"})
            QVERIFY2(!isJsonType(type), type);
    }
};
BAITHAK_REGISTER_TEST(HttpRequestTest);

}  // namespace baithak::test

#include "http_request_test.moc"
