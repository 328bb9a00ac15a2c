// SPDX-License-Identifier: MIT
// The client without its screens against the real baithakd, started as the app starts it.
#include <signal.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QTest>
#include <ctime>

#include "tests/app/support/app_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak::client;
using namespace baithak::test;

namespace {

constexpr int kPatienceMs = 30'000;
const QString kAnnBob = QStringLiteral("dm:ann:bob");
const QString kPassword = QStringLiteral("correct horse battery");

#define TRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, kPatienceMs)
#define TRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kPatienceMs)

// A data directory as several profiles share it; the server in it is ended with the test.
class House {
public:
    ~House() {
        const qint64 pid = serverPid();
        if (pid > 0) ::kill(static_cast<pid_t>(pid), SIGTERM);
        if (!QTest::qWaitFor([this] { return serverPid() == 0; }, kPatienceMs)) qWarning("The server did not end.");
    }

    ChatAppOptions profile(const QString& name) const {
        ChatAppOptions options;
        options.profile = name;
        options.dataDir = dir_.path();
        options.serverProgram = QStringLiteral(BAITHAKD);
        options.secrets = makeMemorySecrets();
        return options;
    }

    // 0: none runs.
    qint64 serverPid() const {
        QFile file(dir_.filePath(QStringLiteral("server/server.json")));
        if (!file.open(QIODevice::ReadOnly)) return 0;
        const qint64 pid = QJsonDocument::fromJson(file.readAll()).object()["pid"].toInteger();
        return pid > 0 && ::kill(static_cast<pid_t>(pid), 0) == 0 ? pid : 0;
    }

    void runSender(QProcess& process, int first, int count) const {
        process.setProgram(QStringLiteral(BAITHAK_SENDER));
        process.setArguments({QStringLiteral(BAITHAKD), dir_.path(), QStringLiteral("ann"), kPassword,
                              QStringLiteral("bob"), QString::number(first), QString::number(count)});
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start();
    }

private:
    QTemporaryDir dir_;
};

void say(AppFixture& app, const QString& text) {
    app->composer()->setText(text);
    QVERIFY(app->composer()->send());
}

void startChatting(AppFixture& app, const QString& name) {
    app->startChatting(name, kPassword);
    TRY_VERIFY(app.isOnline());
    TRY_COMPARE(app->openConversation(), QStringLiteral("dm:%1:%1").arg(name));
}

}  // namespace

class BundledServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoProfilesChatOverOneServer() {
        const House house;
        AppFixture ann(house.profile(QStringLiteral("ann")));
        startChatting(ann, QStringLiteral("ann"));
        const qint64 server = house.serverPid();
        QVERIFY(server > 0);
        AppFixture bob(house.profile(QStringLiteral("bob")));
        startChatting(bob, QStringLiteral("bob"));
        QCOMPARE(house.serverPid(), server);

        ann->openDirect(QStringLiteral("bob"));
        TRY_COMPARE(ann->openConversation(), kAnnBob);
        ann->composer()->setText(QStringLiteral("h"));
        say(ann, QStringLiteral("hello bob"));
        TRY_COMPARE(bob->chats()->totalUnread(), 1);
        TRY_COMPARE(ann.states(), QStringList{"delivered"});
        bob->openNextChat(1, true);
        TRY_COMPARE(bob.texts(), QStringList{"hello bob"});
        bob->timeline()->markRead();
        TRY_COMPARE(ann.states(), QStringList{"read"});
        QCOMPARE(bob->chats()->totalUnread(), 0);

