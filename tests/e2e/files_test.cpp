// SPDX-License-Identifier: MIT

// Files over HTTP with the real binary: who may put and have which.

#include "tests/e2e/file_calls.h"

namespace baithak::test {

using nlohmann::json;

namespace {

std::string changed(std::string text, const std::string& what, const std::string& into) {
    const auto at = text.find(what);
    if (at == text.npos) throw TestFailure("There is no " + what + " in " + text);
    return text.replace(at, what.size(), into);
}

}  // namespace

class FilesTest : public QObject, private FileCalls {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { world_ = std::make_unique<World>(); }
    void cleanupTestCase() { world_.reset(); }

    void answersAsOlderClientsExpect_data();
    void answersAsOlderClientsExpect();
    void refusesBadWishes_data();
    void refusesBadWishes();
    void wantsCredentials();
    void givesAFileToThoseItWasSentTo();
    void givesAFileThatOnlyMetaNames();
    void givesAFileToMembersWhoCanSeeItsMessage();
    void takesAnUploadOnce();
    void refusesAddressesThatAreNotOurs_data();
    void refusesAddressesThatAreNotOurs();
    void givesAddressesThatEnd();
    void refusesMoreBytesThanAllowed();
    void refusesMoreThanTheQuota();
    void refusesOtherTypes();
    void neverShowsAPageAsAPicture();

private:
    void say(const Account& from, Message message);
};

void FilesTest::say(const Account& from, Message message) {
    auto peer = world_->peer(from);
    peer->send(message);
    while (peer->next().type != MessageType::serverAck) {
    }
}

void FilesTest::answersAsOlderClientsExpect_data() {
    QTest::addColumn<QString>("prefix");
    for (const char* prefix : {"/assets", "/file", "/v1.0/assets", "/v1.0/file"}) QTest::newRow(prefix) << prefix;
}

void FilesTest::answersAsOlderClientsExpect() {
    QFETCH(QString, prefix);
    const auto base = prefix.toStdString();
    const auto ann = world_->newUser("ann");
    const auto byQuery = world_->get(ann, base + "/upload/presigned_url?ext=.png&category=chat");
    const auto byBody =
        world_->call("POST", base + "/upload/presigned_url", R"({"ext":"jpg","category":"chat"})", ann.headers());
    const auto asked = json::parse(byQuery.body);
    const std::string id = asked.at("fileId");
    const auto notYet = world_->get(ann, base + "/download/" + id + "/presigned_url");
    const auto early = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", ann.headers());
    QCOMPARE(put(targetOf(asked.at("url")), png()), 200);
    const auto done = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", ann.headers());
    const auto again = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", ann.headers());
    const auto download = world_->get(ann, base + "/download/" + id + "/presigned_url");
    const auto bob = world_->newUser("bob");
    const auto foreign = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", bob.headers());
    const auto unknown = world_->get(ann, base + "/download/nothing/presigned_url");

    QCOMPARE(byQuery.status, 200);
    QCOMPARE(byBody.status, 200);
    QVERIFY(json::parse(byBody.body).contains("url") && json::parse(byBody.body).contains("fileId"));
    QVERIFY(std::string(asked.at("url")).starts_with("http://127.0.0.1:"));
    QCOMPARE(notYet.status, 404);
    QCOMPARE(early.status, 409);
    QCOMPARE(done.status, 200);
    QCOMPARE(again.status, 400);
    QCOMPARE(json::parse(again.body).at("error").get<std::string>(), std::string("bad request"));
    QCOMPARE(download.status, 200);
    QCOMPARE(get(json::parse(download.body).at("url")).body, png());
    QCOMPARE(foreign.status, 404);
    QCOMPARE(json::parse(foreign.body).at("error").get<std::string>(), std::string("file not found"));
    QCOMPARE(unknown.status, 404);
    QVERIFY(json::parse(unknown.body).contains("error"));
}

void FilesTest::refusesBadWishes_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("status");
    QTest::newRow("no extension") << "category=chat" << 400;
    QTest::newRow("no extension at all") << "ext=.&category=chat" << 400;
    QTest::newRow("a path") << "ext=../../x&category=chat" << 400;
    QTest::newRow("a category with a slash") << "ext=png&category=a/b" << 400;
    QTest::newRow("no number") << "ext=png&size=many" << 400;
    QTest::newRow("no bytes") << "ext=png&size=0" << 400;
    QTest::newRow("too many bytes") << "ext=png&size=104857601" << 413;
    QTest::newRow("an unknown extension") << "ext=xyz" << 200;
    QTest::newRow("the most") << "ext=png&size=104857600" << 200;
}

