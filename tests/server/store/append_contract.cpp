// SPDX-License-Identifier: MIT

#include <QTest>

#include <thread>

#include "tests/server/store/message_store_contract.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

Result<std::vector<AppendOutcome>> appendAll(StoreUnderTest& store, std::vector<AppendRequest> requests) {
    return runTask(store.messages().append(std::move(requests)));
}

// Awaits one append after the other; the outcomes in order.
Task<Result<std::vector<AppendOutcome>>> appendOneByOne(MessageStore& store, std::vector<AppendRequest> requests) {
    std::vector<AppendOutcome> outcomes;
    for (auto& request : requests) {
        std::vector<AppendRequest> single;
        single.push_back(std::move(request));
        auto answered = co_await store.append(std::move(single));
        if (!answered) co_return answered.error();
        outcomes.push_back(std::move(answered->front()));
    }
    co_return outcomes;
}

}  // namespace

void AppendContract::numbersEachLogFromOne() {
    store().addUsers({"ann", "bob", "cid"});

    QCOMPARE(store().send("ann", "bob", "m1").seq, 1u);
    QCOMPARE(store().send("bob", "ann", "m2").seq, 2u);
    QCOMPARE(store().send("ann", "cid", "m3").seq, 1u);
    QCOMPARE(store().send("ann", "bob", "m4").seq, 3u);
}

void AppendContract::keepsTheMessageAsItWas() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    Message sent = aMessage("m1").from("ann").to("bob").content(std::string("\x00\xff{", 3)).meta("thread", "t-1");
    sent.version = WireVersion::v2_1;
    sent.serverId = "01HZX";
    sent.serverTimestamp = {1'700'000'000'123};
    AppendRequest request;
    request.conversation = ConversationId("dm:ann:bob");
    request.message = std::make_shared<const Message>(sent);
    request.origin = DeviceNumber{77};

    const auto outcome = store().append(request);
    const auto range = store().fetch("bob", device, "dm:ann:bob");

    QVERIFY(!outcome.refusal);
    QCOMPARE(outcome.serverId, std::string("01HZX"));
    QCOMPARE(outcome.serverTimestamp.ms, 1'700'000'000'123u);
    QCOMPARE(range.entries.size(), 1u);
    QVERIFY(*range.entries[0].message == sent);
    QVERIFY(range.entries[0].origin == DeviceNumber{77});
}

void AppendContract::answersARepeatWithTheFirstArrival() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m1");
    store().send("ann", "bob", "m2");
    auto again = requestFor(aMessage("m1").from("ann").to("bob").text("m1"));
    Message later = *again.message;
    later.serverId = "another";
    later.serverTimestamp = {1'800'000'000'000};
    again.message = std::make_shared<const Message>(later);

    const auto outcome = store().append(again);

    QVERIFY(!outcome.refusal);
    QVERIFY(outcome.isRepeat);
    QCOMPARE(outcome.seq, 1u);
    QCOMPARE(outcome.serverId, std::string("srv-m1"));
    QCOMPARE(outcome.serverTimestamp.ms, 1'700'000'000'500u);
    QCOMPARE(store().send("ann", "bob", "m3").seq, 3u);
}

void AppendContract::answersARepeatWithinOneCall() {
    store().addUsers({"ann", "bob"});
    const auto request = requestFor(aMessage("m1").from("ann").to("bob"));

    const auto outcomes = appendAll(store(), {request, request});

    QVERIFY(outcomes);
    QVERIFY(!(*outcomes)[0].isRepeat);
    QVERIFY((*outcomes)[1].isRepeat);
    QCOMPARE((*outcomes)[1].seq, 1u);
}

void AppendContract::refusesAnIdThatWasUsedForOtherContent_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"content", "meta", "type"}) QTest::newRow(what) << what;
}

