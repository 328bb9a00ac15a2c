// SPDX-License-Identifier: MIT
#include "server/roles/group/group_rules.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

using Names = std::vector<std::string>;

std::vector<UserId> users(std::initializer_list<std::string_view> names) {
    std::vector<UserId> all;
    for (const auto name : names) all.emplace_back(name);
    return all;
}

// The first `admins` of the names are admins.
GroupSnapshot aGroup(std::initializer_list<std::string_view> names, std::size_t admins = 1) {
    GroupSnapshot group;
    group.id = GroupId("g-1");
    group.version = 5;
    for (const auto name : names) {
        const auto role = group.members.size() < admins ? MemberRole::admin : MemberRole::user;
        group.members.push_back({UserId(name), role, group.members.size() + 1});
    }
    return group;
}

Names namesOf(const std::vector<Member>& members) {
    Names names;
    for (const auto& member : members) names.push_back(member.user.value + ":" + std::string(roleName(member.role)));
    return names;
}

}  // namespace

class GroupRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesTheFounderAdmin();
    void takesEachFoundingMemberOnce();
    void letsAnyMemberAdd();
    void passesOverWhoIsInAlready();
    void letsNoStrangerAdd();
    void letsAnAdminRemove();
    void letsAMemberRemoveOneselfAlone();
    void letsNoStrangerRemove();
    void removesNobodyWhoIsNotThere();
    void promotesTheLongestStandingWhenTheLastAdminLeaves();
    void promotesNobodyWhileAnAdminIsLeft();
    void letsTheLastMemberLeave();
    void saysWhatHasChanged();
};

void GroupRulesTest::makesTheFounderAdmin() {
    QCOMPARE(namesOf(foundingMembers(UserId("ann"), users({"bob", "eve"}))),
             (Names{"bob:user", "eve:user", "ann:admin"}));
    QCOMPARE(namesOf(foundingMembers(UserId("ann"), {})), Names{"ann:admin"});
}

void GroupRulesTest::takesEachFoundingMemberOnce() {
    QCOMPARE(namesOf(foundingMembers(UserId("ann"), users({"bob", "ann", "bob"}))), (Names{"bob:user", "ann:admin"}));
}

void GroupRulesTest::letsAnyMemberAdd() {
    const auto change = decideAdd(aGroup({"ann", "bob"}), UserId("bob"), users({"eve", "dan"}));

    QVERIFY(change && *change);
    QCOMPARE(namesOf((*change)->added), (Names{"eve:user", "dan:user"}));
    QCOMPARE((*change)->group, GroupId("g-1"));
    QCOMPARE((*change)->expectedVersion, 5U);
    QVERIFY((*change)->removed.empty());
}

void GroupRulesTest::passesOverWhoIsInAlready() {
    const auto some = decideAdd(aGroup({"ann", "bob"}), UserId("ann"), users({"bob", "eve", "eve"}));
    const auto none = decideAdd(aGroup({"ann", "bob"}), UserId("ann"), users({"bob"}));
    const auto nobody = decideAdd(aGroup({"ann", "bob"}), UserId("ann"), {});

    QCOMPARE(namesOf((*some)->added), Names{"eve:user"});
    QVERIFY(none && !*none);
    QVERIFY(nobody && !*nobody);
}

void GroupRulesTest::letsNoStrangerAdd() {
    const auto change = decideAdd(aGroup({"ann"}), UserId("eve"), users({"eve"}));
    QVERIFY(!change);
    QCOMPARE(change.error().code, Errc::notFound);
}

void GroupRulesTest::letsAnAdminRemove() {
    const auto change = decideRemove(aGroup({"ann", "bob"}), UserId("ann"), UserId("bob"));

    QVERIFY(change && *change);
    QCOMPARE((*change)->removed, users({"bob"}));
    QVERIFY(!(*change)->promoted);
    QCOMPARE((*change)->expectedVersion, 5U);
}

void GroupRulesTest::letsAMemberRemoveOneselfAlone() {
    const auto other = decideRemove(aGroup({"ann", "bob", "eve"}), UserId("bob"), UserId("eve"));
    const auto self = decideRemove(aGroup({"ann", "bob", "eve"}), UserId("bob"), UserId("bob"));

    QVERIFY(other && !*other);
    QVERIFY(self && *self);
    QCOMPARE((*self)->removed, users({"bob"}));
}

void GroupRulesTest::letsNoStrangerRemove() {
    const auto change = decideRemove(aGroup({"ann", "bob"}), UserId("eve"), UserId("bob"));
    QCOMPARE(change.error().code, Errc::notFound);
}

void GroupRulesTest::removesNobodyWhoIsNotThere() {
    const auto change = decideRemove(aGroup({"ann", "bob"}), UserId("ann"), UserId("eve"));
    QVERIFY(change && !*change);
}

void GroupRulesTest::promotesTheLongestStandingWhenTheLastAdminLeaves() {
    const auto change = decideRemove(aGroup({"ann", "bob", "eve"}), UserId("ann"), UserId("ann"));
    QCOMPARE((*change)->promoted.value_or(UserId()), UserId("bob"));
}

void GroupRulesTest::promotesNobodyWhileAnAdminIsLeft() {
    const auto change = decideRemove(aGroup({"ann", "bob", "eve"}, 2), UserId("ann"), UserId("ann"));
    QVERIFY(!(*change)->promoted);
}

void GroupRulesTest::letsTheLastMemberLeave() {
    const auto change = decideRemove(aGroup({"ann"}), UserId("ann"), UserId("ann"));
    QVERIFY(change && *change);
    QVERIFY(!(*change)->promoted);
}

void GroupRulesTest::saysWhatHasChanged() {
    MembershipChange added;
    added.added = {{UserId("bob"), MemberRole::user, 0}, {UserId("ann"), MemberRole::admin, 0}};
    MembershipChange removed;
    removed.removed = users({"bob"});

    using nlohmann::json;
    const auto expected =
        json::parse(R"({"added":[{"username":"bob","role":"user"},{"username":"ann","role":"admin"}]})");
    QVERIFY(json::parse(noticeContent(added)) == expected);
    QVERIFY(json::parse(noticeContent(removed)) == json::parse(R"({"removed":["bob"]})"));
}

BAITHAK_REGISTER_TEST(GroupRulesTest);

}  // namespace baithak::test

#include "group_rules_test.moc"