void FilesTest::refusesBadWishes() {
    QFETCH(QString, query);
    QFETCH(int, status);
    const auto ann = world_->newUser("ann");
    QCOMPARE(world_->get(ann, "/assets/upload/presigned_url?" + query.toStdString()).status, status);
}

void FilesTest::wantsCredentials() {
    QCOMPARE(world_->call("GET", "/assets/upload/presigned_url?ext=png").status, 401);
    QCOMPARE(world_->call("GET", "/assets/download/x/presigned_url").status, 401);
    QCOMPARE(world_->call("PUT", "/assets/x/status", R"({"status":true})").status, 401);
}

void FilesTest::givesAFileToThoseItWasSentTo() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob"), eve = world_->newUser("eve");
    const auto id = upload(ann, png());
    QCOMPARE(askDownload(bob, id).status, 404);
    auto message = textMessage("m-1", ann.user, bob.user, "");
    message.content = R"({"fileId":")" + id + R"("})";
    say(ann, message);
    QCOMPARE(get(urlOf(bob, id)).body, png());
    QCOMPARE(askDownload(eve, id).status, 404);
}

void FilesTest::givesAFileThatOnlyMetaNames() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob");
    const auto id = upload(ann, png());
    auto message = textMessage("m-1", ann.user, bob.user, "sealed");
    message.meta.set("file", id);
    say(ann, message);
    QCOMPARE(askDownload(bob, id).status, 200);
}

void FilesTest::givesAFileToMembersWhoCanSeeItsMessage() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob"), col = world_->newUser("col");
    const auto group = world_->rest.createGroup(ann, "Climbing", {bob.user, col.user});
    const auto first = upload(ann, png()), second = upload(ann, png());
    say(ann, groupMessage("m-1", ann.user, group, first));
    world_->rest.removeMember(ann, group, bob.user);
    say(ann, groupMessage("m-2", ann.user, group, second));

    QCOMPARE(askDownload(bob, first).status, 200);   // was there, and reads it still
    QCOMPARE(askDownload(bob, second).status, 404);  // had been removed
    QCOMPARE(askDownload(col, second).status, 200);
}

void FilesTest::takesAnUploadOnce() {
    const auto ann = world_->newUser("ann");
    const auto ticket = ask(ann);
    QCOMPARE(put(ticket.target, png()), 200);
    QCOMPARE(put(ticket.target, png() + "more"), 409);
    QCOMPARE(setStatus(ann, ticket.id).status, 200);
    QCOMPARE(put(ticket.target, png() + "more"), 409);
    QCOMPARE(get(urlOf(ann, ticket.id)).body, png());
}

void FilesTest::refusesAddressesThatAreNotOurs_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("into");
    QTest::newRow("another signature") << "signature=" << "signature=A";
    QTest::newRow("no signature") << "signature=" << "other=";
    QTest::newRow("more time") << "until=1" << "until=2";
    QTest::newRow("more bytes") << "bytes=1" << "bytes=9";
    QTest::newRow("another size rule") << "bytes=" << "exact=1&bytes=";
    QTest::newRow("another file") << "/bfile-" << "/bfile-a";
}

void FilesTest::refusesAddressesThatAreNotOurs() {
    QFETCH(QString, what);
    QFETCH(QString, into);
    const auto ticket = ask(world_->newUser("ann"));
    const auto forged = changed(ticket.target, what.toStdString(), into.toStdString());
    QCOMPARE(put(forged, png()), 403);
    QCOMPARE(world_->rest.raw({"HEAD", forged, {}, {}}).status, 403);
    QCOMPARE(world_->rest.raw({"GET", changed(forged, "/upload/", "/download/"), {}, {}}).status, 403);
    QCOMPARE(put(ticket.target, png()), 200);
}