void AppendContract::refusesAnIdThatWasUsedForOtherContent() {
    QFETCH(QString, what);
    store().addUsers({"ann", "bob"});
    store().append(requestFor(aMessage("m1").from("ann").to("bob").text("one")));
    auto other = aMessage("m1").from("ann").to("bob").text("one");
    if (what == "content") other.text("two");
    if (what == "meta") other.meta("thread", "t");
    if (what == "type") other.type(MessageType::custom);

    const auto outcome = store().append(requestFor(other));

    QVERIFY(outcome.refusal);
    QVERIFY(outcome.refusal->code == Errc::duplicateId);
    QVERIFY(outcome.refusal->text.find("m1") != std::string::npos);
    QVERIFY(!outcome.isRepeat);
    QCOMPARE(store().send("ann", "bob", "m2").seq, 2u);
}

void AppendContract::takesTheSameIdFromAnotherSender() {
    store().addUsers({"ann", "bob"});
    QCOMPARE(store().send("ann", "bob", "m1").seq, 1u);
    const auto outcome = store().send("bob", "ann", "m1");
    QVERIFY(!outcome.isRepeat);
    QCOMPARE(outcome.seq, 2u);
}

void AppendContract::takesTheSameIdInAnotherConversation() {
    store().addUsers({"ann", "bob", "cid"});
    store().send("ann", "bob", "m1");
    const auto outcome = store().send("ann", "cid", "m1");
    QVERIFY(!outcome.isRepeat);
    QCOMPARE(outcome.seq, 1u);
}

