// SPDX-License-Identifier: MIT

// The simulation is worth as much as its store: random calls to the model and to a real store must have the same
// answers. Fences have a test of their own, as a store of one process has none.

#include "tests/simulation/disk.h"

#include <QTest>

#include "tests/server/store/sqlite/sqlite_place.h"
#include "tests/server/support/run_task.h"
#include "tests/server/support/store_place.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::test;
using simulation::Bug;
using simulation::Disk;
using simulation::Random;

namespace {

using Names = std::vector<std::string>;

std::string textOf(const std::optional<Error>& error) { return error ? std::string(wireName(error->code)) : "none"; }

std::string textOf(const AppendOutcome& outcome) {
    return textOf(outcome.refusal) + (outcome.isRepeat ? " repeat" : "") + " #" + std::to_string(outcome.seq) + " " +
           outcome.serverId + " v" + std::to_string(outcome.membersVersion);
}

std::string textOf(const GroupSnapshotPtr& group) {
    if (!group) return "no group";
    std::string text = "v" + std::to_string(group->version);
    for (const auto& member : group->members)
        text += " " + member.user.value + (member.role == MemberRole::admin ? "*" : "");
    for (const auto& name : *group->names) text += " " + name.value;
    return text;
}

std::string textOf(const MembershipOutcome& outcome) {
    return "#" + std::to_string(outcome.seq) + " " + textOf(outcome.before) + " / " + textOf(outcome.after);
}

std::string textOf(const LogRange& range) {
    std::string text =
        std::to_string(range.from) + ".." + std::to_string(range.upto) + " of " + std::to_string(range.head);
    for (const auto& entry : range.entries) text += " " + entry.message->id.value + "@" + std::to_string(entry.seq);
    return text;
}

std::string textOf(std::vector<StreamHead> heads) {
    std::string text;
    std::sort(heads.begin(), heads.end(),
              [](const auto& a, const auto& b) { return a.conversation.value < b.conversation.value; });
    for (const auto& head : heads)
        text += head.conversation.value + " " + std::to_string(head.cursor) + "/" + std::to_string(head.head) + " ";
    return text;
}

std::string textOf(const std::vector<Receipt>& receipts) {
    std::string text;
    for (const auto& receipt : receipts)
        text += receipt.conversation + " " + receipt.user.value + " " + std::to_string(receipt.delivered) + " " +
                std::to_string(receipt.read) + " ";
    return text;
}

template <class T>
std::string textOf(const Result<T>& result) {
    return result ? textOf(*result) : textOf(std::optional(result.error()));
}

// The same calls to both.
class Pair {
public:
    explicit Pair(std::uint64_t seed) : random_(seed) {
        store_.addUsers(users_);
        for (const auto& user : users_) {
            model_.addUser(UserId(user));
            devices_.push_back(store_.addDevice(user, "phone"));
            if (model_.addDevice(UserId(user), user) != devices_.back().number)
                differences.emplace_back("device numbers");
        }
        change(true);
    }

    void step() {
        switch (random_.below(6)) {
            case 0:
                return change(false);
            case 1:
                return mark();
            case 2:
                return read();
            default:
                return append();
        }
    }

    std::vector<std::string> differences;

private:
    void compare(const std::string& what, const std::string& real, const std::string& model) {
        if (real != model) differences.push_back(what + ": " + real + " but " + model);
    }

    void append() {
        std::vector<AppendRequest> requests;
        for (auto left = 1 + random_.below(3); left > 0; --left) {
            const auto id = "m" + std::to_string(random_.below(60));
            auto message = aMessage(id).from(random_.anyOf(users_)).text(random_.chance(0.9) ? id : "other");
            if (random_.chance(0.5))
                message.toGroup(random_.chance(0.9) ? kGroup.view() : "11111111-d9cb-469f-a165-70867728950e");
            else
                message.to(random_.chance(0.9) ? random_.anyOf(users_) : "nobody");
            Message built = message;
            if (random_.chance(0.1) && built.channel == ChannelKind::individual) built.type = MessageType::notification;
            requests.push_back(requestFor(built, DeviceNumber{1 + random_.below(users_.size())}));
        }
        const auto real = runTask(store_.messages().append(requests));
        const auto model = model_.append(requests);
        for (std::size_t i = 0; i < model.size(); ++i)
            compare("append " + requests[i].message->id.value, textOf((*real)[i]), textOf(model[i]));
    }

