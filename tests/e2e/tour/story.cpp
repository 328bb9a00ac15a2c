// SPDX-License-Identifier: MIT
#include "tests/e2e/tour/story.h"

#include <csignal>

#include "shared/model/conversation.h"
#include "shared/protocol/frames.h"
#include "tests/e2e/tour/pictures.h"

namespace baithak::tour {

namespace {

const std::vector<std::string> kServerArguments{"--auth", "open", "--durability", "full", "--log-level", "warn"};

std::string quoted(const Message& message) { return "\"" + textOf(message) + "\""; }

std::uint64_t seqOf(const Message& message) {
    const auto position = logPosition(message);
    return position ? position->seq : 0;
}

}  // namespace

Story::Story(Transcript& transcript, std::string serverBinary)
    : transcript_(transcript), server_(std::move(serverBinary), folder_.path() + "/data", kServerArguments) {}

Story::~Story() = default;

void Story::tell() {
    start();
    signIn();
    talkDirectly();
    talkInAGroup();
    type();
    beAway();
    sendTwice();
    surviveAKill();
    readTheLogs();
}

void Story::start() {
    transcript_.chapter("A server, on a free port, in a temporary directory");
    server_.start();
    transcript_.line("baithakd says: " + server_.readyLine());
    transcript_.promise("it serves after " + std::to_string(server_.startTime().count()) + " ms", server_.port() != 0);
    rest_ = std::make_unique<test::RestClient>(loop_, server_.port());
}

void Story::signIn() {
    transcript_.chapter("Three people sign in, each with a client of another time");
    const auto person = [this](const std::string& user, const std::string& name, WireVersion form) {
        auto made = std::make_unique<Person>(loop_, transcript_, rest_->login(user, "any"), name, form);
        transcript_.line(name + " signs in as " + user + ", speaking " + made->formName());
        comesOnline(*made);
        return made;
    };
    ann_ = person("ann", "Ann ", WireVersion::v1_0);
    bob_ = person("bob", "Bob ", WireVersion::v2_1);
    cleo_ = person("cleo", "Cleo", WireVersion::v3_0);
}

void Story::talkDirectly() {
    transcript_.chapter("Direct messages, each acknowledged after it is stored");
    hears(*ann_, *bob_, ann_->say("bob", "Tea at four?"));
    hears(*bob_, *cleo_, bob_->say("cleo", "Ann asks for tea at four."));
    hears(*cleo_, *ann_, cleo_->say("ann", "Four is fine. I bring biscuits."));

    auto forged = cleo_->compose("bob", "Pay the baker for me.");
    forged.source = UserId("ann");
    transcript_.line("Cleo ──► Bob : " + quoted(forged) + ", in a frame that claims to be from Ann");
    cleo_->write(forged);
    isAcknowledged(*cleo_, forged);
    const auto seen = bob_->sees();
    transcript_.promise("Bob sees who really wrote it", seen && seen->id == forged.id && seen->source.view() == "cleo");
}

void Story::talkInAGroup() {
    transcript_.chapter("A group");
    group_ = rest_->createGroup(bob_->account(), "Tea room", {"ann", "cleo"});
    transcript_.line("Bob makes the group \"Tea room\" with Ann and Cleo");
    for (auto* person : {ann_.get(), bob_.get(), cleo_.get()}) {
        const auto notice = person->sees();
        transcript_.promise(person->name() + " is told of the new group", notice && notice->destination == group_);
    }
    const auto message = cleo_->say(group_, "Which tea? Say a word each.", ChannelKind::group);
    transcript_.line("Cleo ──► Tea room: " + quoted(message));
    isAcknowledged(*cleo_, message);
    arrives(*ann_, message);
    arrives(*bob_, message);
}

void Story::type() {
    transcript_.chapter("Typing is ephemeral: shown now or never, kept nowhere");
    const auto typing = bob_->typeTo("cleo");
    transcript_.line("Bob  ··► Cleo: is typing");
    isAcknowledged(*bob_, typing);
    const auto seen = cleo_->seesEphemeral();
    transcript_.promise("Cleo sees it, and it has no place in any log", seen && seqOf(*seen) == 0);
}

void Story::beAway() {
    transcript_.chapter("Cleo is away, and catches up on return");
    cleo_->leave();
    transcript_.line("Cleo closes her client");
    std::vector<Message> missed;
    missed.push_back(ann_->say(group_, "Assam.", ChannelKind::group));
    missed.push_back(bob_->say(group_, "Mint.", ChannelKind::group));
    missed.push_back(bob_->say("cleo", "Are you there?"));
    for (const auto& message : missed) transcript_.line(message.source.value + " writes: " + quoted(message));
    isAcknowledged(*ann_, missed[0]);
    isAcknowledged(*bob_, missed[1]);
    isAcknowledged(*bob_, missed[2]);
    arrives(*bob_, missed[0]);
    arrives(*ann_, missed[1]);
    // Typing that the server has not passed on yet would be shown to her, and rightly so.
    const auto typing = bob_->typeTo("cleo");
    bob_->acknowledgement(typing.id.value);

    transcript_.line("Cleo comes back");
    comesOnline(*cleo_);
    std::vector<Message> got;
    while (got.size() < missed.size()) {
        auto message = cleo_->sees();
        if (!message) break;
        transcript_.line("Cleo sees: " + quoted(*message));
        got.push_back(std::move(*message));
    }
    int inOrder = 0;
    std::uint64_t lastInGroup = 0;
    for (const auto& message : got) {
        if (message.destination != group_) continue;
        inOrder += lastInGroup == 0 || seqOf(message) == lastInGroup + 1 ? 1 : 0;
        lastInGroup = seqOf(message);
    }
    transcript_.promise("she gets all three, and in the group's order", got.size() == missed.size() && inOrder == 2);
    transcript_.promise("and neither what she had seen before, nor the typing of meanwhile",
                        cleo_->seesNothingMore() && cleo_->repeats() == 0);
}

void Story::sendTwice() {
    transcript_.chapter("Sent twice, seen once");
    const auto message = ann_->say("bob", "The kettle is on.");
    const auto first = ann_->acknowledgement(message.id.value);
    transcript_.line("Ann  ──► Bob : " + quoted(message));
    arrives(*bob_, message);
    ann_->leave();
    comesOnline(*ann_);
    transcript_.line("Ann's line breaks; her client does not know better and sends it again");
    ann_->write(message);
    const auto second = ann_->acknowledgement(message.id.value);
    transcript_.promise("it is acknowledged again, as the same message",
                        first && second && first->serverId == second->serverId);
    transcript_.promise("Bob sees it once", bob_->seesNothingMore() && bob_->timesArrived(message.id.value) == 1);
    auto other = message;
    other.content = R"({"text":"The kettle is off."})";
    ann_->write(other);
    transcript_.promise("other words under the same id are refused by name",
                        ann_->refusal(message.id.value) == "duplicate-id");
}

void Story::surviveAKill() {
    transcript_.chapter("The server is killed, and starts again");
    cleo_->leave();
    const auto message = bob_->say("cleo", "Keep this.");
    transcript_.line("Bob  ──► Cleo (away): " + quoted(message));
    isAcknowledged(*bob_, message);
    server_.kill();
    transcript_.line("kill -9");
    server_.start();
    rest_->setPort(server_.port());
    transcript_.line("baithakd says: " + server_.readyLine());
    comesOnline(*ann_);
    comesOnline(*bob_);
    comesOnline(*cleo_);
    arrives(*cleo_, message);
    transcript_.promise("and nothing else is new to anyone",
                        ann_->seesNothingMore() && bob_->seesNothingMore() && cleo_->seesNothingMore());
}

void Story::readTheLogs() {
    transcript_.chapter("What each conversation's log holds");
    for (auto* person : {ann_.get(), bob_.get(), cleo_.get()}) {
        bool isGapless = true;
        std::string counts;
        for (const auto& conversation : rest_->conversations(person->account())) {
            const auto log = rest_->log(person->account(), conversation);
            for (std::size_t i = 0; i < log.size(); ++i) isGapless = isGapless && log[i].seq == i + 1;
            counts += (counts.empty() ? "" : ", ") + conversation.substr(0, 12) + " " + std::to_string(log.size());
        }
        transcript_.line(person->name() + " reads back: " + counts);
        transcript_.promise("every log is numbered 1, 2, 3 … without a gap", isGapless && !counts.empty());
    }
}

void Story::picture(const std::string& camera, const std::string& folder) {
    cleo_->leave();
    const auto group = groupConversation(GroupId(group_)).value;
    const auto withBob = directConversation(UserId("bob"), UserId("cleo")).value;
    takePictures(
        loop_, transcript_,
        {camera, folder, server_.port(), "cleo", {{group, "Mint.", "3-group"}, {withBob, "Keep this.", "4-direct"}}});
}

void Story::end() {
    transcript_.chapter("The server is asked to end");
    server_.signal(SIGTERM);
    transcript_.promise("it finishes what is in hand and exits with 0", server_.waitExit() == 0);
}

void Story::hears(Person& from, Person& to, const Message& message) {
    transcript_.line(from.name() + " ──► " + to.name() + ": " + quoted(message));
    isAcknowledged(from, message);
    arrives(to, message);
}

void Story::isAcknowledged(Person& from, const Message& message) {
    const auto ack = from.acknowledgement(message.id.value);
    const auto place =
        ack && seqOf(*ack) != 0 ? ", number " + std::to_string(seqOf(*ack)) + " of its conversation" : "";
    transcript_.promise(from.name() + " has the server's word for " + message.id.value + place, ack.has_value());
}

void Story::arrives(Person& to, const Message& message) {
    const auto seen = to.sees();
    const bool isIt =
        seen && seen->id == message.id && seen->source == message.source && textOf(*seen) == textOf(message);
    transcript_.promise(to.name() + " sees it in " + to.readingName() + (isIt ? "" : ", word for word"), isIt);
}

void Story::comesOnline(Person& person) {
    if (!person.come(server_.port())) transcript_.broken(person.name() + " is not let in");
}

}  // namespace baithak::tour