void AppendContract::tellsManyIdsOfOneLogApart() {
    constexpr int kMessages = 20'000;
    store().addUsers({"ann", "bob"});
    for (int first = 0; first < kMessages; first += 1000) {
        std::vector<AppendRequest> requests;
        for (int i = first; i < first + 1000; ++i) {
            requests.push_back(requestFor(aMessage("m" + std::to_string(i)).from("ann").to("bob")));
        }
        const auto outcomes = appendAll(store(), std::move(requests));
        QVERIFY(outcomes);
        for (int i = 0; i < 1000; ++i) {
            const auto& outcome = (*outcomes)[static_cast<std::size_t>(i)];
            QVERIFY(!outcome.refusal && !outcome.isRepeat);
            QCOMPARE(outcome.seq, static_cast<std::uint64_t>(first + i + 1));
        }
    }
    const auto again = store().append(requestFor(aMessage("m12345").from("ann").to("bob")));
    QVERIFY(again.isRepeat);
    QCOMPARE(again.seq, 12'346u);
}

void AppendContract::refusesADestinationThatDoesNotExist_data() {
    QTest::addColumn<int>("channel");
    QTest::addColumn<QString>("destination");
    QTest::newRow("user") << static_cast<int>(ChannelKind::individual) << "nobody";
    QTest::newRow("user in another case") << static_cast<int>(ChannelKind::individual) << "BOB";
    QTest::newRow("group") << static_cast<int>(ChannelKind::group) << "11111111-d9cb-469f-a165-70867728950e";
    QTest::newRow("channel") << static_cast<int>(ChannelKind::channel) << "news";
    QTest::newRow("bot") << static_cast<int>(ChannelKind::bot) << "helper";
}

void AppendContract::refusesADestinationThatDoesNotExist() {
    QFETCH(int, channel);
    QFETCH(QString, destination);
    store().addUsers({"ann", "bob"});
    Message message = aMessage("m1").from("ann").to(destination.toStdString());
    message.channel = static_cast<ChannelKind>(channel);

    const auto outcome = store().append(requestFor(message));

    QVERIFY(outcome.refusal);
    QVERIFY(outcome.refusal->code == Errc::unknownDestination);
    QVERIFY(outcome.refusal->text.find(destination.toStdString()) != std::string::npos);
    QVERIFY(store().conversations("ann").conversations.empty());
}

void AppendContract::refusesAnAccountThatIsNotActive() {
    store().addUsers({"ann"});
    Account gone;
    gone.username = UserId("gone");
    gone.active = false;
    QVERIFY(runTask(store().users().create(gone)));

    const auto outcome = store().send("ann", "gone", "m1");

    QVERIFY(outcome.refusal);
    QVERIFY(outcome.refusal->code == Errc::unknownDestination);
}

void AppendContract::refusesOneMessageOfACallAndKeepsTheOthers() {
    store().addUsers({"ann", "bob"});
    const auto outcomes = appendAll(
        store(), {requestFor(aMessage("m1").from("ann").to("bob")), requestFor(aMessage("m2").from("ann").to("nobody")),
                  requestFor(aMessage("m3").from("ann").to("bob"))});
    QVERIFY(outcomes);
    QCOMPARE((*outcomes)[0].seq, 1u);
    QVERIFY((*outcomes)[1].refusal);
    QCOMPARE((*outcomes)[2].seq, 2u);
}

void AppendContract::refusesASenderWhoIsNotAMember() {
    store().addUsers({"ann", "bob", "eve"});
    store().createGroup("ann", {"bob"});

    const auto outcome = store().sendToGroup("eve", "m1");

    QVERIFY(outcome.refusal);
    QVERIFY(outcome.refusal->code == Errc::notAMember);
    QVERIFY(outcome.refusal->text.find("eve") != std::string::npos);
    QVERIFY(outcome.refusal->text.find("Climbing") != std::string::npos);
    QCOMPARE(store().sendToGroup("bob", "m2").seq, 2u);
}

// The sender was told. A copy that the bus brings when they have joined is the same message.
void AppendContract::refusesALateCopyOfWhatItRefused() {
    store().addUsers({"ann", "bob", "eve"});
    store().createGroup("ann", {"bob"});
    QVERIFY(store().sendToGroup("eve", "m1").refusal);
    store().addMembers("ann", {"eve"});

    const auto copy = store().sendToGroup("eve", "m1");
    QVERIFY(copy.refusal && copy.refusal->code == Errc::notAMember);
    store().reopen();
    const auto another = store().sendToGroup("eve", "m1");
    QVERIFY(another.refusal && another.refusal->code == Errc::notAMember);

    // The same text under an id of its own, and that id of another sender.
    QCOMPARE(store().sendToGroup("eve", "m2").seq, 3u);
    QCOMPARE(store().sendToGroup("bob", "m1").seq, 4u);
}

void AppendContract::refusesALateCopyForWhoHasSignedUpSince() {
    store().addUsers({"ann"});
    QVERIFY(store().send("ann", "zoe", "m1").refusal);
    store().addUsers({"zoe"});

    const auto copy = store().send("ann", "zoe", "m1");

    QVERIFY(copy.refusal && copy.refusal->code == Errc::unknownDestination);
    QCOMPARE(store().send("ann", "zoe", "m2").seq, 1u);
}

void AppendContract::acknowledgesARepeatOfOneWhoHasLeft() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"bob"});
    const auto first = store().sendToGroup("bob", "m1");
    store().removeMember("bob", "bob");

    const auto repeat = store().sendToGroup("bob", "m1");
    const auto fresh = store().sendToGroup("bob", "m2");

    QVERIFY(!repeat.refusal);
    QVERIFY(repeat.isRepeat);
    QCOMPARE(repeat.seq, first.seq);
    QVERIFY(fresh.refusal);
    QVERIFY(fresh.refusal->code == Errc::notAMember);
}

void AppendContract::keepsNotesToOneself() {
    store().addUsers({"ann"});
    const auto device = store().addDevice("ann", "phone");

    QCOMPARE(store().send("ann", "ann", "m1").seq, 1u);

    QCOMPARE(idsOf(store().fetch("ann", device, "dm:ann:ann")), std::string("m1"));
    const auto listed = store().conversations("ann").conversations;
    QCOMPARE(listed.size(), 1u);
    QCOMPARE(listed[0].title, std::string("ann"));
    QCOMPARE(listed[0].memberCount, 1u);
}

