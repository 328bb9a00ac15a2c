// SPDX-License-Identifier: MIT
#include "app/models/message_composer.h"

#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

namespace {

struct Fixture {
    MessageComposer composer;
    QSignalSpy sent{&composer, &MessageComposer::sendWanted};
    QSignalSpy drafts{&composer, &MessageComposer::draftWanted};
    QSignalSpy typing{&composer, &MessageComposer::typingWanted};

    Fixture() { composer.open(QStringLiteral("dm:ann:bob"), QStringLiteral("Bob"), {}); }
};

}  // namespace

class MessageComposerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatIsWrittenAndEmptiesItself() {
        Fixture f;
        QCOMPARE(f.composer.placeholder(), QStringLiteral("Message Bob"));
        QVERIFY(!f.composer.send());
        f.composer.setText(QStringLiteral("  hello \n"));
        QVERIFY(f.composer.canSend());
        QVERIFY(f.composer.send());
        QCOMPARE(f.sent.size(), 1);
        QCOMPARE(f.sent.first().at(1).toString(), QStringLiteral("hello"));
        QVERIFY(f.sent.first().at(2).toBool());
        QVERIFY(f.composer.text().isEmpty());
        QVERIFY(!f.composer.canSend());
    }

    void blanksAloneAreNotSent() {
        Fixture f;
        f.composer.setText(QStringLiteral(" \n\t"));
        QVERIFY(!f.composer.canSend());
        QVERIFY(!f.composer.send());
        QVERIFY(f.sent.isEmpty());
    }

    void tooLongIsAProblemThatNamesTheLimit() {
        Fixture f;
        f.composer.setText(QString(127 * 1024, u'x'));
        QVERIFY(f.composer.canSend());
        f.composer.setText(QString(129 * 1024, u'x'));
        QVERIFY(!f.composer.canSend());
        QVERIFY2(f.composer.problem().contains(QStringLiteral("128 KB")), qPrintable(f.composer.problem()));
        f.composer.setText(QString(65 * 1024, u'"'));  // each takes two bytes
        QVERIFY(!f.composer.canSend());
    }

    void theDraftIsSavedAfterAPauseAndOnLeaving() {
        Fixture f;
        f.composer.setText(QStringLiteral("h"));
        f.composer.setText(QStringLiteral("he"));
        QVERIFY(f.drafts.isEmpty());
        QTRY_COMPARE(f.drafts.size(), 1);
        QCOMPARE(f.drafts.first().at(1).toString(), QStringLiteral("he"));
        f.composer.setText(QStringLiteral("hel"));
        f.composer.open(QStringLiteral("dm:ann:cy"), QStringLiteral("Cy"), QStringLiteral("old draft"));
        QCOMPARE(f.drafts.size(), 2);
        QCOMPARE(f.drafts.last().first().toString(), QStringLiteral("dm:ann:bob"));
        QCOMPARE(f.composer.text(), QStringLiteral("old draft"));
        f.composer.open({}, {}, {});
        QCOMPARE(f.drafts.size(), 2);  // it was not touched
    }

    void sendingLeavesNoDraftBehind() {
        Fixture f;
        f.composer.setText(QStringLiteral("hello"));
        QVERIFY(f.composer.send());
        f.composer.saveDraft();
        QVERIFY(f.drafts.isEmpty());
    }

    void aGreetingLeavesTheDraftAlone() {
        Fixture f;
        f.composer.setText(QStringLiteral("half"));
        QVERIFY(f.composer.sendText(QStringLiteral("Hello!")));
        QVERIFY(!f.sent.first().at(2).toBool());
        QCOMPARE(f.composer.text(), QStringLiteral("half"));
    }

    void othersHearThatOneTypes() {
        Fixture f;
        f.composer.setText(QStringLiteral("h"));
        f.composer.setText(QStringLiteral("he"));
        QCOMPARE(f.typing.size(), 1);
        QVERIFY(f.typing.first().at(1).toBool());
        f.composer.setText({});
        QCOMPARE(f.typing.size(), 2);
        QVERIFY(!f.typing.last().at(1).toBool());
        f.composer.setText(QStringLiteral("x"));
        QVERIFY(f.composer.send());
        QCOMPARE(f.typing.size(), 3);  // the message says the rest
    }

    void whoIsNoMemberMayNotWrite() {
        Fixture f;
        f.composer.setText(QStringLiteral("hello"));
        f.composer.setHeader(QStringLiteral("Team"), false);
        QVERIFY(!f.composer.canSend());
        QVERIFY(!f.composer.problem().isEmpty());
        QVERIFY(!f.composer.sendText(QStringLiteral("hi")));
    }
};
BAITHAK_REGISTER_TEST(MessageComposerTest);

#include "message_composer_test.moc"
