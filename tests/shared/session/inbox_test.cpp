// SPDX-License-Identifier: MIT
#include "shared/session/inbox.h"

#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak;
using Gaps = std::vector<SeqRanges::Range>;

class InboxTest : public QObject {
    Q_OBJECT

    Inbox inbox_;

    static constexpr auto kFresh = Inbox::Verdict::fresh;
    static constexpr auto kPending = Inbox::Verdict::pending;
    static constexpr auto kKept = Inbox::Verdict::kept;

private Q_SLOTS:
    void init() { inbox_ = Inbox(); }

    void tellsARepeatFromANewMessage() {
        QVERIFY(inbox_.arrived("c", 1).verdict == kFresh);
        QVERIFY(inbox_.arrived("c", 1).verdict == kPending);
        inbox_.kept("c", 1);
        QVERIFY(inbox_.arrived("c", 1).verdict == kKept);
        QVERIFY(inbox_.arrived("c", 2).verdict == kFresh);
        QVERIFY(inbox_.arrived("other", 1).verdict == kFresh);
    }

    void takesWhatWasKeptInAnEarlierRunForKept() {
        inbox_.restore("c", 7);
        QVERIFY(inbox_.arrived("c", 7).verdict == kKept);
        const auto next = inbox_.arrived("c", 8);
        QVERIFY(next.verdict == kFresh);
        QVERIFY(next.gaps.empty());
    }

    void findsNoGapBeforeTheFirstMessageOfANewDevice() { QVERIFY(inbox_.arrived("c", 57).gaps.empty()); }

    void findsAGapOnce() {
        inbox_.arrived("c", 1);
        QCOMPARE(inbox_.arrived("c", 5).gaps, (Gaps{{2, 5}}));
        QVERIFY(inbox_.arrived("c", 6).gaps.empty());
    }

    void takesALateMessageFromAGapForNew() {
        inbox_.arrived("c", 1);
        inbox_.arrived("c", 5);
        QVERIFY(inbox_.arrived("c", 3).verdict == kFresh);
        QVERIFY(inbox_.arrived("c", 3).verdict == kPending);
        QVERIFY(inbox_.arrived("c", 4).verdict == kFresh);
    }

    void missesNothingWhereItsOwnMessagesStand() {
        inbox_.arrived("c", 1);
        inbox_.sentByUs("c", 2);
        inbox_.sentByUs("c", 4);
        QCOMPARE(inbox_.arrived("c", 5).gaps, (Gaps{{3, 4}}));
    }

    void closesAGapWhenTheAcknowledgementOfItsOwnMessageIsLate() {
        inbox_.arrived("c", 1);
        QCOMPARE(inbox_.arrived("c", 3).gaps, (Gaps{{2, 3}}));
        inbox_.sentByUs("c", 2);
        QVERIFY(inbox_.arrived("c", 2).verdict == kKept);
    }

    void reportsAMessageToOneselfThoughItWasAcknowledgedBefore() {
        inbox_.sentByUs("dm:ann:ann", 1);
        QVERIFY(inbox_.arrived("dm:ann:ann", 1).verdict == kFresh);
    }
};

BAITHAK_REGISTER_TEST(InboxTest);
#include "inbox_test.moc"
