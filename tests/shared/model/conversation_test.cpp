// SPDX-License-Identifier: MIT
#include "shared/model/conversation.h"

#include <QObject>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak;

namespace {

constexpr const char* kGroup = "0f8b2c6e-1d3a-4c5b-9e7f-a1b2c3d4e5f6";

}  // namespace

class ConversationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyMessageHasItsLog_data() {
        QTest::addColumn<int>("channel");
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("destination");
        QTest::addColumn<QByteArray>("log");
        const auto row = [](const char* name, ChannelKind channel, MessageType type, const char* source,
                            const char* destination, const QByteArray& log) {
            QTest::newRow(name) << static_cast<int>(channel) << static_cast<int>(type) << QByteArray(source)
                                << QByteArray(destination) << log;
        };
        const auto group = QByteArray("grp:") + kGroup;
        row("direct", ChannelKind::individual, MessageType::message, "bob", "ann", "dm:ann:bob");
        row("direct, the other way", ChannelKind::individual, MessageType::message, "ann", "bob", "dm:ann:bob");
        row("to oneself", ChannelKind::individual, MessageType::message, "ann", "ann", "dm:ann:ann");
        row("upper case sorts by bytes", ChannelKind::individual, MessageType::message, "ann", "Bob", "dm:Bob:ann");
        row("other", ChannelKind::other, MessageType::message, "ann", "bob", "dm:ann:bob");
        row("unknown", ChannelKind::unknown, MessageType::custom, "ann", "bob", "dm:ann:bob");
        row("notification", ChannelKind::individual, MessageType::notification, "ann", "bob", "sys:bob");
        row("notification on other", ChannelKind::other, MessageType::notification, "ann", "bob", "sys:bob");
        row("group", ChannelKind::group, MessageType::message, "ann", kGroup, group);
        row("notification to a group", ChannelKind::group, MessageType::notification, "ann", kGroup, group);
        row("membership notice", ChannelKind::individual, MessageType::notification, "ann", kGroup, group);
        row("channel", ChannelKind::channel, MessageType::message, "ann", "news", "chn:news");
        row("bot", ChannelKind::bot, MessageType::message, "ann", "helper", "bot:helper:ann");
    }
    void everyMessageHasItsLog() {
        QFETCH(int, channel);
        QFETCH(int, type);
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, destination);
        QFETCH(QByteArray, log);
        Message message;
        message.channel = static_cast<ChannelKind>(channel);
        message.type = static_cast<MessageType>(type);
        message.source = UserId(source.toStdString());
        message.destination = destination.toStdString();
        QCOMPARE(conversationOf(message).value, log.toStdString());
    }

    void namesTellTheirKindAndSubject() {
        QVERIFY(kindOf("dm:a:b") == ConversationKind::direct);
        QVERIFY(kindOf("sys:a") == ConversationKind::system);
        QVERIFY(kindOf("grp:x") == ConversationKind::group);
        QVERIFY(kindOf("chn:x") == ConversationKind::channel);
        QVERIFY(kindOf("bot:x:y") == ConversationKind::bot);
        for (const char* none : {"", "dm", "dm:", "DM:a:b", "group:x", "a:dm:b"}) QVERIFY(!kindOf(none));
        QCOMPARE(subjectOf("grp:x-y"), std::string_view("x-y"));
        QCOMPARE(subjectOf("no colon"), std::string_view());
        QCOMPARE(systemConversation(UserId("ann")).value, std::string("sys:ann"));
        QCOMPARE(groupConversation(GroupId("g")).value, std::string("grp:g"));
        QCOMPARE(botConversation(UserId("helper"), UserId("ann")).value, std::string("bot:helper:ann"));
    }

    void theTwoOfADirectConversationAreFound() {
        const auto peers = directPeers("dm:ann:bob");
        QVERIFY(peers);
        QCOMPARE(peers->first.value, std::string("ann"));
        QCOMPARE(peers->second.value, std::string("bob"));
        QVERIFY(directPeers("dm:ann:ann"));
        for (const char* none : {"dm:bob:ann", "dm:ann", "dm::ann", "dm:ann:", "dm:a:b:c", "sys:ann", ""}) {
            QVERIFY2(!directPeers(none), none);
        }
    }

    void groupIdsAreKnownByTheirForm() {
        QVERIFY(isGroupIdForm(kGroup));
        for (const char* none : {"", "bob", "0F8B2C6E-1D3A-4C5B-9E7F-A1B2C3D4E5F6",
                                 "0f8b2c6e-1d3a-4c5b-9e7f-a1b2c3d4e5f", "0f8b2c6e-1d3a-4c5b-9e7f-a1b2c3d4e5f66",
                                 "0f8b2c6e+1d3a-4c5b-9e7f-a1b2c3d4e5f6", "gf8b2c6e-1d3a-4c5b-9e7f-a1b2c3d4e5f6"}) {
            QVERIFY2(!isGroupIdForm(none), none);
        }
    }
};

BAITHAK_REGISTER_TEST(ConversationTest);

#include "conversation_test.moc"