// That they do end, the tests of the signer say, with a clock of their own.
void FilesTest::givesAddressesThatEnd() {
    const auto ticket = ask(world_->newUser("ann"));
    const auto until = std::stoull(ticket.target.substr(ticket.target.find("until=") + 6));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto left = std::chrono::milliseconds(until) - now;
    QVERIFY(left > std::chrono::hours(5) && left <= std::chrono::hours(6));
    QCOMPARE(put(changed(ticket.target, "until=" + std::to_string(until), "until=1"), png()), 403);
}

void FilesTest::refusesMoreBytesThanAllowed() {
    World small(withFiles({"--file-max-bytes", "1000"}));
    const auto ann = small.newUser("ann");
    const auto asked = small.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=png");
    const auto target = targetOf(asked.at("url"));
    QCOMPARE(small.rest.raw({"PUT", target, {}, std::string(1001, 'x')}).status, 413);
    Transfer chunked(small.server.port());
    QVERIFY(chunked.begin("PUT", target, "Transfer-Encoding: chunked\r\n"));
    QVERIFY(chunked.send("3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n"));
    QCOMPARE(chunked.readStatus(), 413);
    QCOMPARE(small.rest.raw({"PUT", target, {}, std::string(1000, 'x')}).status, 200);

    const auto exact = small.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=png&size=500");
    QCOMPARE(small.rest.raw({"PUT", targetOf(exact.at("url")), {}, std::string(400, 'x')}).status, 400);
    QCOMPARE(small.rest.raw({"PUT", targetOf(exact.at("url")), {}, std::string(501, 'x')}).status, 413);
    QCOMPARE(small.rest.raw({"PUT", targetOf(exact.at("url")), {}, std::string(500, 'x')}).status, 200);
}

void FilesTest::refusesMoreThanTheQuota() {
    World small(withFiles({"--file-max-bytes", "1000", "--file-quota-bytes", "1500"}));
    const auto ann = small.newUser("ann"), bob = small.newUser("bob");
    const auto askSize = [&](const Account& who, const std::string& size) {
        return small.get(who, "/assets/upload/presigned_url?ext=png&size=" + size).status;
    };
    QCOMPARE(askSize(ann, "1000"), 200);
    QCOMPARE(askSize(ann, "600"), 413);
    QCOMPARE(askSize(ann, "500"), 200);
    QCOMPARE(small.get(ann, "/assets/upload/presigned_url?ext=png").status, 413);
    QCOMPARE(askSize(bob, "1000"), 200);
}

void FilesTest::refusesOtherTypes() {
    World pictures(withFiles({"--file-types", "image/*"}));
    const auto ann = pictures.newUser("ann");
    QCOMPARE(pictures.get(ann, "/assets/upload/presigned_url?ext=pdf").status, 415);
    const auto asked = pictures.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=png");
    const std::string id = asked.at("fileId");
    QCOMPARE(pictures.rest.raw({"PUT", targetOf(asked.at("url")), {}, "<html><script>"}).status, 200);
    QCOMPARE(pictures.call("PUT", "/assets/" + id + "/status", R"({"status":true})", ann.headers()).status, 415);
    QCOMPARE(pictures.get(ann, "/assets/download/" + id + "/presigned_url").status, 404);
}

void FilesTest::neverShowsAPageAsAPicture() {
    const auto ann = world_->newUser("ann");
    const auto id = upload(ann, "<!doctype html><script>alert(1)</script>");
    const auto page = upload(ann, "<!doctype html><script>alert(1)</script>", "html");
    for (const auto& file : {id, page}) {
        const auto got = get(urlOf(ann, file));
        QCOMPARE(got.contentType, std::string("application/octet-stream"));
        QVERIFY(got.headers.at("content-disposition").starts_with("attachment"));
    }
}

BAITHAK_REGISTER_TEST(FilesTest);

}  // namespace baithak::test

#include "files_test.moc"
