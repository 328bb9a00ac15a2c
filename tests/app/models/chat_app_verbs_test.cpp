// SPDX-License-Identifier: MIT
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/app/support/chatting.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kSelf = QStringLiteral("dm:ann:ann");
const QString kAnnBob = QStringLiteral("dm:ann:bob");

}  // namespace

class ChatAppVerbsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksANameUpBeforeOpeningAChat() {
        Chatting c;
        c.app->openDirect(QStringLiteral("nobody"));
        QTRY_COMPARE(c.app.notices.size(), 1);
        QVERIFY(c.app.notices.first().contains(QStringLiteral("nobody")));
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        QCOMPARE(c.app->composer()->placeholder(), QStringLiteral("Message bob"));
        c.app->openDirect(QStringLiteral("not a name"));
        QCOMPARE(c.app.notices.size(), 2);
    }

    void draftsBelongToTheirChat() {
        Chatting c;
        c.app->composer()->setText(QStringLiteral("to myself"));
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        QVERIFY(c.app->composer()->text().isEmpty());
        QCOMPARE(c.app->chats()->find(kSelf)->draft, QStringLiteral("to myself"));
        c.app->openChat(kSelf);
        QCOMPARE(c.app->composer()->text(), QStringLiteral("to myself"));
        c.app.end();
        c.app.begin();
        QTRY_COMPARE(c.app->stage(), QStringLiteral("chat"));
        QCOMPARE(c.app->chats()->find(kSelf)->draft, QStringLiteral("to myself"));
    }

    void aSentTextDoesNotComeBackAsADraft() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        c.app->composer()->setText(QStringLiteral("once"));
        c.app->composer()->saveDraft();  // as a pause does
        QCOMPARE(c.app->chats()->find(kAnnBob)->draft, QStringLiteral("once"));
        QVERIFY(c.app->composer()->send());
        c.app->openChat(kSelf);
        c.app->openChat(kAnnBob);
        QVERIFY(c.app->composer()->text().isEmpty());
        QTRY_COMPARE(c.server.textsIn(kAnnBob), QStringList{"once"});
    }

    void makesGroupsAndShowsTheirMembers() {
        Chatting c;
        QSignalSpy created(c.app->groupEditor(), &GroupEditor::created);
        c.app->groupEditor()->setName(QStringLiteral("Team"));
        QVERIFY(c.app->groupEditor()->addMember(QStringLiteral("bob")));
        c.app->groupEditor()->create();
        QTRY_COMPARE(created.size(), 1);
        QTRY_COMPARE(c.app->timeline()->title(), QStringLiteral("Team"));
        QCOMPARE(c.app->timeline()->kind(), QStringLiteral("group"));
        QTRY_COMPARE(c.app->members()->count(), 2);
        QVERIFY(c.app->members()->isAdmin());
        c.app->members()->add({QStringLiteral("cy")});
        QTRY_COMPARE(c.app->members()->count(), 3);
        c.app->members()->remove(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->members()->count(), 2);
        c.app->members()->leave();
        QTRY_VERIFY(!c.app->timeline()->isMember());
        QVERIFY(!c.app->composer()->problem().isEmpty());
    }

    void contactsAreFoundByName() {
        Chatting c;
        c.app->contacts()->sync({QStringLiteral("bob"), QStringLiteral("nobody")});
        QTRY_VERIFY(!c.app->contacts()->isBusy());
        QCOMPARE(c.app->contacts()->count(), 1);
        QCOMPARE(c.app->contacts()->unknown(), QStringList{"nobody"});
    }

    void mutedAndPinnedAreRemembered() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        c.app->setPinned(kSelf, true);
        c.app->setMuted(kAnnBob, true);
        QTRY_VERIFY(c.app->chats()->find(kSelf)->pinned);
        QTRY_VERIFY(c.app->chats()->find(kAnnBob)->muted);
        QCOMPARE(c.app->chats()->index(0).data(ChatListModel::conversation).toString(), kSelf);
    }
};
BAITHAK_REGISTER_TEST(ChatAppVerbsTest);

#include "chat_app_verbs_test.moc"
