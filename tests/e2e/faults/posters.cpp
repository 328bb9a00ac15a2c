// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/posters.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::test {
namespace {

using nlohmann::json;

constexpr int kCreated = 201;
constexpr std::chrono::milliseconds kPause{100};  // before what failed is tried again

// Accepted, or refused for good: anything else may have had its effect or not.
bool isKnown(int status) { return status == kCreated || (status >= 400 && status < 500); }

}  // namespace

Posters::Posters(Loop& loop, std::uint16_t port, History& history, Account patient, Account hasty,
                 NextMessage nextMessage)
    : loop_(loop),
      port_(port),
      history_(history),
      patient_(std::move(patient)),
      hasty_(std::move(hasty)),
      nextMessage_(std::move(nextMessage)) {
    history_.add(event::DeviceAdded{patient_.user, patient_.user, {}});
}

Posters::Post Posters::makePost(const Account& account, const std::string& device, const std::string& id) {
    Post post;
    post.device = device;
    post.account = account;
    post.message = nextMessage_(account.user, id);
    return post;
}

void Posters::post() {
    if (last_ && last_->errand && !last_->errand->isDone()) return;
    if (!last_ || last_->isSettled) {
        const auto id = patient_.user + "-" + std::to_string(++count_);
        last_ = std::make_unique<Post>(makePost(patient_, patient_.user, id));
    }
    send(*last_);
}

void Posters::postInHaste() {
    sweep();
    const auto id = hasty_.user + "-" + std::to_string(++count_);
    history_.add(event::DeviceAdded{id, hasty_.user, {}});
    inHaste_.push_back(std::make_unique<Post>(makePost(hasty_, id, id)));
    send(*inHaste_.back());
}

void Posters::send(Post& post) {
    const auto& message = post.message;
    history_.add(
        event::Sent{post.device, conversationOf(message).value, message.id.value, comparable(message.content), false});
    const json body = json::array({encodeAs(message, WireVersion::v2_1)});
    const HttpCall call{"POST", "/v1.0/messages?format=text&ack=true", post.account.headers(), body.dump()};
    post.errand = std::make_unique<HttpErrand>(loop_, port_, call,
                                               [this, &post](const HttpAnswer& answer) { onAnswer(post, answer); });
}

void Posters::onAnswer(Post& post, const HttpAnswer& answer) {
    post.isSettled = isKnown(answer.status);
    if (answer.status != kCreated) return;
    const auto ack = decodeTrustedText(json::parse(answer.body).at("acks").at(0).get<std::string>());
    const auto place = ack ? logPosition(*ack) : std::nullopt;
    if (!place) throw TestFailure("POST /messages was answered without a place: " + answer.body);
    history_.add(event::Acked{post.device, place->conversation, post.message.id.value, place->seq});
}

// What is settled is of no more use.
void Posters::sweep() {
    std::erase_if(inHaste_, [](const auto& post) { return post->isSettled && post->errand->isDone(); });
}

bool Posters::areTriesOver() const {
    const auto isOver = [](const auto& post) { return post->errand->isDone(); };
    return (!last_ || isOver(last_)) && std::all_of(inHaste_.begin(), inHaste_.end(), isOver);
}

bool Posters::settle(std::chrono::milliseconds deadline) {
    const auto end = loop_.now() + deadline;
    for (;;) {
        if (!loop_.until([this] { return areTriesOver(); }, end - loop_.now())) return false;
        sweep();
        if (!inHaste_.empty() || (last_ && !last_->isSettled)) loop_.turnFor(kPause);
        if (last_ && !last_->isSettled) send(*last_);
        for (auto& post : inHaste_) send(*post);
        if (areTriesOver()) return true;
    }
}

}  // namespace baithak::test
