// SPDX-License-Identifier: MIT

#include <QTest>

#include "tests/server/store/message_store_contract.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

std::string namesOf(const GroupSnapshotPtr& group) {
    std::string text;
    for (const auto& member : group->members) {
        text += (text.empty() ? "" : " ") + member.user.value + (member.role == MemberRole::admin ? "*" : "");
    }
    return text;
}

}  // namespace

void MembershipContract::createsAGroup() {
    store().addUsers({"ann", "bob"});

    const auto outcome = store().createGroup("ann", {"bob"});

    QCOMPARE(outcome.seq, 1u);
    QVERIFY(!outcome.before);
    QVERIFY(outcome.unknown.empty());
    QCOMPARE(outcome.after->version, 1u);
    QCOMPARE(outcome.after->name, std::string("Climbing"));
    QVERIFY(!outcome.after->profilePic);
    QCOMPARE(namesOf(outcome.after), std::string("ann* bob"));
    QCOMPARE(outcome.after->names->size(), 2u);
    QCOMPARE(outcome.after->names->at(1).value, std::string("bob"));
    QCOMPARE(namesOf(store().group()), namesOf(outcome.after));
}

void MembershipContract::refusesAChangeOfAnotherVersion() {
    store().addUsers({"ann", "bob", "cid"});
    store().createGroup("ann", {"bob"});
    MembershipChange stale;
    stale.group = kGroup;
    stale.expectedVersion = 0;
    stale.added.push_back({UserId("cid"), MemberRole::user, 0});
    stale.notice = aNotice("ann", "n9");

    const auto refused = store().change(stale);

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::conflict);
    QCOMPARE(namesOf(store().group()), std::string("ann* bob"));
    QCOMPARE(store().sendToGroup("ann", "g1").seq, 2u);
}

void MembershipContract::refusesAChangeOfNoGroup() {
    store().addUsers({"ann"});
    MembershipChange change;
    change.group = kGroup;
    change.notice = aNotice("ann", "n1");
    const auto refused = store().change(change);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::notFound);
}

void MembershipContract::refusesToCreateAGroupTwice() {
    store().addUsers({"ann"});
    store().createGroup("ann", {});
    MembershipChange again;
    again.group = kGroup;
    again.create = MembershipChange::Create{"Other", std::nullopt};
    again.notice = aNotice("ann", "another");
    const auto refused = store().change(again);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::conflict);
    QCOMPARE(store().group()->name, std::string("Climbing"));
}

void MembershipContract::appliesARepeatedChangeOnce() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {});
    MembershipChange addition;
    addition.group = kGroup;
    addition.expectedVersion = 1;
    addition.added.push_back({UserId("bob"), MemberRole::user, 0});
    addition.notice = aNotice("ann", "n2");

    const auto first = store().change(addition);
    const auto second = store().change(addition);

    QVERIFY(first && second);
    QCOMPARE(second->seq, first->seq);
    QCOMPARE(second->after->version, 2u);
    QCOMPARE(store().sendToGroup("bob", "g1").seq, 3u);
}

void MembershipContract::keepsStandingInTheOrderOfJoining() {
    store().addUsers({"ann", "bob", "cid"});
    store().createGroup("cid", {"bob"});
    store().addMembers("cid", {"ann"});
    store().removeMember("cid", "bob");
    store().addMembers("cid", {"bob"});
    store().addMembers("cid", {"ann"});  // is one already

    const auto group = store().group();

    QCOMPARE(namesOf(group), std::string("cid* ann bob"));
    QVERIFY(group->members[0].joinedSeq < group->members[1].joinedSeq);
    QVERIFY(group->members[1].joinedSeq < group->members[2].joinedSeq);
    QCOMPARE(group->version, 5u);
}

void MembershipContract::promotesAMember() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"bob"});
    MembershipChange leaving;
    leaving.group = kGroup;
    leaving.expectedVersion = 1;
    leaving.removed.emplace_back("ann");
    leaving.promoted = UserId("bob");
    leaving.notice = aNotice("ann", "n2");

    const auto outcome = store().change(leaving);

    QVERIFY(outcome);
    QCOMPARE(namesOf(outcome->before), std::string("ann* bob"));
    QCOMPARE(namesOf(outcome->after), std::string("bob*"));
    store().reopen();
    QCOMPARE(namesOf(store().group()), std::string("bob*"));
}

void MembershipContract::takesMembersWithoutAnAccount() {
    store().addUsers({"ann"});

    const auto outcome = store().createGroup("ann", {"dora"});
    store().sendToGroup("ann", "g1");
    const auto unknown = store().send("ann", "dora", "m1");
    store().addUsers({"dora"});
    const auto device = store().addDevice("dora", "phone");

    QCOMPARE(outcome.unknown.size(), 1u);
    QCOMPARE(outcome.unknown[0].value, std::string("dora"));
    QVERIFY(unknown.refusal && unknown.refusal->code == Errc::unknownDestination);
    QCOMPARE(idsOf(store().fetch("dora", device, kGroupLog)), std::string("notice-1 g1"));
    QCOMPARE(store().behind(device).size(), 1u);
    QVERIFY(!store().sendToGroup("dora", "g2").refusal);
}

void MembershipContract::tellsTheMembersVersionWithEachAppend() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {});
    QCOMPARE(store().sendToGroup("ann", "g1").membersVersion, 1u);
    store().addMembers("ann", {"bob"});
    QCOMPARE(store().sendToGroup("ann", "g2").membersVersion, 2u);
    QCOMPARE(store().sendToGroup("ann", "g1").membersVersion, 2u);
    QCOMPARE(store().send("ann", "bob", "m1").membersVersion, 0u);
}

void MembershipContract::readsGroupsBackAfterAReopening() {
    store().addUsers({"ann", "bob"});
    MembershipChange creation;
    creation.group = kGroup;
    creation.create = MembershipChange::Create{"Climbing", "https://example.org/rock.png"};
    creation.added.push_back({UserId("ann"), MemberRole::admin, 0});
    creation.added.push_back({UserId("bob"), MemberRole::user, 0});
    creation.notice = aNotice("ann", "n1");
    QVERIFY(store().change(creation));
    store().removeMember("ann", "bob");
    const auto before = store().group();

    store().reopen();

    const auto after = store().group();
    QCOMPARE(after->name, before->name);
    QVERIFY(after->profilePic == before->profilePic);
    QCOMPARE(after->version, before->version);
    QCOMPARE(namesOf(after), std::string("ann*"));
    QCOMPARE(after->names->size(), 1u);
    QCOMPARE(after->members[0].joinedSeq, before->members[0].joinedSeq);
    QVERIFY(store().sendToGroup("bob", "g1").refusal);
}

void MembershipContract::tellsTheGroupsOfAUser() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"bob"});
    const auto count = [this](const char* user) {
        const auto groups = runTask(store().groups().groupsOf(UserId(user)));
        return groups ? groups->size() : 999u;
    };

    QCOMPARE(count("bob"), 1u);
    QCOMPARE(count("nobody"), 0u);
    store().removeMember("ann", "bob");
    QCOMPARE(count("bob"), 0u);
    QCOMPARE(count("ann"), 1u);
    store().reopen();
    QCOMPARE(count("bob"), 0u);
    QCOMPARE(count("ann"), 1u);
}

void MembershipContract::answersNotFoundForAnUnknownGroup() {
    const auto group = runTask(store().groups().group(kGroup));
    QVERIFY(!group);
    QVERIFY(group.error().code == Errc::notFound);
}

}  // namespace baithak::test