void AppendContract::showsASystemLogToItsUserAlone() {
    store().addUsers({"ann", "bob"});
    const auto bobs = store().addDevice("bob", "phone");
    const auto anns = store().addDevice("ann", "phone");

    const auto outcome =
        store().append(requestFor(aMessage("n1").from("ann").to("bob").type(MessageType::notification)));
    const auto unknown =
        store().append(requestFor(aMessage("n2").from("ann").to("nobody").type(MessageType::notification)));

    QCOMPARE(outcome.seq, 1u);
    QCOMPARE(idsOf(store().fetch("bob", bobs, "sys:bob")), std::string("n1"));
    QCOMPARE(store().behind(bobs).size(), 1u);
    QVERIFY(store().behind(anns).empty());
    QVERIFY(!runTask(store().messages().fetch(UserId("ann"), anns.number, ConversationId("sys:bob"), 0, 10, 1000)));
    QVERIFY(store().conversations("bob").conversations.empty());
    QVERIFY(unknown.refusal);
    QVERIFY(unknown.refusal->code == Errc::unknownDestination);
}

void AppendContract::keepsTheOrderOfCallsInFlight() {
    store().addUsers({"ann", "bob"});
    std::vector<Task<Result<std::vector<AppendOutcome>>>> calls;
    for (int i = 0; i < 200; ++i) {
        std::vector<AppendRequest> requests;
        requests.push_back(requestFor(aMessage("m" + std::to_string(i)).from("ann").to("bob")));
        calls.push_back(store().messages().append(std::move(requests)));
    }

    const auto answers = runTasks(std::move(calls));

    for (std::size_t i = 0; i < answers.size(); ++i) {
        QVERIFY(answers[i]);
        QCOMPARE(answers[i]->front().seq, i + 1);
    }
}

void AppendContract::servesSeveralLoopsAtOnce() {
    constexpr std::size_t kEach = 300;
    store().addUsers({"ann", "bob", "cid"});
    const auto device = store().addDevice("bob", "phone");
    std::vector<Result<std::vector<AppendOutcome>>> answers(2, Result<std::vector<AppendOutcome>>(Errc::internal, ""));
    auto work = [this, &answers](std::size_t which, const std::string& from) {
        std::vector<AppendRequest> requests;
        for (std::size_t i = 0; i < kEach; ++i) {
            requests.push_back(requestFor(aMessage(from + std::to_string(i)).from(from).to("bob")));
        }
        answers[which] = runTask(appendOneByOne(store().messages(), std::move(requests)));
    };
    std::thread first(work, 0, "ann");
    std::thread second(work, 1, "cid");
    for (int i = 0; i < 50; ++i) static_cast<void>(store().behind(device));
    first.join();
    second.join();

    for (const auto& answer : answers) {
        QVERIFY(answer);
        for (std::size_t i = 0; i < kEach; ++i) QCOMPARE((*answer)[i].seq, i + 1);
    }
    QCOMPARE(store().fetch("bob", device, "dm:ann:bob").entries.size(), kEach);
}

void AppendContract::keepsEverythingAcrossAReopening() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    store().createGroup("ann", {"bob"});
    store().send("ann", "bob", "m1");
    store().sendToGroup("ann", "g1");

    store().reopen();

    QCOMPARE(idsOf(store().fetch("bob", device, "dm:ann:bob")), std::string("m1"));
    QCOMPARE(idsOf(store().fetch("bob", device, kGroupLog)), std::string("notice-1 g1"));
    QVERIFY(store().send("ann", "bob", "m1").isRepeat);
    QCOMPARE(store().send("ann", "bob", "m2").seq, 2u);
    QCOMPARE(store().sendToGroup("bob", "g2").seq, 3u);
}

}  // namespace baithak::test
