// SPDX-License-Identifier: MIT
#include "app/session/incoming.h"

#include <QObject>
#include <QTest>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;

namespace {

const QString kAnn = QStringLiteral("ann");
const QString kTeam = QStringLiteral("grp:00000000-0000-4000-8000-000000000001");

Message fromBob(const char* content) {
    Message message;
    message.id = MessageId("m1");
    message.source = UserId("bob");
    message.destination = "ann";
    message.content = content;
    message.sentAt = {1000};
    message.serverTimestamp = {2000};
    return message;
}

}  // namespace

class IncomingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTextBecomesARow() {
        const auto arrival = arrivalOf(fromBob(R"({"text":"hi"})"), QStringLiteral("dm:ann:bob"), 3, kAnn);
        QCOMPARE(arrival.row.text, QStringLiteral("hi"));
        QCOMPARE(arrival.row.source, QStringLiteral("bob"));
        QCOMPARE(arrival.row.seq, 3);
        QCOMPARE(arrival.row.sentAt, 2000);  // the server's clock
        QCOMPARE(arrival.row.state, MessageState::kept);
        QVERIFY(!arrival.isHidden && !arrival.row.isNotice);
    }

    void whatCannotBeShownIsNamed_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QString>("hint");
        QTest::newRow("a picture") << QByteArray(R"({"url":"x"})") << QByteArray("image") << QStringLiteral("image");
        QTest::newRow("not JSON") << QByteArray("\x01\x02") << QByteArray() << QStringLiteral("can't show");
        QTest::newRow("JSON, no object") << QByteArray("[1]") << QByteArray("text") << QStringLiteral("can't show");
    }

    void whatCannotBeShownIsNamed() {
        QFETCH(const QByteArray, content);
        QFETCH(const QByteArray, contentType);
        QFETCH(const QString, hint);
        Message message = fromBob(content.constData());
        if (!contentType.isEmpty()) message.meta.set(meta_key::kContentType, contentType.toStdString());
        const auto arrival = arrivalOf(message, QStringLiteral("dm:ann:bob"), 1, kAnn);
        QVERIFY2(arrival.row.text.contains(hint), qPrintable(arrival.row.text));
    }

    void membershipNoticesAreShownAndOthersAreNot() {
        Message notice = fromBob(R"({"removed":["cy"]})");
        notice.type = MessageType::notification;
        notice.meta.set(meta_key::kAction, "remove");
        QVERIFY(isMembershipNotice(notice));
        const auto shown = arrivalOf(notice, kTeam, 4, kAnn);
        QVERIFY(shown.row.isNotice && !shown.isHidden);
        QCOMPARE(shown.row.content, QByteArray(R"({"removed":["cy"]})"));

        notice.meta.set(meta_key::kAction, "state");
        QVERIFY(arrivalOf(notice, QStringLiteral("sys:ann"), 5, kAnn).isHidden);
    }

    void changesOfOtherMessagesAreHidden() {
        Message edit = fromBob(R"({"text":"better"})");
        edit.meta.set(meta_key::kAction, "edit");
        QVERIFY(arrivalOf(edit, QStringLiteral("dm:ann:bob"), 1, kAnn).isHidden);
    }

    void aMentionIsSeen() {
        Message message = fromBob(R"({"text":"@ann"})");
        message.meta.set(meta_key::kMentions, "cy ann");
        QVERIFY(arrivalOf(message, kTeam, 1, kAnn).row.mentionsMe);
        QVERIFY(!arrivalOf(message, kTeam, 1, QStringLiteral("an")).row.mentionsMe);
    }

    void textsGoWhereTheConversationSays() {
        const Message direct =
            makeText(QStringLiteral("dm:ann:bob"), kAnn, QStringLiteral("i"), QStringLiteral("\"hi\"\n"), 5);
        QCOMPARE(direct.destination, "bob");
        QCOMPARE(direct.channel, ChannelKind::individual);
        QCOMPARE(direct.content, "{\"text\":\"\\\"hi\\\"\\n\"}");
        QCOMPARE(makeText(QStringLiteral("dm:ann:ann"), kAnn, QStringLiteral("i"), QStringLiteral("x"), 5).destination,
                 "ann");
        const Message group = makeText(kTeam, kAnn, QStringLiteral("i"), QStringLiteral("x"), 5);
        QCOMPARE(group.channel, ChannelKind::group);
        QCOMPARE(group.destination, "00000000-0000-4000-8000-000000000001");
    }

    void typingFindsItsConversation() {
        const auto read = [](const Message& sent, const QString& self) {
            return typingFactOf(*decodeTrustedBinary(encodeBinary(sent)), self);
        };
        const auto direct = read(makeTypingIn(QStringLiteral("dm:ann:bob"), QStringLiteral("bob"), true), kAnn);
        QCOMPARE(direct.conversation, QStringLiteral("dm:ann:bob"));
        QCOMPARE(direct.user, QStringLiteral("bob"));
        QVERIFY(direct.isTyping);
        const auto group = read(makeTypingIn(kTeam, QStringLiteral("bob"), false), kAnn);
        QCOMPARE(group.conversation, kTeam);
        QVERIFY(!group.isTyping);
        QVERIFY(read(makeTypingIn(kTeam, kAnn, true), kAnn).conversation.isEmpty());  // our own
        QVERIFY(typingFactOf(fromBob("{}"), kAnn).conversation.isEmpty());
    }
};
BAITHAK_REGISTER_TEST(IncomingTest);

#include "incoming_test.moc"
