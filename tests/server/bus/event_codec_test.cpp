// SPDX-License-Identifier: MIT
#include "server/bus/event_codec.h"

#include <QTest>

#include "shared/protocol/codec.h"
#include "shared/protocol/proto_writer.h"
#include "tests/server/bus/random_event.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class EventCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bringsBackEveryEvent_data();
    void bringsBackEveryEvent();
    void survivesBeingCutShort();
    void survivesChangedBytes();
    void skipsWhatALaterVersionAdds();
    void hasADefaultForWhatIsMissing();
    void namesAKindThatItDoesNotKnow();
    void refusesWhatHasNoMessage();
    void tellsNoRingFromAnEmptyOne();
    void carriesKeyAndGroup();
    void boundsWhatAFewBytesBlowUpTo();
};

namespace {

std::string nested(std::uint32_t field, std::string_view bytes) {
    std::string out;
    ProtoWriter(out).addBytes(field, bytes);
    return out;
}

constexpr std::uint32_t kNewMessages = 16;
constexpr std::uint32_t kSendMessages = 17;
constexpr std::uint32_t kNewLogin = 22;
constexpr std::uint32_t kLiveMessages = 26;

}  // namespace

void EventCodecTest::bringsBackEveryEvent_data() {
    QTest::addColumn<int>("kind");
    for (std::size_t kind = 0; kind < EventDice::kKinds; ++kind) {
        QTest::newRow(std::to_string(kind).c_str()) << static_cast<int>(kind);
    }
}

void EventCodecTest::bringsBackEveryEvent() {
    QFETCH(int, kind);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto event = EventDice(seed).event(static_cast<std::size_t>(kind));

        auto decoded = decodeEvent(encodeEvent(event));

        QVERIFY2(decoded, decoded ? "" : decoded.error().text.c_str());
        QVERIFY2(isSame(*decoded->event, event), ("seed " + std::to_string(seed)).c_str());
    }
}

void EventCodecTest::survivesBeingCutShort() {
    for (std::size_t kind = 0; kind < EventDice::kKinds; ++kind) {
        const auto bytes = encodeEvent(EventDice(7).event(kind), "key", "group");
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto decoded = decodeEvent(std::string_view(bytes).substr(0, size));
            QVERIFY(!decoded);
            QCOMPARE(decoded.error().code, Errc::malformed);
        }
    }
}

void EventCodecTest::survivesChangedBytes() {
    MessageDice dice(11);
    for (std::size_t round = 0; round < 5000; ++round) {
        auto bytes = encodeEvent(EventDice(round).event(round % EventDice::kKinds));
        for (int i = 0; i < 3; ++i) bytes[dice.below(bytes.size())] = static_cast<char>(dice.below(256));
        auto decoded = decodeEvent(bytes);
        if (decoded) (void)encodeEvent(*decoded->event);
    }
}

void EventCodecTest::skipsWhatALaterVersionAdds() {
    const auto login = EventDice(1).event(kNewLogin - 16);
    auto bytes = encodeEvent(login);
    ProtoWriter(bytes).addVarint(9, 7);  // beside the event
    ProtoWriter(bytes).addBytes(10, "more");
    std::string inside;
    ProtoWriter writer(inside);
    writer.addBytes(1, "ann");
    writer.addFloat(100, 1.5F);
    writer.addBytes(101, "later");

    const auto beside = decodeEvent(bytes);
    auto within = decodeEvent(nested(kNewLogin, inside));

    QVERIFY(beside);
    QVERIFY(within);
    QCOMPARE(std::get<NewLogin>(*within->event).user, UserId("ann"));
}

void EventCodecTest::hasADefaultForWhatIsMissing() {
    auto live = decodeEvent(nested(kLiveMessages, ""));
    auto login = decodeEvent(nested(kNewLogin, ""));

    QVERIFY(live && login);
    QVERIFY(std::get<LiveMessages>(*live->event).users);
    QVERIFY(std::get<LiveMessages>(*live->event).users->empty());
    QCOMPARE(std::get<NewLogin>(*login->event).messageVersion, WireVersion::v2_1);
}

void EventCodecTest::namesAKindThatItDoesNotKnow() {
    const auto decoded = decodeEvent(nested(16 + 300, "of the future"));

    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code, Errc::malformed);
    QVERIFY(decoded.error().text.find("300") != std::string::npos);
}

void EventCodecTest::refusesWhatHasNoMessage() {
    QVERIFY(!decodeEvent(""));
    QVERIFY(!decodeEvent(nested(kSendMessages, "")));
    QVERIFY(!decodeEvent(nested(kLiveMessages, nested(2, ""))));
    QVERIFY(!decodeEvent(nested(kNewMessages, nested(5, "\xff\xff"))));
}

void EventCodecTest::tellsNoRingFromAnEmptyOne() {
    SendMessages none;
    none.batch = std::make_shared<const NewMessages>();
    SendMessages empty = none;
    empty.ring = std::make_shared<const std::vector<UserId>>();

    auto decodedNone = decodeEvent(encodeEvent(none));
    auto decodedEmpty = decodeEvent(encodeEvent(empty));

    QVERIFY(decodedNone && decodedEmpty);
    QVERIFY(!std::get<SendMessages>(*decodedNone->event).ring);
    QVERIFY(std::get<SendMessages>(*decodedEmpty->event).ring);
}

void EventCodecTest::carriesKeyAndGroup() {
    auto decoded = decodeEvent(encodeEvent(NewLogin(), "dm:ann:bob", "delivery"));

    QVERIFY(decoded);
    QCOMPARE(decoded->key, std::string("dm:ann:bob"));
    QCOMPARE(decoded->onlyGroup, std::string("delivery"));
}

void EventCodecTest::boundsWhatAFewBytesBlowUpTo() {
    std::string many;
    for (int i = 0; i < 200'000; ++i) many += std::string_view("\x2a\x00", 2);  // a message without anything in it

    const auto decoded = decodeEvent(nested(kNewMessages, many));

    QVERIFY(!decoded);
}

BAITHAK_REGISTER_TEST(EventCodecTest);

}  // namespace baithak::test

#include "event_codec_test.moc"
