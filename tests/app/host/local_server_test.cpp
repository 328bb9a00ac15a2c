// SPDX-License-Identifier: MIT
#include "app/host/local_server.h"

#include <QDir>
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <optional>

#include "tests/app/support/fake_server.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using baithak::test::FakeServer;

namespace {

// A stand-in for baithakd: what a shell script does.
QString program(const QTemporaryDir& dir, const QByteArray& script) {
    const QString path = dir.filePath(QStringLiteral("baithakd"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) qFatal("No script.");
    file.write("#!/bin/sh\n" + script);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

void writeServerFile(const QString& dataDir, int port) {
    QDir().mkpath(dataDir);
    QFile file(dataDir + QStringLiteral("/server.json"));
    if (!file.open(QIODevice::WriteOnly)) qFatal("No server.json.");
    file.write("{\"port\":" + QByteArray::number(port) + ",\"pid\":1,\"token\":\"t\"}");
}

Result<QUrl> ask(LocalServer& server) {
    std::optional<Result<QUrl>> answer;
    server.ensureRunning(&server, [&answer](const Result<QUrl>& url) { answer = url; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000)) return Error{Errc::timedOut, "no answer"};
    return *answer;
}

}  // namespace

class LocalServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsTheServerAndReadsItsPort() {
        QTemporaryDir dir;
        LocalServer server(
            program(dir, "echo \"$@\" >\"$3/args\"\necho '{\"event\":\"ready\",\"port\":4711}'\ncat >/dev/null\n"),
            dir.filePath(QStringLiteral("data")));
        const auto url = ask(server);
        QVERIFY(url);
        QCOMPARE(*url, QUrl(QStringLiteral("http://127.0.0.1:4711")));
        QFile args(dir.filePath(QStringLiteral("data/args")));
        QVERIFY(args.open(QIODevice::ReadOnly));
        QCOMPARE(args.readAll().trimmed(), "--child --data-dir " + dir.filePath(QStringLiteral("data")).toUtf8() +
                                               " --listen 127.0.0.1:0 --auth local");
    }

    void usesTheOneThatRuns() {
        QTemporaryDir dir;
        FakeServer running;
        writeServerFile(dir.path(), running.url().port());
        LocalServer server(QStringLiteral("/nowhere/baithakd"), dir.path());
        const auto url = ask(server);
        QVERIFY(url);
        QCOMPARE(url->port(), running.url().port());
        QCOMPARE(server.processId(), 0);
    }

    void aFileLeftBehindDoesNotMislead() {
        QTemporaryDir dir;
        FakeServer gone;
        gone.goAway();
        writeServerFile(dir.path(), gone.url().port());
        LocalServer server(program(dir, "echo '{\"event\":\"ready\",\"port\":4711}'\ncat >/dev/null\n"), dir.path());
        QCOMPARE(ask(server)->port(), 4711);
    }

    void whenAnotherHoldsTheDirectoryThatOneIsUsed() {
        QTemporaryDir dir;
        FakeServer other;
        const QByteArray late = "{\"port\":" + QByteArray::number(other.url().port()) + "}";
        LocalServer server(
            program(dir, "echo '{\"level\":\"error\",\"msg\":\"the data directory is locked\"}' >&2\necho '" + late +
                             "' >\"$3/server.json\"\nexit 1\n"),
            dir.path());
        const auto url = ask(server);
        QVERIFY(url);
        QCOMPARE(url->port(), other.url().port());
    }

    void aServerThatEndsAtOnceSaysWhy() {
        QTemporaryDir dir;
        LocalServer server(program(dir, "echo '{\"level\":\"error\",\"msg\":\"the disk is full\"}' >&2\nexit 1\n"),
                           dir.filePath(QStringLiteral("data")));
        const auto url = ask(server);
        QVERIFY(!url);
        QCOMPARE(url.error().text, "the disk is full");
        QVERIFY(server.logTail().contains(QStringLiteral("the disk is full")));
    }

    void aMissingProgramIsAnError() {
        QTemporaryDir dir;
        LocalServer server(QStringLiteral("/nowhere/baithakd"), dir.path());
        const auto url = ask(server);
        QVERIFY(!url);
        QCOMPARE(url.error().code, Errc::unavailable);
    }

    void theServerHearsThatTheAppHasEnded() {
        QTemporaryDir dir;
        {
            LocalServer server(
                program(dir, "echo '{\"event\":\"ready\",\"port\":1}'\ncat >/dev/null\ntouch \"$3/ended\"\n"),
                dir.path());
            QVERIFY(ask(server));
        }
        QTRY_VERIFY(QFile::exists(dir.filePath(QStringLiteral("ended"))));
    }
};
BAITHAK_REGISTER_TEST(LocalServerTest);

#include "local_server_test.moc"
