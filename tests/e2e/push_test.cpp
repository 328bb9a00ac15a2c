// SPDX-License-Identifier: MIT

// What wakes a device that is away: the real server with a stand-in for Firebase Cloud Messaging.

#include <csignal>
#include <fstream>

#include "shared/base/base64.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/fcm_stand_in.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

std::string tokenOf(const json& pushed) { return pushed.at("token").get<std::string>(); }
std::string messageOf(const json& pushed) { return pushed.at("data").at("message").get<std::string>(); }

}  // namespace

class PushTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { fcm_ = std::make_unique<FcmStandIn>(); }
    void cleanup() {
        if (fcm_) {
            const auto problems = fcm_->problems();
            QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().c_str());
        }
        world_.reset();
        fcm_.reset();
    }

    void pushesTheMessageInTheDevicesForm() {
        start();
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "text", "token-text", 2.1);
        signIn(bob, "binary", "token-binary", 3);
        signIn(bob, "desktop", "none", 3);
        send(ann, textFrame("m-1", bob, "wake up"));

        QVERIFY(arePushed(2));

        for (const auto& pushed : fcm_->taken()) {
            const bool isText = tokenOf(pushed) == "token-text";
            QVERIFY(isText || tokenOf(pushed) == "token-binary");
            const auto bytes = isText ? messageOf(pushed) : *decodeBase64(messageOf(pushed));
            const auto message = isText ? decodeTrustedText(bytes) : decodeTrustedBinary(bytes);
            QVERIFY(message);
            QCOMPARE(message->id.value, std::string("m-1"));
            QCOMPARE(message->source, UserId(ann.user));
            QCOMPARE(textOf(*message), std::string("wake up"));
            QCOMPARE(positionOf(*message).seq, 1U);
        }
        QVERIFY(nothingMore(2));
    }

    void pushesInOrder() {
        start();
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-1", 2.1);
        const auto sender = world_->peer(ann);
        for (int i = 0; i < 30; ++i) sender->sendText(textFrame("m-" + std::to_string(i), bob, "again"));
        QVERIFY(arePushed(30));
        for (std::size_t i = 0; i < 30; ++i)
            QCOMPARE(decodeTrustedText(messageOf(fcm_->taken()[i]))->id.value, "m-" + std::to_string(i));
    }

    void wakesNobodyForWhatIsNoMessage() {
        start();
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-1", 2.1);
        const auto sender = world_->peer(ann);
        sender->sendText(textFrame("m-1", bob, "gone", {{"ephemeral", true}}));
        sender->sendText(textFrame("m-2", bob, "read", {{"contentType", "notification"}, {"action", "state"}}));
        sender->sendText(textFrame("m-3", bob, "hello"));
        QVERIFY(arePushed(1));
        QCOMPARE(decodeTrustedText(messageOf(fcm_->taken()[0]))->id.value, std::string("m-3"));
        QVERIFY(nothingMore(1));
    }

    void pushesToTheMembersOfAGroup() {
        start();
        const auto ann = signIn(world_->name("ann"), "phone", "token-ann", 2.1);
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-bob", 2.1);
        const auto group = world_->rest.createGroup(ann, "Climbing", {bob});
        const auto body = json::array({textFrame("m-1", group, "all of you", {{"type", "group"}})});
        const auto posted = world_->call("POST", "/v1.0/messages?format=text&ack=true", body.dump(), ann.headers());
        QCOMPARE(posted.status, 201);
        QVERIFY(arePushed(1));
        QCOMPARE(tokenOf(fcm_->taken()[0]), std::string("token-bob"));
        QVERIFY(nothingMore(1));  // not to the sender's own device
    }

    void leavesTheTextOutWhenToldTo() {
        start({"--push-content", "none"});
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-1", 2.1);
        send(ann, textFrame("m-1", bob, "secret"));
        QVERIFY(arePushed(1));
        const auto pushed = fcm_->taken()[0];
        QVERIFY(pushed.dump().find("secret") == std::string::npos);
        QCOMPARE(decodeTrustedText(messageOf(pushed))->id.value, std::string("m-1"));
    }

    void wakesNobodyWhoHasIt() {
        start({"--push-delay-ms", "1500"});
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        const auto phone = signIn(bob, "phone", "token-1", 3);
        send(ann, textFrame("m-1", bob, "soon"));
        {
            const auto client = world_->client(phone);
            QVERIFY(world_->loop.until([&] { return client->hasArrived("m-1"); }));
            QVERIFY(world_->eventually([&] {
                const auto summary = world_->conversation(phone, directLog(ann.user, bob));
                return summary.is_object() && summary.at("deliveredSeq") == 1;
            }));
        }
        QVERIFY(world_->eventually([&] { return world_->metric("baithak_notification_queue_depth") == 0; }));
        QCOMPARE(fcm_->sends(), 0u);
    }

    void wakesNobodyWhoHasComeBack() {
        start({"--push-delay-ms", "800"});
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        const auto phone = signIn(bob, "phone", "token-1", 3);
        signIn(bob, "tablet", "token-2", 3);
        send(ann, textFrame("m-1", bob, "soon"));
        const auto peer = world_->peer(phone, "confirm=true&format=binary");  // and confirms nothing
        const auto arrived = peer->next();
        QVERIFY(world_->eventually([&] { return fcm_->taken().size() == 1; }));
        QCOMPARE(tokenOf(fcm_->taken()[0]), std::string("token-2"));
        QVERIFY(nothingMore(1));
    }

    // Its socket was dead when the message was stored, which nobody knew yet.
    void wakesWhoWasLostBeforeItConfirmed() {
        start({"--push-delay-ms", "300"});
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        const auto phone = signIn(bob, "phone", "token-1", 2.1);
        const auto sender = world_->peer(ann);
        sender->sendText(textFrame("m-1", bob, "before"));
        QVERIFY(arePushed(1));
        {
            const auto peer = world_->peer(phone, "confirm=true&format=binary");
            QCOMPARE(peer->next().id.value, std::string("m-1"));
            sender->sendText(textFrame("m-2", bob, "while it seems to be there"));
            QCOMPARE(peer->next().id.value, std::string("m-2"));
            QVERIFY(nothingMore(1));
        }
        QVERIFY(arePushed(2));
        QCOMPARE(decodeTrustedText(messageOf(fcm_->taken()[1]))->id.value, std::string("m-2"));
        QVERIFY(nothingMore(2));  // what was there before it connected has been pushed already
    }

    void wakesNobodyForWhatTheyHaveMuted() {
        start();
        const auto ann = world_->newUser("ann");
        const auto cid = world_->newUser("cid");
        const auto bob = world_->name("bob");
        const auto phone = signIn(bob, "phone", "token-1", 2.1);
        send(ann, textFrame("m-1", bob, "one"));
        QVERIFY(arePushed(1));
        const auto path = "/conversations/" + directLog(ann.user, bob);
        world_->rest.call(phone, "PATCH", path, json{{"muted", true}}.dump());

        send(ann, textFrame("m-2", bob, "two"));
        send(cid, textFrame("m-3", bob, "three"));
        QVERIFY(arePushed(2));
        QVERIFY(nothingMore(2));
        QCOMPARE(decodeTrustedText(messageOf(fcm_->taken()[1]))->id.value, std::string("m-3"));

        world_->rest.call(phone, "PATCH", path, json{{"muted", false}}.dump());
        send(ann, textFrame("m-4", bob, "four"));
        QVERIFY(arePushed(3));
        QCOMPARE(decodeTrustedText(messageOf(fcm_->taken()[2]))->id.value, std::string("m-4"));
    }

    void forgetsDeadTokens() {
        start();
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-dead", 2.1);
        fcm_->answerNext("token-dead", fcmError(404, "NOT_FOUND", "UNREGISTERED"));
        const auto sender = world_->peer(ann);
        sender->sendText(textFrame("m-1", bob, "hello"));
        QVERIFY(world_->eventually(
            [&] { return world_->metric("baithak_notification_pushes_total{outcome=\"dead_token\"}") == 1; }));
        sender->sendText(textFrame("m-2", bob, "hello"));
        sender->sendText(textFrame("m-3", bob, "hello"));
        QVERIFY(world_->eventually([&] { return world_->metric("baithak_notification_queue_depth") == 0; }));
        QCOMPARE(fcm_->sends(), 1u);
    }

    void tellsAPhoneThatChangedHandsNothingOfItsFormerOwner() {
        start();
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        const auto eve = world_->name("eve");
        signIn(bob, "default", "token-phone", 2.1);
        signIn(eve, "default", "token-phone", 2.1);
        signIn(bob, "other", "token-other", 2.1);
        const auto sender = world_->peer(ann);
        sender->sendText(textFrame("m-1", bob, "for bob"));
        sender->sendText(textFrame("m-2", eve, "for eve"));
        QVERIFY(arePushed(2));
        for (const auto& pushed : fcm_->taken()) {
            const bool isEves = tokenOf(pushed) == "token-phone";
            QCOMPARE(decodeTrustedText(messageOf(pushed))->destination, isEves ? eve : bob);
        }
        QVERIFY(nothingMore(2));
    }

    void finishesWhatIsInHandWhenItEnds() {
        start({"--push-delay-ms", "60000"});
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-1", 2.1);
        send(ann, textFrame("m-1", bob, "hello"));
        QVERIFY(world_->eventually([&] { return world_->metric("baithak_notification_queue_depth") == 1; }));
        world_->server.signal(SIGTERM);
        QVERIFY(world_->server.waitExit() == 0);
        QCOMPARE(fcm_->taken().size(), 1u);
    }

    void endsInTimeWhileTheServiceHangs() {
        start({"--push-delay-ms", "0", "--drain-seconds", "2"});
        const auto ann = world_->newUser("ann");
        StandInAnswer mute;
        mute.manner = StandInAnswer::Manner::stayMute;
        std::vector<std::string> phones;
        for (const std::string token : {"token-1", "token-2", "token-3"}) {
            phones.push_back(world_->name("bob"));
            signIn(phones.back(), "phone", token, 2.1);
            for (int i = 0; i < 20; ++i) fcm_->answerNext(token, mute);
        }
        const auto sender = world_->peer(ann);
        for (int i = 0; i < 15; ++i)
            sender->sendText(textFrame("m-" + std::to_string(i), phones[static_cast<std::size_t>(i) % 3], "hello"));
        QVERIFY(world_->eventually([&] { return world_->metric("baithak_notification_queue_depth") == 15; }));
        const auto begin = std::chrono::steady_clock::now();
        world_->server.signal(SIGTERM);
        QVERIFY(world_->server.waitExit() == 0);
        QVERIFY(std::chrono::steady_clock::now() - begin < 8s);  // the service's silence alone takes 10 s each
        QVERIFY(world_->server.log().find("notification.abandoned") != std::string::npos);
    }

    void keepsSecretsOutOfTheLog() {
        start();
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-of-bobs-phone", 2.1);
        fcm_->answerNext("token-of-bobs-phone", fcmError(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"));
        send(ann, textFrame("m-1", bob, "a secret text"));
        QVERIFY(world_->eventually(
            [&] { return world_->metric("baithak_notification_pushes_total{outcome=\"refused\"}") == 1; }));
        for (const char* secret : {"token-of-bobs-phone", "a secret text", "access-1", "PRIVATE KEY"})
            QVERIFY(world_->server.log().find(secret) == std::string::npos);
    }

    void refusesCredentialsThatWillNotDo() {
        const TempDir directory;
        const auto file = directory.path() + "/fcm.json";
        std::ofstream(file) << "{}";
        const auto ran = runServer({"--data-dir", directory.path() + "/data", "--listen", "127.0.0.1:0", "--push",
                                    "fcm", "--fcm-credentials", file});
        QCOMPARE(ran.exitCode, 2);
        QVERIFY2(ran.err.find("fcm-credentials") != std::string::npos, ran.err.c_str());
        const auto none = runServer({"--push", "fcm"});
        QVERIFY(none.exitCode != 0);
        QVERIFY2(none.err.find("push fcm needs fcm-credentials") != std::string::npos, none.err.c_str());
    }

    void writesIntoTheLogWithoutAService() {
        world_ = std::make_unique<World>(Arguments{"--auth", "open", "--durability", "normal", "--push-delay-ms", "0"});
        const auto ann = world_->newUser("ann");
        const auto bob = world_->name("bob");
        signIn(bob, "phone", "token-1", 2.1);
        send(ann, textFrame("m-1", bob, "a secret text"));
        QVERIFY(world_->eventually([&] { return world_->server.log().find("push.logged") != std::string::npos; }));
        QVERIFY(world_->server.log().find("a secret text") == std::string::npos);
        QVERIFY(world_->server.log().find("token-1") == std::string::npos);
    }

private:
    void start(Arguments more = {"--push-delay-ms", "0"}) {
        const auto file = credentials_.path() + "/fcm.json";
        std::ofstream(file) << fcm_->credentials();
        Arguments arguments{"--auth", "open",      "--durability", "normal", "--push", "fcm", "--fcm-credentials",
                            file,     "--fcm-url", fcm_->url()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        world_ = std::make_unique<World>(std::move(arguments));
    }

    Account signIn(const std::string& user, const std::string& device, const std::string& token, double version) {
        const json body = {{"username", user},
                           {"authToken", "t"},
                           {"notificationToken", token},
                           {"deviceId", device},
                           {"messageVersion", version}};
        const auto answer = json::parse(world_->call("POST", "/v1.0/login", body.dump()).body);
        return {user, answer.at("accesskey").get<std::string>(), answer.at("deviceId").get<std::string>()};
    }

    // Returns once it is stored.
    void send(const Account& account, const std::string& frame) {
        const auto peer = world_->peer(account);
        peer->sendText(frame);
        static_cast<void>(peer->next());
    }

    bool arePushed(std::size_t count) {
        return world_->eventually([&] { return fcm_->taken().size() >= count; });
    }

    // The queue is empty, and no more has come than that.
    bool nothingMore(std::size_t count) {
        return world_->eventually([&] { return world_->metric("baithak_notification_queue_depth") == 0; }) &&
               fcm_->taken().size() == count;
    }

    TempDir credentials_;
    std::unique_ptr<FcmStandIn> fcm_;
    std::unique_ptr<World> world_;
};
BAITHAK_REGISTER_TEST(PushTest);

}  // namespace baithak::test

#include "push_test.moc"
