// SPDX-License-Identifier: MIT
#include "server/roles/delivery/mark_board.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

MarkUpdate mark(std::string_view user, std::uint64_t device, std::string_view conversation, std::uint64_t delivered,
                std::uint64_t read = 0) {
    return {ConversationId(conversation), UserId(user), DeviceNumber{device}, delivered, read};
}

}  // namespace

class MarkBoardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheFurthest();
    void keepsDevicesAndConversationsApart();
    void givesOneUsersMarksAway();
    void takesEachMarkOnce();
};

void MarkBoardTest::keepsTheFurthest() {
    MarkBoard board;
    board.note(mark("ann", 1, "dm:ann:bob", 5, 2));
    board.note(mark("ann", 1, "dm:ann:bob", 3, 4));

    const auto all = board.takeAll();

    QCOMPARE(all.size(), 1U);
    QCOMPARE(all[0].delivered, 5U);
    QCOMPARE(all[0].read, 4U);
}

void MarkBoardTest::keepsDevicesAndConversationsApart() {
    MarkBoard board;
    board.note(mark("ann", 1, "dm:ann:bob", 5));
    board.note(mark("ann", 2, "dm:ann:bob", 6));
    board.note(mark("ann", 1, "dm:ann:eve", 7));
    board.note(mark("bob", 3, "dm:ann:bob", 8));

    QCOMPARE(board.takeAll().size(), 4U);
}

void MarkBoardTest::givesOneUsersMarksAway() {
    MarkBoard board;
    board.note(mark("ann", 1, "dm:ann:bob", 5));
    board.note(mark("bob", 2, "dm:ann:bob", 6));

    const auto ofAnn = board.takeOf(UserId("ann"));

    QCOMPARE(ofAnn.size(), 1U);
    QCOMPARE(ofAnn[0].user, UserId("ann"));
    QVERIFY(board.takeOf(UserId("ann")).empty());
    QVERIFY(board.takeOf(UserId("nobody")).empty());
    QCOMPARE(board.takeAll().size(), 1U);
}

void MarkBoardTest::takesEachMarkOnce() {
    MarkBoard board;
    QVERIFY(board.empty());
    board.note(mark("ann", 1, "dm:ann:bob", 5));
    QVERIFY(!board.empty());

    QCOMPARE(board.takeAll().size(), 1U);

    QVERIFY(board.empty());
    QVERIFY(board.takeAll().empty());
}

BAITHAK_REGISTER_TEST(MarkBoardTest);

}  // namespace baithak::test

#include "mark_board_test.moc"
