// SPDX-License-Identifier: MIT
#include "server/net/http_routes.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

Task<HttpResponse> nothing(HttpRequestPtr) { co_return HttpResponse{}; }
Task<Result<std::shared_ptr<WebSocketListener>>> nobody(HttpRequestPtr) { co_return Error{}; }

HttpRoutes someRoutes() {
    HttpRoutes routes;
    routes.add("GET", "/groups/", nothing);
    routes.add("GET", "/groups/{id}", nothing);
    routes.add("POST", "/group/create", nothing);
    routes.add("GET", "/group/get", nothing);
    routes.add("DELETE", "/groups/{id}/members", nothing);
    routes.add("*", "/auth", nothing);
    routes.add("GET", "/assets/download/{fileId}/presigned_url", nothing);
    routes.addWebSocket("/wss", nobody);
    return routes;
}

}  // namespace

class HttpRoutesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheRoute_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("routed");
        QTest::addColumn<QByteArray>("parameter");
        const auto row = [](const char* method, const char* path, const char* routed, const char* parameter = "") {
            QTest::addRow("%s %s", method, path)
                << QByteArray(method) << QByteArray(path) << QByteArray(routed) << QByteArray(parameter);
        };
        row("GET", "/groups", "/groups");
        row("GET", "/groups/", "/groups");
        row("GET", "/v1.0/groups/", "/groups");
        row("GET", "/group", "/groups");
        row("HEAD", "/groups", "/groups");
        row("GET", "/groups/a-b", "/groups/a-b", "a-b");
        row("GET", "/v1.0/group/a%2Fb%20c/", "/groups/a/b c", "a/b c");
        row("GET", "/groups/%E0%A4%85", "/groups/\xE0\xA4\x85", "\xE0\xA4\x85");
        row("GET", "/groups/create", "/groups/create", "create");
        row("POST", "/groups/create", "/groups/create");
        row("GET", "/groups/get", "/groups/get");
        row("DELETE", "/group/x/members", "/groups/x/members", "x");
        row("PROPFIND", "/auth", "/auth");
        row("GET", "/file/download/7/presigned_url", "/assets/download/7/presigned_url", "7");
    }
    void findsTheRoute() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, routed);
        QFETCH(QByteArray, parameter);
        const auto routes = someRoutes();
        const auto match = routes.match(method.toStdString(), path.toStdString());
        QVERIFY(match.handler != nullptr);
        QCOMPARE(match.path, routed.toStdString());
        QCOMPARE(match.parameters.size(), parameter.isEmpty() ? 0U : 1U);
        if (!parameter.isEmpty()) QCOMPARE(match.parameters.begin()->second, parameter.toStdString());
    }

    void findsNoRoute_data() {
        QTest::addColumn<QByteArray>("path");
        for (const auto* path :
             {"/", "/v1.0", "/nothing", "/groups/a/b", "/v1.0/v1.0/groups", "/Groups", "/groups/a/members/b"}) {
            QTest::newRow(path) << QByteArray(path);
        }
    }
    void findsNoRoute() {
        QFETCH(QByteArray, path);
        const auto routes = someRoutes();
        const auto match = routes.match("GET", path.toStdString());
        QVERIFY(match.handler == nullptr && match.upgrade == nullptr && !match.isMalformed);
        QCOMPARE(match.allowedMethods, std::string());
    }

    void namesTheMethodsThatAPathKnows() {
        const auto routes = someRoutes();
        QCOMPARE(routes.match("PUT", "/groups/create").allowedMethods, std::string("GET, HEAD, POST"));
        QCOMPARE(routes.match("GET", "/groups/a/members").allowedMethods, std::string("DELETE"));
    }

    void tellsMalformedPathsApart_data() {
        QTest::addColumn<QByteArray>("path");
        for (const auto* path : {"", "groups", "/groups/%", "/groups/%4", "/groups/%4g", "/groups/%00"}) {
            QTest::newRow(path) << QByteArray(path);
        }
    }
    void tellsMalformedPathsApart() {
        QFETCH(QByteArray, path);
        const auto routes = someRoutes();
        QVERIFY(routes.match("GET", path.toStdString()).isMalformed);
    }

    void findsWebSocketsForGetOnly() {
        const auto routes = someRoutes();
        QVERIFY(routes.match("GET", "/v1.0/wss/").upgrade != nullptr);
        QVERIFY(routes.match("GET", "/wss").handler == nullptr);
        QVERIFY(routes.match("POST", "/wss").upgrade == nullptr);
    }

    void listsWhatWasAdded() {
        const auto list = someRoutes().list();
        QCOMPARE(list.size(), std::size_t{8});
        QCOMPARE(list.front(), std::string("GET /groups/"));
        QCOMPARE(list.back(), std::string("GET /wss"));
    }
};
BAITHAK_REGISTER_TEST(HttpRoutesTest);

}  // namespace baithak::test

#include "http_routes_test.moc"
