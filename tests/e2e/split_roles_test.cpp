// SPDX-License-Identifier: MIT

// What older clients were recorded to say and hear, with every role in a process of its own: through nginx, as
// `baithakctl nginx-config` sets it up, to two gateways, two routers, two group routers and three delivery workers on
// NATS, PostgreSQL and Redis.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/recorded_http.h"
#include "tests/e2e/recorded_session.h"
#include "tests/support/cluster/cluster.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

// New for each test: the recording's people have names of their own.
struct SplitWorld {
    SplitWorld() : cluster(loop, plan()) {}

    static ClusterPlan plan() {
        ClusterPlan plan;
        plan.binary = serverBinary();
        plan.ctl = BAITHAKCTL_BINARY;
        plan.network = Network::Kind::loopback;
        plan.natsNodes = 1;
        plan.options = {"--auth", "open"};
        return plan;
    }

    Loop loop;
    Cluster cluster;
};

}  // namespace

class SplitRolesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAsRecorded_data();
    void answersAsRecorded();
    void saysToEachWhatWasRecorded();
};

void SplitRolesTest::answersAsRecorded_data() {
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("groups");
    QTest::newRow("plain") << "" << "/groups";
    QTest::newRow("with the version") << "/v1.0" << "/groups";
    QTest::newRow("old name") << "" << "/group";
    QTest::newRow("old name with the version") << "/v1.0" << "/group";
}

void SplitRolesTest::answersAsRecorded() {
    QFETCH(QString, prefix);
    QFETCH(QString, groups);
    SplitWorld split;
    const auto difference =
        HttpReplay(Door(split.loop, split.cluster.port())).run(prefix.toStdString(), groups.toStdString());
    QVERIFY2(difference.empty(), difference.c_str());
}

void SplitRolesTest::saysToEachWhatWasRecorded() {
    SplitWorld split;
    const auto difference = SessionReplay(Door(split.loop, split.cluster.port())).run();
    QVERIFY2(difference.empty(), difference.c_str());
}

BAITHAK_REGISTER_TEST(SplitRolesTest);

}  // namespace baithak::test

#include "split_roles_test.moc"