    void change(bool isFirst) {
        MembershipChange change;
        change.group = kGroup;
        if (isFirst) {
            change.create = MembershipChange::Create{"Climbing", std::nullopt};
            change.added.push_back({UserId(users_[0]), MemberRole::admin, 0});
        } else {
            change.expectedVersion = (*model_.group(kGroup))->version - (random_.chance(0.2) ? 1 : 0);
        }
        const UserId user(users_[random_.below(users_.size())]);
        if (isFirst || random_.chance(0.5))
            change.added.push_back({user, MemberRole::user, 0});
        else
            change.removed.push_back(user);
        if (random_.chance(0.2)) change.promoted = UserId(random_.anyOf(users_));
        change.notice = aNotice(users_[0], "n" + std::to_string(random_.chance(0.1) ? notices_ : ++notices_));
        compare("change", textOf(runTask(store_.messages().change(change))), textOf(model_.change(change)));
        compare("group", textOf(runTask(store_.groups().group(kGroup))), textOf(model_.group(kGroup)));
    }

    ConversationId anyConversation() {
        Names names{kGroupLog, "dm:ann:bob", "dm:bob:bob", "dm:ann:cat", "sys:bob", "dm:ann:nobody"};
        return ConversationId(random_.anyOf(names));
    }

    void mark() {
        const auto& device = random_.anyOf(devices_);
        std::vector<MarkUpdate> updates;
        updates.push_back({anyConversation(), device.user, random_.chance(0.8) ? device.number : kNoDevice,
                           random_.below(30), random_.chance(0.3) ? random_.below(30) : 0});
        compare("marks", textOf(runTask(store_.messages().saveMarks(updates))),
                textOf(Result<std::vector<Receipt>>(model_.saveMarks(updates))));
    }

    void read() {
        const auto& device = random_.anyOf(devices_);
        const auto log = anyConversation();
        const auto from = random_.below(12);
        const auto count = 1 + random_.below(8);
        compare("behind " + device.user.value, textOf(store_.behind(device)),
                textOf(model_.behind(device.user, device.number)));
        constexpr std::size_t kBytes = 1'000'000;
        compare("fetch " + device.user.value + " " + log.value + " from " + std::to_string(from),
                textOf(runTask(store_.messages().fetch(device.user, device.number, log, from, count, kBytes))),
                textOf(model_.fetch(device.user, device.number, log, from, count, kBytes)));
        const std::vector<MessageId> ids{MessageId("m" + std::to_string(random_.below(60))), MessageId("m7")};
        const auto last = runTask(store_.messages().lastSeqOf(log, device.user, ids));
        compare("last", std::to_string(*last), std::to_string(model_.lastSeqOf(log, device.user, ids)));
    }

    Random random_;
    Names users_{"ann", "bob", "cat"};
    StoreUnderTest store_{makeSqlitePlace};
    Disk model_{Bug::none};
    std::vector<Device> devices_;
    int notices_ = 0;
};

}  // namespace

class DiskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAsARealStoreDoes_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed) QTest::addRow("seed %u", seed) << seed;
    }
    void answersAsARealStoreDoes() {
        QFETCH(unsigned, seed);
        Pair pair(seed);
        for (int i = 0; i < 400 && pair.differences.empty(); ++i) pair.step();
        QVERIFY2(pair.differences.empty(), pair.differences.empty() ? "" : pair.differences[0].c_str());
    }

    void takesNothingOfAFormerOwner() {
        Disk disk(Bug::none);
        for (const auto* user : {"ann", "bob"}) disk.addUser(UserId(user));
        const auto appendUnder = [&disk](const char* id, std::uint32_t partition, std::uint64_t epoch) {
            auto request = requestFor(aMessage(id).from("ann").to("bob"));
            request.fence = {partition, epoch};
            return disk.append({request}).front();
        };
        QVERIFY(!appendUnder("m1", 1, 2).refusal);
        const auto late = appendUnder("m2", 1, 1);
        QVERIFY(late.refusal && late.refusal->code == Errc::fenced);
        QVERIFY(!appendUnder("m3", 2, 1).refusal);  // another partition
        QVERIFY(!appendUnder("m4", 1, 2).refusal);
        QCOMPARE(appendUnder("m5", 1, 3).seq, std::uint64_t{4});
    }
};

BAITHAK_REGISTER_TEST(DiskTest);
#include "disk_test.moc"