        bob->composer()->setText(QStringLiteral("typing"));
        TRY_COMPARE(ann->timeline()->typingText(), QStringLiteral("typing…"));
        say(bob, QStringLiteral("hello ann"));
        TRY_COMPARE(ann.texts(), (QStringList{"hello bob", "hello ann"}));
        QCOMPARE(ann->timeline()->typingText(), QString());
    }

    void aGroupFromItsMakingToItsLeaving() {
        const House house;
        AppFixture ann(house.profile(QStringLiteral("ann")));
        startChatting(ann, QStringLiteral("ann"));
        AppFixture bob(house.profile(QStringLiteral("bob")));
        startChatting(bob, QStringLiteral("bob"));
        ann->groupEditor()->setName(QStringLiteral("Team"));
        QVERIFY(ann->groupEditor()->addMember(QStringLiteral("bob")));
        ann->groupEditor()->create();
        TRY_COMPARE(ann->timeline()->title(), QStringLiteral("Team"));
        TRY_COMPARE(ann->members()->count(), 2);
        say(ann, QStringLiteral("welcome"));
        const QString team = ann->openConversation();
        TRY_VERIFY(bob->chats()->find(team) != nullptr);
        TRY_COMPARE(bob->chats()->find(team)->title, QStringLiteral("Team"));
        bob->openChat(team);
        TRY_VERIFY(bob.texts().contains(QStringLiteral("welcome")));
        say(bob, QStringLiteral("thanks"));
        TRY_VERIFY(ann.texts().contains(QStringLiteral("thanks")));

        ann->members()->remove(QStringLiteral("bob"));
        TRY_COMPARE(ann->members()->count(), 1);
        TRY_VERIFY(!bob->timeline()->isMember());
        TRY_VERIFY(bob.texts().contains(QStringLiteral("ann removed you")));
    }

    void aServerThatDiesIsStartedAgainAndNothingIsLost() {
        const House house;
        AppFixture ann(house.profile(QStringLiteral("ann")));
        startChatting(ann, QStringLiteral("ann"));
        AppFixture bob(house.profile(QStringLiteral("bob")));
        startChatting(bob, QStringLiteral("bob"));
        bob->openDirect(QStringLiteral("ann"));
        ann->openDirect(QStringLiteral("bob"));
        TRY_COMPARE(ann->openConversation(), kAnnBob);
        say(ann, QStringLiteral("before"));
        TRY_COMPARE(bob.texts(), QStringList{"before"});

        const qint64 killed = house.serverPid();
        ::kill(static_cast<pid_t>(killed), SIGKILL);
        say(ann, QStringLiteral("while away"));
        TRY_VERIFY(house.serverPid() > 0 && house.serverPid() != killed);
        TRY_VERIFY(ann.isOnline() && bob.isOnline());
        TRY_COMPARE(bob.texts(), (QStringList{"before", "while away"}));
        TRY_COMPARE(ann->waiting(), 0);
        QCOMPARE(ann->openConversation(), kAnnBob);
    }

    void killedInTheMidstOfSendingNothingIsLostOrDoubled() {
        const House house;
        AppFixture bob(house.profile(QStringLiteral("bob")));
        startChatting(bob, QStringLiteral("bob"));
        QStringList shown;
        for (int run = 0; run < 3; ++run) {
            QProcess sender;
            house.runSender(sender, run * 1000, 1000);
            const int wanted = static_cast<int>(shown.size()) + 20 + run * 7;
            TRY_VERIFY([&] {
                while (sender.canReadLine()) shown << QString::fromUtf8(sender.readLine()).trimmed();
                return shown.size() >= wanted;
            }());
            sender.kill();
            QVERIFY(sender.waitForFinished());
            sender.setReadChannel(QProcess::StandardOutput);
            while (sender.canReadLine()) shown << QString::fromUtf8(sender.readLine()).trimmed();
        }
        QProcess drain;
        house.runSender(drain, 0, 0);
        QVERIFY(drain.waitForFinished(kPatienceMs));
        QCOMPARE(drain.exitCode(), 0);

        TRY_VERIFY(bob->chats()->find(kAnnBob) != nullptr);
        bob->openChat(kAnnBob);
        TRY_VERIFY(!bob->timeline()->isLoading());
        while (bob->timeline()->canLoadOlder()) {
            bob->timeline()->fetchOlder();
            TRY_VERIFY(!bob->timeline()->isLoading());
        }
        TRY_VERIFY(bob.texts().size() >= shown.size());
        const QStringList got = bob.texts();
        QCOMPARE(QSet<QString>(got.begin(), got.end()).size(), got.size());
        for (const auto& text : std::as_const(shown)) QVERIFY2(got.contains(text), qPrintable(text));
        QStringList sorted = got;
        std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.toInt() < b.toInt(); });
        QCOMPARE(got, sorted);
    }

    void catchingUpOn400MessagesIsCheap() {
        const House house;
        AppFixture ann(house.profile(QStringLiteral("ann")));
        startChatting(ann, QStringLiteral("ann"));
        AppFixture bob(house.profile(QStringLiteral("bob")));
        startChatting(bob, QStringLiteral("bob"));
        bob.end();
        ann->openDirect(QStringLiteral("bob"));
        TRY_COMPARE(ann->openConversation(), kAnnBob);
        for (int i = 0; i < 400; ++i) say(ann, QString::number(i));
        TRY_COMPARE(ann->timeline()->count(), 400);
        TRY_COMPARE(ann->waiting(), 0);

        const std::clock_t before = std::clock();
        bob.begin();
        TRY_COMPARE(bob->chats()->totalUnread(), 400);
        const double spent = double(std::clock() - before) / CLOCKS_PER_SEC;
        qInfo("400 messages: %.0f ms of CPU", spent * 1000);
        QVERIFY2(spent < 1.0, "one second of CPU is the budget");
    }
};
BAITHAK_REGISTER_TEST(BundledServerTest);

#include "bundled_server_test.moc"
