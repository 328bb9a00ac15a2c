// SPDX-License-Identifier: MIT

#include "server/ctl/status_view.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;
using nlohmann::json;

namespace {

json announced(const char* id) {
    return {{"id", id},
            {"roles", {"gateway", "router"}},
            {"version", "1.2.3"},
            {"address", "10.0.0.1:7443"},
            {"opsAddress", "10.0.0.1:7444"},
            {"startedAt", 5}};
}

SeenServer someServer() {
    auto own = announced("p-1");
    own["uptimeSeconds"] = 61;
    own["connections"] = 12;
    own["problems"] = json::array({{{"part", "bus"}, {"reason", "the broker can't be reached"}}});
    own["partitions"] = json::array({{{"group", "delivery"}, {"partition", 3}, {"epoch", 9}}});
    own["queues"] = json::array({{{"name", "bus.pending"}, {"depth", 40}}});
    SeenServer server;
    server.processes.push_back({own, json{{"process", own}, {"instances", json::array()}}});
    server.processes.push_back({announced("p-2"), Error{Errc::unavailable, "no server answers"}});
    return server;
}

}  // namespace

class StatusViewTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsProcessesPartitionsQueuesAndProblems();
    void saysWhenThereAreNoProblems();
    void tellsTheSameAsJson();
};
BAITHAK_REGISTER_TEST(StatusViewTest);

void StatusViewTest::showsProcessesPartitionsQueuesAndProblems() {
    auto server = someServer();
    server.instancesProblem = "Redis is away";
    const auto text = statusText(server);
    for (const auto* part :
         {"PROCESS", "gateway,router", "1m 1s", "12", "not ready", "not reached", "delivery", "9", "bus.pending", "40",
          "the broker can't be reached", "no server answers", "Redis is away"}) {
        QVERIFY2(text.find(part) != std::string::npos, part);
    }
}

void StatusViewTest::saysWhenThereAreNoProblems() {
    auto server = someServer();
    server.processes.pop_back();
    auto answer = *server.processes.front().answer;
    answer["process"]["problems"] = json::array();
    server.processes.front().answer = answer;
    QVERIFY(statusText(server).find("No problems.") != std::string::npos);
    QVERIFY(statusText(server).find("ready") != std::string::npos);
}

void StatusViewTest::tellsTheSameAsJson() {
    const auto status = statusJson(someServer());
    const auto& processes = status.at("processes");
    QCOMPARE(processes.size(), 2U);
    QCOMPARE(processes[0].at("connections").get<int>(), 12);
    QVERIFY(processes[0].at("isReached").get<bool>());
    QVERIFY(!processes[1].at("isReached").get<bool>());
    QCOMPARE(processes[1].at("problem").get<std::string>(), std::string("no server answers"));
    QCOMPARE(processes[1].at("id").get<std::string>(), std::string("p-2"));
    QVERIFY(!status.contains("instancesProblem"));
}

}  // namespace baithak::test

#include "status_view_test.moc"
