// SPDX-License-Identifier: MIT

#include <QTest>

#include <atomic>
#include <thread>

#include "tests/server/store/message_store_contract.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

AppendRequest fenced(const std::string& id, Fence fence) {
    auto request = requestFor(aMessage(id).from("ann").to("bob").text(id));
    request.fence = fence;
    return request;
}

Result<MembershipOutcome> addCid(StoreUnderTest& store, Fence fence) {
    MembershipChange addition;
    addition.group = kGroup;
    addition.expectedVersion = 1;
    addition.added.push_back({UserId("cid"), MemberRole::user, 0});
    addition.notice = aNotice("ann", "n2");
    addition.fence = fence;
    return store.change(addition);
}

bool isFenced(const AppendOutcome& outcome) { return outcome.refusal && outcome.refusal->code == Errc::fenced; }

}  // namespace

void FenceContract::takesWhatAnOwnerBrings() {
    store().addUsers({"ann", "bob"});
    QCOMPARE(store().append(fenced("m1", {7, 3})).seq, 1u);
    QCOMPARE(store().append(fenced("m2", {7, 3})).seq, 2u);
    QCOMPARE(store().append(fenced("m3", {7, 4})).seq, 3u);
}

void FenceContract::refusesAFormerOwner() {
    store().addUsers({"ann", "bob"});
    store().append(fenced("m1", {7, 3}));
    store().append(fenced("m2", {7, 4}));

    const auto late = store().append(fenced("m3", {7, 3}));

    QVERIFY(isFenced(late));
    QCOMPARE(store().append(fenced("m4", {7, 4})).seq, 3u);
}

void FenceContract::refusesNothingUnderNoFence() {
    store().addUsers({"ann", "bob"});
    store().append(fenced("m1", {7, 3}));
    QCOMPARE(store().append(fenced("m2", {7, 0})).seq, 2u);
    QCOMPARE(store().send("ann", "bob", "m3").seq, 3u);
}

void FenceContract::keepsPartitionsApart() {
    store().addUsers({"ann", "bob"});
    store().append(fenced("m1", {7, 9}));
    QVERIFY(!store().append(fenced("m2", {8, 1})).refusal);
    QVERIFY(isFenced(store().append(fenced("m3", {7, 8}))));
}

void FenceContract::refusesAChangeByAFormerOwner() {
    store().addUsers({"ann", "bob", "cid"});
    store().createGroup("ann", {"bob"});
    store().append(fenced("m1", {7, 4}));

    const auto late = addCid(store(), {7, 3});
    const auto now = addCid(store(), {7, 4});

    QVERIFY(!late);
    QVERIFY(late.error().code == Errc::fenced);
    QVERIFY(now);
    QCOMPARE(now->seq, 2u);
    QCOMPARE(now->after->version, 2u);
}

void FenceContract::refusesARepeatByAFormerOwner() {
    store().addUsers({"ann", "bob"});
    store().append(fenced("m1", {7, 3}));
    store().append(fenced("m2", {7, 4}));
    QVERIFY(isFenced(store().append(fenced("m1", {7, 3}))));
    QVERIFY(store().append(fenced("m1", {7, 4})).isRepeat);
}

void FenceContract::refusesTheLowerEpochOfOneCall() {
    store().addUsers({"ann", "bob"});
    store().append(fenced("m0", {7, 5}));
    const auto outcomes =
        runTask(store().messages().append({fenced("m1", {7, 4}), fenced("m2", {7, 5}), fenced("m3", {8, 1})}));
    QVERIFY(outcomes);
    QVERIFY(isFenced((*outcomes)[0]));
    QCOMPARE((*outcomes)[1].seq, 2u);
    QCOMPARE((*outcomes)[2].seq, 3u);
}

void FenceContract::raisesTheEpochWithAChange() {
    store().addUsers({"ann", "bob", "cid"});
    store().createGroup("ann", {"bob"});
    store().append(fenced("m1", {7, 1}));
    QVERIFY(addCid(store(), {7, 2}));
    QVERIFY(isFenced(store().append(fenced("m2", {7, 1}))));
}

// Two owners at once, the later one beginning while the former one writes on: from the later one's first message on,
// nothing of the former one is in the log.
void FenceContract::neverLetsAFormerOwnerFollow() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    std::atomic<int> accepted{0};
    std::thread former([this, &accepted] {
        for (int i = 0; i < 1000; ++i) {
            const auto outcomes = runTask(store().messages().append({fenced("f" + std::to_string(i), {7, 1})}));
            if (!outcomes || isFenced(outcomes->front())) return;
            ++accepted;
        }
    });
    while (accepted < 20) std::this_thread::yield();
    for (int i = 0; i < 20; ++i) QVERIFY(!store().append(fenced("l" + std::to_string(i), {7, 2})).refusal);
    former.join();

    const auto log = store().fetch("bob", device, "dm:ann:bob");
    bool isLater = false;
    for (const auto& entry : log.entries) {
        const bool isOfTheLater = entry.message->id.value.starts_with("l");
        QVERIFY(isOfTheLater || !isLater);
        isLater = isOfTheLater;
    }
    QCOMPARE(log.entries.size(), static_cast<std::size_t>(accepted) + 20);
}

}  // namespace baithak::test
